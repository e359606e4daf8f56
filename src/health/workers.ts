import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { type DatabaseClock, databaseClock, later } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { version } from '../version.ts'

/** Three reports may be missed. */
const silentAfterSeconds = 90
/** Rows of processes that are gone stay for so long, for whoever looks for them. */
const keptSeconds = 24 * 60 * 60

interface Needs {
  db: Database
  clock?: DatabaseClock
  /** What people know this process by. */
  name?: string
}

/** How the processes that send and fetch mail are doing. */
export interface LastSeen {
  /** Those that reported within the last 90 seconds and did not say that they end. */
  alive: number
  /** The last report of any, by the database's clock; null when there never was one. */
  lastSeenAt: Date | null
}

export interface WorkerRow {
  name: string
  version: string
  startedAt: Date
  lastSeenAt: Date
  isAlive: boolean
}

export type Workers = ReturnType<typeof createWorkers>

/** Tells all processes that this one works in the background, and reads what the others told. */
export function createWorkers({ db, clock = databaseClock, name = `${hostname()} #${process.pid}` }: Needs) {
  const id = randomUUID()
  let reporting: Promise<void> | undefined
  let isStopped = false

  /** In SQL. */
  const isAlive = () =>
    Prisma.sql`("stoppedAt" IS NULL AND "lastSeenAt" > ${later(clock(), -silentAfterSeconds)})`

  /** For the background: this process is alive. */
  async function report(): Promise<void> {
    if (isStopped) return
    reporting = write()
    await reporting
  }

  async function write(): Promise<void> {
    const at = clock()
    await db.$executeRaw`
      INSERT INTO "Worker" ("id", "name", "version", "startedAt", "lastSeenAt")
      VALUES (${id}::uuid, ${name}, ${version}, ${at}, ${at})
      ON CONFLICT ("id") DO UPDATE SET "lastSeenAt" = EXCLUDED."lastSeenAt"`
    await db.$executeRaw`DELETE FROM "Worker" WHERE "lastSeenAt" < ${later(at, -keptSeconds)}`
  }

  /** Says that this process ends. Never throws: without it the others find out 90 seconds later. */
  async function stop(): Promise<void> {
    isStopped = true
    const reported = reporting
    reporting = undefined
    if (!reported) return
    await reported.catch(() => {})
    await db.$executeRaw`UPDATE "Worker" SET "stoppedAt" = ${clock()} WHERE "id" = ${id}::uuid`.catch(
      () => {},
    )
  }

  async function lastSeen(): Promise<LastSeen> {
    const [found] = await db.$queryRaw<LastSeen[]>`
      SELECT (count(*) FILTER (WHERE ${isAlive()}))::int AS "alive",
        max("lastSeenAt") AS "lastSeenAt" FROM "Worker"`

    return found ?? { alive: 0, lastSeenAt: null }
  }

  /** Latest report first. */
  function list(): Promise<WorkerRow[]> {
    return db.$queryRaw<WorkerRow[]>`
      SELECT "name", "version", "startedAt", "lastSeenAt",
        ${isAlive()} AS "isAlive"
      FROM "Worker" ORDER BY "lastSeenAt" DESC LIMIT 50`
  }

  return { report, stop, lastSeen, list }
}
