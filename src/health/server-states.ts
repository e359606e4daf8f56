import type { Cause } from '../failures/causes.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { tokenState } from '../microsoft/outlook-account.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'

export interface ServerState {
  direction: 'outgoing' | 'incoming'
  id: string
  name: string
  /**
   * `reconnect`: somebody has to sign in at Microsoft. `stopped`: nothing leaves until the cause is gone. `failing`: it is
   * tried again by itself. `given-up`: after five days of that.
   */
  state: 'ok' | 'reconnect' | 'stopped' | 'failing' | 'given-up' | 'not-confirmed' | 'paused'
  /** As docs/failures.md names it. */
  cause?: Cause
}

const account = { select: { lastSuccessAt: true, lastFailureAt: true, lastFailure: true } } as const
const always = { id: true, name: true, signInWith: true, outlookAccount: account } as const
const outgoingColumns = {
  ...always,
  pauses: { where: { from: '' }, select: { reason: true } },
} as const
const incomingColumns = {
  ...always,
  confirmedAt: true,
  pausedAt: true,
  fetching: { select: { failingSince: true, lastFailure: true, givenUpAt: true } },
} as const

type Outgoing = Prisma.OutgoingServerGetPayload<{ select: typeof outgoingColumns }>
type Incoming = Prisma.IncomingServerGetPayload<{ select: typeof incomingColumns }>
type State = Pick<ServerState, 'state' | 'cause'>

/** All servers that are not archived, outgoing ones first, and whether they work. */
export async function serverStates(db: Database, now: Date): Promise<ServerState[]> {
  const [outgoing, incoming] = await Promise.all([
    db.outgoingServer.findMany({
      where: { archivedAt: null },
      orderBy: { name: 'asc' },
      select: outgoingColumns,
    }),
    db.incomingServer.findMany({
      where: { archivedAt: null },
      orderBy: { name: 'asc' },
      select: incomingColumns,
    }),
  ])

  return [
    ...outgoing.map((server) => shown('outgoing', server, outgoingState(server, now))),
    ...incoming.map((server) => shown('incoming', server, incomingState(server, now))),
  ]
}

function shown(
  direction: ServerState['direction'],
  { id, name }: Outgoing | Incoming,
  state: State,
): ServerState {
  return { direction, id, name, ...state }
}

function outgoingState(server: Outgoing, now: Date): State {
  const [pause] = server.pauses
  if (needsSignIn(server, now)) return { state: 'reconnect' }

  return pause ? { state: 'stopped', ...causeIn(pause.reason) } : { state: 'ok' }
}

function incomingState(server: Incoming, now: Date): State {
  const { confirmedAt, pausedAt, fetching } = server
  if (!confirmedAt)
    return fetching?.givenUpAt
      ? { state: 'given-up', ...causeIn(fetching.lastFailure) }
      : { state: 'not-confirmed' }
  if (pausedAt) return { state: 'paused' }
  if (needsSignIn(server, now)) return { state: 'reconnect' }

  return fetching?.failingSince ? { state: 'failing', ...causeIn(fetching.lastFailure) } : { state: 'ok' }
}

function needsSignIn({ signInWith, outlookAccount }: Outgoing | Incoming, now: Date): boolean {
  if (signInWith !== 'outlook') return false
  const { state } = tokenState(outlookAccount, false, now)

  return state === 'none' || state === 'expired'
}

function causeIn(json: unknown): { cause?: Cause } {
  const cause = parseFailure(json)?.cause

  return cause ? { cause } : {}
}
