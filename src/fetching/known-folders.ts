import { z } from 'zod'
import { type MailFolder, mostFolders } from '../network/mail-folders.ts'
import type { Database } from '../storage/database.ts'
import type { IncomingServer } from '../storage/generated/client.ts'
import { accountOf } from './account.ts'

type Server = Pick<IncomingServer, 'id' | 'username' | 'host'>

/** The folders a mailbox had when it was last asked. */
export interface SeenFolders {
  folders: MailFolder[]
  seenAt: Date
}

export type KnownFolders = ReturnType<typeof createKnownFolders>

const longestPath = 250
// Line breaks would end an IMAP command, `*` and `%` are wildcards of LIST (RFC 3501, 6.3.8).
const noFolderName = /[\p{Cc}\p{Cs}*%]/u
const stored = z.array(
  z.object({
    path: z.string(),
    name: z.string(),
    delimiter: z.string(),
    use: z
      .string()
      .nullable()
      .transform((use) => use ?? undefined),
  }),
)

/** Whether a folder of this name can be asked for. */
export function isFolderName(path: string): boolean {
  return path.length <= longestPath && !noFolderName.test(path)
}

/** Remembers the folders of mailboxes, so that no form waits for a mail server. */
export function createKnownFolders({ db, now }: { db: Database; now: () => Date }) {
  /** Of a server that is gone meanwhile nothing is kept. */
  async function remember(server: Server, folders: readonly MailFolder[]): Promise<void> {
    const listed = folders
      .filter(({ path }) => isFolderName(path))
      .map(({ path, name, delimiter, use = null }) => ({ path, name, delimiter, use }))
    await db.$executeRaw`
      INSERT INTO "MailboxFolders" ("serverId", "account", "folders", "seenAt")
      SELECT s."id", ${accountOf(server)}, ${JSON.stringify(listed)}::jsonb, ${now()}
      FROM "IncomingServer" s WHERE s."id" = ${server.id}::uuid
      ON CONFLICT ("serverId") DO UPDATE
      SET "account" = EXCLUDED."account", "folders" = EXCLUDED."folders", "seenAt" = EXCLUDED."seenAt"`
  }

  /** Undefined while nobody has asked this mailbox, and when it has more folders than are listed. */
  async function of(server: Server): Promise<SeenFolders | undefined> {
    const row = await db.mailboxFolders.findUnique({ where: { serverId: server.id } })
    const { data: folders } = stored.safeParse(row?.folders)
    if (!row || !folders?.length || row.account !== accountOf(server)) return undefined
    if (folders.length >= mostFolders) return undefined

    return { folders, seenAt: row.seenAt }
  }

  return { remember, of }
}
