import { type Spoken, speak } from '../language/text.ts'
import { showMailbox } from '../outgoing-servers/mailbox.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { ShownInboxMail } from './inbox-mails.ts'
import { type InboxRow, inboxRowOf } from './mail-row.ts'
import { inboxPageTexts, routeTexts } from './page-texts.ts'
import { hashOfNothing } from './raw-mail.ts'

type T = Spoken<typeof inboxPageTexts>

interface Fact {
  label: string
  value: string
}

export interface InboxMailView extends InboxRow {
  here: string
  facts: Fact[]
  /** What a mail administrator asks for. */
  technical: Fact[]
  events: { at: ShownTime; what: string }[]
  isNew: boolean
  needsAttention: boolean
  /** What of the mail is stored; one that is not whole cannot be read again from here. */
  kept: 'whole' | 'header' | 'nothing'
  /** On purpose, when the shop has it already. */
  canHandOverAgain: 'failed' | 'done' | undefined
  /** The mail of ours that it answers or reports on. */
  sent: { href: string; subject: string } | undefined
}

export function inboxMailView(mail: ShownInboxMail, pages: Pages, reader: Reader, now: Date): InboxMailView {
  const t = speak(inboxPageTexts, reader.locale)

  return {
    ...inboxRowOf(mail, reader),
    here: pages.link(`/inbox/${mail.id}`),
    facts: factsOf(mail, t, reader, now),
    technical: filled([
      [t.messageId, mail.messageId],
      [t.uid, `${mail.uid} (${mail.uidValidity})`],
      [t.ourId, mail.id],
    ]),
    events: eventsOf(mail, t, reader),
    isNew: mail.state === 'new',
    needsAttention: mail.state === 'attention',
    kept: keptOf(mail),
    canHandOverAgain: mail.handOver === 'failed' || mail.handOver === 'done' ? mail.handOver : undefined,
    sent: mail.outboxMail
      ? {
          href: pages.link(`/outbox/${mail.outboxMail.id}`),
          subject: mail.outboxMail.subject || t.noSubject,
        }
      : undefined,
  }
}

function keptOf({ isTruncated, sha256 }: ShownInboxMail): InboxMailView['kept'] {
  if (!isTruncated) return 'whole'

  return sha256 === hashOfNothing ? 'nothing' : 'header'
}

function factsOf(mail: ShownInboxMail, t: T, reader: Reader, now: Date): Fact[] {
  return filled([
    [t.from, senderOf(mail)],
    [t.sentOn, mail.sentAt ? showTime(mail.sentAt, reader).text : undefined],
    [t.readFrom, placeOf(mail, t)],
    [t.route, routeOf(mail, reader)],
    [t.nextHandOver, nextHandOver(mail, t, reader, now)],
    [t.automatic, mail.isAutomatic ? t.byMachine : undefined],
    [t.size, showSize(mail.size, reader)],
  ])
}

function senderOf({ fromName, fromAddress }: ShownInboxMail): string | undefined {
  if (!fromAddress) return fromName ?? undefined

  return showMailbox(fromName ? { name: fromName, address: fromAddress } : { address: fromAddress })
}

function placeOf(mail: ShownInboxMail, t: T): string {
  return `${mail.server?.name ?? t.removedServer}, ${mail.folder}`
}

function routeOf({ route, routeName }: ShownInboxMail, { locale }: Reader): string | undefined {
  if (!route) return undefined
  const { name, why } = routeTexts[route]

  return `${name[locale]}${routeName ? `: ${routeName}` : ''} (${why[locale]})`
}

/** While it waits and was tried: before that there is nothing to tell. */
function nextHandOver(mail: ShownInboxMail, t: T, reader: Reader, now: Date): string | undefined {
  const { handOver, handOverAt, handOverTries } = mail
  if (handOver !== 'waiting' || handOverTries === 0 || !handOverAt) return undefined

  return handOverAt > now ? showTime(handOverAt, reader).text : t.now
}

function eventsOf(mail: ShownInboxMail, t: T, reader: Reader): InboxMailView['events'] {
  const event = (at: Date | null, what: string | undefined) => (at && what ? [{ at, what }] : [])
  const { handOver, handOverTries } = mail
  const failed = handOver === 'failed' ? mail.handOverAt : null

  const all = [
    ...event(mail.fetchedAt, t.fetched(placeOf(mail, t))),
    ...event(mail.processedAt, t.processed(routeOf(mail, reader) ?? '')),
    ...event(failed, t.handOverTried(handOverTries)),
    ...event(mail.handedOverAt, t.handedOver),
    ...mail.deeds.flatMap(({ at, adminName, what }) =>
      event(
        at,
        what === 'inbox-mail.read-again' ? t.hadReadAgain(adminName) : t.hadHandedOverAgain(adminName),
      ),
    ),
  ]

  return all
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ at, what }) => ({ at: showTime(at, reader), what }))
}

/** In kB, or MB from one on. */
export function showSize(bytes: number, { locale }: Reader): string {
  const kilobytes = Math.ceil(bytes / 1024)
  const show = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)

  return kilobytes < 1024 ? `${show(kilobytes, 0)} kB` : `${show(kilobytes / 1024, 1)} MB`
}

function filled(facts: [label: string, value: string | null | undefined][]): Fact[] {
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}
