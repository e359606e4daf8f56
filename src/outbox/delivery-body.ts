import { Readable } from 'node:stream'
import { RuleBroken } from '../errors.ts'
import { text } from '../language/text.ts'
import type { Database } from '../storage/database.ts'
import type { ByteSecrets } from '../storage/secrets.ts'
import { mimePlace, piecePlace } from './pieces.ts'

/** A mail as it is handed over: only one piece of it is in memory. */
export interface MailBody {
  /** In bytes, for MAIL FROM (RFC 1870). */
  size: number
  pieces: AsyncGenerator<Buffer>
}

/** Opens the stored mails. */
export function createBodies({ db, secrets }: { db: Database; secrets: ByteSecrets }) {
  /** `head` stands before the stored bytes. Throws RuleBroken when the mail cannot be read. */
  async function open(id: string, head: Buffer): Promise<MailBody> {
    const row = await db.outboxMail.findUniqueOrThrow({
      where: { id },
      select: { sealedMime: true, size: true },
    })
    const first = secrets.openBytes(row.sealedMime, mimePlace(id))
    async function* pieces(): AsyncGenerator<Buffer> {
      yield head
      yield first
      yield* further(id, row.size - first.length)
    }

    return { size: head.length + row.size, pieces: pieces() }
  }

  async function* further(mailId: string, bytes: number): AsyncGenerator<Buffer> {
    let left = bytes
    for (let no = 1; left > 0; no++) {
      const row = await db.outboxChunk.findUnique({ where: { mailId_no: { mailId, no } } })
      if (!row) throw new RuleBroken(incomplete)
      const piece = secrets.openBytes(row.sealedPart, piecePlace(row.id))
      left -= piece.length
      yield piece
    }
  }

  return { open }
}

const incomplete = text('A part of it is missing.', 'Ein Teil davon fehlt.')

/**
 * The mail as a stream that is first read when the server asks for it (354). `before` is done by then: it notes in the
 * database that the server may have the mail from here on, because afterwards an error no longer tells
 * (nodemailer reports a break before 354 and one after the last dot alike). An error of its own ends it without the
 * last dot, so the server does not have the mail: `broken` is told.
 */
export function bodyOf({ pieces }: MailBody, { before, after, broken }: BodyEvents): Readable {
  async function* read() {
    await before()
    try {
      yield* pieces
    } catch (error) {
      broken(error)
      throw error
    }
    await after()
  }

  return Readable.from(read(), { objectMode: false })
}

interface BodyEvents {
  before: () => Promise<void>
  after: () => Promise<void>
  broken: (error: unknown) => void
}
