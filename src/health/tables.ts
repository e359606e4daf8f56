import type { FastifyBaseLogger } from 'fastify'
import { endAll } from '../background/runner.ts'
import { type Database, ownMigrations } from '../storage/database.ts'
import { migrationNames } from '../storage/migrations.ts'
import { migrationsOf } from '../storage/transfer.ts'

interface Needs {
  db: Database
  log: Pick<FastifyBaseLogger, 'error'>
}

let names: Promise<string[]> | undefined

/** As they were when this process started: a newer version may be put in its place while it runs. */
function ownNames(): Promise<string[]> {
  names ??= migrationNames(ownMigrations)

  return names
}

/** Whether the database has exactly the migrations of this Mailroom. */
export async function areOurTables(db: Database): Promise<boolean> {
  const [found, ours] = await Promise.all([migrationsOf(db), ownNames()])

  return found.join() === ours.join()
}

/** Notices that another version of Mailroom has changed the tables since this one started. */
export function createTables({ db, log }: Needs) {
  // Read now; when that fails, whoever asks is told.
  ownNames().catch(() => {})

  return {
    /** What this version would write could break what the other one keeps, so it takes nothing up any more. */
    async watch(): Promise<unknown> {
      const [found, ours] = await Promise.all([migrationsOf(db), ownNames()])
      if (found.every((name) => ours.includes(name))) return undefined
      log.error(
        'another version of Mailroom has changed the tables: nothing more is sent or fetched here, restart me',
      )

      return endAll
    },
  }
}
