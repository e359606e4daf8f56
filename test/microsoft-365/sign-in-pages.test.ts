import { afterAll, beforeEach, expect, test } from 'vitest'
import { type Microsoft365, startMicrosoft365 } from './microsoft-365.ts'
import { answerOf, back, begin, scopes } from './trip.ts'

const microsoft = await startMicrosoft365()

beforeEach(() => {
  microsoft.reset()
  microsoft.app.redirectUris.clear()
  microsoft.app.redirectUris.add(back)
})

afterAll(() => microsoft.close())

test('Cancel and Back return to Mailroom with their own errors', async () => {
  const trip = await begin(microsoft)
  const consent = await trip.press(trip.page, 'orders@mein-shop.example')

  const cancelled = await trip.press(consent, 'Cancel')
  const wentBack = await trip.press(trip.page, 'Back')

  expect(answerOf(cancelled)).toMatchObject({
    error: 'consent_required',
    error_description: expect.stringContaining('AADSTS65004'),
    state: 'the-state',
  })
  expect(answerOf(wentBack)).toMatchObject({
    error: 'access_denied',
    error_description: 'the user canceled the authentication',
  })
})

test('“Use another account” asks for the password', async () => {
  const trip = await begin(microsoft)
  const form = await trip.press(trip.page, 'Use another account')
  const signIn = (address: string, password: string) => trip.press(form, 'Sign in', { address, password })

  const wrong = await signIn('anna@mein-shop.example', 'guessed')
  const shared = await signIn('info@mein-shop.example', microsoft.accounts.info.password)
  const unknown = await signIn('nobody@mein-shop.example', 'x')
  const right = await signIn('anna@mein-shop.example', microsoft.accounts.anna.password)

  expect(wrong.text).toContain('AADSTS50126')
  expect(shared.text).toContain('AADSTS50057')
  expect(unknown.text).toContain('AADSTS50034')
  expect(right.text).toContain('Permissions requested')
})

test.each<[string, (app: Microsoft365['app']) => void, string]>([
  ['a single-tenant app on /common', (app) => Object.assign(app, { singleTenant: true }), 'AADSTS50194'],
  [
    'another redirect URI',
    (app) => app.redirectUris.delete(back) && app.redirectUris.add(`${back}/`),
    'AADSTS50011',
  ],
  ['no redirect URI', (app) => app.redirectUris.clear(), 'AADSTS500113'],
  ['the fault of a wrong redirect URI', () => microsoft.faults.on('redirect-uri-mismatch'), 'AADSTS50011'],
  ['an unknown client', () => microsoft.faults.on('unknown-client'), 'AADSTS700016'],
])('%s is shown in the browser and never returns', async (_case, change, code) => {
  change(microsoft.app)

  const { page } = await begin(microsoft)

  expect(page.status).toBe(400)
  expect(page.text).toContain(code)
})

test('accounts that do not belong are turned away after they are chosen', async () => {
  const personal = await begin(microsoft, { tenant: microsoft.app.tenantId })
  const page = await personal.press(personal.page, 'mein.shop@outlook.example')

  microsoft.app.assignmentRequired = true
  const unassigned = await begin(microsoft)
  const blocked = await unassigned.press(unassigned.page, 'orders@mein-shop.example')

  expect(page.text).toContain('AADSTS50020')
  expect(blocked.text).toContain('AADSTS50105')
})

test('a permission must exist', async () => {
  const { page } = await begin(microsoft, { scopes: ['https://outlook.office.com/SMTP.Sent'] })

  expect(page.text).toContain('AADSTS650053')
})

test('an admin consents for everyone, without a code', async () => {
  const trip = await begin(microsoft)
  const url = new URL(`https://${microsoft.loginHost}/${microsoft.app.tenantId}/v2.0/adminconsent`)
  const query = { client_id: microsoft.app.clientId, redirect_uri: back, state: 's', scope: scopes.join(' ') }
  url.search = String(new URLSearchParams(query))

  const end = await trip.press(await trip.browser.go(url.href, back), 'Accept')
  const withCode = await trip.press(trip.page, 'orders@mein-shop.example')

  expect(answerOf(end)).toMatchObject({ admin_consent: 'True', tenant: microsoft.app.tenantId, state: 's' })
  expect(answerOf(withCode)).toHaveProperty('code')
})

test('words from the address cannot become markup', async () => {
  const trip = await begin(microsoft)
  const url = new URL(`https://${microsoft.loginHost}/common/oauth2/v2.0/authorize`)
  url.search = String(new URLSearchParams({ client_id: '"><script>alert(1)</script>' }))

  const page = await trip.browser.go(url.href, back)

  expect(page.text).toContain('AADSTS700016')
  expect(page.text).not.toContain('<script>')
})
