import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { mayStartAt, perAdmin, windowStart } from '../connection-test/connection-test.ts'
import { NotFound, TooMany } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { type Check, checksJson, parseChecks, settledChecks } from './check.ts'
import { createDnsRecords, type DnsRecords } from './dns-records.ts'
import { reportedServers } from './reported-servers.ts'
import { runChecks, type Work, waitingChecks, wholeMs } from './run-checks.ts'
import { sendingDomains } from './sending-domains.ts'
import { startTexts } from './start-texts.ts'
import { defaultLimits, type WorkNeeds, worksOf } from './works.ts'

export interface CheckRun {
  id: string
  checks: Check[]
  isRunning: boolean
  startedAt: Date
  startedByName: string
}

/** Longer than a run takes: what still runs then has no process any more. */
const longestLifeMs = wholeMs + 15_000
const keptMs = 24 * 60 * 60_000
/** Any number will do, as long as nothing else uses it. */
const startLock = 7_305_112

interface Needs extends Omit<WorkNeeds, 'dns' | 'limits'> {
  db: Database
  log: { error(details: object, message: string): void }
  /** For tests: whom to ask for records. Everyone else asks the system's servers. */
  dns?: DnsRecords
  limits?: Partial<typeof defaultLimits>
  wholeMs?: number
}

export type Checks = ReturnType<typeof createChecks>

/**
 * Runs of all checks. They are in the database, not in memory: with several processes the page is not always asked for at
 * the one that runs the checks.
 */
export function createChecks({
  db,
  log,
  now,
  dns = createDnsRecords(),
  limits,
  wholeMs: most = wholeMs,
  ...rest
}: Needs) {
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()
  const needs: WorkNeeds = { ...rest, now, dns, limits: { ...defaultLimits, ...limits } }

  /**
   * Starts a run and answers at once; while one runs anywhere, it is that one. `seen` is the origin the browser reached us at.
   * Throws TooMany.
   */
  async function start(by: Admin, seen: string): Promise<string> {
    const works = worksOf(needs, seen, await sendingDomains(db))
    const { id, isNew } = await begin(by, works)
    if (isNew) keep(id, run(id, works))

    return id
  }

  /** One start at a time, in all processes: looking for a run and the new row belong together. */
  function begin(by: Admin, works: readonly Work[]): Promise<{ id: string; isNew: boolean }> {
    const at = now()

    return db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${startLock})`
      await tx.checkRun.deleteMany({ where: { startedAt: { lt: new Date(at.getTime() - keptMs) } } })
      const other = await tx.checkRun.findFirst({
        where: { finishedAt: null, startedAt: { gt: aliveSince(at) } },
        select: { id: true },
      })
      if (other) return { id: other.id, isNew: false }
      await mayStart(tx, by, at)
      const id = randomUUID()
      const checks = checksJson(waitingChecks(works))
      await tx.checkRun.create({
        data: { id, checks, startedBy: by.id, startedByName: by.name, startedAt: at },
      })

      return { id, isNew: true }
    })
  }

  function keep(id: string, work: Promise<void>): void {
    const kept = work
      .catch((err: unknown) => log.error({ err, checkRun: id }, 'checks broke'))
      .finally(() => running.delete(id))
    running.set(id, kept)
  }

  async function run(id: string, works: readonly Work[]): Promise<void> {
    let writing: Promise<unknown> = Promise.resolve()
    const write = (checks: readonly Check[], finishedAt: Date | null) => {
      writing = writing
        .then(() =>
          db.checkRun.updateMany({
            where: { id, finishedAt: null },
            data: { checks: checksJson(checks), finishedAt },
          }),
        )
        // The next change, or the end, is written again.
        .catch((err: unknown) => log.error({ err, checkRun: id }, 'checks could not be written'))
    }
    const options = {
      signal: stopping.signal,
      wholeMs: most,
      onChange: (checks: Check[]) => write(checks, null),
    }
    const checks = await runChecks(works, options, (err) => log.error({ err, checkRun: id }, 'a check broke'))
    write(checks, now())
    await writing
  }

  /** Throws NotFound. */
  async function get(id: string): Promise<CheckRun> {
    const row = z.uuid().safeParse(id).success ? await db.checkRun.findUnique({ where: { id } }) : null
    if (!row) throw new NotFound(startTexts.gone)
    const isRunning = row.finishedAt === null && row.startedAt > aliveSince(now())
    const checks = parseChecks(row.checks)
    const { startedAt, startedByName } = row

    return { id, isRunning, checks: isRunning ? checks : settledChecks(checks), startedAt, startedByName }
  }

  /** The run once it has ended, if it runs in this process. */
  async function waitFor(id: string): Promise<CheckRun> {
    await running.get(id)

    return get(id)
  }

  /** Stops the runs of this process and waits until they have said so. */
  async function stop(): Promise<void> {
    stopping.abort()
    await Promise.all(running.values())
  }

  return { start, get, waitFor, stop, servers: () => reportedServers(db) }
}

async function mayStart(tx: Prisma.TransactionClient, by: Admin, at: Date): Promise<void> {
  const own = await tx.checkRun.findMany({
    where: { startedBy: by.id, startedAt: { gt: windowStart(perAdmin, at) } },
    select: { startedAt: true },
  })
  const until = mayStartAt(
    own.map(({ startedAt }) => startedAt),
    perAdmin,
  )
  if (until) throw new TooMany(startTexts.tooMany, until)
}

function aliveSince(at: Date): Date {
  return new Date(at.getTime() - longestLifeMs)
}
