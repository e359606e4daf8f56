import type { Failure } from '../failures/failure.ts'
import type { Step } from './steps.ts'

export type ServerKind = 'outgoing' | 'incoming'
export type TestState = 'running' | 'passed' | 'failed' | 'timed_out'

/** One step-by-step check of one server, running or finished. */
export interface ConnectionTest {
  id: string
  state: TestState
  /** Test & confirm: a pass also confirms the incoming server. */
  confirms: boolean
  steps: Step[]
  failure: Failure | undefined
  startedAt: Date
  finishedAt: Date | null
  startedByName: string
  server: {
    kind: ServerKind
    id: string
    name: string
    username: string | null
    host: string
    port: number
    /** Only of incoming servers. */
    folder?: string
  }
}

/** Longer than a test may take: whatever still runs then has no process any more. */
const longestLifeMs = 60_000

const minuteMs = 60_000

interface Limit {
  most: number
  windowMs: number
}

/** Enough to repair a server by trying; too little to look around in a network. */
export const perAdmin: Limit = { most: 6, windowMs: 10 * minuteMs }
export const inAll: Limit = { most: 30, windowMs: 60 * minuteMs }

/** Everything that was started before is dead, if it still runs. */
export function aliveSince(now: Date): Date {
  return new Date(now.getTime() - longestLifeMs)
}

export function windowStart({ windowMs }: Limit, now: Date): Date {
  return new Date(now.getTime() - windowMs)
}

/** When the next test may start; undefined for now. `startedAts` are those within the window, in any order. */
export function mayStartAt(startedAts: readonly Date[], { most, windowMs }: Limit): Date | undefined {
  if (startedAts.length < most) return undefined
  const newestFirst = startedAts.map((at) => at.getTime()).sort((a, b) => b - a)
  const inTheWay = newestFirst[most - 1]

  return inTheWay === undefined ? undefined : new Date(inTheWay + windowMs)
}
