import { z } from 'zod'
import { shortTitle } from '../failures/explain.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { type Locale, locales, speak } from '../language/text.ts'
import type { MailState } from '../storage/generated/client.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { ListedMail } from './mail-list.ts'
import { outboxPageTexts, stateTexts } from './page-texts.ts'

interface Badge {
  label: string
  tone?: 'ok' | 'warn' | 'err' | 'info'
}

/** A mail in the list. */
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
  next: Next | undefined
}

/** When it is tried again: a time, or in words. */
type Next = { at: ShownTime; words?: undefined } | { at?: undefined; words: string }

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

export function rowOf(mail: ListedMail, reader: Reader, now: Date): Row {
  return {
    id: mail.id,
    created: showTime(mail.createdAt, reader),
    to: mail.recipients[0]?.address ?? '',
    more: Math.max(0, mail._count.recipients - 1),
    subject: mail.subject,
    server: mail.server?.name,
    badge: badgeOf(mail, reader.locale),
    why: isOver(mail) ? undefined : whyOf(mail.reason, reader.locale),
    next: nextOf(mail, reader, now),
  }
}

/** It was sent; that it came back is what one wants to see. */
function badgeOf({ state, _count }: ListedMail, locale: Locale): Badge {
  if (state === 'sent' && _count.events > 0) return { label: outboxPageTexts.returned[locale], tone: 'err' }
  const tone = tones[state]

  return { label: stateTexts[state][locale], ...(tone ? { tone } : {}) }
}

/** What once delayed it does not matter any more. */
export function isOver({ state }: Pick<ListedMail, 'state'>): boolean {
  return state === 'sent' || state === 'cancelled'
}

function nextOf(mail: ListedMail, reader: Reader, now: Date): Next | undefined {
  const t = speak(outboxPageTexts, reader.locale)
  if (mail.state !== 'retry' && mail.state !== 'waiting') return undefined
  const { nextAttemptAt, freeAt = nextAttemptAt } = mail
  const next = new Date(Math.max(freeAt.getTime(), nextAttemptAt.getTime()))
  if (next > now) return { at: showTime(next, reader) }

  return { words: mail.state === 'waiting' && parseFailure(mail.reason) ? t.whenWell : t.now }
}

function whyOf(reason: unknown, locale: Locale): string | undefined {
  const failure = parseFailure(reason)
  if (failure) return shortTitle(failure, locale)

  return textReason.safeParse(reason).data?.text[locale]
}
