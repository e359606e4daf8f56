import type { ImapMailbox } from '../network/imap-mailbox.ts'

const dayMs = 24 * 60 * 60_000
const atOnce = 200

/**
 * UIDs of the mails in the open folder that came at this moment or later, ascending; dates count in whole seconds.
 * Servers search by days of a time zone of their own: of those around the moment, each mail is asked for its date.
 * One whose date is not told counts, for none may be missing.
 */
export async function arrivedSince(
  imap: Pick<ImapMailbox, 'uids' | 'facts'>,
  moment: Date,
): Promise<number[]> {
  const from = Math.floor(moment.getTime() / 1000) * 1000
  const certain = new Set(await imap.uids({ uid: 1, day: new Date(from + 2 * dayMs) }))
  const all = await imap.uids({ uid: 1, day: new Date(from - dayMs) })
  const doubtful = all.filter((uid) => !certain.has(uid))
  const older = new Set<number>()
  for (let at = 0; at < doubtful.length; at += atOnce)
    for (const { uid, internalDate } of await imap.facts(doubtful.slice(at, at + atOnce)))
      if (internalDate && internalDate.getTime() < from) older.add(uid)

  return all.filter((uid) => !older.has(uid))
}
