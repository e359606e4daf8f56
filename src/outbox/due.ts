import { type DatabaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import type { Configuration } from './configuration.ts'
import { accountKeyOf, type Limits, limitsOf, pace } from './limits.ts'

const claimLock = 7_301_001

export interface Asked {
  most: number
  /** How many more mails of an account this process takes; it may work on enough already. */
  room: (key: string) => number
  configuration: Pick<Configuration, 'servers'>
}

interface Needs {
  db: Database
  clock: DatabaseClock
  leaseSeconds: number
}

/**
 * Takes due mails, and those whose process died, in one statement, whose work does not grow with what waits: servers that
 * are paused or at their limit are left out before their mails are looked at.
 */
export function createTakeDue({ db, clock, leaseSeconds }: Needs) {
  const now = Prisma.sql`(SELECT "now" FROM "moment")`
  const waits = Prisma.sql`m."state" IN ('waiting', 'retry') AND m."nextAttemptAt" <= ${now}`
  const mayLeave = Prisma.sql`m."stage" <> 'data_started'
    AND NOT EXISTS (SELECT 1 FROM "SendingPause" p WHERE p."serverId" = m."serverId"
      AND p."from" IN ('', lower(m."fromUsed")) AND p."nextProbeAt" > ${now})
    AND NOT EXISTS (SELECT 1 FROM "SendingBudget" b WHERE b."key" = m."accountKey" AND b."freeAt" > ${now})`
  const first = (most: number | Prisma.Sql, where: Prisma.Sql) => Prisma.sql`
    SELECT m."id", m."priority", m."createdAt" FROM "OutboxMail" m WHERE ${where}
    ORDER BY m."priority", m."createdAt" LIMIT ${most} FOR UPDATE SKIP LOCKED`

  return async function takeDue({ most, room, configuration }: Asked): Promise<string[]> {
    const { servers } = configuration
    const keys = servers.map(accountKeyOf)
    const paces = servers.map((server) => paceOf(limitsOf(server)))
    // One process at a time: two that see the same room would both take, and the later mail might overtake.
    const lock = db.$executeRaw`SELECT pg_advisory_xact_lock(${claimLock}::bigint)`
    const take = db.$queryRaw<{ id: string }[]>`
      WITH "moment" AS MATERIALIZED (SELECT ${clock()} AS "now"),
      "ready" AS (
        -- No more than the pace lets go now: whoever took others on top would let them overtake.
        -- What is taken and not counted yet, here or by others, has its part of the pace already.
        SELECT s."id", least(s."room", 1 + floor(0.001 + (s."ahead"
          - greatest(0, extract(epoch FROM b."paceAt" - ${now}))) / s."interval")
          - (SELECT count(*) FROM "OutboxMail" m WHERE m."serverId" = s."id" AND m."state" = 'sending'
            AND m."stage" = 'claimed' AND m."leaseUntil" > ${now}))::int AS "room"
        FROM unnest(${servers.map(({ id }) => id)}::uuid[], ${keys}::text[], ${keys.map(room)}::int[],
          ${paces.map(({ interval }) => interval)}::float8[], ${paces.map(({ ahead }) => ahead)}::float8[])
          s("id", "key", "room", "interval", "ahead")
        LEFT JOIN "SendingBudget" b ON b."key" = s."key"
        WHERE s."room" > 0 AND (b."freeAt" IS NULL OR b."freeAt" <= ${now})
          AND NOT EXISTS (SELECT 1 FROM "SendingPause" p
            WHERE p."serverId" = s."id" AND p."from" = '' AND p."nextProbeAt" > ${now})),
      "due" AS MATERIALIZED (
        SELECT x."id" FROM (
          SELECT a.* FROM (${first(most, Prisma.sql`m."state" = 'sending' AND m."leaseUntil" < ${now}`)}) a
          UNION ALL
          -- Handed over, and nobody knows: it is looked for, whatever its server does.
          SELECT b.* FROM (${first(
            most,
            Prisma.sql`m."state" = 'retry' AND m."stage" = 'data_started'
            AND m."nextAttemptAt" <= ${now}`,
          )}) b
          UNION ALL
          SELECT c.* FROM (${first(most, Prisma.sql`m."serverId" IS NULL AND ${waits} AND ${mayLeave}`)}) c
          UNION ALL
          SELECT d.* FROM "ready" CROSS JOIN LATERAL
            (${first(Prisma.sql`greatest(0, "ready"."room")`, Prisma.sql`m."serverId" = "ready"."id" AND ${waits} AND ${mayLeave}`)}) d
        ) x
        WHERE EXISTS (SELECT 1 FROM "GeneralSettings" WHERE "customEmailServers")
        ORDER BY x."priority", x."createdAt" LIMIT ${most})
      UPDATE "OutboxMail" m SET "state" = 'sending', "leaseNo" = "leaseNo" + 1,
        "leaseUntil" = ${later(now, leaseSeconds)},
        "stage" = CASE WHEN m."stage" = 'data_started' THEN m."stage" ELSE 'claimed' END
      FROM "due" WHERE m."id" = "due"."id"
      RETURNING m."id"`

    const [, rows] = await db.$transaction([lock, take])

    return rows.map(({ id }) => id)
  }
}

/** Without a limit everything may go at once. */
function paceOf({ perMinute }: Limits): ReturnType<typeof pace> {
  return perMinute === undefined ? { interval: 1, ahead: 1_000_000 } : pace(perMinute)
}
