import { type DatabaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { type Limits, pace } from './limits.ts'

/** Exchange cuts off the fourth connection of a mailbox; one is left for others. */
export const mostConnections = 2
const pauseAtDayLimit = 15 * 60
/** A wish is no connection: it has a key of its own, so that nobody counts it as one. */
const wishPrefix = 'wish:'
const wishSeconds = 15

interface Needs {
  db: Database
  clock: DatabaseClock
  leaseSeconds: number
}

/** One connection an account may have. */
export interface Slot {
  key: string
  slot: number
}

/** What one account may do, kept in the database for all processes together. */
export function createBudget({ db, clock, leaseSeconds }: Needs) {
  /** True when a mail to so many recipients may leave now; it is then counted. */
  async function take(key: string, limits: Limits, recipients: number): Promise<boolean> {
    const { perMinute, perDay } = limits
    if (perMinute === undefined) return true

    return db.$transaction(async (tx) => {
      if (!(await keepPace(tx, key, perMinute))) return false
      if (perDay === undefined || (await countDay(tx, key, recipients)) <= perDay) return true
      await tx.$executeRaw`UPDATE "SendingHour" SET "recipients" = "recipients" - ${recipients}
        WHERE "key" = ${key} AND "hour" = date_trunc('hour', ${clock()})`
      await tx.$executeRaw`UPDATE "SendingBudget" SET "freeAt" = ${later(clock(), pauseAtDayLimit)} WHERE "key" = ${key}`
      return false
    })
  }

  /** The generic cell rate algorithm: in any minute at most `perMinute`, a sixth of them at once. */
  async function keepPace(tx: Prisma.TransactionClient, key: string, perMinute: number): Promise<boolean> {
    const { interval, ahead } = pace(perMinute)
    const due = Prisma.sql`greatest(b."paceAt", ${clock()})`
    const taken = await tx.$executeRaw`
      INSERT INTO "SendingBudget" AS b ("key", "paceAt", "freeAt")
      VALUES (${key}, ${later(clock(), interval)}, ${later(clock(), interval - ahead)})
      ON CONFLICT ("key") DO UPDATE
      SET "paceAt" = ${later(due, interval)}, "freeAt" = ${later(due, interval - ahead)}
      WHERE b."freeAt" <= ${clock()}`

    return taken === 1
  }

  async function countDay(tx: Prisma.TransactionClient, key: string, recipients: number): Promise<number> {
    const hour = Prisma.sql`date_trunc('hour', ${clock()})`
    await tx.$executeRaw`DELETE FROM "SendingHour" WHERE "key" = ${key} AND "hour" < ${hour} - interval '24 hours'`
    await tx.$executeRaw`
      INSERT INTO "SendingHour" AS h ("key", "hour", "recipients") VALUES (${key}, ${hour}, ${recipients})
      ON CONFLICT ("key", "hour") DO UPDATE SET "recipients" = h."recipients" + ${recipients}`
    const [sum] = await tx.$queryRaw<{ all: number }[]>`
      SELECT sum("recipients")::int AS all FROM "SendingHour" WHERE "key" = ${key}`

    return sum?.all ?? 0
  }

  /** The number of a connection this holder may open, or undefined when all are in use. */
  async function takeSlot(key: string, holder: string): Promise<number | undefined> {
    for (let no = 1; no <= mostConnections; no++) {
      const taken = await db.$executeRaw`
        INSERT INTO "SendingSlot" AS s ("key", "no", "holder", "leaseUntil")
        VALUES (${key}, ${no}, ${holder}::uuid, ${later(clock(), leaseSeconds)})
        ON CONFLICT ("key", "no") DO UPDATE SET "holder" = excluded."holder", "leaseUntil" = excluded."leaseUntil"
        WHERE s."leaseUntil" < ${clock()}`
      if (taken === 1) return no
    }

    return undefined
  }

  /** Whoever holds one and does not use it gives it up; asked again with each attempt. */
  async function askForSlot(key: string, holder: string): Promise<void> {
    await db.$executeRaw`
      INSERT INTO "SendingSlot" ("key", "no", "holder", "leaseUntil")
      VALUES (${wishPrefix + key}, 0, ${holder}::uuid, ${later(clock(), wishSeconds)})
      ON CONFLICT ("key", "no") DO UPDATE SET "holder" = excluded."holder", "leaseUntil" = excluded."leaseUntil"`
  }

  /** The accounts other processes would like a connection of. */
  async function slotsWanted(holder: string): Promise<Set<string>> {
    const wishes = await db.$queryRaw<{ key: string }[]>`
      SELECT "key" FROM "SendingSlot"
      WHERE "no" = 0 AND "holder" <> ${holder}::uuid AND "leaseUntil" > ${clock()}`

    return new Set(wishes.map(({ key }) => key.slice(wishPrefix.length)))
  }

  /** Renews those that are still this holder's, and answers them. */
  async function keepSlots(holder: string, slots: readonly Slot[]): Promise<Slot[]> {
    const [keys, numbers] = [slots.map(({ key }) => key), slots.map(({ slot }) => slot)]

    return db.$queryRaw<Slot[]>`
      UPDATE "SendingSlot" s SET "leaseUntil" = ${later(clock(), leaseSeconds)}
      FROM unnest(${keys}::text[], ${numbers}::int[]) k("key", "no")
      WHERE s."key" = k."key" AND s."no" = k."no" AND s."holder" = ${holder}::uuid AND s."leaseUntil" > ${clock()}
      RETURNING s."key", s."no" AS "slot"`
  }

  /** It has its connection now: nobody has to give one up for it any more. */
  async function forgetWish(key: string, holder: string): Promise<void> {
    await db.sendingSlot.deleteMany({ where: { key: wishPrefix + key, no: 0, holder } })
  }

  async function freeSlot(key: string, no: number, holder: string): Promise<void> {
    await db.sendingSlot.deleteMany({ where: { key, no, holder } })
  }

  return { take, takeSlot, askForSlot, slotsWanted, keepSlots, forgetWish, freeSlot }
}

export type Budget = ReturnType<typeof createBudget>
