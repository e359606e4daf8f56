import { type Spoken, speak } from '../language/text.ts'
import { type Badge, tokenBadge } from '../mail-servers/server-badges.ts'
import type { Reader } from '../web/reader.ts'
import type { ManyServers, Plan } from './many-servers.ts'
import type { PlannedServer } from './planned-server.ts'
import { manyServerTexts } from './texts.ts'

/** The summary names some wrong lines; the table below has all of them. */
const mostNamed = 10

interface Row {
  id: string
  line: number
  name: string
  username: string
  fromFilter: string
  priority: string
  alsoRead: string
  problems: string[]
}

/** What a list would create, line by line. */
export interface Preview {
  rows: Row[]
  good: number
  wrong: number
  unused: string | undefined
  fingerprint: string
}

export function previewOf({ lines, unused, fingerprint }: Plan, { locale }: Reader): Preview {
  const t = speak(manyServerTexts, locale)
  const wrong = lines.filter(isWrong).length

  return {
    rows: lines.map((line, index) => rowOf(line, index, t, locale)),
    good: lines.length - wrong,
    wrong,
    unused: unused.length > 0 ? unused.slice(0, mostNamed).join(', ') : undefined,
    fingerprint,
  }
}

/** The wrong lines as mistakes of the form, so that the summary leads to them. */
export function mistakesOf({ rows, wrong }: Preview, { locale }: Reader): Record<string, string> {
  const t = speak(manyServerTexts, locale)
  const named = rows.filter(({ problems }) => problems.length > 0).slice(0, mostNamed)

  return {
    ...Object.fromEntries(named.map(({ id, line, problems }) => [id, t.wrongLine(line, problems[0] ?? '')])),
    ...(wrong > mostNamed ? { form: t.moreWrong(wrong - mostNamed) } : {}),
  }
}

function rowOf(
  planned: PlannedServer,
  index: number,
  t: Spoken<typeof manyServerTexts>,
  locale: Reader['locale'],
): Row {
  const { line, written, server, problems } = planned

  return {
    id: `row-${index + 1}`,
    line,
    name: server.name,
    username: server.username || written.username,
    fromFilter: server.fromFilter || written.fromFilter,
    priority: written.priority || String(server.priority),
    alsoRead: server.alsoRead ? t.yes : t.no,
    problems: problems.map((problem) => problem[locale]),
  }
}

function isWrong({ problems }: PlannedServer): boolean {
  return problems.length > 0
}

interface CreatedServer {
  id: string
  name: string
  username: string
  fromFilter: string
  token: Badge | undefined
}

export interface ResultPage {
  title: string
  crumbs: { href: string; label: string }[]
  servers: CreatedServer[]
  /** True while a server of the list is not connected. */
  mayInvite: boolean
  /** When they were created, as the next form names it. */
  at: string
}

type Created = Awaited<ReturnType<ManyServers['createdAt']>>

export function resultOf(servers: Created, reader: Reader, now: Date): Omit<ResultPage, 'crumbs' | 'at'> {
  return {
    title: speak(manyServerTexts, reader.locale).resultTitle(servers.length),
    mayInvite: servers.some(({ outlookAccount }) => !outlookAccount),
    servers: servers.map((server) => ({
      id: server.id,
      name: server.name,
      username: server.username ?? '',
      fromFilter: server.fromFilter,
      token: tokenBadge(server, reader, now),
    })),
  }
}
