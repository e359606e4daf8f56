import { fsyncSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import pg from 'pg'
import { embeddedSocket } from './embedded-socket.ts'
import { lockFolder } from './folder-lock.ts'
import { StartProblem } from './start-problem.ts'

/** PGlite 0.5 is PostgreSQL 18; a folder of another major version cannot be read. */
const postgresVersion = '18'
const tidyEveryMs = 10 * 60_000
const watchEveryMs = 30_000
/** Longer than a VACUUM of a large database on a slow disk. */
const hangsAfterMs = 60_000

export interface OpenPool {
  pool: pg.Pool
  close(): Promise<void>
}

/**
 * PostgreSQL inside this process, its files in `dataDir` (or `memory://`), behind the ordinary pg driver.
 *
 * What a PostgreSQL server does for its data and PGlite leaves out is done here:
 * - the disk: `fsync` is given back (durableFiles, startParams);
 * - one process per folder (folder-lock.ts): two would silently lose each other's rows;
 * - log and dead rows: CHECKPOINT and VACUUM on a timer, there is no checkpointer and no autovacuum;
 * - memory: 16 MB of shared buffers instead of 128;
 * - another major version: a sentence instead of "failed to initialize properly";
 * - a full disk: afterwards queries hang and never fail, so a watchdog asks and `onHang` ends the process.
 * There is one connection: never call the outer client inside `$transaction(async (tx) => …)`, and never wait for
 * the network in there.
 */
export async function openEmbedded(dataDir: string, onHang: () => void): Promise<OpenPool> {
  if (dataDir === 'memory://') return serve(await PGlite.create({ dataDir, startParams: startParams(false) }))
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(dataDir)
  try {
    const files = join(dataDir, 'database')
    await refuseOtherVersion(files)
    const pglite = await PGlite.create({ fs: durableFiles(files), startParams: startParams(true) })
    const served = serve(pglite)
    const stop = lookAfter(served.pool, onHang)

    return {
      pool: served.pool,
      async close() {
        stop()
        await served.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Whether a query comes back in time; a query that fails is thrown. */
export async function answersWithin(pool: pg.Pool, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((answer) => {
    timer = setTimeout(answer, ms, false)
  })
  const answered = pool.query('SELECT 1').then(() => true)

  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}

function serve(pglite: PGlite): OpenPool {
  const pool = new pg.Pool({
    max: 1,
    idleTimeoutMillis: 0,
    user: 'postgres',
    database: 'postgres',
    stream: () => embeddedSocket(pglite),
  })

  return {
    pool,
    async close() {
      await pool.end()
      await pglite.close()
    },
  }
}

/** `-F` is PGlite's fsync=off. Of the ways to reach the disk its file system knows only fsync itself. */
function startParams(durable: boolean): string[] {
  const own = PGlite.defaultStartParams.filter((param) => !durable || param !== '-F')

  return [...own, '-c', 'wal_sync_method=fsync', '-c', 'shared_buffers=16MB']
}

/** Emscripten's NODEFS has no fsync: PostgreSQL's call would be answered without a word to the disk. */
function durableFiles(folder: string): NodeFS {
  const files = new NodeFS(folder)
  const init = files.init.bind(files)
  files.init = async (pglite, options) => {
    const made = await init(pglite, options)
    made.emscriptenOpts.preRun = [
      ({ NODEFS }) => {
        Object.assign(NODEFS, { stream_ops: { ...streamOperations(NODEFS), fsync } })
      },
      ...(made.emscriptenOpts.preRun ?? []),
    ]

    return made
  }

  return files
}

function streamOperations(fileSystem: object): object {
  return 'stream_ops' in fileSystem && typeof fileSystem.stream_ops === 'object'
    ? { ...fileSystem.stream_ops }
    : {}
}

function fsync({ nfd }: { nfd?: number }): 0 {
  if (nfd !== undefined) fsyncSync(nfd)

  return 0
}

async function refuseOtherVersion(files: string): Promise<void> {
  const found = await readFile(join(files, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (found === undefined || found.trim() === postgresVersion) return
  throw new StartProblem(
    `The database in ${files} was made by PostgreSQL ${found.trim()}; this Mailroom reads version ${postgresVersion}. ` +
      'Export it with the Mailroom that made it and import it here.',
  )
}

/** Tidies and watches on timers, until the answered function is called. */
export function lookAfter(pool: pg.Pool, onHang: () => void): () => void {
  const tidy = async () => {
    await pool.query('CHECKPOINT')
    await pool.query('VACUUM (ANALYZE)')
  }
  const watch = async () => {
    if (!(await answersWithin(pool, hangsAfterMs))) onHang()
  }
  // A tidying or a look that fails is not worth stopping for: the next query of a page says what is wrong.
  const timers = [
    setInterval(() => void tidy().catch(() => {}), tidyEveryMs),
    setInterval(() => void watch().catch(() => {}), watchEveryMs),
  ]
  for (const timer of timers) timer.unref()

  return () => timers.forEach(clearInterval)
}
