import { createHash, randomUUID } from 'node:crypto'
import { RuleBroken } from '../errors.ts'
import { comparableAddress, type Mailbox } from '../outgoing-servers/mailbox.ts'
import { senderAddresses } from '../outgoing-servers/sender-addresses.ts'
import { type Attachment, composeMime } from '../outgoing-servers/smtp.ts'
import { outgoingServerTexts } from '../outgoing-servers/texts.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { ByteSecrets } from '../storage/secrets.ts'
import { largestMail, readAttachments, tooLarge } from './attachments.ts'
import { type OutgoingMail, type ParsedMail, parseMail } from './mail-input.ts'
import { outboxTexts } from './texts.ts'

type Transaction = Prisma.TransactionClient

interface Needs {
  db: Database
  secrets: ByteSecrets
  now: () => Date
  /** Told when a mail is on disk; not for one that waits for the caller's transaction. */
  stored: () => void
}

export interface SendOptions {
  /** The caller's transaction: the mail exists exactly if it commits. */
  tx?: Transaction
}

export interface StoredMail {
  id: string
  /** With angle brackets, as in the header. */
  messageId: string
  /** The same idempotency key was used before, and this is that mail. */
  repeated: boolean
}

const priorities = { high: 0, normal: 10, low: 20 } as const

export function mimePlace(id: string): string {
  return `OutboxMail.mime:${id}`
}

export type Send = ReturnType<typeof createSend>

/** Takes mails: what is answered is on disk, or part of the caller's transaction. */
export function createSend({ db, secrets, now, stored }: Needs) {
  /** Throws RuleBroken for what is not one clean mail, and for a key that belongs to another one. */
  return async function send(given: OutgoingMail, { tx }: SendOptions = {}): Promise<StoredMail> {
    const mail = parseMail(given)
    const attachments = await readAttachments(mail.attachments)
    // The embedded database has one connection: inside a transaction only that one may be used.
    const settings = await (tx ?? db).generalSettings.findUnique({ where: { id: 'general' } })
    const senders = settings ? senderAddresses(settings) : {}
    const from = mail.from ?? senders.defaultFrom
    if (!from) throw new RuleBroken(outgoingServerTexts.fromMissing, { field: 'from' })
    const row = await rowOf(mail, from, attachments, settings?.aliasDomain)
    if (tx) return store(tx, row, mail)
    const answer = await db.$transaction((own) => store(own, row, mail))
    stored()

    return answer
  }

  async function rowOf(
    mail: ParsedMail,
    from: Mailbox,
    attachments: Attachment[],
    domain: string | null | undefined,
  ) {
    const id = randomUUID()
    const createdAt = now()
    const messageId = `<${id}@${domain || from.address.slice(from.address.lastIndexOf('@') + 1)}>`
    const { to, cc, subject, text, html } = mail
    const mime = await composeMime({
      id,
      messageId,
      date: createdAt,
      to,
      cc,
      subject,
      text,
      html,
      attachments,
    })
    if (mime.length > largestMail) throw tooLarge()

    return {
      id,
      idempotencyKey: mail.idempotencyKey ?? null,
      contentHash: contentHash(mail, attachments),
      messageId,
      class: mail.class,
      priority: priorities[mail.priority],
      fromName: from.name ?? null,
      fromAddress: from.address,
      replyToName: mail.replyTo?.name ?? null,
      replyToAddress: mail.replyTo?.address ?? null,
      subject,
      sealedMime: new Uint8Array(secrets.sealBytes(mime, mimePlace(id))),
      size: mime.length,
      forcedServerId: mail.serverId ?? null,
      sendAt: mail.sendAt ?? null,
      nextAttemptAt: mail.sendAt ?? createdAt,
      createdAt,
    }
  }
}

type Row = Prisma.OutboxMailCreateManyInput

async function store(tx: Transaction, row: Row, mail: ParsedMail): Promise<StoredMail> {
  // A broken unique index would end the caller's transaction.
  const { count } = await tx.outboxMail.createMany({ data: [row], skipDuplicates: true })
  if (count === 0) return storedBefore(tx, row)
  await tx.outboxRecipient.createMany({ data: recipientsOf(mail).map((one) => ({ ...one, mailId: row.id })) })

  return { id: row.id, messageId: row.messageId, repeated: false }
}

async function storedBefore(tx: Transaction, { idempotencyKey, contentHash }: Row): Promise<StoredMail> {
  const before = await tx.outboxMail.findUniqueOrThrow({
    where: { idempotencyKey: idempotencyKey ?? '' },
    select: { id: true, messageId: true, contentHash: true },
  })
  if (before.contentHash !== contentHash)
    throw new RuleBroken(outboxTexts.keyOfAnother, { field: 'idempotencyKey' })

  return { id: before.id, messageId: before.messageId, repeated: true }
}

/** Each address once, in the first place it stands. */
function recipientsOf(mail: ParsedMail) {
  const kinds = ['to', 'cc', 'bcc'] as const
  const all = kinds.flatMap((kind) => mail[kind].map((mailbox) => ({ ...mailbox, kind })))
  const byAddress = new Map<string, (typeof all)[number]>()
  for (const one of all) {
    const compared = comparableAddress(one.address)
    if (!byAddress.has(compared)) byAddress.set(compared, one)
  }

  return [...byAddress.values()].map(({ name, address, kind }, no) => ({
    no,
    kind,
    name: name ?? null,
    address,
  }))
}

function contentHash(mail: ParsedMail, attachments: readonly Attachment[]): string {
  const { idempotencyKey: _, attachments: __, ...rest } = mail
  const files = attachments.map(({ content, ...named }) => ({ ...named, sha256: sha256(content) }))

  return sha256(JSON.stringify({ ...rest, files }))
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url')
}
