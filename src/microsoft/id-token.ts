import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from 'jose'
import { z } from 'zod'
import type { Evidence } from '../failures/failure.ts'
import { evidenceOfAnswer, evidenceOfSilence } from './identity-evidence.ts'
import type { NetworkClient } from './network-client.ts'
import { authorityOf, endpointsOf } from './sign-in-host.ts'

const keysAgeMs = 24 * 60 * 60 * 1000
const refetchMs = 5 * 60 * 1000
const clockToleranceSeconds = 300
/** Entra dates `iat` five minutes back, so a fresh token is already that old. */
const oldestSeconds = 300
const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
/** The tenant of all personal accounts. */
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad'
/** Hosts that sign in under another name than they issue tokens. */
const issuerHosts: Record<string, string> = {
  'login.windows.net': 'login.microsoftonline.com',
  'login.microsoft.com': 'login.microsoftonline.com',
  'login.chinacloudapi.cn': 'login.partner.microsoftonline.cn',
}

/** Who signed in. The key is tenant and object ID; the addresses can change and are only compared and shown. */
export interface Identity {
  tenantId: string
  objectId: string
  /** `preferred_username`, `email` and `upn`, in lower case, without repetition. */
  addresses: string[]
  /**
   * In lower case. Microsoft vouches for its domain; `email` is whatever the account's own tenant says (Microsoft
   * identity platform, "Migrate away from using email claims for user identification or authorization").
   */
  signInName?: string | undefined
  name: string
}

export interface ExpectedToken {
  clientId: string
  tenant: string
  nonce: string
}

const claims = z.object({
  iss: z.string(),
  tid: z.string().regex(guid).toLowerCase(),
  oid: z.string().min(1).max(100),
  nonce: z.string(),
  preferred_username: z.string().max(320).optional(),
  email: z.string().max(320).optional(),
  upn: z.string().max(320).optional(),
  name: z.string().max(320).optional(),
})
type Claims = z.output<typeof claims>

/** The token does not prove who signed in. The message says what is wrong and never quotes the token. */
export class IdentityNotProven extends Error {}

/** Nothing can be said about the token, because the keys to check it with did not come. */
export class KeysUnavailable extends Error {
  readonly evidence: Evidence

  constructor(evidence: Evidence, options?: ErrorOptions) {
    super('The keys could not be fetched.', options)
    this.evidence = evidence
  }
}

/**
 * Checks ID tokens although they come straight from the token endpoint (OpenID Connect Core 3.1.3.7 would allow to skip
 * the signature): MSAL checks none of this. The keys come from the authority's fixed address only; what a token's
 * header says about keys (`jku`, `x5u`, `jwk`) is ignored.
 */
export function createIdTokenVerifier({ loginHost, http, now }: Needs) {
  const keysOf = new Map<string, RemoteJWKSet>()

  /** Throws IdentityNotProven or KeysUnavailable. */
  return async function verifyIdToken(token: string, expected: ExpectedToken): Promise<Identity> {
    const payload = await checkSignature(token, expected)
    const parsed = claims.safeParse(payload)
    if (!parsed.success) throw new IdentityNotProven(`claim ${parsed.error.issues[0]?.path.join('.')}`)
    checkClaims(parsed.data, expected, issuerHosts[loginHost] ?? loginHost)

    return identityIn(parsed.data)
  }

  async function checkSignature(token: string, expected: ExpectedToken): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keysFor(expected.tenant), {
        algorithms: ['RS256'],
        audience: expected.clientId,
        requiredClaims: ['exp', 'iat', 'iss', 'tid', 'nonce'],
        clockTolerance: clockToleranceSeconds,
        maxTokenAge: oldestSeconds,
        currentDate: now(),
      })
      return payload
    } catch (error) {
      // Jose's own errors judge the token; KeysUnavailable is none of them.
      if (error instanceof errors.JOSEError) throw new IdentityNotProven(error.code, { cause: error })
      throw error
    }
  }

  function keysFor(tenant: string): RemoteJWKSet {
    const known = keysOf.get(tenant)
    if (known) return known
    const keys = createRemoteJWKSet(new URL(endpointsOf(authorityOf(loginHost, tenant)).jwks_uri), {
      cacheMaxAge: keysAgeMs,
      cooldownDuration: refetchMs,
      [customFetch]: async (url) => new Response(await fetchKeys(url)),
    })
    keysOf.set(tenant, keys)

    return keys
  }

  async function fetchKeys(url: string): Promise<string> {
    const answer = await http.send('GET', url).catch((error: unknown) => {
      throw new KeysUnavailable(evidenceOfSilence(url, error), { cause: error })
    })
    const evidence = evidenceOfAnswer(url, answer)
    if (evidence) throw new KeysUnavailable(evidence)

    return answer.text
  }
}

interface Needs {
  loginHost: string
  http: Pick<NetworkClient, 'send'>
  now: () => Date
}

function checkClaims(token: Claims, expected: ExpectedToken, issuerHost: string): void {
  if (token.iss !== `https://${issuerHost}/${token.tid}/v2.0`) throw new IdentityNotProven('issuer')
  if (!tenantAllowed(token.tid, expected.tenant)) throw new IdentityNotProven('tenant')
  if (token.nonce !== expected.nonce) throw new IdentityNotProven('nonce')
}

/** A tenant named by its domain cannot be compared; its own token endpoint is what vouches for it. */
function tenantAllowed(tid: string, tenant: string): boolean {
  if (guid.test(tenant)) return tid === tenant.toLowerCase()
  if (tenant === 'consumers') return tid === personalTenant

  return tenant !== 'organizations' || tid !== personalTenant
}

function identityIn(token: Claims): Identity {
  const addresses = [token.preferred_username, token.email, token.upn]
    .map((address) => address?.trim().toLowerCase())
    .filter((address): address is string => Boolean(address))
  if (addresses.length === 0) throw new IdentityNotProven('no address')

  return {
    tenantId: token.tid,
    objectId: token.oid,
    addresses: [...new Set(addresses)],
    signInName: (token.preferred_username ?? token.upn)?.trim().toLowerCase(),
    name: token.name ?? '',
  }
}
