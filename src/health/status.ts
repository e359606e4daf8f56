import { titleAnd } from '../failures/explain.ts'
import { createNumbers, type Numbers } from '../metrics/numbers.ts'
import { secretDaysLeft } from '../metrics/readings.ts'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { version } from '../version.ts'
import { type Checks, createReadiness } from './readiness.ts'
import { type ServerState, serverStates } from './server-states.ts'
import { createWorkers, type WorkerRow } from './workers.ts'

/** Whoever orders a new secret needs time. */
const warnDays = 30
/** A person waits longer than a probe, and a process that has just begun is slow. */
const timeoutMs = 20_000
const needPeople: readonly ServerState['state'][] = ['reconnect', 'stopped', 'failing', 'given-up']

export interface Status {
  version: string
  checks: Checks
  /** Sentences for whoever operates this; empty when nothing is to be done. */
  attention: string[]
  /** The server that was asked, because it alone can open its embedded database. */
  askedAt?: string
  /** Absent where the tables are not those of this Mailroom, or where a server answers for its embedded database. */
  details?: StatusDetails
}

export interface StatusDetails {
  workers: WorkerRow[]
  servers: ServerState[]
  mails: Pick<Numbers, 'outbox' | 'inbox' | 'handOver'>
  oldestWaitingSince: Date | null
  lastReceivedAt: Date | null
  secretDaysLeft: number | null
}

interface Needs {
  db: Database
  secrets: KeyRing
  now: () => Date
}

/** How Mailroom is doing, from its database alone. */
export async function statusOf({ db, secrets, now }: Needs): Promise<Status> {
  const workers = createWorkers({ db })
  const log = { warn: () => {} }
  const { checks } = await createReadiness({ db, keys: secrets, workers, log, timeoutMs }).check()
  if (checks.schema !== 'ok') return { version, checks, attention: wrongChecks(checks) }
  const [numbers, rows, servers] = await Promise.all([
    createNumbers({ db })(),
    workers.list(),
    serverStates(db, now()),
  ])
  const details: StatusDetails = {
    workers: rows,
    servers,
    mails: { outbox: numbers.outbox, inbox: numbers.inbox, handOver: numbers.handOver },
    oldestWaitingSince: numbers.oldestWaitingSince,
    lastReceivedAt: numbers.lastReceivedAt,
    secretDaysLeft: secretDaysLeft(numbers) ?? null,
  }

  return { version, checks, details, attention: [...wrongChecks(checks), ...wrongDetails(details)] }
}

const problems: Record<keyof Checks, string> = {
  database: 'The database does not answer.',
  schema:
    'The tables are not those of this Mailroom: start the server of this version, or use the newer one.',
  keys: 'The keys do not open the secrets of this database.',
  worker: 'No worker has reported within 90 seconds: nothing is sent or read.',
}

/** What fails, as sentences. */
export function wrongChecks(checks: Checks): string[] {
  const names = ['database', 'schema', 'keys', 'worker'] as const

  return names.filter((name) => checks[name] === 'failed').map((name) => problems[name])
}

function wrongDetails({ servers, mails, secretDaysLeft: days }: StatusDetails): string[] {
  const stopped = servers.filter(({ state }) => needPeople.includes(state))
  const counts: [number, string][] = [
    [mails.outbox.attention, 'mails of the outbox need a decision'],
    [mails.inbox.attention, 'received mails could not be read'],
    [mails.handOver.failed, 'received mails could not be handed over'],
  ]

  return [
    ...stopped.map(
      ({ direction, name, state, cause }) =>
        `The ${direction} server "${name}" does not work: ${[state, cause].filter(Boolean).join(', ')}.`,
    ),
    ...counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}.`),
    ...(days !== null && days <= warnDays ? [secretSentence(days)] : []),
  ]
}

function secretSentence(days: number): string {
  return days > 0
    ? `The client secret expires in ${days === 1 ? '1 day' : `${days} days`}.`
    : titleAnd('client-secret-expired').en
}
