import { RemoteFailure } from '../errors.ts'
import { retries } from '../failures/explain.ts'
import { passwordPlace } from '../mail-servers/server-rows.ts'
import type { AccessTokens } from '../microsoft/access-tokens.ts'
import type { Credentials } from '../network/credentials.ts'
import type { Guard } from '../network/guard.ts'
import { ownFailure } from '../network/remote-failure.ts'
import { openSmtpConnection, type SmtpConnection } from '../outgoing-servers/smtp.ts'
import { type Secrets, SecretUnreadable } from '../storage/secrets.ts'
import type { Budget } from './budget.ts'
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

export interface Opened {
  smtp: SmtpConnection
  server: SendingServer
  key: string
  slot: number
  until: number
}

/** Signed-in connections of this process: reused for mails of the same server, as many as the account may have. */
export function createConnections(needs: ConnectionNeeds, budget: Budget, holder: string) {
  const { secrets, accessTokens, guard, ca, allowPlaintext, silenceMs = 120_000, now } = needs
  const idle = new Map<string, Opened[]>()
  const closed = new WeakSet<Opened>()

  /** Undefined when all connections of the account are in use elsewhere. Throws RemoteFailure. */
  async function take(server: SendingServer, key: string): Promise<Opened | undefined> {
    for (let found = idle.get(key)?.pop(); found; found = idle.get(key)?.pop()) {
      if (isUsable(found, server)) return found
      await close(found)
    }
    const slot = await budget.takeSlot(key, holder)
    if (slot === undefined) return undefined
    try {
      return { ...(await open(server)), server, key, slot }
    } catch (error) {
      await budget.freeSlot(key, slot, holder)
      throw error
    }
  }

  function isUsable(opened: Opened, server: SendingServer): boolean {
    const same = opened.server.id === server.id && opened.server.version === server.version

    return same && !closed.has(opened) && opened.smtp.isOpen() && opened.until > now().getTime()
  }

  function giveBack(opened: Opened): void {
    idle.set(opened.key, [...(idle.get(opened.key) ?? []), opened])
  }

  async function close(opened: Opened): Promise<void> {
    if (closed.has(opened)) return
    closed.add(opened)
    const { smtp, key, slot } = opened
    smtp.quit()
    await budget.freeSlot(key, slot, holder)
  }

  async function closeIdle(): Promise<void> {
    const all = [...idle.values()].flat()
    idle.clear()
    await Promise.all(all.map(close))
  }

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
    const { address } = await guard.check(host, port, 'smtp')
    const smtp = await openSmtpConnection({ address, host, port, encryption, ca, silenceMs }, credentials)

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

  return { take, giveBack, close, closeIdle }
}

interface Shown {
  credentials: Credentials
  until: number
}

export type Connections = ReturnType<typeof createConnections>

/** The server itself said no to the sign-in, for good. */
function isRefusedSignIn(error: unknown): boolean {
  return error instanceof RemoteFailure && replyCode(error.failure) === 535 && !retries(error.failure)
}
