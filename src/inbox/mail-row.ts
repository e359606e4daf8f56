import { z } from 'zod'
import { type Locale, locales, speak } from '../language/text.ts'
import type { HandOverState, InboxState } from '../storage/generated/client.ts'
import { mayChange } from '../web/permissions.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { ListedInboxMail } from './inbox-list.ts'
import { handOverStateTexts, inboxPageTexts, inboxStateTexts, routeTexts } from './page-texts.ts'

export interface Badge {
  label: string
  tone?: 'ok' | 'warn' | 'err' | 'info'
}

/** A mail in the list. */
export interface InboxRow {
  id: string
  from: string
  subject: string
  received: ShownTime
  server: string
  route: Badge | undefined
  attachments: string | undefined
  badge: Badge
  /** Why it needs attention, or was not handed over. */
  why: string | undefined
}

const stateTones: Readonly<Record<InboxState, Badge['tone'] | undefined>> = {
  new: 'info',
  processed: undefined,
  attention: 'warn',
}
const handOverTones: Readonly<Record<HandOverState, Badge['tone'] | undefined>> = {
  none: undefined,
  waiting: 'info',
  done: 'ok',
  failed: 'err',
}
const words = z.record(z.enum(locales), z.string())
/** What stands for `text` to viewers, when that may quote the mail. */
const textReason = z.object({ text: words, forViewers: words.optional() })

export function inboxRowOf(mail: ListedInboxMail, reader: Reader): InboxRow {
  const t = speak(inboxPageTexts, reader.locale)

  return {
    id: mail.id,
    from: mail.fromName ?? mail.fromAddress ?? t.noSender,
    subject: mail.subject || t.noSubject,
    received: showTime(receivedAt(mail), reader),
    server: mail.server?.name ?? t.removedServer,
    route: routeBadge(mail, reader.locale),
    attachments: mail.attachments > 0 ? t.countAttachments(mail.attachments) : undefined,
    badge: stateBadge(mail, reader.locale),
    why: whyOf(mail.state === 'attention' ? mail.reason : openReason(mail), reader),
  }
}

/** When the mail server had it. */
export function receivedAt({ internalDate, fetchedAt }: ListedInboxMail): Date {
  return internalDate ?? fetchedAt
}

export function whyOf(reason: unknown, { admin, locale }: Reader): string | undefined {
  const { data } = textReason.safeParse(reason)
  const mayRead = admin !== undefined && mayChange(admin)

  return ((mayRead ? undefined : data?.forViewers) ?? data?.text)?.[locale]
}

/** Why the hand-over failed, as long as it matters. */
function openReason({ handOver, handOverReason }: ListedInboxMail): unknown {
  return handOver === 'waiting' || handOver === 'failed' ? handOverReason : undefined
}

function routeBadge({ route, routeName }: ListedInboxMail, locale: Locale): Badge | undefined {
  if (!route) return undefined
  const name = routeTexts[route].name[locale]

  return { label: routeName ? `${name}: ${routeName}` : name, ...(route === 'bounce' ? { tone: 'err' } : {}) }
}

function stateBadge({ state, handOver }: ListedInboxMail, locale: Locale): Badge {
  const isSorted = state === 'processed'
  const label = isSorted ? handOverStateTexts[handOver] : inboxStateTexts[state]
  const tone = isSorted ? handOverTones[handOver] : stateTones[state]

  return { label: label[locale], ...(tone ? { tone } : {}) }
}
