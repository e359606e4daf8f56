import { databaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'

/** Hand-overs that are tried before a person has to decide. */
export const mostTries = 6

const minute = 60
const hour = 60 * minute
/** After the first, second … failed try; the sixth comes a day after the first. */
const waits = [1 * minute, 10 * minute, hour, 6 * hour, 18 * hour] as const

/** Seconds until the next try; undefined when that was the last. */
export function waitAfter(tries: number): number | undefined {
  return waits[tries - 1]
}

interface Needs {
  db: Database
  now: () => Date
  leaseSeconds: number
}

export interface Claimed {
  id: string
  leaseNo: number
  /** This one counted. */
  tries: number
}

type Changes = Prisma.InboxMailUncheckedUpdateManyInput

/** Mails that this process hands over, and every write about them. Leases go by the database's clock. */
export function createHandOverClaims({ db, now, leaseSeconds }: Needs) {
  /** Takes the next mail in order. The try is counted at once: a mail that ends the process is found out. */
  async function claim(): Promise<Claimed | undefined> {
    const [claimed] = await db.$queryRaw<Claimed[]>`
      WITH picked AS (
        SELECT "id" FROM "InboxMail"
        WHERE "handOver" = 'waiting' AND "state" = 'processed' AND "handOverAt" <= ${now()}
          AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())
        ORDER BY "seq" LIMIT 1 FOR UPDATE SKIP LOCKED)
      UPDATE "InboxMail" m SET "leaseNo" = m."leaseNo" + 1, "handOverTries" = m."handOverTries" + 1,
        "leaseUntil" = ${later(databaseClock(), leaseSeconds)}
      FROM picked WHERE m."id" = picked."id"
      RETURNING m."id", m."leaseNo", m."handOverTries" AS tries`

    return claimed
  }

  /** Ends the claim. Writes nothing when another process has the mail. */
  async function settle({ id, leaseNo }: Claimed, data: Changes): Promise<void> {
    const where = { id, leaseNo, handOver: 'waiting' } as const
    await db.inboxMail.updateMany({ where, data: { leaseUntil: null, ...data } })
  }

  async function keep({ id, leaseNo }: Claimed): Promise<void> {
    await db.$executeRaw`UPDATE "InboxMail"
      SET "leaseUntil" = ${later(databaseClock(), leaseSeconds)}
      WHERE "id" = ${id}::uuid AND "leaseNo" = ${leaseNo} AND "handOver" = 'waiting'`
  }

  return { claim, settle, keep }
}
