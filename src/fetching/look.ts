import type { ImapMailbox } from '../network/imap-mailbox.ts'
import type { MailFolder } from '../network/mail-folders.ts'
import type { Database } from '../storage/database.ts'
import type { IncomingServer } from '../storage/generated/client.ts'
import { folderOf } from './cursors.ts'
import { createKnownFolders } from './known-folders.ts'

const weekMs = 7 * 24 * 60 * 60_000

interface Needs {
  db: Database
  /** Throws NotFound. */
  find: (serverId: string) => Promise<IncomingServer>
  /** Throws RemoteFailure. */
  inMailbox: <T>(server: IncomingServer, work: (imap: ImapMailbox) => Promise<T>) => Promise<T>
  now: () => Date
}

export interface Seen {
  folders: MailFolder[]
  /** The one that was counted; undefined when there is none of that name. */
  folder: string | undefined
  counts: { last_7_days: number; everything: number }
  /** Where to begin cannot be chosen any more. */
  isRead: boolean
}

/** Looks into a mailbox before it is read; its folders are remembered for the form. */
export function createLook({ db, find, inMailbox, now }: Needs) {
  const knownFolders = createKnownFolders({ db, now })

  /** What there is to choose from, counted in this folder, or else in the server's own. Throws RemoteFailure. */
  async function look(serverId: string, wanted?: string): Promise<Seen> {
    const server = await find(serverId)
    const sought = folderOf({ folder: wanted ?? server.folder })
    const isRead = (await db.folderCursor.count({ where: { serverId, folder: sought } })) > 0

    return inMailbox(server, async (imap) => {
      const folders = await foldersIn(imap, server)
      const folder = folders.find(({ path }) => path === sought)?.path
      if (folder === undefined) return { folders, folder, isRead, counts: { last_7_days: 0, everything: 0 } }
      const { count } = await imap.open(folder, { readOnly: true })
      const recent = await imap.uids({ uid: 1, day: new Date(now().getTime() - weekMs) })

      return { folders, folder, isRead, counts: { last_7_days: recent.length, everything: count } }
    })
  }

  /** Asks the mailbox for its folders, so that the form can offer them. Throws RemoteFailure. */
  async function listFolders(serverId: string): Promise<void> {
    const server = await find(serverId)
    await inMailbox(server, (imap) => foldersIn(imap, server))
  }

  async function foldersIn(imap: ImapMailbox, server: IncomingServer): Promise<MailFolder[]> {
    const folders = await imap.folders()
    await knownFolders.remember(server, folders)

    return folders
  }

  return { look, listFolders }
}
