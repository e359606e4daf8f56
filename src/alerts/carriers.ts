import type { GeneralSettings } from '../general-settings/general-settings.ts'
import { sameAddress, works } from '../microsoft/outlook-account.ts'
import { senderOf } from '../outbox/test-mail.ts'
import type { Mailbox } from '../outgoing-servers/mailbox.ts'
import type { OutgoingServers } from '../outgoing-servers/outgoing-servers.ts'
import type { Database } from '../storage/database.ts'

export interface Carrier {
  serverId: string
  from: Mailbox
}

interface Needs {
  db: Database
  servers: Pick<OutgoingServers, 'list'>
  settings: GeneralSettings['get']
  now: () => Date
}

export type Carriers = ReturnType<typeof createCarriers>

/** Finds a server that an alert can leave through: one of those that do not stand still themselves. */
export function createCarriers({ db, servers, settings, now }: Needs) {
  /** The first by priority; undefined when none works, or custom email servers are off. */
  async function find(): Promise<Carrier | undefined> {
    const known = await settings()
    if (!known.customEmailServers) return undefined
    const pauses = await db.sendingPause.findMany({ select: { serverId: true, from: true } })
    const isPaused = (id: string, from: Mailbox) =>
      pauses.some(
        (pause) => pause.serverId === id && (pause.from === '' || sameAddress(pause.from, from.address)),
      )
    const list = await servers.list()

    return list
      .filter(({ signInWith, outlookAccount }) =>
        signInWith === 'password' ? true : outlookAccount !== null && works(outlookAccount, now()),
      )
      .flatMap((server) => {
        const from = senderOf(server, known)

        return from && !isPaused(server.id, from) ? [{ serverId: server.id, from }] : []
      })[0]
  }

  return { find }
}
