import { nameOnPage } from '../activity/invited-by.ts'
import { type Explanation, explain, needsReconnect } from '../failures/explain.ts'
import { type Spoken, speak } from '../language/text.ts'
import type { Badge } from '../mail-servers/server-badges.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showClock, showDay, showTime } from '../web/times.ts'
import type { ConnectionTest } from './connection-tests.ts'
import type { Step, StepEvidence } from './steps.ts'
import { connectionTestTexts, stepLabel } from './texts.ts'

type T = Spoken<typeof connectionTestTexts>

interface ShownStep {
  label: string
  badge: Badge
  facts: string
  failed: boolean
  /** What the server said, for the details. */
  raw: string | undefined
}

/** One connection test, live or finished. */
export interface TestPage {
  title: string
  crumbs: { href: string; label: string }[]
  /** Renews itself without JavaScript while the test runs. */
  refresh: boolean
  testId: string
  state: ConnectionTest['state']
  progress: string
  headline: string
  /** Not `tone`: a badge without one would take it over. */
  noteTone: 'ok' | 'err' | undefined
  problem: Explanation | undefined
  /** Only signing in at Microsoft again helps: the page's first button. */
  reconnects: boolean
  steps: ShownStep[]
  startedAt: ShownTime
  startedBy: string
  server: { kind: 'outgoing' | 'incoming'; id: string; href: string }
  confirms: boolean
}

export function testPage(test: ConnectionTest, pages: Pages, reader: Reader): TestPage {
  const t = speak(connectionTestTexts, reader.locale)
  const { server } = test
  const title = t.title(server.name)
  const list = { href: pages.link(`/${server.kind}-servers`), label: t[server.kind] }
  const href = pages.link(`/${server.kind}-servers/${server.id}`)

  return {
    title,
    crumbs: [list, { href, label: server.name }],
    refresh: test.state === 'running',
    testId: test.id,
    state: test.state,
    progress: t.progress(test.steps.filter(({ state }) => state === 'passed').length, test.steps.length),
    ...result(test, t),
    problem: test.failure && explain(test.failure, reader.locale, factsOf(test)),
    reconnects: test.failure !== undefined && needsReconnect(test.failure),
    steps: test.steps.map((step) => shownStep(step, test, t, reader)),
    startedAt: showTime(test.startedAt, reader),
    startedBy: nameOnPage(test.startedByName, reader.locale),
    server: { kind: server.kind, id: server.id, href },
    confirms: test.confirms,
  }
}

function result({ state, confirms }: ConnectionTest, t: T): Pick<TestPage, 'headline' | 'noteTone'> {
  if (state === 'running') return { headline: t.running, noteTone: undefined }
  if (state === 'timed_out') return { headline: t.timedOut, noteTone: 'err' }
  if (state === 'failed') return { headline: '', noteTone: 'err' }

  return { headline: confirms ? t.passedConfirmed : t.passed, noteTone: 'ok' }
}

/** The addresses the sentences of a failure may name. */
function factsOf({ server, steps }: ConnectionTest) {
  const from = steps.find(({ id }) => id === 'sender')?.evidence?.sender

  return {
    user: server.username ?? undefined,
    from,
    host: server.host,
    port: server.port,
    folder: server.folder ?? undefined,
    byHand: true,
    server: 'linked' as const,
  }
}

function shownStep(step: Step, { server }: ConnectionTest, t: T, reader: Reader): ShownStep {
  const protocol = server.kind === 'outgoing' ? 'smtp' : 'imap'
  const facts = { protocol, port: server.port, folder: server.folder ?? '' } as const

  return {
    label: stepLabel(step.id, facts)[reader.locale],
    badge: stepBadge(step, t),
    facts: [...evidenceWords(step.evidence ?? {}, t, reader), ...duration(step, t, reader)].join(' · '),
    failed: step.state === 'failed',
    raw: step.failure && ([step.failure.code, step.failure.raw].filter(Boolean).join('\n') || undefined),
  }
}

function stepBadge({ state }: Step, t: T): Badge {
  const badges: Record<Step['state'], Badge> = {
    passed: { label: t.stepPassed, tone: 'ok' },
    failed: { label: t.stepFailed, tone: 'err' },
    running: { label: t.stepRunning, tone: 'info' },
    waiting: { label: t.stepWaiting },
    not_run: { label: t.stepNotRun },
  }

  return badges[state]
}

/** The facts a step found out, as short words with dots between. */
export function evidenceWords(e: StepEvidence, t: T, reader: Pick<Reader, 'locale' | 'timeZone'>): string[] {
  const words = [
    e.addresses?.join(', '),
    ...wayWords(e, t),
    e.encrypted === false ? t.unencrypted : e.tlsVersion,
    e.certificateName && e.certificateUntil
      ? t.certificate(e.certificateName, showDay(new Date(e.certificateUntil), reader).text)
      : undefined,
    e.mechanisms?.length ? `AUTH ${e.mechanisms.join(' ')}` : undefined,
    e.size ? t.upTo(megabytes(e.size, reader)) : undefined,
    e.tokenUntil ? t.tokenUntil(showClock(new Date(e.tokenUntil), reader)) : undefined,
    e.code,
    e.retried ? t.retried : undefined,
    e.sender ?? e.recipient,
    e.count === undefined ? undefined : t.messages(e.count),
    e.uidValidity ? `UIDVALIDITY ${e.uidValidity}` : undefined,
  ]

  return words.filter((word) => word !== undefined)
}

function wayWords({ lookedUpByProxy, proxy }: StepEvidence, t: T) {
  return [lookedUpByProxy ? t.lookedUpByProxy : undefined, proxy ? t.viaProxy(proxy) : undefined]
}

function megabytes(bytes: number, { locale }: Pick<Reader, 'locale'>): string {
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(bytes / (1024 * 1024))} MB`
}

function duration({ ms }: Step, t: T, { locale }: Reader): string[] {
  if (ms === undefined) return []

  return [
    t.seconds(new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(Math.max(ms, 10) / 1000)),
  ]
}
