import { ConfidentialClientApplication, LogLevel, PromptValue, ResponseMode } from '@azure/msal-node'
import type { OutlookCredentials } from '../general-settings/general-settings.ts'
import type { ForwardProxy } from '../network/proxy.ts'
import type { SignInPurpose } from '../storage/generated/client.ts'
import { createIdTokenVerifier, type Identity } from './id-token.ts'
import { createNetworkClient } from './network-client.ts'
import { scopesFor } from './outlook-account.ts'
import { ownFailure, remoteFailure, toRemoteFailure } from './remote-failure.ts'
import { addressOfApproval, authorityOf, endpointsOf, tenantAt } from './sign-in-host.ts'
import { cachedAccessToken, hasRefreshToken } from './token-cache.ts'
import { createWire } from './wire.ts'

const defaultTimeoutMs = 10_000
interface Options {
  /** Host of the cloud's sign-in, with its port if that is not 443. */
  loginHost: string
  /** Where browsers find its pages, if not there: a stand-in's certificate is trusted by no browser. */
  pagesUrl?: string | undefined
  /** Resource the mail permissions belong to: `https://outlook.office.com/`. */
  scopePrefix: string
  /** PEM bundle of certificate authorities besides the well-known ones. */
  ca?: string | undefined
  timeoutMs?: number
  /** By which way the sign-in host is reached; directly without it. */
  via?: ForwardProxy | undefined
  now?: () => Date
}

export interface AuthorizeRequest {
  clientId: string
  tenant: string
  redirectUri: string
  purpose: SignInPurpose
  state: string
  nonce: string
  /** PKCE, S256. */
  challenge: string
  mailbox: string
  /** `select-account` shows the account picker; Microsoft then ignores the mailbox as a hint. */
  prompt?: 'select-account'
}

export type ApprovalRequest = Pick<AuthorizeRequest, 'clientId' | 'tenant' | 'redirectUri' | 'purpose'>

export interface RedeemRequest {
  credentials: OutlookCredentials
  redirectUri: string
  purpose: SignInPurpose
  code: string
  verifier: string
  nonce: string
}

export interface Redeemed {
  /** MSAL's cache with the tokens of this account only. A secret. */
  cache: string
  homeAccountId: string
  /** Proven by the signature of the ID token. */
  identity: Identity
  scopes: string[]
  expiresAt: Date
  hasRefreshToken: boolean
}

export interface RenewRequest {
  credentials: OutlookCredentials
  cache: string
  homeAccountId: string
  scopes: string[]
}

export interface Renewed {
  accessToken: string
  expiresAt: Date
  cache: string
}

export type Entra = ReturnType<typeof createEntra>

/**
 * Microsoft's sign-in. Each operation has an MSAL client of its own: a shared one mixes the tokens of mailboxes that
 * are renewed at the same time. Every failure is a RemoteFailure.
 */
export function createEntra({
  loginHost,
  pagesUrl = `https://${loginHost}`,
  scopePrefix,
  ca,
  timeoutMs = defaultTimeoutMs,
  via,
  now = newDate,
}: Options) {
  const http = createNetworkClient({ ca, timeoutMs, via })
  const verifyIdToken = createIdTokenVerifier({ loginHost, http, now })

  /** Where to send the browser. Asks nobody. */
  function authorizeUrl(request: AuthorizeRequest): Promise<string> {
    // MSAL wants a secret even for an address; it is not part of it.
    const { client } = clientFor({ clientId: request.clientId, clientSecret: 'none', tenant: request.tenant })

    return client.getAuthCodeUrl({
      scopes: [...scopesFor(request.purpose, scopePrefix), 'email'],
      redirectUri: request.redirectUri,
      responseMode: ResponseMode.QUERY,
      state: request.state,
      nonce: request.nonce,
      codeChallenge: request.challenge,
      codeChallengeMethod: 'S256',
      ...(request.prompt ? { prompt: PromptValue.SELECT_ACCOUNT } : { loginHint: request.mailbox }),
    })
  }

  /** Where an administrator approves for everyone; it comes back with `admin_consent` and without a code. */
  function approvalUrl({ clientId, tenant, redirectUri, purpose }: ApprovalRequest): string {
    const scope = scopesFor(purpose, scopePrefix).join(' ')

    return addressOfApproval({ pagesUrl, tenant, clientId, redirectUri, scope })
  }

  /** Turns a code into tokens, in memory only, and proves whose they are. */
  async function redeem(request: RedeemRequest): Promise<Redeemed> {
    const { client, wire } = clientFor(request.credentials)
    try {
      const result = await client.acquireTokenByCode({
        code: request.code,
        scopes: [...scopesFor(request.purpose, scopePrefix), 'email'],
        redirectUri: request.redirectUri,
        codeVerifier: request.verifier,
        nonce: request.nonce,
      })
      const { clientId, tenant } = request.credentials
      const identity = await verifyIdToken(result.idToken, { clientId, tenant, nonce: request.nonce })
      const cache = client.getTokenCache().serialize()

      return {
        cache,
        homeAccountId: result.account?.homeAccountId ?? '',
        identity,
        scopes: result.scopes.filter((scope) => scope.startsWith(scopePrefix)),
        expiresAt: result.expiresOn ?? now(),
        hasRefreshToken: hasRefreshToken(cache),
      }
    } catch (error) {
      throw toRemoteFailure(error, wire.evidence())
    }
  }

  /** A new access token by the refresh token. The answered cache replaces the old one: it holds the next refresh token. */
  async function renew({ credentials, cache, homeAccountId, scopes }: RenewRequest): Promise<Renewed> {
    const { client, wire } = clientFor(credentials)
    try {
      client.getTokenCache().deserialize(cache)
      const account = await client.getTokenCache().getAccountByHomeId(homeAccountId)
      if (!account) throw remoteFailure(ownFailure('no-refresh-token'))
      const result = await client.acquireTokenSilent({ account, scopes, forceRefresh: true })

      return {
        accessToken: result.accessToken,
        expiresAt: result.expiresOn ?? now(),
        cache: client.getTokenCache().serialize(),
      }
    } catch (error) {
      throw toRemoteFailure(error, wire.evidence())
    }
  }

  function clientFor({ clientId, clientSecret, tenant }: OutlookCredentials) {
    const wire = createWire(http)
    const authority = authorityOf(loginHost, tenant)
    const client = new ConfidentialClientApplication({
      auth: {
        clientId,
        clientSecret,
        authority,
        knownAuthorities: [loginHost],
        authorityMetadata: JSON.stringify(endpointsOf(authority, tenantAt(pagesUrl, tenant))),
      },
      system: {
        networkClient: wire.networkModule,
        loggerOptions: { logLevel: LogLevel.Error, loggerCallback: nothing },
      },
    })

    return { client, wire }
  }

  return { loginHost, authorizeUrl, approvalUrl, redeem, renew, cachedAccessToken, close: () => http.close() }
}

const newDate = () => new Date()
const nothing = () => {}
