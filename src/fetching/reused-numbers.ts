import { createHash } from 'node:crypto'
import type { ImapMailbox, MailFacts } from '../network/imap-mailbox.ts'
import type { Database } from '../storage/database.ts'
import { pieceBytes } from './mail-bytes.ts'

/** A mailbox that was restored from a backup gives out again what it gave out last. */
const newestLooked = 20

interface Numbering {
  serverId: string
  folder: string
  uidValidity: bigint
}

/**
 * Whether numbers of stored mails belong to other mails by now, though the numbering calls itself the same: after a
 * backup was put back, new mails would be taken for stored ones (RFC 3501, 2.3.1.1, forbids it). The date of arrival
 * tells, and what the mail holds when that is another one: some servers change dates.
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
    select: { uid: true, internalDate: true, sha256: true },
  })
  if (newest.length === 0) return false
  const stored = new Map(newest.map((mail) => [Number(mail.uid), mail]))
  const present = await imap.facts([...stored.keys()])
  const suspect = present.find(({ uid, internalDate }) =>
    isOther(stored.get(uid)?.internalDate, internalDate),
  )
  const bytes = suspect && (await imap.piece(suspect.uid, 0, pieceBytes + 1))
  if (!bytes) return false

  return createHash('sha256').update(bytes).digest('base64url') !== stored.get(suspect.uid)?.sha256
}

function isOther(one: Date | null | undefined, other: MailFacts['internalDate']): boolean {
  return one != null && other !== null && one.getTime() !== other.getTime()
}
