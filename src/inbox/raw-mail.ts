import { createHash } from 'node:crypto'
import { NotFound } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import { type ByteSecrets, SecretUnreadable } from '../storage/secrets.ts'
import { rawMailTexts } from './raw-mail-texts.ts'

/** Where the first piece of a mail is sealed for: `InboxMail.sealedRaw`. */
export const inboxMailPlace = (mailId: string) => `InboxMail.raw:${mailId}`
/** Where each further piece is sealed for: `InboxChunk.sealedPart`. */
export const inboxChunkPlace = (chunkId: string) => `InboxChunk.part:${chunkId}`
/** The sum of a mail that the server never gave out: there is not even a header. */
export const hashOfNothing = createHash('sha256').digest('base64url')

interface Needs {
  db: Database
  secrets: Pick<ByteSecrets, 'openBytes'>
}

export type RawMail = ReturnType<typeof createRawMail>

/** Stored mails as they came, piece by piece: a large one is never in memory as a whole. */
export function createRawMail({ db, secrets }: Needs) {
  /**
   * The bytes of the mail, or of its header alone when it was too large to be read. Throws NotFound, and SecretUnreadable
   * when a piece does not open, is missing, or is not what was received.
   */
  async function* rawOf(mailId: string): AsyncGenerator<Buffer, void, undefined> {
    const mail = await db.inboxMail.findUnique({
      where: { id: mailId },
      select: { sealedRaw: true, size: true, sha256: true, isTruncated: true },
    })
    if (!mail) throw new NotFound(rawMailTexts.gone)
    const hash = createHash('sha256')
    let piece = secrets.openBytes(mail.sealedRaw, inboxMailPlace(mailId))
    let read = 0
    for (let no = 1; ; no++) {
      hash.update(piece)
      read += piece.length
      yield piece
      if (mail.isTruncated || read >= mail.size) break
      piece = await further(mailId, no)
    }
    if (hash.digest('base64url') !== mail.sha256)
      throw new SecretUnreadable(inboxMailPlace(mailId), undefined)
  }

  async function further(mailId: string, no: number): Promise<Buffer> {
    const chunk = await db.inboxChunk.findUnique({ where: { mailId_no: { mailId, no } } })
    if (!chunk) throw new SecretUnreadable(inboxMailPlace(mailId), undefined)

    return secrets.openBytes(chunk.sealedPart, inboxChunkPlace(chunk.id))
  }

  return { rawOf }
}
