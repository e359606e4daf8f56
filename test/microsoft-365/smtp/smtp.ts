import type { Certificate } from '../certificates.ts'
import { createConnection } from '../connection.ts'
import { createDoor } from '../door.ts'
import type { World } from '../world.ts'
import { talk } from './dialogue.ts'
import type { Session } from './session.ts'
import type { Submissions } from './submission.ts'

const hosts = { exchange: 'SB0PR01CA0001.sandbox.prod.outlook.com', passwords: 'mail.hoster.example' }

interface Options {
  port: number
  certificate: () => Certificate
  slowMs: () => number
  submissions: Submissions
  manner: Session['manner']
}

/** Client submission on its own port: Exchange's with OAuth, or a plain hoster's with passwords. */
export function startSmtp(world: World, { port, certificate, slowMs, submissions, manner }: Options) {
  return createDoor(port, (socket) => {
    world.clientPorts.add(socket.remotePort ?? 0)
    const session: Session = {
      connection: createConnection(socket, slowMs),
      world,
      manner,
      host: hosts[manner],
      isSecure: false,
      hasGreeted: false,
      account: undefined,
      from: undefined,
      recipients: [],
    }
    const { sessions } = submissions
    sessions.open += 1
    sessions.most = Math.max(sessions.most, sessions.open)
    talk(session, submissions, certificate)
      .catch(() => socket.destroy())
      .finally(() => {
        sessions.open -= 1
      })
  })
}
