import { nameOnPage } from '../activity/invited-by.ts'
import { type Explanation, explain } from '../failures/explain.ts'
import { whoCanFix } from '../failures/texts.ts'
import { type Locale, type Spoken, speak } from '../language/text.ts'
import type { Badge } from '../mail-servers/server-badges.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { Check, DnsRecord } from './check.ts'
import type { CheckRun } from './checks.ts'
import { findings } from './findings.ts'
import { checkLabels, checksTexts } from './texts.ts'

type T = Spoken<typeof checksTexts>

export interface ShownCheck {
  label: string
  badge: Badge
  failed: boolean
  evidence: string[]
  /** Sentences; none where all is fine. */
  what: string | undefined
  todo: string[]
  who: string | undefined
  /** Where it is fixed. */
  link: Explanation['link']
  records: DnsRecord[]
  /** For the report. */
  code: string | undefined
}

/** All checks, live or finished. */
export interface ChecksPage {
  title: string
  crumbs: { href: string; label: string }[]
  refresh: boolean
  runId: string
  isRunning: boolean
  progress: string
  headline: string
  /** Not `tone`: a badge without one would take it over. */
  noteTone: 'ok' | 'warn' | 'err' | undefined
  groups: { id: string; title: string; checks: ShownCheck[] }[]
  hasDomains: boolean
  startedAt: ShownTime
  startedBy: string
}

const ofDomain = new Set<Check['id']>(['spf', 'dkim', 'dmarc', 'mx', 'domain'])
const ofMicrosoft = new Set<Check['id']>(['dns', 'smtp', 'imap', 'sign-in-host', 'clock'])

export function checksPage(run: CheckRun, pages: Pages, reader: Reader): ChecksPage {
  const t = speak(checksTexts, reader.locale)
  const { checks, isRunning } = run
  const done = checks.filter(({ state }) => state !== 'running').length

  return {
    title: t.title,
    crumbs: [{ href: pages.link('/troubleshooting'), label: t.troubleshooting }],
    refresh: isRunning,
    runId: run.id,
    isRunning,
    progress: t.progress(done, checks.length),
    ...summary(run, t),
    groups: groupsOf(checks, reader.locale),
    hasDomains: checks.some(({ id }) => ofDomain.has(id)),
    startedAt: showTime(run.startedAt, reader),
    startedBy: nameOnPage(run.startedByName, reader.locale),
  }
}

/** What a run comes to, in a few words. */
export function summary(
  { checks, isRunning }: Pick<CheckRun, 'checks' | 'isRunning'>,
  t: T,
): Pick<ChecksPage, 'headline' | 'noteTone'> {
  if (isRunning) return { headline: t.running, noteTone: undefined }
  const count = (...states: Check['state'][]) => checks.filter(({ state }) => states.includes(state)).length
  const problems = count('err')
  const warnings = count('warn', 'not_run')
  if (problems + warnings === 0) return { headline: t.allFine, noteTone: 'ok' }

  return { headline: t.found(problems, warnings), noteTone: problems > 0 ? 'err' : 'warn' }
}

/** The checks in the order of the page, under their headings. */
export function groupsOf(checks: readonly Check[], locale: Locale): ChecksPage['groups'] {
  const t = speak(checksTexts, locale)
  const own = checks.filter(({ id }) => !ofDomain.has(id) && !ofMicrosoft.has(id))
  const microsoft = checks.filter(({ id }) => ofMicrosoft.has(id))
  const domains = new Map<string, Check[]>()
  for (const check of checks.filter(({ id }) => ofDomain.has(id))) {
    const domain = (check.subject ?? '').replace(/^selector\d\._domainkey\./, '')
    domains.set(domain, [...(domains.get(domain) ?? []), check])
  }
  const shown = (some: readonly Check[]) => some.map((check) => shownCheck(check, t, locale))

  return [
    { id: 'own', title: t.installation, checks: shown(own) },
    { id: 'microsoft', title: t.microsoft, checks: shown(microsoft) },
    ...[...domains].map(([domain, some], index) => ({
      id: `domain-${index + 1}`,
      title: t.domain(domain),
      checks: shown(some),
    })),
  ]
}

function shownCheck(check: Check, t: T, locale: Locale): ShownCheck {
  const { id, subject, state, evidence = [], records = [] } = check
  const named = subject !== undefined && (!ofDomain.has(id) || id === 'dkim')

  return {
    label: named ? `${checkLabels[id][locale]}: ${subject}` : checkLabels[id][locale],
    badge: badgeOf(state, t),
    failed: state === 'err',
    evidence,
    records,
    ...sentences(check, locale),
  }
}

function sentences(
  { finding, fact = '', failure }: Check,
  locale: Locale,
): Pick<ShownCheck, 'what' | 'todo' | 'who' | 'link' | 'code'> {
  if (failure) {
    const { title, what, steps, who, link, code, ids } = explain(failure, locale, { byHand: true })
    const known = [failure.cause, code, ids?.traceId].filter(Boolean).join(' · ')

    return { what: `${title}. ${what}`, todo: steps, who, link, code: known }
  }
  if (finding === undefined || finding === 'fine' || finding === 'failed')
    return { what: undefined, todo: [], who: undefined, link: undefined, code: undefined }
  const { what, todo, who } = findings[finding]

  return {
    what: what(fact)[locale],
    todo: todo ? [todo[locale]] : [],
    who: who && whoCanFix[who][locale],
    link: undefined,
    code: finding,
  }
}

function badgeOf(state: Check['state'], t: T): Badge {
  const badges: Record<Check['state'], Badge> = {
    running: { label: t.stepRunning, tone: 'info' },
    ok: { label: t.ok, tone: 'ok' },
    info: { label: t.info, tone: 'info' },
    warn: { label: t.warn, tone: 'warn' },
    err: { label: t.err, tone: 'err' },
    not_run: { label: t.notRun },
  }

  return badges[state]
}
