import type { Text } from '../language/text.ts'
import { comparableAddress } from './mailbox.ts'
import { type FilteredServer, filterEntries, inOrder } from './server-choice.ts'
import { outgoingServerTexts } from './texts.ts'

/** What the warnings look at, beside the filter. */
export interface SendingServer extends FilteredServer {
  signInWith: 'outlook' | 'password'
  username: string | null
}

export interface FilterWarning {
  text: Text
  serverIds: string[]
}

const mostNames = 5

/** What is odd about the From filters of the servers in use: two name the same, or a mailbox does not own a sender. */
export function filterWarnings(servers: readonly SendingServer[]): FilterWarning[] {
  const active = servers.filter(({ archivedAt }) => archivedAt === null).sort(inOrder)

  return [...overlaps(active), ...active.flatMap(notOwned)]
}

/** The mailbox of an Outlook server; what other servers may send as is not known. */
export function mailboxOf({ signInWith, username }: SendingServer): string | undefined {
  return signInWith === 'outlook' && username ? comparableAddress(username) : undefined
}

/** One warning for all entries that the same servers share. */
function overlaps(servers: readonly SendingServer[]): FilterWarning[] {
  const shared = new Map<string, { among: SendingServer[]; entries: string[] }>()
  for (const [entry, among] of byEntry(servers)) {
    if (among.length < 2) continue
    const key = among.map(({ id }) => id).join()
    const same = shared.get(key) ?? { among, entries: [] }
    same.entries.push(entry)
    shared.set(key, same)
  }

  return [...shared.values()].map(({ among, entries }) => ({
    text: outgoingServerTexts.filtersOverlap(
      named(among.map(({ name }) => name)),
      named(entries),
      among[0]?.name ?? '',
    ),
    serverIds: among.map(({ id }) => id),
  }))
}

function byEntry(servers: readonly SendingServer[]): Map<string, SendingServer[]> {
  const found = new Map<string, SendingServer[]>()
  for (const server of servers)
    for (const entry of new Set(filterEntries(server.fromFilter))) {
      const among = found.get(entry) ?? []
      among.push(server)
      found.set(entry, among)
    }

  return found
}

function notOwned(server: SendingServer): FilterWarning[] {
  const mailbox = mailboxOf(server)
  if (!mailbox) return []
  const domain = mailbox.slice(mailbox.lastIndexOf('@') + 1)
  const foreign = filterEntries(server.fromFilter).filter((entry) => entry !== mailbox && entry !== domain)
  if (foreign.length === 0) return []

  return [
    {
      text: outgoingServerTexts.senderNotOwned(server.name, named(foreign), mailbox),
      serverIds: [server.id],
    },
  ]
}

function named(names: readonly string[]): string {
  return names.length > mostNames ? `${names.slice(0, mostNames).join(', ')}, …` : names.join(', ')
}
