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
const longestName = 60

/** Adds an incoming server for a mailbox the shop sends through, unless there is one. It still has to be confirmed. */
export function createAlsoRead({ db, incomingServers, outlook }: Needs) {
  return async (mailbox: string, by: Admin): Promise<void> => {
    const existing = await db.incomingServer.count({ where: { username: mailbox, archivedAt: null } })
    if (existing > 0) return
    const name = await freeName(mailbox.slice(0, longestName))
    await incomingServers.add({ ...usual, ...outlook, name, username: mailbox }, by)
  }

  async function freeName(wish: string): Promise<string> {
    const taken = await db.incomingServer.findMany({
      where: { name: { startsWith: wish.slice(0, longestName - 4) } },
      select: { name: true },
    })
    const names = new Set(taken.map(({ name }) => name))
    const candidates = [wish, ...taken.map((_, n) => `${wish.slice(0, longestName - 4)} ${n + 2}`)]

    return candidates.find((name) => !names.has(name)) ?? wish
  }
}
