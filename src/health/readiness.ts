import type { FastifyBaseLogger } from 'fastify'
import { within } from '../network/within.ts'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { keysOpen } from '../storage/verify-keys.ts'
import { areOurTables } from './tables.ts'
import type { Workers } from './workers.ts'

/** The answer comes within this time, whatever hangs. */
const answerMs = 1500

type Result = 'ok' | 'failed' | 'unknown'

export interface Checks {
  /** Answers in time. */
  database: Result
  /** Has exactly the migrations of this Mailroom. */
  schema: Result
  /** Our keys open the proof the database keeps. */
  keys: Result
  /** A process that sends and fetches reported within the last 90 seconds. */
  worker: Result
}

export interface Readiness {
  ready: boolean
  /** Names of what fails; `stopping` when this process was told to end. */
  failed: string[]
  checks: Checks
}

interface Needs {
  db: Database
  keys: KeyRing
  workers: Pick<Workers, 'lastSeen'>
  log: Pick<FastifyBaseLogger, 'warn'>
  timeoutMs?: number
}

const noDatabase: Checks = { database: 'failed', schema: 'unknown', keys: 'unknown', worker: 'unknown' }

/** Whether this process should be given work. */
export function createReadiness({ db, keys, workers, log, timeoutMs = answerMs }: Needs) {
  let looking: Promise<Checks> | undefined
  let isStopping = false
  let said = ''

  /** Never throws, never waits longer than `timeoutMs`. Calls that come meanwhile join. */
  async function check(): Promise<Readiness> {
    // One that hangs is joined, too: no more questions for a database that does not answer.
    looking ??= look().finally(() => {
      looking = undefined
    })
    const checks = await within(looking, { ms: timeoutMs, late: () => new Error('late') }).catch(
      () => noDatabase,
    )
    const names = Object.entries(checks).filter(([, result]) => result === 'failed')
    const failed = [...(isStopping ? ['stopping'] : []), ...names.map(([name]) => name)]
    tell(failed)

    return { ready: failed.length === 0, failed, checks }
  }

  async function look(): Promise<Checks> {
    await db.$queryRaw`SELECT 1`
    const [schema, opened, worker] = await Promise.all([
      resultOf(areOurTables(db)),
      resultOf(keysOpen(db, keys)),
      resultOf(isAlive()),
    ])

    return { database: 'ok', schema, keys: opened, worker }
  }

  async function isAlive(): Promise<boolean> {
    return (await workers.lastSeen()).alive > 0
  }

  /** One line when it changes, not one for each question. */
  function tell(failed: string[]): void {
    if (said === failed.join()) return
    said = failed.join()
    if (failed.length > 0) log.warn({ failed }, 'not ready')
  }

  return {
    check,
    /** From now on not ready: whoever distributes requests leaves this process out. */
    stop(): void {
      isStopping = true
    },
  }
}

function resultOf(work: Promise<boolean>): Promise<Result> {
  return work.then(
    (isOk) => (isOk ? 'ok' : 'failed'),
    () => 'failed',
  )
}
