import { createHash } from 'node:crypto'
import type { ImapMailbox, MailFacts } from '../network/imap-mailbox.ts'
import type { Database } from '../storage/database.ts'
import { pieceBytes } from './mail-bytes.ts'
import { messageIdIn } from './recognise.ts'

/** A mailbox that was restored from a backup gives out again what it gave out last. */
const newestLooked = 20
const headBytes = 64 * 1024

interface Numbering {
  serverId: string
  folder: string
  uidValidity: bigint
}

/**
 * Whether numbers of stored mails belong to other mails by now, though the numbering calls itself the same: after a
 * backup was put back, new mails would be taken for stored ones (RFC 3501, 2.3.1.1, forbids it). What a mail holds
 * tells; it is asked of the first with another date of arrival, and of the newest, for dates count in seconds only.
 */
export async function areReused(
  db: Database,
  imap: Pick<ImapMailbox, 'facts' | 'piece'>,
  { serverId, folder, uidValidity }: Numbering,
): Promise<boolean> {
  const newest = await db.inboxMail.findMany({
    where: { serverId, folder, uidValidity, isTruncated: false, size: { lte: pieceBytes } },
    orderBy: { uid: 'desc' },
    take: newestLooked,
    select: { uid: true, internalDate: true, sha256: true, messageId: true },
  })
  if (newest.length === 0) return false
  const stored = new Map(newest.map((mail) => [Number(mail.uid), mail]))
  const present = await imap.facts([...stored.keys()])
  const suspect = present.find(({ uid, internalDate }) =>
    isOther(stored.get(uid)?.internalDate, internalDate),
  )
  if (suspect) return isChanged(await startOf(imap, suspect), stored.get(suspect.uid)?.sha256)
  const last = present.at(-1)

  return last !== undefined && isOtherMail(await startOf(imap, last), stored.get(last.uid))
}

function startOf(imap: Pick<ImapMailbox, 'piece'>, mail: MailFacts): Promise<Buffer | undefined> {
  return imap.piece(mail, 0, pieceBytes + 1)
}

/** One that is removed just now has not changed. */
function isChanged(bytes: Buffer | undefined, sha256: string | undefined): boolean {
  return bytes !== undefined && createHash('sha256').update(bytes).digest('base64url') !== sha256
}

/** With the same date it takes another Message-ID as well: a provider may add a header to a mail it has given out. */
function isOtherMail(
  bytes: Buffer | undefined,
  stored: { sha256: string; messageId: string | null } | undefined,
): boolean {
  const messageId = messageIdIn(bytes?.subarray(0, headBytes).toString('latin1') ?? '')
  const isSame = stored?.messageId && stored.messageId === messageId

  return isChanged(bytes, stored?.sha256) && !isSame
}

function isOther(one: Date | null | undefined, other: MailFacts['internalDate']): boolean {
  return one != null && other !== null && one.getTime() !== other.getTime()
}
