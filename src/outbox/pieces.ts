import { randomUUID } from 'node:crypto'
import { RuleBroken } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { ByteSecrets } from '../storage/secrets.ts'
import { outboxTexts } from './texts.ts'

/** A mail is sealed, stored and sent in pieces of this size, so memory does not grow with it. */
export const pieceBytes = 256 * 1024
/** Exchange takes 35 MB; base64 makes a mail a third larger. */
export const largestMail = 35 * 1024 * 1024
export const megabyte = 1024 * 1024
/** Longer than a program takes to hand over one mail. */
const orphanMs = 60 * 60_000

type Store = Prisma.TransactionClient

interface Needs {
  db: Database
  secrets: ByteSecrets
  now: () => Date
}

/** The first piece stands in the mail's own row, the others are stored before it. */
export interface StoredPieces {
  first: Buffer
  size: number
}

export function mimePlace(id: string): string {
  return `OutboxMail.mime:${id}`
}

export function piecePlace(id: string): string {
  return `OutboxChunk.part:${id}`
}

/** How many rows of OutboxChunk a mail of this size has. */
export function furtherPieces(size: number): number {
  return Math.max(0, Math.ceil(size / pieceBytes) - 1)
}

export function createPieces({ db, secrets, now }: Needs) {
  /**
   * Reads a mail to its end and stores all but its first piece, unless `wanted` says that it is stored already. Throws
   * RuleBroken when it is too large.
   */
  async function store(
    tx: Store,
    mailId: string,
    mime: AsyncIterable<Uint8Array>,
    wanted: () => Promise<boolean>,
  ): Promise<StoredPieces> {
    const read = numbered(mime)
    const start = await read.next()
    if (start.done) return { first: Buffer.alloc(0), size: 0 }
    let { size } = start.value
    let keeps: boolean | undefined
    for await (const next of read) {
      keeps ??= await wanted()
      if (keeps) await tx.outboxChunk.create({ data: rowOf(mailId, next.no, next.piece) })
      size = next.size
    }

    return { first: start.value.piece, size }
  }

  function rowOf(mailId: string, no: number, piece: Buffer) {
    const id = randomUUID()

    return {
      id,
      mailId,
      no,
      sealedPart: new Uint8Array(secrets.sealBytes(piece, piecePlace(id))),
      createdAt: now(),
    }
  }

  /** In the transaction that stores the mail: its pieces are all there, and nobody takes them for left-overs. */
  async function claim(tx: Store, mailId: string, size: number): Promise<void> {
    const further = furtherPieces(size)
    if (further === 0) return
    const { count } = await tx.outboxChunk.updateMany({ where: { mailId }, data: { createdAt: now() } })
    if (count !== further)
      throw new Error(`Of mail ${mailId} ${count} of ${further} further pieces are there.`)
  }

  async function forget(tx: Store, mailId: string, size: number): Promise<void> {
    if (furtherPieces(size) > 0) await tx.outboxChunk.deleteMany({ where: { mailId } })
  }

  /** For the background: pieces whose mail was never stored, or is gone. */
  async function forgetOrphans(): Promise<void> {
    const before = new Date(now().getTime() - orphanMs)
    await db.$executeRaw`DELETE FROM "OutboxChunk" WHERE "createdAt" < ${before}
      AND NOT EXISTS (SELECT 1 FROM "OutboxMail" m WHERE m."id" = "OutboxChunk"."mailId")`
  }

  return { store, claim, forget, forgetOrphans }
}

/** With the bytes up to and with each piece. */
async function* numbered(mime: AsyncIterable<Uint8Array>) {
  let no = 0
  let size = 0
  for await (const piece of inPieces(mime)) {
    size += piece.length
    if (size > largestMail) throw tooLarge()
    yield { piece, no, size }
    no += 1
  }
}

async function* inPieces(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length < pieceBytes) continue
    let whole = Buffer.concat(chunks)
    for (; whole.length >= pieceBytes; whole = whole.subarray(pieceBytes)) yield whole.subarray(0, pieceBytes)
    chunks = [whole]
    length = whole.length
  }
  if (length > 0) yield Buffer.concat(chunks)
}

function tooLarge(): RuleBroken {
  return new RuleBroken(outboxTexts.tooLarge(largestMail / megabyte), { field: 'attachments' })
}
