import type { Facts as FailureFacts } from '../failures/cause-entry.ts'
import { type Explanation, explain } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { whyOf } from '../inbox/mail-row.ts'
import { type Locale, speak } from '../language/text.ts'
import { mostCounted } from '../storage/mail-rows.ts'
import type { Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { HandedMail } from './handed-mails.ts'
import type { ShownInboxSettings } from './inbox-settings.ts'
import { inboxSettingsTexts } from './page-texts.ts'
import type { TestedWebhook } from './test-event.ts'

interface Badge {
  label: string
  tone?: 'ok' | 'warn' | 'err'
}

interface Row {
  id: string
  subject: string
  from: string
  badge: Badge
  reason: string | undefined
  at: ShownTime | undefined
}

export interface SettingsPage {
  crumbs: { href: string; label: string }[]
  form: Form
  who: string
  /** Why the webhook is off, or failing. */
  trouble: { sentence: string; problem: Explanation | undefined; isOff: boolean } | undefined
  waiting: string
  failed: string
  hasSecret: boolean
  hasWebhook: boolean
  test: { sentence: string; problem: Explanation | undefined } | undefined
  rows: Row[]
  meanwhile: { label: string; value: string }[]
}

export interface SecretPage {
  title: string
  crumbs: SettingsPage['crumbs']
  secret: string
  /** Where it goes on afterwards. */
  back: string
}

interface Facts {
  stored: ShownInboxSettings
  hasHandler: boolean
  counts: { waiting: number; failed: number }
  mails: HandedMail[]
  tested: TestedWebhook | undefined
}

export function factsShown({ stored, hasHandler, counts, mails, tested }: Facts, reader: Reader) {
  const t = speak(inboxSettingsTexts, reader.locale)
  const count = (no: number) => (no > mostCounted ? t.moreThan(mostCounted) : String(no))
  const byWebhook = stored.webhookUrl ? t.webhookGets : t.nobodyGets

  return {
    who: hasHandler ? t.handlerGets : byWebhook,
    trouble: troubleOf(stored, reader),
    waiting: count(counts.waiting),
    failed: count(counts.failed),
    hasSecret: stored.hasSecret,
    hasWebhook: stored.webhookUrl !== null,
    test: tested && shownTest(tested, reader),
    rows: mails.map((mail) => rowOf(mail, reader)),
  }
}

function troubleOf(stored: ShownInboxSettings, reader: Reader): SettingsPage['trouble'] {
  const t = speak(inboxSettingsTexts, reader.locale)
  const failure = parseFailure(stored.webhookFailure)
  const problem = failure && explained(failure, reader.locale)
  const { webhookOffSince: since, webhookFailures } = stored
  if (since) return { sentence: t.off(showTime(since, reader).text), problem, isOff: true }

  return webhookFailures > 0 ? { sentence: t.failing(webhookFailures), problem, isOff: false } : undefined
}

/** Without the link: it leads to this page. */
function explained(failure: Failure, locale: Locale, facts?: FailureFacts): Explanation {
  const { link: _, ...rest } = explain(failure, locale, facts)

  return rest
}

function shownTest(tested: TestedWebhook, { locale }: Reader): SettingsPage['test'] {
  const t = speak(inboxSettingsTexts, locale)

  return tested.ok
    ? { sentence: t.testOk(tested.status, tested.ms), problem: undefined }
    : { sentence: t.testFailed(tested.ms), problem: explained(tested.failure, locale, { byHand: true }) }
}

function rowOf(mail: HandedMail, reader: Reader): Row {
  const t = speak(inboxSettingsTexts, reader.locale)
  const at = mail.handOver === 'done' ? mail.handedOverAt : mail.handOverAt

  return {
    id: mail.id,
    subject: mail.subject || t.noSubject,
    from: mail.fromAddress ?? '–',
    badge: badgeOf(mail, t),
    reason: mail.handOver === 'done' ? undefined : whyOf(mail.handOverReason, reader),
    at: at ? showTime(at, reader) : undefined,
  }
}

function badgeOf(
  { handOver, handOverTries }: HandedMail,
  t: Record<'done' | 'failed' | 'retry' | 'kept', string>,
): Badge {
  if (handOver === 'done') return { label: t.done, tone: 'ok' }
  if (handOver === 'failed') return { label: t.failed, tone: 'err' }

  return handOverTries > 0 ? { label: t.retry, tone: 'warn' } : { label: t.kept }
}
