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

/**
 * All tables but Prisma's own, their numbers beginning with 1 again. Row by row: TRUNCATE makes every table, index and
 * sequence a new file, which takes longer than most tests. Only what has grown is truncated.
 */
export async function emptyTables(db: Database): Promise<void> {
  await db.$executeRaw`DO $$
    DECLARE name text;
    BEGIN
      SET LOCAL session_replication_role = 'replica';
      FOR name IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
      LOOP
        IF pg_total_relation_size(name::regclass) > 1000000 THEN EXECUTE 'TRUNCATE ' || name || ' CASCADE';
        ELSE EXECUTE 'DELETE FROM ' || name; END IF;
      END LOOP;
      PERFORM setval(quote_ident(sequencename)::regclass, start_value, false) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL;
    END $$`
}

function theDatabase(): Promise<Database> {
  globalThis.mailroomTestDatabase ??= openDatabase({ dataDir: 'memory://' }).then(({ db }) => db)

  return globalThis.mailroomTestDatabase
}
