import type { FastifyBaseLogger } from 'fastify'
import { endAll } from '../background/runner.ts'
import { type Database, ownMigrations } from '../storage/database.ts'
import { migrationNames } from '../storage/migrations.ts'
import { migrationsOf } from '../storage/transfer.ts'

interface Needs {
  db: Database
  log: Pick<FastifyBaseLogger, 'error'>
}

/** Whether the database has exactly the migrations of this Mailroom. */
export async function areOurTables(db: Database): Promise<boolean> {
  const [found, ours] = await Promise.all([migrationsOf(db), migrationNames(ownMigrations)])

  return found.join() === ours.join()
}

/** Notices that another version of Mailroom has changed the tables since this one started. */
export function createTables({ db, log }: Needs) {
  return {
    /** What this version would write could break what the other one keeps, so it takes nothing up any more. */
    async watch(): Promise<unknown> {
      if (await areOurTables(db)) return undefined
      log.error(
        'another version of Mailroom has changed the tables: nothing more is sent or fetched here, restart me',
      )

      return endAll
    },
  }
}
