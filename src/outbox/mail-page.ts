import { z } from 'zod'
import { isCause } from '../failures/causes.ts'
import { type Explanation, explain, shortTitle } from '../failures/explain.ts'
import { type Locale, locales, speak } from '../language/text.ts'
import type { MailState } from '../storage/generated/client.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { ListedMail, ShownMail } from './outbox-mails.ts'
import { eventTexts, outboxPageTexts, stateTexts } from './page-texts.ts'

interface Badge {
  label: string
  tone?: 'ok' | 'warn' | 'err' | 'info'
}

export interface Row {
  id: string
  created: ShownTime
  to: string
  more: number
  subject: string
  server: string | undefined
  badge: Badge
  /** Why it is where it is, in a few words. */
  why: string | undefined
  next: ShownTime | undefined
}

export interface ListPage {
  rows: Row[]
  filters: { label: string; count: number; href: string; current: boolean }[]
  older: string | undefined
}

export interface ShowPage {
  title: string
  crumbs: { href: string; label: string }[]
  mail: Row & {
    from: string
    sentAs: string | undefined
    messageId: string
    kilobytes: string
    attempts: number
    recipients: { address: string; state: string; reply: string | undefined }[]
    events: { at: ShownTime; what: string; by: string | undefined }[]
    canSendAgain: boolean
    canCancel: boolean
    isUnclear: boolean
    /** What is known about a mail that was handed over and nothing answered. */
    unclear: string | undefined
  }
  problem: Explanation | undefined
}

const tones: Record<MailState, Badge['tone'] | undefined> = {
  waiting: undefined,
  sending: 'info',
  sent: 'ok',
  retry: 'warn',
  attention: 'warn',
  failed: 'err',
  cancelled: undefined,
}
const textReason = z.object({ text: z.record(z.enum(locales), z.string()) })
const lookedReason = z.object({ looked: z.boolean() })
const failureReason = z.looseObject({ cause: z.string().refine(isCause) })

export function rowOf(mail: ListedMail, reader: Reader): Row {
  const tone = tones[mail.state]
  const waits = mail.state === 'retry' || mail.state === 'waiting'

  return {
    id: mail.id,
    created: showTime(mail.createdAt, reader),
    to: mail.recipients[0]?.address ?? '',
    more: Math.max(0, mail.recipients.length - 1),
    subject: mail.subject,
    server: mail.server?.name,
    badge: { label: stateTexts[mail.state][reader.locale], ...(tone ? { tone } : {}) },
    why: whyOf(mail.reason, reader.locale),
    next: waits ? showTime(mail.nextAttemptAt, reader) : undefined,
  }
}

export function shownMail(mail: ShownMail, reader: Reader): ShowPage['mail'] {
  const t = speak(outboxPageTexts, reader.locale)
  const states = { waiting: t.recipientWaiting, accepted: t.recipientAccepted, refused: t.recipientRefused }

  return {
    ...rowOf(mail, reader),
    from: mail.fromName ? `${mail.fromName} <${mail.fromAddress}>` : mail.fromAddress,
    sentAs: mail.fromUsed ?? undefined,
    messageId: mail.messageId,
    kilobytes: new Intl.NumberFormat(reader.locale).format(Math.ceil(mail.size / 1024)),
    attempts: mail.attempts,
    recipients: mail.recipients.map(({ address, state, reply }) => ({
      address,
      state: states[state],
      reply: reply ?? undefined,
    })),
    events: mail.events.map(({ at, what, detail }) => ({
      at: showTime(at, reader),
      what: eventTexts[what]?.[reader.locale] ?? what,
      by: z.object({ by: z.string() }).safeParse(detail).data?.by,
    })),
    canSendAgain: ['retry', 'attention', 'failed', 'cancelled'].includes(mail.state),
    canCancel: ['waiting', 'retry', 'attention'].includes(mail.state),
    isUnclear: mail.state === 'attention',
    unclear: unclearOf(mail, reader.locale),
  }
}

function unclearOf({ state, stage, reason }: ListedMail, locale: Locale): string | undefined {
  const t = speak(outboxPageTexts, locale)
  if (state === 'retry' && stage === 'data_started') return t.unclearLooking
  if (state !== 'attention') return undefined

  return lookedReason.safeParse(reason).data?.looked ? t.unclearMissing : t.unclearUnseen
}

/** The cause in full, for a mail that waits or failed because of one. */
export function problemOf(mail: ListedMail, { locale }: Reader): Explanation | undefined {
  const failure = failureReason.safeParse(mail.reason).data
  const open = mail.state !== 'sent' && mail.state !== 'cancelled'

  return failure && open ? explain(failure, locale, { from: mail.fromUsed ?? undefined }) : undefined
}

function whyOf(reason: unknown, locale: Locale): string | undefined {
  const failure = failureReason.safeParse(reason).data
  if (failure) return shortTitle(failure, locale)

  return textReason.safeParse(reason).data?.text[locale]
}
