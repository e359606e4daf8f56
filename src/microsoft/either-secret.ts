import { RemoteFailure } from '../errors.ts'
import type { Cause } from '../failures/causes.ts'
import type { Failure } from '../failures/failure.ts'
import type { OutlookCredentials } from '../general-settings/general-settings.ts'
import type { Entra } from './entra.ts'

/** Where it is kept what Microsoft says about the secret that was set at `setAt`. */
interface Verdicts {
  accepted(setAt: Date | null): Promise<void>
  refused(setAt: Date | null, failure: Failure): Promise<void>
}

type Request = { credentials: OutlookCredentials }
type Work<R, T> = (request: R) => Promise<T>

const aboutTheSecret: ReadonlySet<Cause> = new Set<Cause>(['client-secret-wrong', 'client-secret-expired'])

/**
 * Microsoft's sign-in with a client secret that has just been replaced: the new one is tried, and as long as Microsoft
 * does not take it, the former one goes on working. Other failures say nothing about a secret and travel on.
 */
export function withEitherSecret(entra: Entra, verdicts: Verdicts): Entra {
  function ask<R extends Request, T>(work: Work<R, T>, request: R): Promise<T> {
    const { former, state } = request.credentials.standing ?? {}
    const now = () => proven(work, request)
    if (former === undefined) return now()
    const before = () => work(withSecret(request, former))

    // One that was refused is asked last: every mailbox would meet the same refusal first.
    return state === 'refused' ? orElse(before, now) : orElse(now, before)
  }

  /** Asks with the stored secret, and keeps the verdict when it is news. What came matters more: the next answer tells again. */
  async function proven<R extends Request, T>(work: Work<R, T>, request: R): Promise<T> {
    const { standing } = request.credentials
    const setAt = standing?.setAt ?? null
    try {
      const answer = await work(request)
      if (standing && standing.state !== 'proven') await verdicts.accepted(setAt).catch(nothing)
      return answer
    } catch (error) {
      if (standing && refusesSecret(error)) await verdicts.refused(setAt, error.failure).catch(nothing)
      throw error
    }
  }

  return {
    ...entra,
    redeem: (request) => ask(entra.redeem, request),
    renew: (request) => ask(entra.renew, request),
  }
}

async function orElse<T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> {
  try {
    return await first()
  } catch (error) {
    if (!refusesSecret(error)) throw error
    return second()
  }
}

function withSecret<R extends Request>(request: R, clientSecret: string): R {
  return { ...request, credentials: { ...request.credentials, clientSecret } }
}

function refusesSecret(error: unknown): error is RemoteFailure {
  return error instanceof RemoteFailure && aboutTheSecret.has(error.failure.cause)
}

function nothing(): void {}
