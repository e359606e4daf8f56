import type { Database } from '../storage/database.ts'
import { type IncomingServer, Prisma } from '../storage/generated/client.ts'
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

export type StoreMails = ReturnType<typeof createStoreMails>

/** Mails and cursor in one commit, fenced by the lease. */
export function createStoreMails({ db, leases, now }: Needs) {
  /** Throws LeaseLost when another process reads the folder by now. */
  return async (lease: Lease, batch: Batch): Promise<{ added: number }> =>
    db.$transaction(
      async (tx) => {
        await leases.write(tx, lease, {})
        const fresh = await withoutKnown(tx, batch.cursor, batch.mails)
        const added = fresh.length === 0 ? 0 : await insert(tx, fresh, batch, now())
        const recognised = batch.mails.length - fresh.length
        await moveCursor(tx, batch, recognised)

        return { added }
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

/** What could not be read stays as it is at the server. By hand: Prisma would plan this statement anew for every number of mails, and copy each mail several times more. */
async function insert(
  tx: Prisma.TransactionClient,
  mails: readonly SealedMail[],
  { server, cursor }: Batch,
  at: Date,
): Promise<number> {
  const { folder, uidValidity } = cursor
  const rows = mails.map(
    ({ id, uid, sha256, size, isTruncated, sealedRaw, internalDate }) =>
      Prisma.sql`(${id}::uuid, ${server.id}::uuid, ${folder}, ${uidValidity}, ${uid}, ${sha256}, ${size}, ${isTruncated},
        ${sealedRaw}, ${internalDate}, ${at}, ${isTruncated ? 'leave' : server.afterReading}::"AfterReading")`,
  )

  return tx.$executeRaw`INSERT INTO "InboxMail" ("id", "serverId", "folder", "uidValidity", "uid", "sha256", "size",
      "isTruncated", "sealedRaw", "internalDate", "fetchedAt", "afterReading")
    VALUES ${Prisma.join(rows)} ON CONFLICT DO NOTHING`
}
