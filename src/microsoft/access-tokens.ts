import { setTimeout as pause } from 'node:timers/promises'
import { RemoteFailure } from '../errors.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import type { OutlookCredentials } from '../general-settings/general-settings.ts'
import type { Database } from '../storage/database.ts'
import type { OutlookAccount as Row } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import { createBackOff } from './back-off.ts'
import type { Entra } from './entra.ts'
import { failed } from './last-result.ts'
import { ownFailure, remoteFailure } from './remote-failure.ts'
import { createRenewals } from './renewals.ts'

/** With less time left a token could run out in the middle of a mail. */
const freshMs = 5 * 60 * 1000
const pollMs = 75
/** 15 seconds: longer than the sign-in host may take to answer. */
const mostPolls = 200

export interface AccessToken {
  accessToken: string
  expiresAt: Date
  /** Who signed in at Microsoft: the user an SMTP server wants to see. */
  signedInAs: string
  mailbox: string
}

interface Needs {
  db: Database
  secrets: Secrets
  entra: Pick<Entra, 'renew' | 'cachedAccessToken'>
  credentials: () => Promise<OutlookCredentials>
  now: () => Date
}

/** A call under way in this process. `claimed` once it has taken the renewal on itself. */
interface Call {
  token: Promise<AccessToken>
  claimed: boolean
}

export type AccessTokens = ReturnType<typeof createAccessTokens>

/** Access tokens for mail servers, renewed once however many ask at once, here and in other processes. */
export function createAccessTokens({ db, secrets, entra, credentials, now }: Needs) {
  const backOff = createBackOff(now)
  const renewals = createRenewals({ db, secrets, entra, now })
  const calls = new Map<string, Call>()

  /**
   * A token for this connection, from the store while it lasts. With `force` it comes from a renewal that began after
   * this call: for a token that a mail server has just refused. Throws RemoteFailure.
   */
  function get(accountId: string, { force = false } = {}): Promise<AccessToken> {
    const key = `${accountId} ${force}`
    const running = calls.get(key)
    if (running && !(force && running.claimed)) return running.token

    const call: Call = { claimed: false, token: Promise.resolve().then(() => obtain(accountId, force, call)) }
    calls.set(key, call)
    const forget = () => {
      if (calls.get(key) === call) calls.delete(key)
    }
    call.token.then(forget, forget)

    return call.token
  }

  async function obtain(accountId: string, force: boolean, call: Call): Promise<AccessToken> {
    const app = await credentials()
    const atFirst = await read(accountId, app)
    let row = atFirst
    for (let poll = 0; poll < mostPolls; poll++) {
      const answer = satisfied(row, atFirst, force)
      if (answer) return answer
      backOff.check()
      const renewalNo = await renewals.claim(row)
      if (renewalNo !== undefined) {
        call.claimed = true
        return renew(row, renewalNo, app)
      }
      await pause(pollMs)
      row = await read(accountId, app)
    }
    throw remoteFailure(ownFailure('microsoft-silent'))
  }

  /** The stored token, if it will do. Throws what a renewal that others made meanwhile has failed with. */
  function satisfied(row: Row, atFirst: Row, force: boolean): AccessToken | undefined {
    const renewedMeanwhile = row.renewalNo > atFirst.renewalNo && row.renewalLeaseUntil === null
    if (renewedMeanwhile) throwStored(row)

    return force && !renewedMeanwhile ? undefined : stored(row)
  }

  function stored(row: Row): AccessToken | undefined {
    if ((row.accessTokenExpiresAt?.getTime() ?? 0) - now().getTime() <= freshMs) return undefined
    const token = entra.cachedAccessToken(renewals.openCache(row), row.homeAccountId, row.scopes)

    return token && { ...token, signedInAs: row.signedInAs, mailbox: row.mailbox }
  }

  async function renew(row: Row, renewalNo: number, app: OutlookCredentials): Promise<AccessToken> {
    try {
      const { accessToken, expiresAt } = await renewals.renew(row, renewalNo, app)
      return { accessToken, expiresAt, signedInAs: row.signedInAs, mailbox: row.mailbox }
    } catch (error) {
      if (error instanceof RemoteFailure) backOff.note(error.failure)
      throw error
    }
  }

  async function read(accountId: string, app: OutlookCredentials): Promise<Row> {
    const row = await db.outlookAccount.findUnique({ where: { id: accountId } })
    if (!row) throw remoteFailure(ownFailure('disconnected'))
    // A refresh token belongs to the app registration it was given to.
    if (row.clientId !== app.clientId) throw await cutOff(row)

    return row
  }

  /** Stored, so that the badge says it too. */
  async function cutOff({ id, clientId }: Row): Promise<RemoteFailure> {
    const failure = ownFailure('not-connected')
    await db.outlookAccount.updateMany({ where: { id, clientId }, data: failed(now(), failure) })

    return remoteFailure(failure)
  }

  return { get }
}

function throwStored(row: Row): void {
  const stored = parseFailure(row.lastFailure)
  if (stored) throw remoteFailure(stored)
}
