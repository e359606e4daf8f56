import { nameOnPage } from '../activity/invited-by.ts'
import { explain } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import { type Spoken, speak, text } from '../language/text.ts'
import { version } from '../version.ts'
import type { Reader } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import type { CheckRun } from './checks.ts'
import { groupsOf, type ShownCheck, summary } from './checks-page.ts'
import type { ReportedServer } from './reported-servers.ts'
import { checksTexts } from './texts.ts'

const texts = {
  ...checksTexts,
  servers: text('Servers', 'Server'),
  noServers: text('None.', 'Keine.'),
  passed: text('last connection test passed', 'letzter Verbindungstest bestanden'),
  failed: text('last connection test failed', 'letzter Verbindungstest fehlgeschlagen'),
  never: text('not tested yet', 'noch nicht getestet'),
  testRunning: text('connection test running', 'Verbindungstest läuft'),
}

type T = Spoken<typeof texts>
type Locale = Pick<Reader, 'locale' | 'timeZone'>

/**
 * All checks as plain text, to be sent to whoever can help. What servers said in their own words is left out: it may name
 * customers. Causes, codes and trace IDs say the same.
 */
export function checksReport(run: CheckRun, servers: readonly ReportedServer[], reader: Locale): string {
  const t = speak(texts, reader.locale)
  const lines = [
    t.title,
    '',
    `Mailroom: ${version}`,
    `Node.js: ${process.versions.node}`,
    t.startedAt(
      `${showTime(run.startedAt, reader).text} (${run.startedAt.toISOString()})`,
      nameOnPage(run.startedByName, reader.locale),
    ),
    summary(run, t).headline,
    ...groupsOf(run.checks, reader.locale).flatMap(({ title, checks }) => [
      '',
      `## ${title}`,
      ...checks.flatMap((check) => checkLines(check, t)),
    ]),
    '',
    `## ${t.servers}`,
    ...(servers.length > 0 ? servers.map((server) => serverLine(server, t, reader)) : [t.noServers]),
  ]

  return `${lines.map(inOneLine).join('\n')}\n`
}

/** Nothing that comes from outside may look like a line of the report; the indent is ours. */
function inOneLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''

  return indent + line.replace(/\s+/g, ' ').trim()
}

function checkLines({ label, badge, evidence, what, todo, who, records, code }: ShownCheck, t: T): string[] {
  return [
    `${label}: ${badge.label}${code ? ` [${code}]` : ''}`,
    ...[evidence.join(' · '), what ?? '', ...todo, who ?? ''].filter(Boolean).map((line) => `   ${line}`),
    ...records.map(({ type, name, value }) => `   ${type} ${name} ${value ?? `(${t.valueAtMicrosoft})`}`),
  ]
}

function serverLine(
  { name, username, host, port, failure, ...test }: ReportedServer,
  t: T,
  reader: Locale,
): string {
  const words = { running: t.testRunning, passed: t.passed, failed: t.failed, timed_out: t.failed }
  const at = test.lastTestAt ? `${showTime(test.lastTestAt, reader).text}` : undefined
  const state = test.lastTestState ? words[test.lastTestState] : t.never
  const why = failure && whyOf(failure, reader)

  return [`${name}: ${host}:${port}`, username, state, at, why].filter(Boolean).join(' · ')
}

function whyOf(failure: Failure, { locale }: Locale): string {
  const { title, cause, code, ids } = explain(failure, locale)
  const trace = [ids?.traceId, ids?.correlationId].filter(Boolean)

  return [`${title} [${cause}]`, code, ...trace].filter(Boolean).join(' · ')
}
