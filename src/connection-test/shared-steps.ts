import type { RemoteFailure } from '../errors.ts'
import type { AccessToken } from '../microsoft/access-tokens.ts'
import type { CheckedAddress, MailProtocol } from '../network/guard.ts'
import { asRemoteFailure, ownFailure, remoteFailure } from '../network/remote-failure.ts'
import type { StepWork } from './run-steps.ts'
import type { StepEvidence, StepId } from './steps.ts'
import type { Target } from './target.ts'
import type { ServerUnderTest } from './test-input.ts'

/** Ports on which servers speak TLS from the start and stay silent until they hear it. */
const tlsPorts = [465, 993]

/** Where is the server, and may we go there? */
export function dnsStep(
  server: ServerUnderTest,
  protocol: MailProtocol,
  signal: AbortSignal,
  found: (checked: CheckedAddress) => void,
): StepWork {
  return {
    id: 'dns',
    late: lateAnswer(server, 'dns'),
    async work(note) {
      const checked = await server.guard.check(server.host, server.port, protocol, signal)
      note(checked.addresses.length > 0 ? { addresses: checked.addresses } : { lookedUpByProxy: true })
      found(checked)
    },
  }
}

/** What is shown of the way, also when it leads nowhere. */
export function wayOf({ via }: CheckedAddress): StepEvidence {
  return via ? { proxy: via.shown } : {}
}

/** No step for a password server. */
export function tokenSteps({ signIn }: ServerUnderTest, got: (token: AccessToken) => void): StepWork[] {
  if (signIn.kind === 'password') return []

  return [
    {
      id: 'token',
      late: () => ownFailure('microsoft-silent'),
      async work(note) {
        const token = await signIn.token(false)
        note({ tokenUntil: token.expiresAt.toISOString() })
        got(token)
      },
    },
  ]
}

export function targetOf(server: ServerUnderTest, { address, via }: CheckedAddress): Target {
  const { host, port, encryption, allowPlaintext, signIn, ca } = server

  return {
    address,
    via,
    host,
    port,
    encryption,
    ca,
    signInWith: signIn.kind,
    mayBePlain: allowPlaintext && signIn.kind === 'password',
  }
}

/** A mail server that offers no way to sign in as we must is the wrong one. */
export function requireMechanism(
  server: ServerUnderTest,
  offered: readonly string[],
  needed: readonly string[],
): void {
  if (needed.some((mechanism) => offered.includes(mechanism))) return
  const { host, port, signIn } = server
  throw asRemoteFailure({ cause: 'sign-in-way-missing', host, port, signInWith: signIn.kind })
}

/** What silence means at this step. */
export function lateAnswer(server: ServerUnderTest, id: StepId): () => RemoteFailure {
  const { host, port, encryption } = server
  const stage = id === 'dns' || id === 'tcp' ? id : 'read'
  const opening = encryption === 'starttls' ? 'tls' : 'capabilities'
  const code =
    id === opening && encryption !== 'tls' && tlsPorts.includes(port)
      ? 'port-and-encryption-differ'
      : 'ETIMEDOUT'

  return () => remoteFailure({ kind: 'network', stage, code, host, port })
}
