import type { ImapMailbox } from '../network/imap-mailbox.ts'
import type { Database } from '../storage/database.ts'
import type { AfterReading, IncomingServer } from '../storage/generated/client.ts'
import { type Cursor, isSameFolder } from './cursors.ts'

const atOnce = 100

type Place = Pick<Cursor, 'serverId' | 'folder' | 'uidValidity'>

/** What happens to stored mails in the mailbox, as the admin wishes: marked, moved, never deleted. */
export function createAfterReading(db: Database) {
  /**
   * Whether something is left in this folder, from a process that ended between storing and marking. What is left under
   * another name or number can be reached no more.
   */
  async function isUnfinished(serverId: string, folder: string): Promise<boolean> {
    const place = await db.folderCursor.findUnique({ where: { serverId_folder: { serverId, folder } } })
    if (!place) return false

    return (await db.inboxMail.findFirst({ where: unfinished(place), select: { id: true } })) !== null
  }

  /** Does what is still to be done for mails that are stored. Throws RemoteFailure; the next time makes it good. */
  async function finish(imap: ImapMailbox, server: IncomingServer, cursor: Cursor): Promise<void> {
    for (;;) {
      const mails = await db.inboxMail.findMany({
        where: unfinished(cursor),
        select: { id: true, uid: true, afterReading: true },
        take: atOnce,
      })
      const wish = mails[0]?.afterReading
      if (wish === undefined) return
      const alike = mails.filter(({ afterReading }) => afterReading === wish)
      await change(
        imap,
        server,
        wish,
        alike.map(({ uid }) => Number(uid)),
      )
      await db.inboxMail.updateMany({
        where: { id: { in: alike.map(({ id }) => id) } },
        data: { afterReading: 'leave' },
      })
    }
  }

  async function change(
    imap: ImapMailbox,
    { folder, moveToFolder }: IncomingServer,
    wish: AfterReading,
    uids: number[],
  ): Promise<void> {
    if (wish === 'mark_read') await imap.markRead(uids)
    // Within the folder a moved mail would be a new one, to be stored and moved again without end.
    if (wish === 'move' && moveToFolder && !isSameFolder(moveToFolder, folder))
      await imap.move(uids, moveToFolder)
  }

  return { isUnfinished, finish }
}

export type AfterReadingWork = ReturnType<typeof createAfterReading>

function unfinished({ serverId, folder, uidValidity }: Place) {
  return { serverId, folder, uidValidity, afterReading: { not: 'leave' } } as const
}
