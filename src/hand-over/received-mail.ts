import { Readable } from 'node:stream'
import type { ParsedReceived } from '../inbox/received.ts'
import type { InboxRoute } from '../storage/generated/client.ts'

/**
 * A mail that came in, as the backend gets it. Everything in it was written by strangers, `filename` and `contentType`
 * too; `html` is what they sent, with its scripts and its remote images: never show it uncleaned.
 */
export interface ReceivedMail {
  /** Stays the same however often the mail is handed over: keep it, and do nothing when it comes again. */
  id: string
  /** The incoming server it was read from; null when that was deleted meanwhile. */
  server: { id: string; name: string } | null
  folder: string
  /** When Mailroom read it. */
  fetchedAt: Date
  /** With angle brackets, as the header has it. Strangers choose it: two mails may have the same. */
  messageId: string | null
  from: MailPerson | null
  to: MailPerson[]
  cc: MailPerson[]
  replyTo: MailPerson[]
  subject: string | null
  /** The Date header. */
  date: Date | null
  text: string | null
  /** Raw and hostile: see above. */
  html: string | null
  /** Made by a machine (RFC 3834): never answer it by one. */
  isAutomatic: boolean
  route: MailRoute
  /** What became of a mail of ours, for the route `bounce`. */
  deliveryReport: MailReport | null
  attachments: ReceivedFile[]
  /** The mail as the server had it (message/rfc822). The stream fails when it cannot be opened with the keys in use. */
  raw: () => Readable
}

export interface MailPerson {
  name: string | null
  address: string
}

export interface MailRoute {
  kind: Exclude<InboxRoute, 'loop'>
  /** Alias, name before the catch-all domain, or the server's default route. */
  name: string | null
  /** The mail of the outbox that it answers or reports on. */
  outboxMailId: string | null
  /** Message-ID it says it answers. */
  inReplyTo: string | null
}

export interface MailReport {
  /** False when the report was recognised by its words alone. */
  isStandard: boolean
  recipients: {
    address: string
    action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
    /** As `5.1.1`. */
    status: string | null
    diagnostic: string | null
  }[]
  originalMessageId: string | null
}

export interface ReceivedFile {
  /** Counted from 0, in the order of the mail. */
  no: number
  /** Without a path and control characters. */
  filename: string
  contentType: string
  /** Bytes. */
  size: number
  /** What the HTML names it by. */
  cid: string | null
  /** Its bytes, at most 25 MiB. The stream fails when the attachment cannot be read. */
  content: () => Readable
}

/** Columns of InboxMail that the backend is told. */
export interface HandedRow {
  id: string
  server: { id: string; name: string } | null
  folder: string
  fetchedAt: Date
  route: InboxRoute | null
  routeName: string | null
  outboxMailId: string | null
}

export interface MailBytes {
  rawOf: (id: string) => AsyncIterable<Uint8Array>
  attachment: (id: string, no: number) => Promise<{ content: Uint8Array } | undefined>
}

export function receivedMail(row: HandedRow, mail: ParsedReceived, bytes: MailBytes): ReceivedMail {
  const { id, folder, fetchedAt, server } = row

  return {
    ...{ id, server, folder, fetchedAt },
    messageId: mail.messageId ?? null,
    from: mail.from ? person(mail.from) : null,
    to: mail.to.map(person),
    cc: mail.cc.map(person),
    replyTo: mail.replyTo.map(person),
    subject: mail.subject ?? null,
    date: mail.date ?? null,
    text: mail.text ?? null,
    html: mail.html ?? null,
    isAutomatic: mail.isAutomatic,
    route: { ...routeOf(row), inReplyTo: mail.inReplyTo[0] ?? null },
    deliveryReport: mail.deliveryReport ? reportOf(mail.deliveryReport) : null,
    attachments: mail.attachments.map(({ no, filename, contentType, size, cid }) => ({
      ...{ no, filename, contentType, size },
      cid: cid ?? null,
      content: () => Readable.from(contentOf(id, no, bytes), { objectMode: false }),
    })),
    raw: () => Readable.from(bytes.rawOf(id), { objectMode: false }),
  }
}

/** Loops are handed to nobody. */
export function routeOf({ route, routeName, outboxMailId }: HandedRow): Omit<MailRoute, 'inReplyTo'> {
  const kind = route === null || route === 'loop' ? 'default_route' : route

  return { kind, name: routeName, outboxMailId }
}

async function* contentOf(id: string, no: number, { attachment }: MailBytes) {
  const found = await attachment(id, no)
  if (!found) throw new Error(`mail ${id} has no attachment ${no}`)
  yield found.content
}

function person({ name, address }: { name: string | undefined; address: string }): MailPerson {
  return { name: name ?? null, address }
}

function reportOf({
  isStandard,
  recipients,
  originalMessageId,
}: NonNullable<ParsedReceived['deliveryReport']>) {
  return {
    isStandard,
    recipients: recipients.map(({ address, action, status, diagnostic }) => ({
      ...{ address, action },
      status: status ?? null,
      diagnostic: diagnostic ?? null,
    })),
    originalMessageId: originalMessageId ?? null,
  }
}
