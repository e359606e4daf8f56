import type { Admin } from '../admin.ts'
import type { Database } from '../storage/database.ts'
import type { IncomingServers } from './incoming-servers.ts'

interface Needs {
  db: Database
  incomingServers: IncomingServers
  outlook: { host: string; port: number; encryption: 'starttls' | 'tls' }
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
} as const

/** Adds an incoming server for a mailbox the shop sends through, unless there is one. It still has to be confirmed. */
export function createAlsoRead({ db, incomingServers, outlook }: Needs) {
  return async (mailbox: string, by: Admin): Promise<void> => {
    const existing = await db.incomingServer.count({ where: { username: mailbox, archivedAt: null } })
    if (existing > 0) return
    const name = await incomingServers.freeName(mailbox)
    await incomingServers.add({ ...usual, ...outlook, name, username: mailbox }, by)
  }
}
