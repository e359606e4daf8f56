import { createHash, type Hash, randomUUID } from 'node:crypto'
import { inboxChunkPlace, inboxMailPlace } from '../inbox/raw-mail.ts'
import type { ImapMailbox, MailFacts } from '../network/imap-mailbox.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import type { ByteSecrets } from '../storage/secrets.ts'

/** What one sealed value holds. A mail that fits is asked for together with others. */
export const pieceBytes = 256 * 1024
/** Of a longer mail in one answer. */
const piecesAtOnce = 2
/** Of a longer one only the header is read. */
const mostBytes = 30 * 1024 * 1024

interface Needs {
  db: Database
  secrets: Pick<ByteSecrets, 'sealBytes'>
  now: () => Date
}

/** A mail as it will be stored; further pieces of a long one are stored already. */
export interface SealedMail {
  id: string
  uid: number
  internalDate: Date | null
  sha256: string
  size: number
  isTruncated: boolean
  sealedRaw: Buffer
  /** The beginning, as it came: enough to read Message-ID and Date from. */
  head: string
}

const longestHead = 32 * 1024

/** Seals mails as they come, never holding one as a whole. */
export function createMailBytes({ db, secrets, now }: Needs) {
  function sealShort({ uid, internalDate }: MailFacts, bytes: Buffer): SealedMail {
    const id = randomUUID()

    return {
      ...{ id, uid, internalDate, size: bytes.length, isTruncated: false },
      sha256: createHash('sha256').update(bytes).digest('base64url'),
      sealedRaw: secrets.sealBytes(bytes, inboxMailPlace(id)),
      head: headOf(bytes),
    }
  }

  /** Reads and stores it piece by piece; undefined when it is gone meanwhile. */
  async function sealLong(imap: ImapMailbox, facts: MailFacts): Promise<SealedMail | undefined> {
    if (facts.size > mostBytes) return sealHeader(imap, facts)
    const id = randomUUID()

    return readPieces(imap, facts, id).catch(async (error: unknown) => {
      await db.inboxChunk.deleteMany({ where: { mailId: id } })
      throw error
    })
  }

  async function readPieces(
    imap: ImapMailbox,
    facts: MailFacts,
    id: string,
  ): Promise<SealedMail | undefined> {
    const hash = createHash('sha256')
    let first: Buffer | undefined
    let size = 0
    for await (const bytes of readAhead(imap, facts)) {
      const start = size
      size += bytes?.length ?? 0
      if (!bytes || size > mostBytes) return notKept(imap, { ...facts, size }, id, bytes)
      hash.update(bytes)
      first ??= bytes.subarray(0, pieceBytes)
      await storePieces(id, start, bytes)
    }

    return first && sealed(id, facts, first, { hash, size, isTruncated: false })
  }

  /** It vanished meanwhile, or is larger than the server had said. */
  async function notKept(imap: ImapMailbox, facts: MailFacts, id: string, bytes: Buffer | undefined) {
    await db.inboxChunk.deleteMany({ where: { mailId: id } })

    return bytes && sealHeader(imap, facts)
  }

  async function storePieces(mailId: string, start: number, bytes: Buffer): Promise<void> {
    const rows = []
    for (let at = start === 0 ? pieceBytes : 0; at < bytes.length; at += pieceBytes) {
      const id = randomUUID()
      const sealedPart = secrets.sealBytes(bytes.subarray(at, at + pieceBytes), inboxChunkPlace(id))
      const no = (start + at) / pieceBytes
      rows.push(Prisma.sql`(${id}::uuid, ${mailId}::uuid, ${no}, ${sealedPart}, ${now()})`)
    }
    // By hand: Prisma would copy each piece several times more.
    if (rows.length > 0)
      await db.$executeRaw`INSERT INTO "InboxChunk" ("id", "mailId", "no", "sealedPart", "createdAt")
        VALUES ${Prisma.join(rows)}`
  }

  /** Of a mail that is too large. */
  async function sealHeader(imap: ImapMailbox, facts: MailFacts): Promise<SealedMail | undefined> {
    const bytes = await imap.piece(facts, 0, pieceBytes)
    if (!bytes) return undefined
    const end = bytes.indexOf('\r\n\r\n')
    const header = end < 0 ? bytes : bytes.subarray(0, end + 4)
    const hash = createHash('sha256').update(header)

    return sealed(randomUUID(), facts, header, { hash, size: facts.size, isTruncated: true })
  }

  function sealed(id: string, { uid, internalDate }: MailFacts, first: Buffer, of: Sums): SealedMail {
    const { hash, size, isTruncated } = of

    return {
      ...{ id, uid, internalDate, size, isTruncated },
      sha256: hash.digest('base64url'),
      sealedRaw: secrets.sealBytes(first, inboxMailPlace(id)),
      head: headOf(first),
    }
  }

  /** Of a mail that the server lists and does not give out, a place is kept. */
  function sealRefused(facts: MailFacts): SealedMail {
    const { size } = facts

    return sealed(randomUUID(), facts, Buffer.alloc(0), {
      hash: createHash('sha256'),
      size,
      isTruncated: true,
    })
  }

  return { sealShort, sealLong, sealRefused }
}

/** Each piece of a mail is asked for while the one before it is being stored; the last one is undefined when it is gone. */
async function* readAhead(imap: ImapMailbox, facts: MailFacts): AsyncGenerator<Buffer | undefined> {
  const length = piecesAtOnce * pieceBytes
  let bytes = await imap.piece(facts, 0, length)
  for (let start = length; bytes?.length === length; start += length) {
    const further = imap.piece(facts, start, length)
    // Heard below, unless the storing fails before.
    further.catch(() => {})
    yield bytes
    bytes = await further
  }
  yield bytes
}

interface Sums {
  hash: Hash
  size: number
  isTruncated: boolean
}

export type MailBytes = ReturnType<typeof createMailBytes>

function headOf(bytes: Buffer): string {
  const end = bytes.indexOf('\r\n\r\n')

  return bytes.toString('latin1', 0, Math.min(longestHead, end < 0 ? bytes.length : end + 2))
}
