import { type Explanation, explain } from '../failures/explain.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { type Spoken, speak } from '../language/text.ts'
import { type Mailbox, showMailbox } from '../outgoing-servers/mailbox.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showClock, showTime } from '../web/times.ts'
import { isOver, type Row, rowOf } from './mail-row.ts'
import type { ShownMail } from './outbox-mails.ts'
import { outboxPageTexts, ruleTexts } from './page-texts.ts'
import { timelineOf } from './timeline.ts'
import { unclearWords } from './unclear-words.ts'

type T = Spoken<typeof outboxPageTexts>

interface Fact {
  label: string
  value: string
}

export interface ShowPage {
  title: string
  crumbs: { href: string; label: string }[]
  /** The page renews itself until the mail has arrived somewhere. */
  refresh: boolean
  here: string
  followed: string
  off: boolean
  mail: Row & {
    facts: Fact[]
    /** What a mail administrator asks for. */
    technical: Fact[]
    recipients: { who: string; state: string; reply: string | undefined }[]
    someRefused: string | undefined
    events: ReturnType<typeof timelineOf>
    /** Replies and reports that came in. */
    cameIn: { id: string; subject: string; from: string; what: string; at: ShownTime }[]
    canSendAgain: boolean
    canCancel: boolean
    isUnclear: boolean
    /** What is known about a mail that was handed over and nothing answered. */
    unclear: string | undefined
  }
  problem: Explanation | undefined
}

/** A mail that nobody takes up any more is not waited for. */
const followMs = 2 * 60_000

/** It may change any moment: worth looking again in two seconds. */
export function isUnderway({ state, reason, nextAttemptAt }: ShownMail, now: Date): boolean {
  if (state === 'sending') return true
  const since = now.getTime() - nextAttemptAt.getTime()

  return state === 'waiting' && !parseFailure(reason) && since >= 0 && since < followMs
}

export function shownMail(mail: ShownMail, reader: Reader, now: Date): ShowPage['mail'] {
  const t = speak(outboxPageTexts, reader.locale)
  const states = { waiting: t.recipientWaiting, accepted: t.recipientAccepted, refused: t.recipientRefused }
  const kinds = { to: '', cc: t.copy, bcc: t.blindCopy }
  const refused = mail.recipients.filter(({ state }) => state === 'refused').length

  return {
    ...rowOf(mail, reader, now),
    facts: factsOf(mail, t, reader),
    technical: technicalOf(mail, t, reader),
    recipients: mail.recipients.map(({ name, address, kind, state, reply }) => ({
      who: [showMailbox(name ? { name, address } : { address }), kinds[kind]].filter(Boolean).join(' '),
      state: state === 'accepted' && reply !== null ? t.recipientReturned : states[state],
      reply: reply ?? undefined,
    })),
    someRefused:
      mail.state === 'sent' && refused > 0 ? t.someRefused(refused, mail.recipients.length) : undefined,
    events: timelineOf(mail, reader),
    cameIn: mail.inboxMails.map(({ id, subject, fromAddress, route, fetchedAt }) => ({
      id,
      subject: subject || t.noSubject,
      from: fromAddress ?? '',
      what: route === 'bounce' ? t.report : t.reply,
      at: showTime(fetchedAt, reader),
    })),
    canSendAgain: ['retry', 'attention', 'failed', 'cancelled'].includes(mail.state),
    canCancel: ['waiting', 'retry', 'attention'].includes(mail.state),
    isUnclear: mail.state === 'attention',
    unclear: unclearWords(mail, reader.locale),
  }
}

/** The cause in full, for a mail that waits or failed because of one. */
export function problemOf(mail: ShownMail, reader: Reader, now: Date): Explanation | undefined {
  const failure = parseFailure(mail.reason)
  const time = mail.nextAttemptAt > now ? showClock(mail.nextAttemptAt, reader) : undefined

  return failure && !isOver(mail)
    ? explain(failure, reader.locale, {
        from: mail.fromUsed ?? undefined,
        time,
        byHand: mail.state === 'failed',
        server: mail.server ? `/outgoing-servers/${mail.server.id}` : undefined,
      })
    : undefined
}

function factsOf(mail: ShownMail, t: T, reader: Reader): Fact[] {
  const { given, used, repliesTo } = sendersOf(mail)
  const asked = used && used !== given ? t.askedFrom(given) : ''

  return filled([
    [t.from, [used ?? given, asked].filter(Boolean).join(' ')],
    [t.repliesTo, repliesTo],
    [t.server, mail.server?.name ?? t.noServer],
    [t.rule, ruleTexts[mail.step ?? '']?.[reader.locale]],
    [t.sendAt, mail.sendAt ? showTime(mail.sendAt, reader).text : undefined],
    [t.sentOn, mail.sentAt ? showTime(mail.sentAt, reader).text : undefined],
    [t.attempts, String(mail.attempts)],
    [t.size, `${new Intl.NumberFormat(reader.locale).format(Math.ceil(mail.size / 1024))} kB`],
    [t.unsure, mail.class === 'once' ? t.unsureOnce : t.unsureRepeatable],
  ])
}

function technicalOf(mail: ShownMail, t: T, reader: Reader): Fact[] {
  return filled([
    [t.messageId, mail.messageId],
    [t.envelopeSender, mail.envelopeFrom],
    [t.serverAnswer, mail.serverQueueId],
    [t.serverMessageId, mail.serverMessageId],
    [t.priority, priorityIn(mail.priority, t, reader)],
    [t.ourId, mail.id],
  ])
}

function priorityIn(priority: number, t: T, { locale }: Reader): string {
  const words: Record<number, string> = { 0: t.priorityHigh, 10: t.priorityNormal, 20: t.priorityLow }

  return words[priority] ?? new Intl.NumberFormat(locale).format(priority)
}

/** The From asked for, the one it is sent under, and where answers go. */
function sendersOf(mail: ShownMail) {
  const given: Mailbox = boxOf(mail.fromName, mail.fromAddress)
  const isRewritten = mail.fromUsed !== null && mail.fromUsed.toLowerCase() !== given.address.toLowerCase()
  const name = mail.fromName ?? given.address.slice(0, given.address.lastIndexOf('@'))
  const answers = mail.replyToAddress ? boxOf(mail.replyToName, mail.replyToAddress) : undefined
  const repliesTo = answers ?? (isRewritten ? given : undefined)

  return {
    given: showMailbox(given),
    used: isRewritten && mail.fromUsed ? showMailbox({ name, address: mail.fromUsed }) : undefined,
    repliesTo: repliesTo && showMailbox(repliesTo),
  }
}

function boxOf(name: string | null, address: string): Mailbox {
  return name ? { name, address } : { address }
}

function filled(facts: [label: string, value: string | null | undefined][]): Fact[] {
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}
