import { type DatabaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'

interface Needs {
  db: Database
  clock: DatabaseClock
  leaseSeconds: number
  /** This process. */
  holder: string
}

/** A mailbox that this process reads. */
export interface Lease {
  serverId: string
  leaseNo: number
}

/** What may have changed about a mailbox since it was taken. */
export interface Held extends Lease {
  /** Another one stands for other settings. */
  mark: string
  isDue: boolean
}

/** Another process has the mailbox now; nothing may be written about it any more. */
export class LeaseLost extends Error {}

export type Leases = ReturnType<typeof createLeases>
export type FetchingChanges = Prisma.FetchingUncheckedUpdateManyInput

/** Neither paused nor archived, while custom email servers are on. */
const isOn = Prisma.sql`s."pausedAt" IS NULL AND s."archivedAt" IS NULL
  AND EXISTS (SELECT 1 FROM "GeneralSettings" WHERE "customEmailServers")`

/** Servers whose mail is fetched. */
const isWanted = Prisma.sql`s."confirmedAt" IS NOT NULL AND ${isOn}`

/** Given up after days of failure, and the mailbox was connected again since: worth one try. */
const isBack = Prisma.sql`f."givenUpAt" IS NOT NULL AND s."confirmedAt" IS NULL AND ${isOn}
  AND s."updatedAt" <= f."givenUpAt"`
const backAt = Prisma.sql`GREATEST(a."connectedAt", a."lastSuccessAt")`

/** Something was mended since the last failure, so there is no need to wait out its time. */
const mendedAt = Prisma.sql`GREATEST(s."confirmedAt", a."connectedAt",
  (SELECT max("updatedAt") FROM "GeneralSettings"))`

const markOf = Prisma.sql`concat_ws(' ', s."version", s."outlookAccountId")`

/** Since the last failure. A moment still to come was noted by a clock that is ahead, and would count again and again. */
function sinceFailure(moment: Prisma.Sql, now: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${moment} > f."lastFailureAt" AND ${moment} <= ${now})`
}

/** One process at a time reads a mailbox, and keeps it for as long as it is connected. */
export function createLeases({ db, clock, leaseSeconds, holder }: Needs) {
  /** Takes mailboxes that are due, and those whose process died: that was a failure too, perhaps by one of their mails. */
  async function claim(most: number): Promise<Held[]> {
    const now = clock()
    await db.$executeRaw`INSERT INTO "Fetching" ("serverId", "nextAt")
      SELECT s."id", ${now} FROM "IncomingServer" s
      WHERE ${isWanted} AND NOT EXISTS (SELECT 1 FROM "Fetching" f WHERE f."serverId" = s."id")
      ON CONFLICT DO NOTHING`

    return db.$queryRaw<Held[]>`
      UPDATE "Fetching" t SET "holder" = ${holder}::uuid, "leaseNo" = t."leaseNo" + 1,
        "leaseUntil" = ${later(now, leaseSeconds)},
        "failures" = t."failures" + CASE WHEN t."leaseUntil" IS NULL THEN 0 ELSE 1 END,
        "lastFailureAt" = CASE WHEN t."leaseUntil" IS NULL THEN t."lastFailureAt" ELSE ${now} END
      FROM "IncomingServer" s WHERE s."id" = t."serverId" AND t."serverId" IN (
        SELECT f."serverId" FROM "Fetching" f JOIN "IncomingServer" s ON s."id" = f."serverId"
          LEFT JOIN "OutlookAccount" a ON a."id" = s."outlookAccountId"
        WHERE (f."leaseUntil" IS NULL OR f."leaseUntil" < ${now})
          AND (f."throttledUntil" IS NULL OR f."throttledUntil" <= ${now})
          AND ((${isWanted} AND (f."nextAt" <= ${now} OR f."leaseUntil" IS NOT NULL OR ${sinceFailure(mendedAt, now)})) OR (${isBack} AND ${sinceFailure(backAt, now)}))
        ORDER BY f."nextAt" LIMIT ${most} FOR UPDATE OF f SKIP LOCKED)
      RETURNING t."serverId", t."leaseNo", ${markOf} AS "mark", true AS "isDue"`
  }

  /** Mailboxes of this process that it still has and that are still wanted. */
  function held(): Promise<Held[]> {
    const now = clock()

    return db.$queryRaw<Held[]>`
      SELECT f."serverId", f."leaseNo", ${markOf} AS "mark", f."nextAt" <= ${now} AS "isDue"
      FROM "Fetching" f JOIN "IncomingServer" s ON s."id" = f."serverId"
      WHERE f."holder" = ${holder}::uuid AND f."leaseUntil" >= ${now}
        AND (s."confirmedAt" IS NOT NULL OR f."givenUpAt" IS NOT NULL) AND ${isOn}`
  }

  /** Only mailboxes that are really read: the lease of any other runs out, and someone takes it. */
  async function keep(serverIds: string[]): Promise<void> {
    const now = clock()
    await db.$executeRaw`UPDATE "Fetching" SET "leaseUntil" = ${later(now, leaseSeconds)}
      WHERE "holder" = ${holder}::uuid AND "leaseUntil" >= ${now} AND "serverId" = ANY(${serverIds}::uuid[])`
  }

  /** Throws LeaseLost when another process has the mailbox. */
  async function write(tx: Prisma.TransactionClient, lease: Lease, data: FetchingChanges): Promise<void> {
    const { serverId, leaseNo } = lease
    const { count } = await tx.fetching.updateMany({ where: { serverId, leaseNo, holder }, data })
    if (count === 0) throw new LeaseLost()
  }

  /** When the mailbox is looked at again; after a throttling not before. */
  async function plan(tx: Prisma.TransactionClient, { serverId, leaseNo }: Lease, wait: Wait): Promise<void> {
    const next = later(clock(), wait.seconds)
    const throttled = wait.isThrottled ? next : Prisma.sql`NULL`
    await tx.$executeRaw`UPDATE "Fetching" SET "nextAt" = ${next}, "throttledUntil" = ${throttled}
      WHERE "serverId" = ${serverId}::uuid AND "leaseNo" = ${leaseNo}`
  }

  /** Gives the mailbox back, for the next to come in so many seconds; without a number as planned. */
  async function release({ serverId, leaseNo }: Lease, seconds?: number): Promise<void> {
    const next = seconds === undefined ? Prisma.empty : Prisma.sql`, "nextAt" = ${later(clock(), seconds)}`
    await db.$executeRaw`UPDATE "Fetching" SET "holder" = NULL, "leaseUntil" = NULL ${next}
      WHERE "serverId" = ${serverId}::uuid AND "leaseNo" = ${leaseNo} AND "holder" = ${holder}::uuid`
  }

  /** Gives it back as `release` does, after a failure that nobody could write down. */
  async function failed(lease: Lease, seconds: number): Promise<void> {
    const { serverId, leaseNo } = lease
    await db.$executeRaw`UPDATE "Fetching" SET "failures" = "failures" + 1, "lastFailureAt" = ${clock()}
      WHERE "serverId" = ${serverId}::uuid AND "leaseNo" = ${leaseNo} AND "holder" = ${holder}::uuid`
    await release(lease, seconds)
  }

  return { claim, held, keep, write, plan, release, failed }
}

export interface Wait {
  seconds: number
  isThrottled?: boolean
}
