import type { Database } from '../storage/database.ts'
import type { IncomingServer, Prisma } from '../storage/generated/client.ts'
import type { Cursor } from './cursors.ts'
import type { Lease, Leases } from './leases.ts'
import type { SealedMail } from './mail-bytes.ts'
import { withoutKnown } from './recognise.ts'

/** A large piece of work on a slow disk. */
const transactionMs = 60_000

interface Needs {
  db: Database
  leases: Leases
  now: () => Date
}

interface Batch {
  server: IncomingServer
  cursor: Cursor
  mails: readonly SealedMail[]
  /** Where the cursor stands afterwards. */
  next: Partial<Pick<Cursor, 'nextUid' | 'againFromUid' | 'againSince' | 'matchBefore'>>
}

export interface Stored {
  added: number
  /** UIDs of the mails that are new here. */
  uids: number[]
}

export type StoreMails = ReturnType<typeof createStoreMails>

/** Mails and cursor in one commit, fenced by the lease. */
export function createStoreMails({ db, leases, now }: Needs) {
  /** Throws LeaseLost when another process reads the folder by now. */
  return async (lease: Lease, batch: Batch): Promise<Stored> =>
    db.$transaction(
      async (tx) => {
        await leases.write(tx, lease, {})
        const fresh = await withoutKnown(tx, batch.cursor, batch.mails)
        const { count } = await tx.inboxMail.createMany({
          data: fresh.map((mail) => rowOf(mail, batch, now())),
          skipDuplicates: true,
        })
        const recognised = batch.mails.length - fresh.length
        await moveCursor(tx, batch, recognised)

        return { added: count, uids: fresh.map(({ uid }) => uid) }
      },
      { timeout: transactionMs, maxWait: transactionMs },
    )
}

async function moveCursor(
  tx: Prisma.TransactionClient,
  { cursor: { serverId, folder }, next }: Batch,
  recognised: number,
): Promise<void> {
  await tx.folderCursor.update({
    where: { serverId_folder: { serverId, folder } },
    data: { ...next, ...(recognised > 0 ? { recognised: { increment: recognised } } : {}) },
  })
}

function rowOf(mail: SealedMail, { server, cursor }: Batch, at: Date): Prisma.InboxMailCreateManyInput {
  const { id, uid, sha256, size, isTruncated, internalDate } = mail

  return {
    ...{ id, uid, sha256, size, isTruncated, internalDate },
    serverId: server.id,
    folder: cursor.folder,
    uidValidity: cursor.uidValidity,
    sealedRaw: Uint8Array.from(mail.sealedRaw),
    fetchedAt: at,
    afterReading: server.afterReading,
  }
}
