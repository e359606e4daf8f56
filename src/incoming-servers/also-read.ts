import type { Admin } from '../admin.ts'
import type { Database } from '../storage/database.ts'
import type { IncomingServerInput } from './incoming-server.ts'
import type { IncomingServers } from './incoming-servers.ts'

interface Outlook {
  host: string
  port: number
  encryption: 'starttls' | 'tls'
}

interface Needs {
  db: Database
  incomingServers: IncomingServers
  outlook: Outlook
}

const usual = {
  priority: 5,
  version: 0,
  next: 'save',
  signInWith: 'outlook',
  password: null,
  folder: 'INBOX',
  readFrom: 'new_only',
  everyMinutes: 5,
  afterReading: 'leave',
  moveToFolder: null,
  defaultRoute: null,
} as const

/** Adds an incoming server for a mailbox the shop sends through, unless there is one. It still has to be confirmed. */
export function createAlsoRead({ db, incomingServers, outlook }: Needs) {
  return async (mailbox: string, by: Admin): Promise<void> => {
    const existing = await db.incomingServer.count({ where: { username: mailbox, archivedAt: null } })
    if (existing > 0) return
    const name = await incomingServers.freeName(mailbox)
    await incomingServers.add(readingInput(outlook, name, mailbox), by)
  }
}

/** The usual incoming server for a mailbox, as its form would give it. */
export function readingInput(outlook: Outlook, name: string, mailbox: string): IncomingServerInput {
  return { ...usual, ...outlook, name, username: mailbox }
}
