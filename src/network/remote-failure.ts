import { RemoteFailure } from '../errors.ts'
import type { Cause } from '../failures/causes.ts'
import { diagnose } from '../failures/diagnose.ts'
import { titleOf } from '../failures/explain.ts'
import type { Evidence, Failure, OwnEvidence } from '../failures/failure.ts'

/** The judged error for what an adapter saw. */
export function remoteFailure(evidence: Evidence): RemoteFailure {
  return asRemoteFailure(diagnose(evidence))
}

/** The same for what Mailroom finds by itself. */
export function ownFailure(cause: Cause, facts: Omit<OwnEvidence, 'kind' | 'cause'> = {}): RemoteFailure {
  return remoteFailure({ kind: 'mailroom', cause, ...facts })
}

export function asRemoteFailure(failure: Failure): RemoteFailure {
  return new RemoteFailure(titleOf(failure.cause), failure)
}
