import type { Text } from '../language/text.ts'
import { parseAddress } from '../mail-address.ts'
import { covers, parseFromFilter } from '../outgoing-servers/from-filter.ts'
import { manyServerTexts } from './texts.ts'
import type { WrittenServer } from './written-list.ts'

const usualPriority = 10
const longestName = 60
// A line break would end a command of SMTP; PostgreSQL stores no NUL.
const oneLine = /^[^\p{Cc}\p{Cs}]*$/u
const yes = new Set(['yes', 'y', 'ja', 'j', 'x', '1', 'on', 'true', 'wahr'])
const no = new Set(['no', 'n', 'nein', '0', 'off', 'false', 'falsch', '-'])

/** An outgoing server for one mailbox, as it will be created. */
export interface NewServer {
  name: string
  username: string
  /** As it is stored. */
  fromFilter: string
  priority: number
  alsoRead: boolean
}

/** A line of the list: what it makes, or everything that is wrong with it. */
export interface PlannedServer {
  line: number
  written: WrittenServer
  server: NewServer
  problems: Text[]
}

/** What stands in the way of new servers. */
export interface Taken {
  names: ReadonlySet<string>
  /** Mailboxes an outgoing server in use sends with, and its name. */
  mailboxes: ReadonlyMap<string, string>
}

/** Judges every line by itself and against the lines before it; `alsoRead` holds where a line does not say. */
export function planServers(
  written: readonly WrittenServer[],
  taken: Taken,
  { alsoRead }: { alsoRead: boolean },
): PlannedServer[] {
  const mailboxes = new Map<string, number>()
  const names = new Map<string, number>()

  return written.map((row) => {
    const server = serverFrom(row, alsoRead)
    const problems = row.unreadable
      ? [row.unreadable]
      : [...ownProblems(row, server), ...clashes(server, taken, mailboxes, names)]
    if (!mailboxes.has(server.username)) mailboxes.set(server.username, row.line)
    if (!names.has(server.name)) names.set(server.name, row.line)

    return { line: row.line, written: row, server, problems }
  })
}

function serverFrom(row: WrittenServer, alsoRead: boolean): NewServer {
  const username = parseAddress(row.username)?.toLowerCase() ?? ''

  return {
    name: row.name || username.slice(0, longestName),
    username,
    fromFilter: parseFromFilter(row.fromFilter)?.join(', ') || username,
    priority: row.priority === '' ? usualPriority : Number(row.priority),
    alsoRead: row.alsoRead === '' ? alsoRead : yes.has(row.alsoRead.toLowerCase()),
  }
}

function ownProblems(row: WrittenServer, { name, username, fromFilter, priority }: NewServer): Text[] {
  const t = manyServerTexts
  const filter = parseFromFilter(row.fromFilter)
  const also = row.alsoRead.toLowerCase()
  const problems: [boolean, Text][] = [
    [username === '', row.username === '' ? t.addressMissing : t.addressWrong(shortened(row.username))],
    [name.length > longestName || !oneLine.test(name), t.nameMissing],
    [filter === undefined, t.fromFilterWrong],
    [
      filter !== undefined && username !== '' && !covers(fromFilter.split(', '), username),
      t.filterLeavesOut(username),
    ],
    [also !== '' && !yes.has(also) && !no.has(also), t.alsoReadWrong(shortened(row.alsoRead))],
    [!/^[1-9]\d{0,2}$/.test(row.priority || '1') || !Number.isInteger(priority), t.priorityWrong],
  ]

  return problems.filter(([wrong]) => wrong).map(([, text]) => text)
}

function clashes(
  { name, username }: NewServer,
  taken: Taken,
  mailboxes: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, number>,
): Text[] {
  const t = manyServerTexts
  if (username === '') return []
  const before = mailboxes.get(username)
  if (before !== undefined) return [t.twice(username, before)]
  const existing = taken.mailboxes.get(username)
  if (existing !== undefined) return [t.mailboxTaken(username, existing)]
  const sameName = names.get(name)
  if (sameName !== undefined) return [t.nameTwice(shortened(name), sameName)]

  return taken.names.has(name) ? [t.nameIsTaken(shortened(name))] : []
}

/** Enough to find it again in the list. */
function shortened(value: string): string {
  return value.length > 80 ? `${value.slice(0, 80)}…` : value
}
