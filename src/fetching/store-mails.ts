import type { Database } from '../storage/database.ts'
import type { IncomingServer, Prisma } from '../storage/generated/client.ts'
import type { Cursor } from './cursors.ts'
import type { Lease, Leases } from './leases.ts'
import type { SealedMail } from './mail-bytes.ts'

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
        const fresh = await withoutKnown(tx, batch)
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

/**
 * Gives mails that are stored under a former number the one they have now, and answers those that are not; but for
 * those that are older than what was ever wanted.
 */
async function withoutKnown(tx: Prisma.TransactionClient, { cursor, mails }: Batch): Promise<SealedMail[]> {
  const { matchBefore, againSince } = cursor
  const doubtful = mails.filter(({ uid }) => matchBefore !== null && uid < matchBefore)
  if (doubtful.length === 0) return [...mails]
  const rest = new Set(mails)
  for (const mail of doubtful) {
    const isKnown = await recognise(tx, cursor, mail)
    const isUnwanted = againSince !== null && mail.internalDate !== null && mail.internalDate < againSince
    if (isKnown || isUnwanted) rest.delete(mail)
  }

  return [...rest]
}

async function recognise(tx: Prisma.TransactionClient, cursor: Cursor, mail: SealedMail): Promise<boolean> {
  const { serverId, folder, uidValidity } = cursor
  const former = { serverId, folder, uidValidity: { not: uidValidity } }
  const found =
    (await tx.inboxMail.findFirst({
      where: { ...former, sha256: mail.sha256 },
      select: { id: true },
      orderBy: { uid: 'asc' },
    })) ?? (await sameHeader(tx, former, mail))
  if (!found) return false
  await tx.inboxMail.update({ where: { id: found.id }, data: { uidValidity, uid: mail.uid } })

  return true
}

/** A provider may have changed bytes on the way, as a header it adds. */
async function sameHeader(
  tx: Prisma.TransactionClient,
  former: Prisma.InboxMailWhereInput,
  mail: SealedMail,
) {
  const messageId = /^message-id:\s*(<[^<>\s]{3,250}>)/im.exec(mail.head)?.[1]
  const date = new Date(/^date:\s*([^\r\n]{5,100})/im.exec(mail.head)?.[1] ?? '')
  if (messageId === undefined || Number.isNaN(date.getTime())) return undefined

  return tx.inboxMail.findFirst({
    where: { ...former, messageId, sentAt: date, size: mail.size },
    select: { id: true },
    orderBy: { uid: 'asc' },
  })
}
