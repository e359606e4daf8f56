/** A mail as it was read; every text is free of what the database cannot store. */
export interface ParsedReceived {
  /** With angle brackets, as the header has it. */
  messageId: string | undefined
  inReplyTo: string[]
  /** Oldest first. */
  references: string[]
  from: ReceivedAddress | undefined
  to: ReceivedAddress[]
  cc: ReceivedAddress[]
  replyTo: ReceivedAddress[]
  /** Whom the mail servers on the way delivered it to: Delivered-To and X-Original-To. */
  deliveredTo: string[]
  subject: string | undefined
  /** The Date header; undefined when it is no date. */
  date: Date | undefined
  text: string | undefined
  html: string | undefined
  attachments: ReceivedAttachment[]
  isAutomatic: boolean
  /** The `X-Mailroom-ID` of a mail that this Mailroom, or another one, sent. */
  mailroomId: string | undefined
  deliveryReport: DeliveryReport | undefined
}

export interface ReceivedAddress {
  name: string | undefined
  address: string
}

export interface ReceivedAttachment {
  /** Counted from 0, in the order of the mail. */
  no: number
  /** Safe to save under: no path, no control or direction characters, at most 120 characters. */
  filename: string
  contentType: string
  /** Bytes. */
  size: number
  /** What the HTML names it by, without angle brackets. */
  cid: string | undefined
  isInline: boolean
}

/** What a mail server says became of a mail (RFC 3464). */
export interface DeliveryReport {
  /** False when it was recognised by its words: such a report is believed only if it names a mail of ours. */
  isStandard: boolean
  recipients: ReportedRecipient[]
  /** Message-ID of the mail that it is about. */
  originalMessageId: string | undefined
  /** Names in lower case; the first of each name. */
  originalHeaders: Readonly<Record<string, string>>
  /** What mail servers called the mail: envelope id and queue id. */
  queueIds: string[]
}

export type DeliveryAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'

export interface ReportedRecipient {
  address: string
  action: DeliveryAction
  /** As `5.1.1`. */
  status: string | undefined
  /** What the other server said. */
  diagnostic: string | undefined
}

export interface AttachmentContent {
  filename: string
  contentType: string
  content: Uint8Array
}

/** What a mail may have at most (bytes, unless said); what exceeds it is not read but kept. */
export const receivedLimits = {
  mail: 35 * 1024 * 1024,
  parts: 500,
  depth: 50,
  headers: 200,
  header: 64 * 1024,
  attachments: 100,
  attachment: 25 * 1024 * 1024,
  /** Characters. */
  html: 2 * 1024 * 1024,
  /** Characters. */
  text: 2 * 1024 * 1024,
} as const

export type ReceivedLimit = keyof typeof receivedLimits

/** What the thread that parses answers: an error would lose its kind on the way. */
export type Parsed = { mail: ParsedReceived } | { limit: ReceivedLimit; head: ParsedReceived | undefined }
export type Extracted = { attachment: AttachmentContent | undefined } | { limit: ReceivedLimit }
export type Formatted = { html: string | undefined } | { limit: ReceivedLimit }
