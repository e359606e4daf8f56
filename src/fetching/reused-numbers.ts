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
    select: { uid: true, internalDate: true, sha256: true },
  })
  if (newest.length === 0) return false
  const stored = new Map(newest.map((mail) => [Number(mail.uid), mail]))
  const present = await imap.facts([...stored.keys()])
  const suspect = present.find(({ uid, internalDate }) =>
    isOther(stored.get(uid)?.internalDate, internalDate),
  )
  for (const mail of new Set([suspect, present.at(-1)]))
    if (mail && (await isChanged(imap, mail.uid, stored.get(mail.uid)?.sha256))) return true

  return false
}

/** One that is removed just now has not changed. */
async function isChanged(
  imap: Pick<ImapMailbox, 'piece'>,
  uid: number,
  sha256: string | undefined,
): Promise<boolean> {
  const bytes = await imap.piece(uid, 0, pieceBytes + 1)

  return bytes !== undefined && createHash('sha256').update(bytes).digest('base64url') !== sha256
}

function isOther(one: Date | null | undefined, other: MailFacts['internalDate']): boolean {
  return one != null && other !== null && one.getTime() !== other.getTime()
}
