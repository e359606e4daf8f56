import { nameOnPage } from '../activity/invited-by.ts'
import { explain } from '../failures/explain.ts'
import { type Spoken, speak, text } from '../language/text.ts'
import { version } from '../version.ts'
import type { Reader } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import type { ConnectionTest } from './connection-test.ts'
import type { Step } from './steps.ts'
import { evidenceWords } from './test-page.ts'
import { connectionTestTexts, stepLabel } from './texts.ts'

const texts = {
  ...connectionTestTexts,
  failed: text('Failed.', 'Fehlgeschlagen.'),
  startedAtLabel: text('Started', 'Gestartet'),
  startedByLabel: text('Started by', 'Gestartet von'),
  address: text('Server', 'Server'),
  username: text('User name', 'Benutzername'),
  result: text('Result', 'Ergebnis'),
  cause: text('Cause', 'Ursache'),
  code: text('Code', 'Code'),
  said: text('Answer of the other side', 'Antwort der Gegenstelle'),
  traceId: text('Trace ID', 'Trace-ID'),
  correlationId: text('Correlation ID', 'Correlation-ID'),
  timestamp: text('Time at Microsoft', 'Uhrzeit bei Microsoft'),
}

type T = Spoken<typeof texts>
type Locale = Pick<Reader, 'locale' | 'timeZone'>

/** The test as plain text, to be sent to whoever can help. It has what a step found out, and never a secret. */
export function testReport(test: ConnectionTest, reader: Locale): string {
  const t = speak(texts, reader.locale)
  const { server } = test
  const lines = [
    inOneLine(t.title(server.name)),
    '',
    line('Mailroom', version),
    line(t.startedAtLabel, `${showTime(test.startedAt, reader).text} (${test.startedAt.toISOString()})`),
    line(t.startedByLabel, nameOnPage(test.startedByName, reader.locale)),
    line(t.address, `${server.host}:${server.port}`),
    line(t.username, server.username),
    line(t.result, result(test, t)),
    ...failureLines(test, t, reader),
    '',
    t.steps,
    ...test.steps.flatMap((step, index) => stepLines(step, index + 1, test, t, reader)),
  ]

  return `${lines.filter((each) => each !== undefined).join('\n')}\n`
}

function line(label: string, value: string | null | undefined): string | undefined {
  return value ? `${label}: ${inOneLine(value)}` : undefined
}

/** A name or an answer must not look like a line of the report. */
function inOneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim()
}

function result({ state }: ConnectionTest, t: T): string {
  const words = { running: t.running, passed: t.passed, failed: t.failed, timed_out: t.timedOut }

  return words[state]
}

function failureLines({ failure, server, steps }: ConnectionTest, t: T, { locale }: Locale) {
  if (!failure) return []
  const from = steps.find(({ id }) => id === 'sender')?.evidence?.sender
  const facts = { user: server.username ?? undefined, from, host: server.host, port: server.port }
  const { title, code, raw, ids = {} } = explain(failure, locale, facts)

  return [
    line(t.cause, title),
    line(t.code, code),
    line(t.said, raw),
    line(t.traceId, ids.traceId),
    line(t.correlationId, ids.correlationId),
    line(t.timestamp, ids.timestamp),
  ]
}

function stepLines(step: Step, number: number, { server }: ConnectionTest, t: T, reader: Locale): string[] {
  const protocol = server.kind === 'outgoing' ? 'smtp' : 'imap'
  const label = stepLabel(step.id, { protocol, port: server.port, folder: server.folder ?? '' })[
    reader.locale
  ]
  const states = {
    passed: t.stepPassed,
    failed: t.stepFailed,
    running: t.stepRunning,
    waiting: t.stepWaiting,
    not_run: t.stepNotRun,
  }
  const facts = evidenceWords(step.evidence ?? {}, t, reader)
  const duration = step.ms === undefined ? [] : [`${step.ms} ms`]
  const found = [...facts, ...duration].map(inOneLine).join(' · ')

  return [`${number}. ${inOneLine(label)}: ${states[step.state]}`, ...(found ? [`   ${found}`] : [])]
}
