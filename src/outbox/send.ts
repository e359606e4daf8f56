import { createHash, randomUUID } from 'node:crypto'
import { RuleBroken } from '../errors.ts'
import type { Mailbox } from '../outgoing-servers/mailbox.ts'
import { senderAddresses } from '../outgoing-servers/sender-addresses.ts'
import { composeMime } from '../outgoing-servers/smtp.ts'
import { outgoingServerTexts } from '../outgoing-servers/texts.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { ByteSecrets } from '../storage/secrets.ts'
import { type Attached, attach, holdStreams } from './attachments.ts'
import { requireFits } from './largest-for-server.ts'
import { type OutgoingMail, type ParsedMail, parseMail } from './mail-input.ts'
import { createPieces, mimePlace, type StoredPieces } from './pieces.ts'
import { recipientsOf, searchOf } from './recipients.ts'
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

export type Send = ReturnType<typeof createSend>

/** Takes mails: what is answered is on disk, or part of the caller's transaction. */
export function createSend({ db, secrets, now, stored }: Needs) {
  const pieces = createPieces({ db, secrets, now })

  /** Throws RuleBroken for what is not one clean mail, and for a key that belongs to another one. */
  return async function send(given: OutgoingMail, { tx }: SendOptions = {}): Promise<StoredMail> {
    const streams = holdStreams(given)
    const id = randomUUID()
    try {
      const mail = parseMail(given)
      const attached = attach(mail.attachments)
      // The embedded database has one connection: inside a transaction only that one may be used.
      const row = await compose(tx ?? db, id, mail, attached)
      if (tx) return await store(tx, row, mail)
      const answer = await db.$transaction((own) => store(own, row, mail))
      stored()

      return answer
    } catch (error) {
      streams.release()
      // Those in the caller's transaction end with it. What cannot be removed now is removed as a left-over.
      if (!tx) await pieces.forget(db, id, Number.POSITIVE_INFINITY).catch(() => {})
      throw error
    }
  }

  /** The row of a mail; what does not fit into it is stored already. */
  async function compose(tx: Transaction, id: string, mail: ParsedMail, attached: Attached): Promise<Row> {
    const settings = await tx.generalSettings.findUnique({ where: { id: 'general' } })
    const senders = settings ? senderAddresses(settings) : {}
    const from = mail.from ?? senders.defaultFrom
    if (!from) throw new RuleBroken(outgoingServerTexts.fromMissing, { field: 'from' })
    const domain = settings?.aliasDomain || from.address.slice(from.address.lastIndexOf('@') + 1)
    const mark = { id, messageId: `<${id}@${domain}>`, date: now() }
    const date = leavesAt(mail, mark.date)
    const mime = composeMime({ ...mail, ...mark, date, attachments: attached.attachments })
    const isNew = async () => !(await findBefore(tx, mail.idempotencyKey))
    const body = await pieces.store(tx, id, mime, isNew)
    await requireFits(tx, { size: body.size, from, senders, serverId: mail.serverId })

    return { ...columnsOf(mail, mark, from), ...bodyColumns(mail, id, body, attached.hashes()) }
  }

  function bodyColumns(mail: ParsedMail, id: string, { first, size }: StoredPieces, hashes: string[]) {
    return {
      contentHash: contentHash(mail, hashes),
      sealedMime: new Uint8Array(secrets.sealBytes(first, mimePlace(id))),
      size,
    }
  }

  async function store(tx: Transaction, row: Row, mail: ParsedMail): Promise<StoredMail> {
    // A broken unique index would end the caller's transaction.
    const { count } = await tx.outboxMail.createMany({ data: [row], skipDuplicates: true })
    if (count === 0) {
      await pieces.forget(tx, row.id, row.size)
      return storedBefore(tx, row)
    }
    await pieces.claim(tx, row.id, row.size)
    const recipients = recipientsOf(mail).map((one) => ({ ...one, mailId: row.id }))
    await tx.outboxRecipient.createMany({ data: recipients })

    return { id: row.id, messageId: row.messageId, repeated: false }
  }
}

/** What a mail of tomorrow is dated: recipients sort by it, and filters distrust a mail that is days old. */
function leavesAt({ sendAt }: ParsedMail, now: Date): Date {
  return sendAt && sendAt > now ? sendAt : now
}

type Row = Prisma.OutboxMailCreateManyInput & { id: string }

function columnsOf(
  mail: ParsedMail,
  { id, messageId, date }: { id: string; messageId: string; date: Date },
  from: Mailbox,
) {
  return {
    id,
    idempotencyKey: mail.idempotencyKey ?? null,
    messageId,
    class: mail.class,
    priority: priorities[mail.priority],
    fromName: from.name ?? null,
    fromAddress: from.address,
    replyToName: mail.replyTo?.name ?? null,
    replyToAddress: mail.replyTo?.address ?? null,
    subject: mail.subject,
    search: searchOf(mail, from, messageId),
    forcedServerId: mail.serverId ?? null,
    sendAt: mail.sendAt ?? null,
    nextAttemptAt: mail.sendAt ?? date,
    createdAt: date,
  }
}

async function storedBefore(tx: Transaction, { idempotencyKey, contentHash }: Row): Promise<StoredMail> {
  const before = await findBefore(tx, idempotencyKey)
  if (before?.contentHash !== contentHash)
    throw new RuleBroken(outboxTexts.keyOfAnother, { field: 'idempotencyKey' })

  return { id: before.id, messageId: before.messageId, repeated: true }
}

async function findBefore(tx: Transaction, idempotencyKey: string | null | undefined) {
  if (!idempotencyKey) return null

  return tx.outboxMail.findUnique({
    where: { idempotencyKey },
    select: { id: true, messageId: true, contentHash: true },
  })
}

function contentHash(mail: ParsedMail, hashes: readonly string[]): string {
  const { idempotencyKey: _, attachments, ...rest } = mail
  const files = attachments.map(({ content: _, ...named }, index) => ({ ...named, sha256: hashes[index] }))
  const content = JSON.stringify({ ...rest, files })

  return createHash('sha256').update(content).digest('base64url')
}
