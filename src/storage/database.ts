import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { z } from 'zod'
import { answersWithin, type OpenPool, openEmbedded } from './embedded.ts'
import { Prisma, PrismaClient } from './generated/client.ts'
import { migrate } from './migrations.ts'
import { StartProblem } from './start-problem.ts'

/** The database as every feature sees it: PostgreSQL, embedded or on a server. */
export type Database = PrismaClient

export interface OpenDatabase {
  db: Database
  kind: 'embedded' | 'postgresql'
  /** Names of the migrations this start applied. */
  applied: string[]
  /** Throws when the database does not answer in time. */
  check(timeoutMs: number): Promise<void>
  close(): Promise<void>
}

interface Where {
  /** `postgresql://…`; without it the embedded database in `dataDir`. */
  url?: string | undefined
  dataDir: string
  migrationsDir?: string
  /** Leaves the tables as they are: for a look from outside at what a server of maybe another version works on. */
  onlyLook?: boolean
  /** The embedded database has stopped answering, and only a new process helps. */
  onHang?: () => void
}

/** What Prisma 7 says about P2002 with a driver adapter: the name of the index, no columns. */
const uniqueViolationMeta = z.object({
  driverAdapterError: z.object({ cause: z.object({ constraint: z.object({ index: z.string() }) }) }),
})

/** The folder of the migrations this Mailroom was built with. */
export const ownMigrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** Opens the database and brings its tables up to date. Throws StartProblem where the operator can help. */
export async function openDatabase({
  url,
  dataDir,
  migrationsDir = ownMigrations,
  onlyLook = false,
  onHang = () => {},
}: Where): Promise<OpenDatabase> {
  const { pool, close } = url === undefined ? await openEmbedded(dataDir, onHang) : await connect(url)
  try {
    const applied = onlyLook ? [] : await migrate(pool, migrationsDir)
    const db = new PrismaClient({ adapter: new PrismaPg(pool) })

    return {
      db,
      kind: url === undefined ? 'embedded' : 'postgresql',
      applied,
      async check(timeoutMs) {
        if (!(await answersWithin(pool, timeoutMs))) throw new Error('The database does not answer.')
      },
      async close() {
        await db.$disconnect()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function connect(url: string): Promise<OpenPool> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'mailroom',
  })
  // An idle connection that the server drops is replaced at the next query; unheard, the event would end the process.
  pool.on('error', () => {})
  try {
    await pool.query('SELECT 1')
  } catch (cause) {
    await pool.end()
    throw new StartProblem(`The PostgreSQL server of DATABASE_URL cannot be used: ${reason(cause)}.`, {
      cause,
    })
  }

  return { pool, close: () => pool.end() }
}

/** The error of a name with several addresses has a code and no message. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)

  return error.message || ('code' in error && String(error.code)) || error.name
}

/** A row that should be changed or deleted is not there any more. */
export function isGone(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025'
}

/**
 * The columns of the unique index a write broke, in the index's order; `undefined` for any other error. Of a primary
 * key no columns are named: `[]`.
 */
export function uniqueViolation(error: unknown): string[] | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return undefined
  const index = uniqueViolationMeta.safeParse(error.meta).data?.driverAdapterError.cause.constraint.index
  // Prisma names an index Table_column_column_key, and our columns have no underscore.
  const columns = /^[^_]+_(?<columns>.+)_key$/.exec(index ?? '')?.groups?.['columns']

  return columns?.split('_') ?? []
}
