import { databaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'

/** Tries to read a mail before a person has to look at it. */
export const mostAttempts = 3

interface Needs {
  db: Database
  leaseSeconds: number
}

export interface ClaimedInboxMail {
  id: string
  leaseNo: number
  /** Tries before this one. */
  before: number
  serverId: string | null
  size: number
  sha256: string
  isTruncated: boolean
}

/** Another process has the mail now; nothing may be written about it any more. */
class LeaseLost extends Error {}

type Changes = Prisma.InboxMailUncheckedUpdateManyInput
type Transaction = Prisma.TransactionClient

/** Received mails taken by this process, and every write about them. Leases go by the database's clock. */
export function createInboxClaims({ db, leaseSeconds }: Needs) {
  /** Takes new mails, the oldest first. The try is counted at once: a mail that ends the process is found out. */
  function claim(most: number): Promise<ClaimedInboxMail[]> {
    return db.$queryRaw<ClaimedInboxMail[]>`
      WITH picked AS (
        SELECT "id", "attempts" FROM "InboxMail"
        WHERE "state" = 'new' AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())
        ORDER BY "fetchedAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)
      UPDATE "InboxMail" m SET "leaseNo" = m."leaseNo" + 1,
        "leaseUntil" = ${later(databaseClock(), leaseSeconds)},
        "attempts" = least(picked."attempts" + 1, ${mostAttempts})
      FROM picked WHERE m."id" = picked."id"
      RETURNING m."id", m."leaseNo", picked."attempts" AS before, m."serverId", m."size", m."sha256",
        m."isTruncated"`
  }

  /** Ends the claim in one commit. Writes nothing when another process has the mail. */
  async function settle(
    { id, leaseNo }: ClaimedInboxMail,
    data: Changes,
    also?: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    try {
      await db.$transaction(async (tx) => {
        const { count } = await tx.inboxMail.updateMany({
          where: { id, leaseNo, state: 'new' },
          data: { leaseUntil: null, ...data },
        })
        if (count === 0) throw new LeaseLost()
        await also?.(tx)
      })
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
    }
  }

  /** Not now: the mail is taken again after this many seconds. */
  async function putBack({ id, leaseNo }: ClaimedInboxMail, seconds: number): Promise<void> {
    await db.$executeRaw`UPDATE "InboxMail"
      SET "leaseUntil" = ${later(databaseClock(), seconds)}
      WHERE "id" = ${id}::uuid AND "leaseNo" = ${leaseNo} AND "state" = 'new'`
  }

  return { claim, settle, putBack }
}
