import { isAutomatic } from './automatic.ts'
import { cleanLine, cleanText } from './clean-text.ts'
import { deliveryReportOf } from './delivery-report.ts'
import { first, type HeaderFields, messageIdsIn } from './header-fields.ts'
import { LimitHit, type Walked, walk } from './mail-parts.ts'
import { headerLength } from './raw-header.ts'
import {
  type AttachmentContent,
  type ParsedReceived,
  type ReceivedAttachment,
  receivedLimits,
} from './received.ts'
import { addressesIn, dateIn, deliveredToIn, subjectIn } from './received-header.ts'

const longestId = 1000
/** Of the mail a report is about. */
const keptOfOriginal = 64 * 1024
const statusTypes = ['message/delivery-status', 'message/global-delivery-status']
const originalTypes = [
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/rfc822-headers',
  'message/global-headers',
]
/** Reads a mail. Throws LimitHit. */
export async function readMail(given: Uint8Array): Promise<ParsedReceived> {
  const attachments: ReceivedAttachment[] = []
  const kept = new Map<'status' | 'original', string>()
  const { headers, fields, content } = await walk(given, async (part, read) => {
    const as = reportPart(part.contentType)
    const start = await read(as && !kept.has(as) ? keptOfOriginal : 0)
    if (as && !kept.has(as)) kept.set(as, start.toString('utf8'))
    attachments.push(part)
  })
  const texts = textsOf(content)
  const subject = subjectIn(headers)
  const deliveryReport = deliveryReportOf({
    fields,
    subject,
    text: texts.text,
    status: kept.get('status'),
    original: kept.get('original'),
  })

  return {
    ...idsOf(fields),
    ...addressesIn(headers),
    deliveredTo: deliveredToIn(fields),
    subject,
    date: dateIn(fields),
    ...texts,
    attachments,
    isAutomatic: isAutomatic(fields) || deliveryReport !== undefined,
    deliveryReport,
  }
}

/** What the header of a mail says that cannot be read as a whole. */
export function readHead(raw: Uint8Array): Promise<ParsedReceived> {
  const most = raw.subarray(0, Math.min(headerLength(raw), receivedLimits.header - 1024))
  const lines = Buffer.from(most)
    .toString('latin1')
    .split('\n')
    .slice(0, receivedLimits.headers - 1)

  return readMail(Buffer.from(`${lines.join('\n').trimEnd()}\nContent-Type: text/plain\n\n`, 'latin1'))
}

/** One attachment whole; undefined when there is none of this number. Throws LimitHit. */
export async function readAttachment(given: Uint8Array, no: number): Promise<AttachmentContent | undefined> {
  let found: AttachmentContent | undefined
  await walk(given, async (part, read) => {
    const content = await read(part.no === no ? receivedLimits.attachment : 0)
    if (part.no === no) found = { filename: part.filename, contentType: part.contentType, content }
  })

  return found
}

function textsOf(content: Walked['content']): Pick<ParsedReceived, 'text' | 'html'> {
  for (const kind of ['text', 'html'] as const)
    if ((content?.[kind]?.length ?? 0) > receivedLimits[kind]) throw new LimitHit(kind)

  return {
    text: content?.text === undefined ? undefined : cleanText(content.text, receivedLimits.text),
    html: content?.html === undefined ? undefined : cleanText(content.html, receivedLimits.html),
  }
}

function idsOf(fields: HeaderFields) {
  const id = first(fields, 'message-id')
  const sent = first(fields, 'x-mailroom-id')

  return {
    messageId: messageIdsIn(id)[0] ?? (id ? cleanLine(id, longestId) : undefined),
    inReplyTo: messageIdsIn(first(fields, 'in-reply-to')).slice(0, 20),
    references: messageIdsIn(fields.get('references')?.join(' ')).slice(-100),
    mailroomId: sent ? cleanLine(sent, 100) : undefined,
  }
}

function reportPart(contentType: string): 'status' | 'original' | undefined {
  if (statusTypes.includes(contentType)) return 'status'

  return originalTypes.includes(contentType) ? 'original' : undefined
}
