import type { ServerState } from './server-states.ts'
import type { Status, StatusDetails } from './status.ts'
import type { WorkerRow } from './workers.ts'

/** A status for people, in a terminal. Times are UTC. */
export function statusText({ version, checks, attention, details, askedAt }: Status): string {
  return [
    `Mailroom ${version}`,
    ...section('Checks', Object.entries(checks)),
    ...(askedAt ? ['', `The embedded database is open in the server, which says this at ${askedAt}.`] : []),
    ...(askedAt ? ['Its pages and /metrics know more.'] : []),
    ...(details ? detailsOf(details) : []),
    '',
    ...(attention.length > 0
      ? ['Needs attention', ...attention.map((sentence) => `  - ${sentence}`)]
      : ['Nothing needs attention.']),
  ].join('\n')
}

function detailsOf(details: StatusDetails): string[] {
  const { workers, servers, mails, oldestWaitingSince, lastReceivedAt, secretDaysLeft } = details

  return [
    ...section('Workers', workers.map(workerLine)),
    ...section('Servers', servers.map(serverLine)),
    ...section('Mails', [
      ['outbox', counts(mails.outbox)],
      ['oldest waiting', since(oldestWaitingSince)],
      ['inbox', counts(mails.inbox)],
      ['for the backend', counts(mails.handOver)],
      ['last received', since(lastReceivedAt)],
    ]),
    ...section('Microsoft', [
      ['client secret', secretDaysLeft === null ? 'expiry not known' : `${secretDaysLeft} days left`],
    ]),
  ]
}

function workerLine({ name, version, lastSeenAt, isAlive }: WorkerRow): [string, string] {
  return [name, `${isAlive ? 'alive' : 'gone'}, version ${version}, last seen ${time(lastSeenAt)}`]
}

function serverLine({ direction, name, state, cause }: ServerState): [string, string] {
  return [name, [direction, state, cause].filter(Boolean).join(', ')]
}

function counts(byState: Record<string, number>): string {
  return Object.entries(byState)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}

function since(at: Date | null): string {
  return at ? `since ${time(at)}` : 'none'
}

function time(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`
}

function section(title: string, rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)

  return ['', title, ...(lines.length > 0 ? lines : ['  none'])]
}
