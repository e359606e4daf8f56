import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { type DatabaseClock, later } from './clock.ts'

interface Needs {
  db: Database
  clock: DatabaseClock
  leaseSeconds: number
}

/** A claimed mail; the sealed bytes stay in the database until they are sent. */
export type ClaimedMail = Prisma.OutboxMailGetPayload<{
  omit: { sealedMime: true }
  include: { recipients: true }
}>
export type Claim = Pick<ClaimedMail, 'id' | 'leaseNo'>

type Changes = Prisma.OutboxMailUncheckedUpdateManyInput
interface Event {
  what: string
  detail?: Prisma.InputJsonObject
}

/** Another process has the mail now; nothing may be written about it any more. */
export class LeaseLost extends Error {}

/** Mails taken for delivery by this process, and every write about them. */
export function createClaims({ db, clock, leaseSeconds }: Needs) {
  /**
   * Takes due mails, and those whose process died, in one statement. Mails that cannot leave now stay: their server is
   * paused, their account is at its limit, or `busy`. One that was handed over may always be looked for.
   */
  async function claim(most: number, busy: readonly string[]): Promise<ClaimedMail[]> {
    const now = clock()
    const rows = await db.$queryRaw<{ id: string }[]>`
      UPDATE "OutboxMail" SET "state" = 'sending', "leaseNo" = "leaseNo" + 1,
        "leaseUntil" = ${later(now, leaseSeconds)},
        "stage" = CASE WHEN "stage" = 'data_started' THEN "stage" ELSE 'claimed' END
      WHERE "id" IN (
        SELECT m."id" FROM "OutboxMail" m
        WHERE ((m."state" IN ('waiting', 'retry') AND m."nextAttemptAt" <= ${now})
            OR (m."state" = 'sending' AND m."leaseUntil" < ${now}))
          AND EXISTS (SELECT 1 FROM "GeneralSettings" WHERE "customEmailServers")
          AND (m."stage" = 'data_started' OR (
            NOT EXISTS (SELECT 1 FROM "SendingPause" p WHERE p."serverId" = m."serverId"
              AND p."from" IN ('', lower(m."fromUsed")) AND p."nextProbeAt" > ${now})
            AND NOT EXISTS (SELECT 1 FROM "SendingBudget" b WHERE b."key" = m."accountKey" AND b."freeAt" > ${now})))
          AND (m."accountKey" IS NULL OR m."accountKey" <> ALL (${[...busy]}::text[]))
        ORDER BY m."priority", m."createdAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)
      RETURNING "id"`
    if (rows.length === 0) return []

    return db.outboxMail.findMany({
      where: { id: { in: rows.map(({ id }) => id) }, state: 'sending' },
      omit: { sealedMime: true },
      include: { recipients: { orderBy: { no: 'asc' } } },
      orderBy: [{ priority: 'asc' }, { createdAt: 'asc' }],
    })
  }

  /** Throws LeaseLost when another process has the mail. */
  async function write(tx: Prisma.TransactionClient, { id, leaseNo }: Claim, data: Changes): Promise<void> {
    const { count } = await tx.outboxMail.updateMany({ where: { id, leaseNo, state: 'sending' }, data })
    if (count === 0) throw new LeaseLost()
  }

  /** Ends the claim: what became of the mail, its recipients and its story in one commit. */
  async function settle(claim: Claim, { data, wait, event, recipients }: Settlement): Promise<void> {
    await db.$transaction(async (tx) => {
      await write(tx, claim, { leaseUntil: null, ...data })
      if (wait !== undefined)
        await tx.$executeRaw`UPDATE "OutboxMail" SET "nextAttemptAt" = ${later(clock(), wait)}
          WHERE "id" = ${claim.id}::uuid`
      if (recipients) await recipients(tx)
      if (event)
        await tx.$executeRaw`INSERT INTO "OutboxEvent" ("mailId", "at", "what", "detail")
          VALUES (${claim.id}::uuid, ${clock()}, ${event.what}, ${JSON.stringify(event.detail ?? {})}::jsonb)`
    })
  }

  /** For mails this process still works on. */
  async function keep(claims: readonly Claim[]): Promise<void> {
    for (const { id, leaseNo } of claims)
      await db.$executeRaw`UPDATE "OutboxMail" SET "leaseUntil" = ${later(clock(), leaseSeconds)}
        WHERE "id" = ${id}::uuid AND "leaseNo" = ${leaseNo} AND "state" = 'sending'`
  }

  /** Mails that no server fitted are looked at again when something was saved. */
  async function wake(): Promise<void> {
    await db.$executeRaw`UPDATE "OutboxMail" SET "nextAttemptAt" = ${clock()}, "serverId" = NULL, "accountKey" = NULL
      WHERE "state" = 'waiting' AND "reason" IS NOT NULL`
  }

  return { claim, write: (claim: Claim, data: Changes) => write(db, claim, data), settle, keep, wake }
}

export interface Settlement {
  data: Changes
  /** Seconds until the next attempt. */
  wait?: number
  event?: Event
  recipients?: (tx: Prisma.TransactionClient) => Promise<unknown>
}

export type Claims = ReturnType<typeof createClaims>
