import type { Cause } from '../failures/causes.ts'
import type { Failure } from '../failures/failure.ts'
import { remoteFailure } from './remote-failure.ts'

/** When Microsoft does not say how long to wait. */
const defaultSeconds = 30
const longestSeconds = 60 * 60
const busyCauses: ReadonlySet<Cause> = new Set<Cause>(['microsoft-busy', 'too-many-requests'])

/** Leaves a busy sign-in host alone for as long as it asks. One for each host, in memory: a restart may ask once. */
export function createBackOff(now: () => Date) {
  let until = 0
  let reason: Failure | undefined

  return {
    /** Throws the failure that made us wait, with the seconds still to go. */
    check(): void {
      const leftMs = until - now().getTime()
      if (!reason || leftMs <= 0) return
      const failure = { ...reason, retryAfterSeconds: Math.ceil(leftMs / 1000) }
      throw remoteFailure(failure, { detail: 'not asked: backing off' })
    },
    note(failure: Failure): void {
      if (!busyCauses.has(failure.cause)) return
      const seconds = Math.min(failure.retryAfterSeconds ?? defaultSeconds, longestSeconds)
      until = now().getTime() + seconds * 1000
      reason = failure
    },
  }
}
