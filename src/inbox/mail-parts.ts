import {
  type AttachmentStream,
  type HeaderLines,
  type Headers,
  MailParser,
  type MessageText,
} from 'mailparser'
import { cleanFileName, cleanLine } from './clean-text.ts'
import { fieldsOf, type HeaderFields } from './header-fields.ts'
import { headerLength, inUtf8, withLineFeeds } from './raw-header.ts'
import { type ReceivedAttachment, type ReceivedLimit, receivedLimits } from './received.ts'

/** The mail has more of something than is read. */
export class LimitHit extends Error {
  readonly limit: ReceivedLimit

  constructor(limit: ReceivedLimit) {
    super(`more than ${receivedLimits[limit]}: ${limit}`)
    this.limit = limit
  }
}

export interface Walked {
  headers: Headers
  fields: HeaderFields
  content: MessageText | undefined
}

/** `read` goes through the part to its end, counts its size and keeps the first bytes; it must be called. */
type Visit = (part: ReceivedAttachment, read: (keep: number) => Promise<Buffer>) => Promise<void>

const longestId = 1000
const options = {
  // A mail within a mail stays an attachment, as deep as they may be nested.
  ignoreEmbedded: true,
  keepDeliveryStatus: true,
  skipTextToHtml: true,
  skipImageLinks: true,
  checksumAlgo: false,
  maxHeadSize: receivedLimits.header,
  maxChildNodes: receivedLimits.parts,
  maxHtmlLengthToParse: receivedLimits.html,
} as const

/** Goes through a mail, part by part. Throws LimitHit. */
export async function walk(given: Uint8Array, visit: Visit): Promise<Walked> {
  const raw = prepared(given)
  const parser = new MailParser(options)
  let headers: Headers = new Map()
  let lines: HeaderLines = []
  parser.on('headers', (read) => {
    headers = read
  })
  parser.on('headerLines', (read) => {
    lines = read
  })
  parser.end(raw)
  try {
    const content = await contentOf(parser, visit)
    if (depthOf(parser) > receivedLimits.depth) throw new LimitHit('depth')
    const header = lines.map(({ line }) => line).join('\n')

    return { headers, fields: fieldsOf(Buffer.from(header, 'latin1').toString()), content }
  } catch (error) {
    throw limitIn(error) ?? error
  } finally {
    parser.destroy()
  }
}

async function contentOf(parser: MailParser, visit: Visit): Promise<MessageText | undefined> {
  let content: MessageText | undefined
  let no = 0
  const parts: AsyncIterable<AttachmentStream | MessageText> = parser
  for await (const part of parts) {
    if (part.type === 'text') {
      content = part
      continue
    }
    if (no === receivedLimits.attachments) throw new LimitHit('attachments')
    if ((part.partId ?? '').split('.').length > receivedLimits.depth) throw new LimitHit('depth')
    const attachment = attachmentOf(part, no++)
    await visit(attachment, (keep) => readTo(part, attachment, keep))
    part.release?.()
  }

  return content
}

/** How many multiparts lie within each other. mailparser tells it of attachments only, but keeps the tree of all parts. */
function depthOf(parser: MailParser): number {
  let depth = -1
  for (let level: unknown[] = [Reflect.get(parser, 'tree')]; level.length > 0; depth++)
    level = level.flatMap(childrenOf)

  return depth
}

function childrenOf(part: unknown): unknown[] {
  const children: unknown = typeof part === 'object' && part !== null ? Reflect.get(part, 'children') : []

  return Array.isArray(children) ? children : []
}

function attachmentOf(part: AttachmentStream, no: number): ReceivedAttachment {
  const contentType = cleanLine(part.contentType ?? 'application/octet-stream', 200)

  return {
    no,
    filename: cleanFileName(part.filename, `part-${no + 1}${endingOf(contentType)}`),
    contentType,
    size: 0,
    cid: part.cid ? cleanLine(part.cid, longestId) : undefined,
    isInline: part.related === true || (part.contentDisposition === 'inline' && Boolean(part.cid)),
  }
}

async function readTo(part: AttachmentStream, attachment: ReceivedAttachment, keep: number): Promise<Buffer> {
  const kept: Buffer[] = []
  for await (const chunk of part.content) {
    if (attachment.size < keep) kept.push(chunk)
    attachment.size += chunk.length
    if (attachment.size > receivedLimits.attachment) throw new LimitHit('attachment')
  }

  return Buffer.concat(kept).subarray(0, keep)
}

function endingOf(contentType: string): string {
  if (contentType === 'message/rfc822') return '.eml'

  return contentType === 'text/calendar' ? '.ics' : ''
}

function prepared(given: Uint8Array): Uint8Array {
  if (given.length > receivedLimits.mail) throw new LimitHit('mail')
  const raw = withLineFeeds(given)
  const length = headerLength(raw)
  if (length > receivedLimits.header) throw new LimitHit('header')
  const header = raw.subarray(0, length)
  if (countFields(header) > receivedLimits.headers) throw new LimitHit('headers')
  const recoded = inUtf8(header)

  return recoded === header ? raw : Buffer.concat([recoded, raw.subarray(length)])
}

function countFields(header: Uint8Array): number {
  return (
    Buffer.from(header)
      .toString('latin1')
      .match(/^[^\s:][^:\n]*:/gm)?.length ?? 0
  )
}

/** The splitter's two limits have one code (mailsplit: EMAXLEN). */
function limitIn(error: unknown): LimitHit | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EMAXLEN') return undefined

  return new LimitHit(error.message.includes('child nodes') ? 'parts' : 'header')
}
