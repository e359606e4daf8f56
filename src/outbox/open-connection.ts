import { RemoteFailure } from '../errors.ts'
import { retries } from '../failures/explain.ts'
import { passwordPlace } from '../mail-servers/server-rows.ts'
import type { AccessTokens } from '../microsoft/access-tokens.ts'
import type { Credentials } from '../network/credentials.ts'
import type { Guard } from '../network/guard.ts'
import { ownFailure } from '../network/remote-failure.ts'
import { openSmtpConnection } from '../outgoing-servers/smtp.ts'
import { type Secrets, SecretUnreadable } from '../storage/secrets.ts'
import type { SendingServer } from './configuration.ts'
import { replyCode } from './outcome.ts'

/** A mail must not begin on a token that runs out while it is on its way. */
const freshMs = 60_000

export interface ConnectionNeeds {
  secrets: Secrets
  accessTokens: Pick<AccessTokens, 'get'>
  guard: Pick<Guard, 'check'>
  ca?: string | undefined
  allowPlaintext: boolean
  /** The longest silence of a server while it takes a mail; a lease lasts longer. */
  silenceMs?: number
  now: () => Date
}

/** Connects and signs in, with what the database says about the server now. Throws RemoteFailure. */
export function createOpen(needs: ConnectionNeeds) {
  const { secrets, accessTokens, guard, ca, allowPlaintext, silenceMs = 120_000 } = needs

  /** A refused token may have been withdrawn a moment ago: once more with a fresh one, on a connection of its own. */
  async function open(server: SendingServer) {
    try {
      return await openWith(server, false)
    } catch (error) {
      if (server.signInWith !== 'outlook' || !isRefusedSignIn(error)) throw error

      return openWith(server, true)
    }
  }

  async function openWith(server: SendingServer, force: boolean) {
    const { host, port, encryption } = server
    if (encryption === 'none' && (!allowPlaintext || server.signInWith === 'outlook'))
      throw ownFailure('no-encryption-offered', { host, port })
    const { credentials, until } = await credentialsOf(server, force)
    const { address, via } = await guard.check(host, port, 'smtp')
    const smtp = await openSmtpConnection(
      { address, via, host, port, encryption, ca, silenceMs },
      credentials,
    )

    return { smtp, until }
  }

  async function credentialsOf(server: SendingServer, force: boolean): Promise<Shown> {
    if (server.signInWith === 'password')
      return { credentials: { user: server.username ?? '', password: password(server) }, until: Infinity }
    if (!server.outlookAccount) throw ownFailure('not-connected')
    const { accessToken, expiresAt, signedInAs } = await accessTokens.get(server.outlookAccount.id, { force })

    return { credentials: { user: signedInAs, accessToken }, until: expiresAt.getTime() - freshMs }
  }

  function password({ id, sealedPassword }: SendingServer): string {
    try {
      return sealedPassword === null ? '' : secrets.open(sealedPassword, passwordPlace('OutgoingServer', id))
    } catch (error) {
      throw error instanceof SecretUnreadable ? ownFailure('secret-unreadable') : error
    }
  }

  return open
}

interface Shown {
  credentials: Credentials
  until: number
}

/** The server itself said no to the sign-in, for good. */
function isRefusedSignIn(error: unknown): boolean {
  return error instanceof RemoteFailure && replyCode(error.failure) === 535 && !retries(error.failure)
}
