import { type Spoken, speak } from '../language/text.ts'
import type { Alert, AlertNotice } from '../storage/generated/client.ts'
import type { Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { AlertSettings } from './alert-settings.ts'
import { alertPageTexts } from './page-texts.ts'
import { tell } from './told.ts'
import { parseTrouble, type Trouble } from './trouble.ts'

const { problems, ...texts } = alertPageTexts

interface Badge {
  label: string
  tone?: 'ok' | 'warn' | 'err'
}

interface PastRow {
  title: string
  since: ShownTime
  until: ShownTime | undefined
}

interface NoticeRow {
  title: string
  channel: string
  badge: Badge
  /** Why it still waits. */
  reason: string | undefined
  at: ShownTime
  /** The mail in the outbox. */
  path: string | undefined
}

export interface AlertsPage {
  form: Form
  now: {
    tone: 'warn' | 'err'
    title: string
    what: string
    steps: string[]
    since: ShownTime
    path: string
  }[]
  toldNow: string
  canTest: boolean
  past: PastRow[]
  notices: NoticeRow[]
}

export interface SecretPage {
  title: string
  crumbs: { href: string; label: string }[]
  secret: string
  back: string
}

interface Facts {
  stored: Awaited<ReturnType<AlertSettings['get']>>
  troubles: Trouble[]
  past: Alert[]
  told: (AlertNotice & { alert: Alert | null })[]
}

export function factsShown(
  { stored, troubles, past, told }: Facts,
  reader: Reader,
): Omit<AlertsPage, 'form'> {
  const t = speak(texts, reader.locale)
  const { toldByMail, webhookUrl } = stored

  return {
    now: troubles.map((trouble) => ({
      tone: toneOf(trouble),
      ...tell(trouble, reader.locale),
      since: showTime(trouble.since, reader),
      path: trouble.path,
    })),
    toldNow: toldByMail.length > 0 ? t.toldNow(toldByMail.join(', ')) : t.toldNobody,
    canTest: toldByMail.length > 0 || webhookUrl !== null,
    past: past.flatMap((alert) => pastRow(alert, reader)),
    notices: told.flatMap((notice) => noticeRow(notice, reader, t)),
  }
}

/** A reminder is no outage yet. */
function toneOf({ kind, days = 0 }: Trouble): 'warn' | 'err' {
  return kind === 'secret-expires' && days > 0 ? 'warn' : 'err'
}

function pastRow({ trouble: stored, since, resolvedAt }: Alert, reader: Reader): PastRow[] {
  const trouble = parseTrouble(stored)
  if (!trouble) return []
  const { title } = tell(trouble, reader.locale)

  return [
    { title, since: showTime(since, reader), until: resolvedAt ? showTime(resolvedAt, reader) : undefined },
  ]
}

function noticeRow(notice: Facts['told'][number], reader: Reader, t: Spoken<typeof texts>): NoticeRow[] {
  const { channel, alert, kind, createdAt, endedAt, outboxMailId } = notice
  const trouble = parseTrouble(alert?.trouble)
  const about = trouble ? tell(trouble, reader.locale).title : ''
  const title = { test: t.kindTest, opened: about, recovered: t.over(about) }[kind]

  return [
    {
      title,
      channel: channel === 'mail' ? t.byMail : t.byWebhook,
      badge: badgeOf(notice, t),
      reason: notice.state === 'waiting' ? problemOf(notice.problem, reader) : undefined,
      at: showTime(endedAt ?? createdAt, reader),
      path: outboxMailId ? `/outbox/${outboxMailId}` : undefined,
    },
  ]
}

function badgeOf({ state, channel }: AlertNotice, t: Spoken<typeof texts>): Badge {
  if (state === 'waiting') return { label: t.waiting, tone: 'warn' }
  if (state === 'dropped') return { label: t.dropped }

  return { label: channel === 'mail' ? t.queued : t.sent, tone: 'ok' }
}

function problemOf(word: string | null, { locale }: Reader): string | undefined {
  const known = Object.entries(problems).find(([name]) => name === word)

  return known?.[1][locale]
}
