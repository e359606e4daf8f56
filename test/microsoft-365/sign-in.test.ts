import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startMicrosoft365 } from './microsoft-365.ts'
import { answerOf, back, begin, connect, getJson, refresh, refreshTokenOf, scopes } from './trip.ts'

const dayMs = 24 * 3_600_000
const clock = { now: new Date() }
const microsoft = await startMicrosoft365({ now: () => clock.now })

beforeEach(() => {
  clock.now = new Date()
  microsoft.reset()
  microsoft.app.redirectUris.clear()
  microsoft.app.redirectUris.add(back)
})

afterAll(() => microsoft.close())

test('two clicks lead to tokens: choose the account, accept', async () => {
  const trip = await begin(microsoft, { loginHint: 'orders@mein-shop.example' })

  const consent = await trip.press(trip.page, 'orders@mein-shop.example')
  expect(consent.text).toContain('Permissions requested')
  expect(consent.text).toContain('Read and write access to your mailbox via IMAP')
  const end = await trip.press(consent, 'Accept')
  const result = await trip.redeem(end)

  expect(answerOf(end)['state']).toBe('the-state')
  expect(result.account).toMatchObject({
    username: 'orders@mein-shop.example',
    homeAccountId: `${microsoft.accounts.orders.oid}.${microsoft.app.tenantId}`,
  })
  expect(result.scopes).toEqual(scopes.slice(0, 2))
  expect(result.idTokenClaims).toMatchObject({ email: 'orders@mein-shop.example', nonce: 'the-nonce' })
  expect(decodeProtectedHeader(result.idToken)).toMatchObject({ alg: 'RS256' })
  expect(result.accessToken.length).toBeGreaterThan(1500)
  expect(microsoft.calls).toMatchObject({ authorize: 1, redeem: 1, token: 1 })
})

test('consent is asked once for each account', async () => {
  await connect(microsoft)

  const trip = await begin(microsoft)
  const end = await trip.press(trip.page, 'orders@mein-shop.example')

  expect(answerOf(end)).toHaveProperty('code')
})

test('a refresh gives a new token and a new refresh token', async () => {
  const { trip, result } = await connect(microsoft)
  const first = refreshTokenOf(trip)

  const again = await refresh(trip)

  expect(again.accessToken).not.toBe(result.accessToken)
  expect(refreshTokenOf(trip)).not.toBe(first)
  expect(microsoft.calls.refresh).toBe(1)
})

test('a code can be redeemed once and within ten minutes', async () => {
  const { trip, end } = await connect(microsoft)
  await expect(trip.redeem(end)).rejects.toMatchObject({ errorNo: 54005, errorCode: 'invalid_grant' })

  const late = await begin(microsoft)
  const lateEnd = await late.accept()
  clock.now = new Date(clock.now.getTime() + 601_000)
  await expect(late.redeem(lateEnd)).rejects.toMatchObject({ errorNo: 70008 })
})

test('a code belongs to its verifier', async () => {
  const trip = await begin(microsoft)
  const end = await trip.accept()

  const stranger = await begin(microsoft)

  await expect(stranger.redeem(end)).rejects.toMatchObject({ errorNo: 501481 })
})

test.each([
  ['wrong', 'nonsense'],
  ['the ID of the secret', microsoft.app.clientSecretId],
])('a client secret that is %s is refused', async (_case, secret) => {
  const trip = await begin(microsoft, { secret })
  const end = await trip.accept()

  await expect(trip.redeem(end)).rejects.toMatchObject({ errorNo: 7000215, errorCode: 'invalid_client' })
})

test('an expired client secret is refused', async () => {
  const trip = await begin(microsoft)
  microsoft.app.clientSecretExpiresAt = clock.now
  const end = await trip.accept()

  await expect(trip.redeem(end)).rejects.toMatchObject({ errorNo: 7000222 })
})

test('a refused client gets 401, Microsoft’s JSON and no caching', async () => {
  const { clientId } = microsoft.app
  const form = { client_id: clientId, grant_type: 'refresh_token', client_secret: 'x' }

  const { status, headers, body } = await getJson(microsoft, '/common/oauth2/v2.0/token', form)

  expect(status).toBe(401)
  expect(headers.get('cache-control')).toContain('no-store')
  expect(body).toMatchObject({
    error: 'invalid_client',
    error_codes: [7000215],
    error_description: expect.stringMatching(
      /^AADSTS7000215: Invalid client secret.* Trace ID: \S+ Correlation ID: \S+ Timestamp: [-\d]{10} [:\d]{8}Z$/,
    ),
  })
})

test('disabled accounts, 90 idle days and a withdrawn sign-in end the refresh', async () => {
  const { trip } = await connect(microsoft)
  const { orders } = microsoft.accounts
  orders.disabled = true
  await expect(refresh(trip)).rejects.toMatchObject({ errorNo: 50057 })

  orders.disabled = false
  const began = clock.now
  clock.now = new Date(began.getTime() + 91 * dayMs)
  await expect(refresh(trip)).rejects.toMatchObject({ errorNo: 700082 })

  clock.now = new Date(began.getTime() + 1000)
  const { trip: another } = await connect(microsoft)
  clock.now = new Date(began.getTime() + 2000)
  microsoft.revokeSignIns(orders.address)
  await expect(refresh(another)).rejects.toMatchObject({ errorNo: 50173 })
})

test('without the consent a refresh fails', async () => {
  const { trip } = await connect(microsoft)
  microsoft.accounts.orders.consented.clear()

  await expect(refresh(trip)).rejects.toMatchObject({ errorNo: 65001, subError: 'consent_required' })
})

test('discovery names the tenant, and unknown tenants are refused', async () => {
  const discover = (tenant: string) => getJson(microsoft, `/${tenant}/v2.0/.well-known/openid-configuration`)

  const common = await discover('common')
  const tenant = await discover('mein-shop.example')
  const unknown = await discover('00000000-1111-4222-8333-444444444444')
  const rubbish = await discover('not%20a%20tenant')

  expect(common.body).toMatchObject({ issuer: `https://${microsoft.loginHost}/{tenantid}/v2.0` })
  expect(tenant.body).toMatchObject({
    issuer: `https://${microsoft.loginHost}/${microsoft.app.tenantId}/v2.0`,
  })
  expect(unknown).toMatchObject({ status: 400, body: { error: 'invalid_tenant', error_codes: [90002] } })
  expect(rubbish).toMatchObject({ status: 400, body: { error_codes: [900023] } })
})

test('pages over plain http lead to the same tokens', async () => {
  const withHttp = await startMicrosoft365({ pagesOver: 'http' })
  withHttp.app.redirectUris.add(back)

  const { trip, result } = await connect(withHttp)

  expect(new URL(trip.page.url).protocol).toBe('http:')
  expect(result.account?.username).toBe('orders@mein-shop.example')
  await withHttp.close()
})

test('strict mode takes each refresh token once', async () => {
  const strict = await startMicrosoft365({ strictRefreshTokens: true })
  strict.app.redirectUris.add(back)
  const { trip } = await connect(strict)
  const kept = trip.client.getTokenCache().serialize()
  await refresh(trip)
  await trip.client.clearCache()
  trip.client.getTokenCache().deserialize(kept)

  await expect(refresh(trip)).rejects.toMatchObject({ errorNo: 70000 })
  await strict.close()
})
