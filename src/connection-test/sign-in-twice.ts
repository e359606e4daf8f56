import { RemoteFailure } from '../errors.ts'
import { retries } from '../failures/explain.ts'
import type { AccessToken } from '../microsoft/access-tokens.ts'
import type { Credentials } from '../network/credentials.ts'
import { ownFailure } from '../network/remote-failure.ts'
import type { Note } from './run-steps.ts'
import type { SignIn } from './test-input.ts'

interface Attempts {
  signIn: SignIn
  /** The token of the step before. */
  token: AccessToken | undefined
  credentials: (token: AccessToken | undefined) => Credentials
  first: (credentials: Credentials) => Promise<unknown>
  /** On a connection of its own: servers close the one they refused somebody on. */
  again: (credentials: Credentials) => Promise<unknown>
  note: Note
}

/**
 * A refused token may have been withdrawn a moment ago, so an Outlook account gets one more try with a fresh one before
 * it is called a failure.
 */
export async function signInTwice({
  signIn,
  token,
  credentials,
  first,
  again,
  note,
}: Attempts): Promise<void> {
  try {
    await first(credentials(token))
  } catch (error) {
    if (signIn.kind !== 'outlook' || !isRefused(error)) throw error
    const fresh = await signIn.token(true)
    note({ retried: true, tokenUntil: fresh.expiresAt.toISOString() })
    await again(credentials(fresh))
  }
  if (signIn.kind === 'outlook') await signIn.accepted?.()
}

/** The server itself said no, for good. */
function isRefused(error: unknown): boolean {
  return error instanceof RemoteFailure && error.failure.signInWith !== undefined && !retries(error.failure)
}

/** What a server of this protocol wants to see. SMTP knows who signed in, IMAP knows the mailbox. */
export function credentialsFor(signIn: SignIn, username: string, user: (token: AccessToken) => string) {
  return (token: AccessToken | undefined): Credentials => {
    if (signIn.kind === 'password') return { user: username, password: signIn.password() }
    if (!token) throw ownFailure('not-connected')

    return { user: user(token), accessToken: token.accessToken }
  }
}
