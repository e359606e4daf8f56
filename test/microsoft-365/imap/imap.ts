import type { Certificate } from '../certificates.ts'
import { createConnection } from '../connection.ts'
import { createDoor } from '../door.ts'
import type { World } from '../world.ts'
import { end, talk } from './dialogue.ts'
import type { Session } from './session.ts'

interface Options {
  port: number
  certificate: () => Certificate
  slowMs: () => number
  manner: Session['manner']
}

/** Mailboxes over IMAP, encrypted from the first byte. */
export async function startImap(world: World, { port, certificate, slowMs, manner }: Options) {
  const sessions = new Set<Session>()
  const door = await createDoor(port, (socket) => {
    world.clientPorts.add(socket.remotePort ?? 0)
    const connection = createConnection(socket, slowMs)
    connection.secure(certificate())
    const session: Session = {
      connection,
      world,
      manner,
      mailbox: undefined,
      isCutOff: false,
      endsAt: undefined,
      folder: undefined,
      isReadOnly: false,
      view: [],
    }
    sessions.add(session)
    talk(session)
      .catch(() => socket.destroy())
      .finally(() => sessions.delete(session))
  })

  return {
    ...door,
    /** Ends every session from the server's side. */
    endSessions(reason: string): void {
      for (const session of sessions) end(session, reason)
    },
  }
}
