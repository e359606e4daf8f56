import type { Failure } from '../failures/failure.ts'
import { type DatabaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'

/** While one mail tries whether the server is well again, the others wait. */
const probeSeconds = 15 * 60

/** A mail that made its server pause, and lets others go first. */
export const standsBack = Prisma.sql`m."state" = 'waiting' AND m."attempts" > 0`

interface Pause {
  serverIds: readonly string[]
  /** Empty: the whole server. */
  from: string
  failure: Failure
  seconds: number
  /** The mark of the settings it was tried with. */
  settings: string
}

/** Servers that cannot send: nothing of theirs is tried, but one mail from time to time. */
export function createPauses(db: Database, clock: DatabaseClock) {
  async function hold({ serverIds, from, failure, seconds, settings }: Pause): Promise<void> {
    const next = later(clock(), seconds)
    for (const id of serverIds)
      await db.$executeRaw`
        INSERT INTO "SendingPause" ("serverId", "from", "reason", "since", "nextProbeAt", "settings")
        VALUES (${id}::uuid, ${from}, ${JSON.stringify(failure)}::jsonb, ${clock()}, ${next}, ${settings})
        ON CONFLICT ("serverId", "from") DO UPDATE
        SET "reason" = excluded."reason", "nextProbeAt" = excluded."nextProbeAt", "settings" = excluded."settings"`
  }

  /** `open`: nothing is wrong. `probe`: this mail tries it. `held`: with the reason. */
  async function pass(
    serverId: string,
    from: string,
    settings: string,
  ): Promise<'open' | 'probe' | { held: Prisma.JsonValue }> {
    const [first] = await db.sendingPause.findMany({ where: { serverId, from: { in: ['', from] } } })
    if (!first) return 'open'
    const taken = await db.$executeRaw`
      UPDATE "SendingPause" SET "nextProbeAt" = ${later(clock(), probeSeconds)}, "settings" = ${settings}
      WHERE "serverId" = ${serverId}::uuid AND "from" IN ('', ${from}) AND "nextProbeAt" <= ${clock()}
        AND NOT EXISTS (SELECT 1 FROM "SendingPause" WHERE "serverId" = ${serverId}::uuid
          AND "from" IN ('', ${from}) AND "nextProbeAt" > ${clock()})`

    return taken > 0 ? 'probe' : { held: first.reason }
  }

  /** The whole server, not some From alone. */
  async function isPaused(serverId: string): Promise<boolean> {
    return (await db.sendingPause.count({ where: { serverId, from: '' } })) > 0
  }

  /** For a probe that ended without an answer: the next mail may try after so many seconds. */
  async function giveBack(serverId: string, from: string, seconds: number): Promise<void> {
    await db.$executeRaw`UPDATE "SendingPause" SET "nextProbeAt" = ${later(clock(), seconds)}
      WHERE "serverId" = ${serverId}::uuid AND "from" IN ('', ${from}) AND "nextProbeAt" > ${clock()}`
  }

  async function lift(serverId: string, from: string): Promise<void> {
    await db.sendingPause.deleteMany({ where: { serverId, from: { in: ['', from] } } })
  }

  /** With other settings the next try is worth it at once. */
  async function wake(settings: string): Promise<void> {
    await db.$executeRaw`
      WITH "woken" AS (UPDATE "SendingPause" SET "nextProbeAt" = ${clock()}
        WHERE "settings" <> ${settings} AND "nextProbeAt" > ${clock()} RETURNING "serverId")
      UPDATE "OutboxMail" m SET "nextAttemptAt" = ${clock()} FROM "woken"
      WHERE m."serverId" = "woken"."serverId" AND ${standsBack} AND m."nextAttemptAt" > ${clock()}`
  }

  return { hold, pass, isPaused, giveBack, lift, wake }
}

export type Pauses = ReturnType<typeof createPauses>
