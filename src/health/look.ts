import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Settings } from '../settings.ts'
import { openDatabase } from '../storage/database.ts'
import { FolderInUse } from '../storage/folder-lock.ts'
import { keysOf } from '../storage/keys.ts'
import { createSecrets } from '../storage/secrets.ts'
import { StartProblem } from '../storage/start-problem.ts'
import { version } from '../version.ts'
import { type Status, statusOf, wrongChecks } from './status.ts'

const answerMs = 20_000
const result = z.enum(['ok', 'failed', 'unknown'])
const readiness = z.object({
  checks: z.object({ database: result, schema: result, keys: result, worker: result }),
  failed: z.array(z.string()),
})

/**
 * How Mailroom is doing, as a process beside the server sees it. Changes nothing: no migration, no key file. An embedded
 * database has room for one process, so the server that has it open is asked instead. Throws StartProblem.
 */
export async function look(settings: Settings): Promise<Status> {
  const { DATABASE_URL: url, DATA_DIR: dataDir } = settings
  if (!url && !existsSync(join(dataDir, 'database')))
    throw new StartProblem(`There is no database in ${dataDir} yet. Start the server first, or set DATA_DIR.`)
  const secrets = createSecrets(await keysOf(settings, async () => false))
  try {
    const { db, close } = await openDatabase({ url, dataDir, onlyLook: true })

    return await statusOf({ db, secrets, now: () => new Date() }).finally(close)
  } catch (error) {
    if (error instanceof FolderInUse) return askServer(settings)
    throw error
  }
}

async function askServer({ HOST, PORT }: Settings): Promise<Status> {
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[HOST] ?? HOST
  const url = `http://${host}:${PORT}/readyz`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) })
    const { checks, failed } = readiness.parse(await answer.json())
    const stopping = failed.includes('stopping') ? ['The server is stopping.'] : []

    return { version, checks, askedAt: url, attention: [...stopping, ...wrongChecks(checks)] }
  } catch (cause) {
    throw new StartProblem(
      `Another process has the embedded database open, and no Mailroom answers at ${url}. Set HOST and PORT as it has them.`,
      { cause },
    )
  }
}
