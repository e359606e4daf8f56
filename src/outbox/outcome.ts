import { type Cause, causes } from '../failures/causes.ts'
import type { Failure } from '../failures/failure.ts'

const minute = 60
const probeSeconds = 15 * minute
/** However long the other side asks us to wait. */
const longestPauseSeconds = 60 * minute
const retryMinutes = [1, 5, 15, 30, 60, 120, 240] as const
const longestRetryMinutes = retryMinutes[6]
const tableMinutes = retryMinutes.reduce((sum: number, minutes) => sum + minutes, 0)
const giveUpAfterMinutes = 5 * 24 * 60

/** Only mails with this From are concerned. */
const fromCauses: readonly Cause[] = ['from-refused', 'from-domain-unknown']

/** What a failed attempt means for the mail and for its server. */
export type Decision =
  /** The server's trouble of the moment: this mail again, by the table. */
  | { kind: 'retry' }
  /** This mail will never be taken. */
  | { kind: 'failed' }
  /** It was handed over and nobody knows whether it arrived. */
  | { kind: 'unknown' }
  /** Not the mail's fault: the server waits, or only mails with this From, or everything of the app registration. */
  | { kind: 'pause'; of: 'server' | 'from' | 'app-registration'; seconds: number }

/** `handedOver`: the server had asked for the body. `connecting`: it did not come to this mail at all. */
export function decide(failure: Failure, { handedOver = false, connecting = false } = {}): Decision {
  const reply = replyCode(failure)
  if (handedOver && reply === undefined) return { kind: 'unknown' }
  const { scope, class: kind } = causes[failure.cause]
  if (scope === 'message') return { kind: kind === 'transient' || isTemporary(reply) ? 'retry' : 'failed' }
  if (fromCauses.includes(failure.cause)) return { kind: 'pause', of: 'from', seconds: probeSeconds }
  // A temporary refusal of one mail says nothing about the next one: greylisting, for example.
  if (failure.cause === 'server-busy' && !connecting && reply !== 421) return { kind: 'retry' }

  return pauseOf(failure)
}

function pauseOf(failure: Failure): Decision {
  const { scope, class: kind } = causes[failure.cause]

  return {
    kind: 'pause',
    of: scope === 'app-registration' ? 'app-registration' : 'server',
    seconds: kind === 'transient' ? waitSeconds(failure) : probeSeconds,
  }
}

/**
 * Seconds until the next try after so many, or undefined when the waits have taken five days (as Postfix gives up). The
 * age of the mail does not count: it may have been held for long before anybody tried.
 */
export function retrySeconds(attempts: number): number | undefined {
  const sinceTable = Math.max(0, attempts - retryMinutes.length)
  const waited = tableMinutes + sinceTable * longestRetryMinutes
  const minutes = retryMinutes[attempts - 1] ?? longestRetryMinutes

  return waited > giveUpAfterMinutes ? undefined : minutes * minute
}

/** Whether a refusal is for now only. */
export function isTemporary(reply: number | undefined): boolean {
  return reply !== undefined && reply < 500
}

/** The three digits, where an SMTP server has spoken. */
export function replyCode({ code, signInWith }: Failure): number | undefined {
  const digits = signInWith && /^[45]\d\d\b/.exec(code ?? '')?.[0]

  return digits ? Number(digits) : undefined
}

function waitSeconds({ cause, retryAfterSeconds }: Failure): number {
  const seconds = retryAfterSeconds ?? (causes[cause].retryMinutes ?? 1) * minute

  return Math.min(Math.max(seconds, 1), longestPauseSeconds)
}
