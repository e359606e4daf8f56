import { beforeAll, beforeEach } from 'vitest'
import { type Database, openDatabase } from '../src/storage/database.ts'

declare global {
  var mailroomTestDatabase: Promise<Database> | undefined
}

/**
 * A real PostgreSQL in memory, empty before each test. Call it at the top of a test file. Started once per test
 * process, which runs many files.
 */
export function useDatabase(): Database {
  let open: Database | undefined
  beforeAll(async () => {
    open = await theDatabase()
  })
  beforeEach(async () => {
    if (open !== undefined) await emptyTables(open)
  })

  return standIn(() => open)
}

/** Stands for a database that is opened later, so that a file can name it at its top. */
export function standIn(opened: () => Database | undefined): Database {
  const target: object = {}
  const proxy = new Proxy(target, {
    get(_, property) {
      const db = opened()
      if (db === undefined) throw new Error('The database is open only inside tests and hooks.')
      const value: unknown = Reflect.get(db, property)

      return typeof value === 'function' ? value.bind(db) : value
    },
  })

  // The proxy answers for the client member by member; TypeScript cannot see that.
  return proxy as Database
}

export async function emptyTables(db: Database): Promise<void> {
  const tables = await db.$queryRaw<{ names: string | null }[]>`
    SELECT string_agg(quote_ident(tablename), ', ') AS names FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`
  const names = tables[0]?.names
  if (names) await db.$executeRawUnsafe(`TRUNCATE ${names} RESTART IDENTITY CASCADE`)
}

function theDatabase(): Promise<Database> {
  globalThis.mailroomTestDatabase ??= openDatabase({ dataDir: 'memory://' }).then(({ db }) => db)

  return globalThis.mailroomTestDatabase
}
