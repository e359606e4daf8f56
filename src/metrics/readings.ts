import { refreshTokenMs } from '../microsoft/outlook-account.ts'
import type { Figures } from './figures.ts'
import type { Numbers } from './numbers.ts'
import type { Reading } from './prometheus.ts'

const dayMs = 24 * 60 * 60 * 1000

/** The figures as a scraper gets them; without figures only that the database does not answer. */
export function readingsOf(figures: Figures | undefined): Reading[] {
  const database = reading('database_up', '1 when the database answers.', figures ? 1 : 0)
  if (!figures) return [database]
  const { numbers, workers } = figures

  return [
    database,
    reading('workers_alive', 'Processes that send and fetch and reported within 90 seconds.', workers.alive),
    ...mailReadings(numbers),
    ...accountReadings(numbers),
    byLabel('fetch_lag_seconds', 'Since the last successful look, by id of the incoming server.', 'server', [
      ...numbers.fetched.map(({ id, since }): [string, number] => [id, ageMs(numbers, since) / 1000]),
    ]),
    byLabel('servers_paused', 'Servers that do nothing until something changes.', 'direction', [
      ...Object.entries(numbers.paused),
    ]),
  ]
}

/** Whole days until the client secret expires by the date an admin entered, less than 0 afterwards. */
export function secretDaysLeft({ at, secretValidUntil }: Numbers): number | undefined {
  return secretValidUntil ? Math.ceil((secretValidUntil.getTime() - at.getTime()) / dayMs) : undefined
}

function mailReadings(numbers: Numbers): Reading[] {
  const { outbox, inbox, handOver, oldestWaitingSince } = numbers
  const oldest = oldestWaitingSince ? ageMs(numbers, oldestWaitingSince) / 1000 : 0

  return [
    byLabel('outbox_mails', 'Mails that have not left, each state counted up to 100000.', 'state', [
      ...Object.entries(outbox),
    ]),
    reading('outbox_oldest_waiting_seconds', 'How long the oldest mail waits that may leave, or 0.', oldest),
    byLabel('inbox_mails', 'Received mails to be read or looked at, each counted up to 100000.', 'state', [
      ...Object.entries(inbox),
    ]),
    byLabel(
      'hand_over_mails',
      'Received mails the backend does not have, each counted up to 100000.',
      'state',
      [...Object.entries(handOver)],
    ),
  ]
}

/** Labels are ids: a mailbox's address would be a person's. */
function accountReadings(numbers: Numbers): Reading[] {
  const days = secretDaysLeft(numbers)
  const ages = numbers.accounts.map(({ id, lastSuccessAt }): [string, number] => [
    id,
    ageMs(numbers, lastSuccessAt),
  ])

  return [
    byLabel(
      'token_age_seconds',
      'Since Microsoft last accepted the token, by id of the Outlook account.',
      'account',
      ages.map(([id, age]) => [id, age / 1000]),
    ),
    byLabel(
      'token_days_left',
      'Until the token dies if it is not renewed, by id of the Outlook account.',
      'account',
      ages.map(([id, age]) => [id, Math.max(0, refreshTokenMs - age) / dayMs]),
    ),
    ...(days === undefined
      ? []
      : [
          reading(
            'client_secret_days_left',
            'Until the client secret expires, as an admin entered it.',
            days,
          ),
        ]),
  ]
}

function reading(name: string, help: string, value: number): Reading {
  return { name, help, values: [{ value }] }
}

function byLabel(name: string, help: string, label: string, values: [string, number][]): Reading {
  return { name, help, values: values.map(([word, value]) => ({ labels: { [label]: word }, value })) }
}

function ageMs({ at }: Numbers, moment: Date): number {
  return Math.max(0, at.getTime() - moment.getTime())
}
