import { RemoteFailure } from '../errors.ts'
import { passwordPlace } from '../mail-servers/server-rows.ts'
import type { AccessTokens } from '../microsoft/access-tokens.ts'
import type { Credentials } from '../network/credentials.ts'
import type { Guard } from '../network/guard.ts'
import { type ImapMailbox, openImapMailbox, type ReadingLimits } from '../network/imap-mailbox.ts'
import { ownFailure } from '../network/remote-failure.ts'
import type { IncomingServer } from '../storage/generated/client.ts'
import { type Secrets, SecretUnreadable } from '../storage/secrets.ts'

/** A connection ends this long before its token does: Exchange closes it with the token. */
const beforeTokenEndsMs = 5 * 60_000
/** Not all connections of a shop shall begin anew at once. */
const staggerMs = 60_000
/** A token that is about to run out must not make one connection follow the other. */
const shortestMs = 2 * 60_000

export interface ConnectNeeds {
  secrets: Secrets
  accessTokens: Pick<AccessTokens, 'get'>
  guard: Pick<Guard, 'check'>
  ca?: string | undefined
  allowPlaintext: boolean
  limits?: ReadingLimits | undefined
  now: () => Date
}

export interface Connected {
  imap: ImapMailbox
  /** When a new connection should take over. */
  until: number
}

export type Connect = ReturnType<typeof createConnect>

/** Opens the mailbox of an incoming server. Throws RemoteFailure. */
export function createConnect(needs: ConnectNeeds) {
  const { secrets, accessTokens, guard, ca, allowPlaintext, limits, now } = needs

  /** A refused token may have been withdrawn a moment ago: once more with a fresh one, on a connection of its own. */
  async function connect(server: IncomingServer, signal: AbortSignal): Promise<Connected> {
    try {
      return await connectWith(server, signal, false)
    } catch (error) {
      if (server.signInWith !== 'outlook' || !isRefusedSignIn(error)) throw error

      return connectWith(server, signal, true)
    }
  }

  async function connectWith(
    server: IncomingServer,
    signal: AbortSignal,
    force: boolean,
  ): Promise<Connected> {
    const { host, port, encryption, signInWith } = server
    const { credentials, until } = await credentialsOf(server, force)
    const { address, via } = await guard.check(host, port, 'imap', signal)
    const mayBePlain = allowPlaintext && signInWith === 'password'
    const access = { address, via, host, port, encryption, credentials, mayBePlain, ca }

    return { imap: await openImapMailbox(access, signal, limits), until }
  }

  async function credentialsOf(server: IncomingServer, force: boolean): Promise<Shown> {
    const user = server.username ?? ''
    if (server.signInWith === 'password')
      return { credentials: { user, password: password(server) }, until: Number.POSITIVE_INFINITY }
    if (!server.outlookAccountId) throw ownFailure('not-connected')
    const { accessToken, expiresAt } = await accessTokens.get(server.outlookAccountId, { force })
    const end = expiresAt.getTime() - beforeTokenEndsMs - Math.random() * staggerMs

    return { credentials: { user, accessToken }, until: Math.max(end, now().getTime() + shortestMs) }
  }

  function password({ id, sealedPassword }: IncomingServer): string {
    try {
      return sealedPassword === null ? '' : secrets.open(sealedPassword, passwordPlace('IncomingServer', id))
    } catch (error) {
      throw error instanceof SecretUnreadable ? ownFailure('secret-unreadable') : error
    }
  }

  return connect
}

interface Shown {
  credentials: Credentials
  until: number
}

function isRefusedSignIn(error: unknown): boolean {
  return error instanceof RemoteFailure && error.failure.cause === 'reading-refused'
}
