import { createHash } from 'node:crypto'
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import type { Account } from '../directory.ts'
import type { FaultId } from '../fault-list.ts'
import type { Faults } from '../faults.ts'
import type { IdentityScope } from '../scopes.ts'

const lifetimeSeconds = 3600
const hourMs = 60 * 60 * 1000
const strangersGuid = 'deadbeef-0000-4000-8000-000000000000'

interface About {
  account: Account
  clientId: string
  nonce: string | undefined
  identity: ReadonlySet<IdentityScope>
}

export type IdTokens = Awaited<ReturnType<typeof createIdTokens>>

/** Signs who has signed in; each `idtoken-…` fault forges it in one way. */
export async function createIdTokens({
  host,
  faults,
  now,
}: {
  host: () => string
  faults: Faults
  now: () => Date
}) {
  const own = await makeKey()
  const attacker = await makeKey()

  async function issue(about: About): Promise<string> {
    const payload = forgedClaims(claims(about, host(), now()), faults, now())
    const issuedAt = faults.isOn('idtoken-expired') ? new Date(now().getTime() - 3 * hourMs) : now()

    return sign({
      ...payload,
      iat: seconds(issuedAt),
      nbf: seconds(issuedAt),
      exp: seconds(issuedAt) + lifetimeSeconds,
    })
  }

  async function sign(payload: JWTPayload): Promise<string> {
    const header = { typ: 'JWT', alg: 'RS256', kid: own.kid }
    const jku = `https://${host()}/attacker/keys`
    if (faults.isOn('idtoken-alg-none')) return new UnsecuredJWT(payload).encode()
    if (faults.isOn('idtoken-hs256'))
      return new SignJWT(payload).setProtectedHeader({ ...header, alg: 'HS256' }).sign(Buffer.from(own.spki))
    if (faults.isOn('idtoken-foreign-key'))
      return new SignJWT(payload).setProtectedHeader(header).sign(attacker.key)
    if (faults.isOn('idtoken-jku'))
      return new SignJWT(payload)
        .setProtectedHeader({ ...header, kid: attacker.kid, jku, jwk: attacker.jwk })
        .sign(attacker.key)

    return new SignJWT(payload).setProtectedHeader(header).sign(own.key)
  }

  return {
    issue,
    /** What the keys address serves. */
    keys: { keys: [own.jwk] },
    /** What the address in a forged token's `jku` serves. */
    attackerKeys: { keys: [attacker.jwk] },
  }
}

/** Which claims come depends on the scopes [id-token claims reference]. */
function claims({ account, clientId, nonce, identity }: About, host: string, now: Date): JWTPayload {
  return {
    aud: clientId,
    iss: `https://${host}/${account.tenantId}/v2.0`,
    tid: account.tenantId,
    sub: createHash('sha256')
      .update(account.oid + clientId)
      .digest('base64url'),
    sid: createHash('sha256')
      .update(account.oid + now.toISOString())
      .digest('hex')
      .slice(0, 32),
    ver: '2.0',
    ...(identity.has('profile')
      ? { oid: account.oid, name: account.displayName, preferred_username: account.address }
      : {}),
    ...(identity.has('email') ? { email: account.address } : {}),
    ...(nonce === undefined ? {} : { nonce }),
  }
}

function forgedClaims(payload: JWTPayload, faults: Faults, now: Date): JWTPayload {
  const forgeries: Partial<Record<FaultId, JWTPayload>> = {
    'idtoken-wrong-audience': { aud: strangersGuid },
    'idtoken-wrong-issuer': { iss: `https://login.attacker.example/${String(payload['tid'])}/v2.0` },
    'idtoken-wrong-tenant': { tid: strangersGuid },
    'idtoken-wrong-nonce': { nonce: `another-${now.getTime()}` },
    'idtoken-no-identity': {
      preferred_username: undefined,
      email: undefined,
      upn: undefined,
      name: undefined,
    },
  }
  const active = faults.all.filter(({ id }) => faults.isOn(id)).map(({ id }) => forgeries[id])

  return Object.assign({}, payload, ...active)
}

async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk: JWK = await exportJWK(publicKey)
  const kid = createHash('sha1').update(String(jwk.n)).digest('base64url')

  return {
    key: privateKey,
    spki: await exportSPKI(publicKey),
    kid,
    jwk: { ...jwk, kid, use: 'sig', x5t: kid },
  }
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
