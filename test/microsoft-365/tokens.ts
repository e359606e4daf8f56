import { randomBytes, randomUUID } from 'node:crypto'
import type { Account } from './directory.ts'

/** [configurable token lifetimes] A random 60 to 90 minutes. */
const shortestSeconds = 3600
const longestSeconds = 5400

/** A code of the authorize page, good for one redemption within ten minutes [auth code flow]. */
export interface Code {
  account: Account
  clientId: string
  redirectUri: string
  scopes: string[]
  nonce: string | undefined
  challenge: string | undefined
  tenant: string
  issuedAt: Date
  redeemed: boolean
}

export interface RefreshToken {
  account: Account
  clientId: string
  /** All permissions of the grant, of every resource. */
  scopes: string[]
  /** When the user signed in; renewing does not change it. */
  grantedAt: Date
  issuedAt: Date
  replaced: boolean
}

export interface AccessToken {
  account: Account
  clientId: string
  resource: string
  /** With their resource. */
  scopes: string[]
  expiresAt: Date
}

export type Tokens = ReturnType<typeof createTokens>

/** Everything handed out, so that SMTP, IMAP and the introspection know what it is worth. */
export function createTokens(now: () => Date, { strictRefreshTokens }: { strictRefreshTokens: boolean }) {
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, RefreshToken>()
  const accessTokens = new Map<string, AccessToken>()
  let lifetimeSeconds: number | undefined

  function issueCode(code: Omit<Code, 'issuedAt' | 'redeemed'>): string {
    const value = `${code.account.kind === 'personal' ? 'M.C522_BAY.2.U.' : '1.AXkA'}${secret(60)}`
    codes.set(value, { ...code, issuedAt: now(), redeemed: false })

    return value
  }

  function issueRefreshToken(token: Omit<RefreshToken, 'issuedAt' | 'replaced'>): string {
    const value = `${token.account.kind === 'personal' ? 'M.C522_BAY.0.U.-' : '1.AXkA'}${secret(600)}`
    refreshTokens.set(value, { ...token, issuedAt: now(), replaced: false })

    return value
  }

  function issueAccessToken(token: Omit<AccessToken, 'expiresAt'>): { value: string; expiresIn: number } {
    const expiresIn = lifetimeSeconds ?? randomLifetime()
    const expiresAt = new Date(now().getTime() + expiresIn * 1000)
    const issued = { ...token, expiresAt }
    const value = token.account.kind === 'personal' ? `EwB${secret(1100)}` : jwtLooking(issued, now())
    accessTokens.set(value, issued)

    return { value, expiresIn }
  }

  /** Undefined when unknown or run out. */
  function findAccessToken(value: string): AccessToken | undefined {
    const token = accessTokens.get(value)

    return token && token.expiresAt > now() ? token : undefined
  }

  return {
    issueCode,
    issueRefreshToken,
    issueAccessToken,
    findCode: (value: string): Code | undefined => codes.get(value),
    findRefreshToken: (value: string): RefreshToken | undefined => refreshTokens.get(value),
    findAccessToken,
    /** Microsoft keeps accepting the old one; strict mode does not, to show that the new one is stored. */
    replaced(token: RefreshToken): void {
      token.replaced = strictRefreshTokens
    },
    /** Everything that was handed out and must not be seen anywhere else. */
    issued: (): string[] => [...codes.keys(), ...refreshTokens.keys(), ...accessTokens.keys()],
    setLifetime(seconds: number | undefined): void {
      lifetimeSeconds = seconds
    },
    reset(): void {
      codes.clear()
      refreshTokens.clear()
      accessTokens.clear()
      lifetimeSeconds = undefined
    },
  }
}

function randomLifetime(): number {
  return shortestSeconds + Math.floor(Math.random() * (longestSeconds - shortestSeconds))
}

function secret(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

/** Work accounts get a JWT of 1.5 to 3 kB; nobody but Exchange may read it, so its signature is noise. */
function jwtLooking({ account, clientId, resource, scopes, expiresAt }: AccessToken, now: Date): string {
  const claims = {
    aud: resource.replace(/\/$/, ''),
    iss: `https://sts.windows.net/${account.tenantId}/`,
    iat: seconds(now),
    nbf: seconds(now),
    exp: seconds(expiresAt),
    appid: clientId,
    oid: account.oid,
    tid: account.tenantId,
    upn: account.address,
    scp: scopes.map((scope) => scope.slice(resource.length)).join(' '),
    ver: '1.0',
    uti: randomUUID(),
    xms_sandbox: secret(600),
  }

  return [{ typ: 'JWT', alg: 'RS256', kid: secret(20) }, claims].map(base64url).concat(secret(256)).join('.')
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
