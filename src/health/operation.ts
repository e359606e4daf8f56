import type { FastifyBaseLogger } from 'fastify'
import { createMetrics } from '../metrics/metrics.ts'
import { createNumbers } from '../metrics/numbers.ts'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { createReadiness } from './readiness.ts'
import { createTables } from './tables.ts'
import { createWorkers } from './workers.ts'

interface Needs {
  db: Database
  secrets: KeyRing
  log: FastifyBaseLogger
  now: () => Date
}

/** What those who operate Mailroom ask it for. */
export function createOperation({ db, secrets, log, now }: Needs) {
  const workers = createWorkers({ db })

  return {
    workers,
    tables: createTables({ db, log }),
    readiness: createReadiness({ db, keys: secrets, workers, log }),
    metrics: createMetrics({ numbers: createNumbers({ db }), workers, now }),
  }
}
