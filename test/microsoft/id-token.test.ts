import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { createIdTokenVerifier, IdentityNotProven, KeysUnavailable } from '../../src/microsoft/id-token.ts'

const now = new Date('2026-11-24T12:00:00Z')
const seconds = now.getTime() / 1000
const tid = '4f7c2a9e-1d35-4b86-a0c4-73e5d8f21b60'
const personal = '9188040d-6c67-4c5b-b112-36a304b66dad'
const expected = { clientId: 'client', tenant: 'common', nonce: 'the-nonce' }
const { publicKey, privateKey } = await generateKeyPair('RS256')
const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig' }
const good = {
  iss: `https://login.microsoftonline.com/${tid}/v2.0`,
  aud: 'client',
  tid,
  oid: 'the-oid',
  nonce: 'the-nonce',
  preferred_username: 'Orders@Mein-Shop.example',
  email: 'orders@mein-shop.example',
  iat: seconds,
  exp: seconds + 3600,
}

function verifier(loginHost = 'login.microsoftonline.com', keys = [{ status: 200, body: { keys: [jwk] } }]) {
  const asked: string[] = []
  const send = async (_method: string, url: string) => {
    asked.push(url)
    const { status, body } = keys[Math.min(asked.length, keys.length) - 1] ?? { status: 500, body: {} }
    return { status, headers: {}, text: JSON.stringify(body) }
  }

  return { asked, verify: createIdTokenVerifier({ loginHost, http: { send }, now: () => now }) }
}

const sign = (claims: JWTPayload, kid = 'k1') =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)

test('a good token says who signed in, addresses in lower case and once', async () => {
  const { verify, asked } = verifier()

  expect(await verify(await sign(good), expected)).toEqual({
    tenantId: tid,
    objectId: 'the-oid',
    addresses: ['orders@mein-shop.example'],
    signInName: 'orders@mein-shop.example',
    name: '',
  })
  expect(asked).toEqual(['https://login.microsoftonline.com/common/discovery/v2.0/keys'])
})

describe('is accepted: a token', () => {
  test.each<[string, Record<string, unknown>, Partial<typeof expected>, string?]>([
    ['dated five minutes back, as Entra does', { iat: seconds - 300 }, {}],
    ['of a clock five minutes ahead', { iat: seconds + 300 }, {}],
    ['that ended less than five minutes ago', { exp: seconds - 299 }, {}],
    ['of the configured tenant', {}, { tenant: tid.toUpperCase() }],
    ['of a tenant known by its domain', {}, { tenant: 'mein-shop.example' }],
    [
      'of a personal account',
      { tid: personal, iss: good.iss.replace(tid, personal) },
      { tenant: 'consumers' },
    ],
    [
      'of China, where the sign-in host has a second name',
      { iss: `https://login.partner.microsoftonline.cn/${tid}/v2.0` },
      {},
      'login.chinacloudapi.cn',
    ],
  ])('%s', async (_what, claims, expectation, host) => {
    const { verify } = verifier(host)

    await expect(
      verify(await sign({ ...good, ...claims }), { ...expected, ...expectation }),
    ).resolves.toMatchObject({
      objectId: 'the-oid',
    })
  })
})

describe('is refused: a token', () => {
  test.each<[string, Record<string, unknown>, Partial<typeof expected>?]>([
    ['for another app', { aud: 'another' }],
    ['of another host', { iss: `https://login.attacker.example/${tid}/v2.0` }],
    ['whose issuer and tenant differ', { tid: personal }],
    ['of the first version', { iss: `https://sts.windows.net/${tid}/` }],
    [
      'with a tenant that is no ID',
      { tid: '../common', iss: 'https://login.microsoftonline.com/../common/v2.0' },
    ],
    ['of another sign-in', { nonce: 'another' }],
    ['without a nonce', { nonce: undefined }],
    ['that ended five minutes ago', { exp: seconds - 300 }],
    ['without an end', { exp: undefined }],
    ['issued long ago', { iat: seconds - 601 }],
    ['from the future', { iat: seconds + 301 }],
    ['without an object ID', { oid: undefined }],
    ['without an address', { preferred_username: undefined, email: ' ' }],
    ['of another tenant than the configured one', {}, { tenant: personal }],
    ['of a company where only personal accounts may', {}, { tenant: 'consumers' }],
    [
      'of a personal account where only companies may',
      { tid: personal, iss: good.iss.replace(tid, personal) },
      { tenant: 'organizations' },
    ],
  ])('%s', async (_what, claims, expectation = {}) => {
    const { verify } = verifier()

    await expect(verify(await sign({ ...good, ...claims }), { ...expected, ...expectation })).rejects.toThrow(
      IdentityNotProven,
    )
  })

  test.each(['', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('that is %j', async (token) => {
    await expect(verifier().verify(token, expected)).rejects.toThrow(IdentityNotProven)
  })
})

test('an unknown key does not make us fetch the keys again and again', async () => {
  const { verify, asked } = verifier()
  await verify(await sign(good), expected)

  for (let attempt = 0; attempt < 5; attempt++)
    await expect(verify(await sign(good, 'unknown'), expected)).rejects.toThrow(IdentityNotProven)

  expect(asked).toHaveLength(1)
})

test('keys that do not come say nothing about the token', async () => {
  const { verify } = verifier(undefined, [
    { status: 503, body: { keys: [] } },
    { status: 200, body: { keys: [jwk] } },
  ])

  await expect(verify(await sign(good), expected)).rejects.toThrow(KeysUnavailable)
  await expect(verify(await sign(good), expected)).resolves.toMatchObject({ tenantId: tid })
})
