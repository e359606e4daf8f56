import type { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import XOAuth2 from 'nodemailer/lib/xoauth2'
import type { SmtpEvidence } from '../failures/failure.ts'
import type { Credentials } from '../network/credentials.ts'
import { openSocket, placeOf, type Target } from '../network/dial.ts'
import { remoteFailure } from '../network/remote-failure.ts'
import { type Encryption, tlsOptions } from '../network/tls.ts'
import type { Mailbox } from './mailbox.ts'
import { announcedSize, clean, evidenceOf, type Refused, refusedOf } from './smtp-evidence.ts'

/** A literal instead of a name, which is valid in EHLO (RFC 5321, 4.1.3) and tells nothing about the shop. */
const ownName = '[127.0.0.1]'
const connectMs = 20_000
const greetingMs = 15_000
const goodbyeMs = 1000
const nothingFromElsewhere = { disableFileAccess: true, disableUrlAccess: true } as const

export interface SmtpTarget extends Target {
  encryption: Encryption
  ca?: string | undefined
  /** The longest silence of the server; RFC 5321 (4.5.3.2) asks for more after the last dot, a lease for less. */
  silenceMs: number
}

export interface Sent {
  accepted: string[]
  refused: Refused[]
  /** The final reply. */
  response: string
}

export interface Sending {
  from: string
  to: string[]
  size: number
  /** Read only once the server has asked for it. */
  body: Readable
}

export type SmtpConnection = Awaited<ReturnType<typeof openSmtpConnection>>

/** Connects, encrypts and signs in. Every refusal and every break of the connection is a RemoteFailure. */
export async function openSmtpConnection(target: SmtpTarget, credentials: Credentials) {
  const { host, port, encryption, silenceMs } = target
  const socket = await openSocket(target, { ms: connectMs })
  const connection = new SMTPConnection({
    connection: socket,
    host,
    port,
    name: ownName,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    tls: tlsOptions(target),
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: silenceMs,
    socketCloseTimeout: 1000,
  })
  let open = true
  connection.on('end', () => {
    open = false
  })
  // An idle connection that the server drops is not news; whoever sends hears of it through the callback.
  connection.on('error', () => {})

  const judge = (error: unknown, stage: SmtpEvidence['stage']) =>
    remoteFailure(evidenceOf(error, stage, placeOf(target), credentials))

  let largest: number | undefined
  try {
    await done((callback) => connection.connect(callback), 'greeting')
    largest = announcedSize(connection.lastServerResponse)
    await done((callback) => connection.login(authOf(credentials), callback), 'auth')
  } catch (error) {
    connection.close()
    throw error
  }

  function done(act: (callback: (error?: unknown) => void) => void, stage: SmtpEvidence['stage']) {
    return new Promise<void>((resolve, reject) => {
      // A connection that ends before the answer is told by an event alone.
      connection.once('error', (error) => reject(judge(error, stage)))
      connection.once('end', () => reject(judge(undefined, stage)))
      act((error) => (error ? reject(judge(error, stage)) : resolve()))
    })
  }

  /** Throws RemoteFailure when it refused the mail or every recipient, whom `refusedIn` then names, or went away. */
  function send({ from, to, size, body }: Sending): Promise<Sent> {
    return new Promise((resolve, reject) => {
      connection.send({ from, to, size }, body, (error, info) => {
        const refused = refusedOf(error ?? info, credentials)
        if (error) reject(Object.assign(judge(error, 'end'), { refused }))
        else resolve({ accepted: info.accepted, refused, response: clean(info.response, credentials) })
      })
    })
  }

  return {
    send,
    isOpen: () => open,
    /** Bytes of the largest mail it takes, where it says so. */
    largest,
    /** Ready for the next mail after one that was refused. */
    reset: () => done((callback) => connection.reset(callback), 'end'),
    /** Resolves when the server has let go, which counts connections. */
    quit: () =>
      new Promise<void>((gone) => {
        if (!open) return gone()
        const timer = setTimeout(() => connection.close(), goodbyeMs)
        connection.once('end', () => {
          clearTimeout(timer)
          gone()
        })
        connection.quit()
      }),
    close: () => connection.close(),
  }
}

function authOf(credentials: Credentials) {
  if ('password' in credentials) return { user: credentials.user, pass: credentials.password }
  const { user, accessToken } = credentials

  return { user, oauth2: new XOAuth2({ user, accessToken }) }
}

export interface Attachment {
  filename: string
  content: Readable
  contentType?: string | undefined
  /** What the HTML names it by, for images inside the text. */
  cid?: string | undefined
}

export interface MimeParts {
  id: string
  messageId: string
  date: Date
  subject: string
  to: readonly Mailbox[]
  cc: readonly Mailbox[]
  text?: string | undefined
  html?: string | undefined
  attachments: readonly Attachment[]
}

/** A mail as a stream, without From and Reply-To, which stand before them. Nothing is read from files or addresses. */
export function composeMime(parts: MimeParts): Readable {
  const { id, to, cc, attachments, messageId, date, subject, text, html } = parts
  const composer = new MailComposer({
    ...{ messageId, date, subject, text, html },
    to: to.map(addressed),
    cc: cc.map(addressed),
    attachments: attachments.map((attachment) => ({
      ...attachment,
      contentDisposition: attachment.cid ? 'inline' : 'attachment',
    })),
    headers: { 'X-Mailroom-ID': id },
    ...nothingFromElsewhere,
  })

  return composer.compile().createReadStream()
}

/** The lines that say who a mail is from, each with its end. */
export function senderHeaders(from: Mailbox, replyTo: Mailbox | undefined): string {
  const node = new MailComposer({
    from: addressed(from),
    ...(replyTo ? { replyTo: addressed(replyTo) } : {}),
    ...nothingFromElsewhere,
  }).compile()
  const lines = node.buildHeaders().split(/\r\n(?![ \t])/)

  return lines
    .filter((line) => /^(from|reply-to):/i.test(line))
    .map((line) => `${line}\r\n`)
    .join('')
}

/** Never a string: nodemailer would look for further addresses in it. */
const addressed = ({ name = '', address }: Mailbox) => ({ name, address })
