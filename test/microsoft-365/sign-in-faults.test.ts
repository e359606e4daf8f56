import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { Agent, fetch } from 'undici'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { FaultId } from './fault-list.ts'
import { startMicrosoft365 } from './microsoft-365.ts'
import { answerOf, back, begin, connect, getJson, refresh, refreshTokenOf } from './trip.ts'

const microsoft = await startMicrosoft365()
microsoft.app.redirectUris.add(back)

beforeEach(() => microsoft.reset())

afterAll(() => microsoft.close())

test.each<[FaultId, number, string]>([
  ['wrong-secret', 7000215, 'invalid_client'],
  ['expired-secret', 7000222, 'invalid_client'],
  ['unknown-client', 700016, 'unauthorized_client'],
  ['revoked-token', 50173, 'invalid_grant'],
  ['inactive-token', 700082, 'invalid_grant'],
  ['mfa-required', 50076, 'invalid_grant'],
  ['conditional-access', 53003, 'invalid_grant'],
  ['microsoft-busy', 90033, 'temporarily_unavailable'],
  ['microsoft-throttling', 90055, 'temporarily_unavailable'],
])('a refresh under the fault %s fails with %i', async (fault, errorNo, errorCode) => {
  const { trip } = await connect(microsoft)
  microsoft.faults.on(fault)

  await expect(refresh(trip)).rejects.toMatchObject({ errorNo, errorCode })
})

test('a fault that is switched off is gone', async () => {
  const { trip } = await connect(microsoft)
  microsoft.faults.on('revoked-token')
  microsoft.faults.off('revoked-token')

  await expect(refresh(trip)).resolves.toHaveProperty('accessToken')
})

test('a busy Microsoft can answer with HTML, and a throttling one says how long', async () => {
  microsoft.faults.on('microsoft-throttling')
  const throttled = await getJson(microsoft, '/common/oauth2/v2.0/token', {})
  microsoft.faults.on('microsoft-busy-html')
  const busy = await getJson(microsoft, '/common/oauth2/v2.0/token', {})

  expect(throttled.status).toBe(429)
  expect(throttled.headers.get('retry-after')).toBe('30')
  expect(busy.status).toBe(503)
  expect(busy.text).toContain('<h1>')
})

test('a silent Microsoft takes the request and does not answer', async () => {
  microsoft.faults.on('microsoft-silent')
  const waiting = fetch(`https://${microsoft.loginHost}/common/oauth2/v2.0/token`, {
    method: 'POST',
    signal: AbortSignal.timeout(200),
    dispatcher: new Agent({ connect: { ca: microsoft.ca } }),
  })

  await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(microsoft.calls.token).toBe(1)
})

test('no refresh token and a missing permission come back as such', async () => {
  microsoft.faults.on('no-refresh-token')
  microsoft.faults.on('missing-scope')

  const { trip, result } = await connect(microsoft)

  expect(result.scopes).toEqual(['https://outlook.office.com/SMTP.Send'])
  expect(refreshTokenOf(trip)).toBeUndefined()
})

test('another account comes back when the browser signs in as someone else', async () => {
  microsoft.faults.on('wrong-account')

  const { result } = await connect(microsoft)

  expect(result.account?.username).toBe('bernd@mein-shop.example')
})

test('an admin’s approval can be needed', async () => {
  microsoft.faults.on('admin-approval')
  const trip = await begin(microsoft)

  const page = await trip.press(trip.page, 'orders@mein-shop.example')
  const end = await trip.press(page, 'Return to the application')

  expect(page.text).toContain('Need admin approval')
  expect(answerOf(end)).toMatchObject({
    error: 'access_denied',
    error_description: expect.stringContaining('AADSTS90094'),
  })
})

test('the refused consent comes back after choosing the account', async () => {
  microsoft.faults.on('consent-refused')
  const trip = await begin(microsoft)

  const end = await trip.press(trip.page, 'orders@mein-shop.example')

  expect(answerOf(end)).toMatchObject({
    error: 'access_denied',
    error_description: expect.stringContaining('AADSTS65004'),
  })
})

test('a real id_token passes a strict check of signature, issuer, audience and time', async () => {
  const { result } = await connect(microsoft)

  await expect(check(result.idToken)).resolves.toMatchObject({
    payload: {
      tid: microsoft.app.tenantId,
      nonce: 'the-nonce',
      preferred_username: 'orders@mein-shop.example',
    },
  })
})

test.each<FaultId>([
  'idtoken-alg-none',
  'idtoken-foreign-key',
  'idtoken-hs256',
  'idtoken-jku',
  'idtoken-wrong-audience',
  'idtoken-wrong-issuer',
  'idtoken-expired',
])('the forged id_token of %s does not pass', async (fault) => {
  const { trip } = await connect(microsoft)
  microsoft.faults.on(fault)
  const { idToken } = await refresh(trip)

  await expect(check(idToken)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_J/) })
})

test('claims of an id_token can be wrong too', async () => {
  const { trip } = await connect(microsoft)
  microsoft.faults.on('idtoken-wrong-tenant')
  microsoft.faults.on('idtoken-no-identity')
  microsoft.faults.on('idtoken-wrong-nonce')

  const { payload } = await check((await refresh(trip)).idToken)

  expect(payload['tid']).not.toBe(microsoft.app.tenantId)
  expect(payload['nonce']).toMatch(/^another-/)
  expect(payload).not.toHaveProperty('preferred_username')
  expect(payload).not.toHaveProperty('email')
})

function check(idToken: string) {
  const dispatcher = new Agent({ connect: { ca: microsoft.ca } })
  const keys = createRemoteJWKSet(new URL(`https://${microsoft.loginHost}/common/discovery/v2.0/keys`), {
    [customFetch]: async (url: string) => {
      const answer = await fetch(url, { dispatcher })

      return new Response(await answer.text(), { status: answer.status })
    },
  })

  return jwtVerify(idToken, keys, {
    algorithms: ['RS256'],
    audience: microsoft.app.clientId,
    issuer: `https://${microsoft.loginHost}/${microsoft.app.tenantId}/v2.0`,
  })
}
