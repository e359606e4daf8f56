import { RemoteFailure } from '../errors.ts'
import type { Cause } from '../failures/causes.ts'
import { diagnose } from '../failures/diagnose.ts'
import { titleOf } from '../failures/explain.ts'
import type { Evidence, Failure } from '../failures/failure.ts'
import { type Secrets, SecretUnreadable } from '../storage/secrets.ts'
import { IdentityNotProven, KeysUnavailable } from './id-token.ts'

/** MSAL's words for an ID token that is missing, unreadable or not ours. */
const badTokenCodes = new Set(['nonce_mismatch', 'token_parsing_error', 'null_or_empty_token'])

export function remoteFailure(
  failure: Failure,
  details: { cause?: unknown; detail?: string } = {},
): RemoteFailure {
  return new RemoteFailure(titleOf(failure.cause), failure, details)
}

/** A failure that Mailroom itself has found. */
export function ownFailure(cause: Cause): Failure {
  return diagnose({ kind: 'mailroom', cause })
}

/** Opens what a conversation with Microsoft needs. Throws RemoteFailure, which is stored and explained like any other. */
export function openFor(secrets: Secrets, sealed: string, place: string): string {
  try {
    return secrets.open(sealed, place)
  } catch (cause) {
    if (!(cause instanceof SecretUnreadable)) throw cause
    throw remoteFailure(ownFailure('secret-unreadable'), { cause })
  }
}

/** What MSAL or the check of its answer threw. `seen` is what the wire says, and says it better. */
export function toRemoteFailure(error: unknown, seen: Evidence | undefined): RemoteFailure {
  if (error instanceof RemoteFailure) return error

  return remoteFailure(diagnose(evidenceOf(error, seen)), { cause: error })
}

function evidenceOf(error: unknown, seen: Evidence | undefined): Evidence {
  if (error instanceof KeysUnavailable) return error.evidence
  if (error instanceof IdentityNotProven)
    return { kind: 'mailroom', cause: 'identity-not-proven', text: error.message }
  if (seen) return seen
  const code = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : 'unknown'
  if (badTokenCodes.has(code)) return { kind: 'mailroom', cause: 'identity-not-proven', text: code }
  if (code === 'no_tokens_found') return { kind: 'mailroom', cause: 'no-refresh-token' }

  return { kind: 'identity', error: code, codes: [] }
}
