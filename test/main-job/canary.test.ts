import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { tokenCachePlace } from '../../src/microsoft/renewals.ts'
import { verifierPlace } from '../../src/microsoft/sign-in-row.ts'
import { useDatabase } from '../database.ts'
import { testSecrets } from '../host.ts'
import type { FaultId } from '../microsoft-365/fault-list.ts'
import { maria } from '../sign-in/standalone.ts'
import { type Canary, createLogBook, dump, findCanaries, type Place, spellingsOf } from './canaries.ts'
import { type HtmlPage, linkWith, mainOf, textOf } from './html-page.ts'
import { type HttpAdmin, openHttpAdmin } from './http-admin.ts'
import {
  addServer,
  connect,
  enterCredentials,
  lastTest,
  testServer,
  throughMicrosoft,
} from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const log = createLogBook()
const db = useDatabase()
const mailroom = useMailroom(db, { logTo: log.stream, microsoftTimeoutMs: 2_000 })
const hoster = 'hoster@mein-shop.example'

/** As odd as people's secrets: every sign that some encoding changes. */
const secret = (name: string) => `${name}/+=&"<ä%~${randomBytes(12).toString('base64url')}`
const ascii = (name: string) => secret(name).replace('ä', '')

test('a canary is found in every spelling it could leave in', () => {
  const value = secret('canary')
  const token = randomBytes(900).toString('base64url')
  const xoauth2 = Buffer.from(`user=${hoster}\u0001auth=Bearer ${token}\u0001\u0001`).toString('base64')
  const plain = Buffer.from(`\u0000${hoster}\u0000${value}`).toString('base64')
  const leaks = [
    `{"a":${JSON.stringify(value)}}`,
    `?a=${encodeURIComponent(value)}&b`,
    new URLSearchParams({ x: value }).toString(),
    Buffer.from(value).toString('hex'),
    `AUTH PLAIN ${plain}`,
    `sealed:${Buffer.from(`${value}.`).toString('base64url')}`,
  ].map((text, at): Place => ({ name: String(at), text }))

  for (const leak of leaks) expect(findCanaries([{ name: 'it', value }], [leak]), leak.text).not.toEqual([])
  for (const text of [`Bearer ${token}`, token.slice(0, 300), `AUTH XOAUTH2 ${xoauth2}`])
    expect(findCanaries([{ name: 'it', value: token }], [{ name: 'leak', text }])).not.toEqual([])
  expect(spellingsOf(value).every(([, words]) => words.length > 20)).toBe(true)
})

test('T40: no secret of the main job leaves it: not by a page, a report, the log or the database', async () => {
  const canaries: Canary[] = []
  const places: Place[] = []
  const keep = (name: string, value: string | undefined) => {
    if (value) canaries.push({ name, value })
    return value ?? ''
  }
  const onAnswer = ({ url, status, headers, html }: HtmlPage) => {
    const { 'set-cookie': _mine, ...others } = headers
    const path = new URL(url).pathname
    places.push({ name: `${path} (${status})`, text: `${JSON.stringify(others)}\n${html}` })
  }
  const look = async (when: string) => {
    places.push(...(await dump(db, when)))
    canaries.push(...(await openedSecrets()))
  }
  const { microsoft } = mailroom
  microsoft.app.clientSecret = keep('client secret', ascii('client-secret'))
  keep('password of the admin', maria.password)
  microsoft.accounts.add({ address: hoster, password: keep('password of the mailbox', secret('mailbox')) })

  const admin = await openHttpAdmin(mailroom, { onAnswer })
  const wrongPassword = keep('wrong password at the sign-in', secret('typed-wrong'))
  await admin.send('POST', '/sign-in', { email: maria.email, password: wrongPassword })
  keep('session', decodeURIComponent(admin.cookies.get('sid') ?? ''))
  keep('session id', decodeURIComponent(admin.cookies.get('sid') ?? '').split('.')[0])
  await settingsThatAreRefused(admin, keep('client secret in a refused form', ascii('refused')))
  await enterCredentials(admin, mailroom)
  await mainJob(admin, look)
  keep('cookie of the sign-in', admin.cookies.get('outlook_sign_in'))
  await passwordServer(admin, keep)
  await faults(admin, look)
  await operating(admin, keep)
  await oddRequests(admin, keep('code in an odd request', randomBytes(40).toString('base64url')))
  await look('at the end')
  for (const value of microsoft.issued())
    keep(value.startsWith('eyJ') ? 'access token' : 'code or token', value)
  await admin.press(await admin.open('/mail/'), 'Sign out')
  places.push({ name: 'the log', text: log.lines.join('') })

  expect(canaries.length).toBeGreaterThan(40)
  expect(log.lines.join('')).toContain('"route":"/microsoft_outlook/confirm"')
  expect(places.filter(({ name }) => name.includes('/report')).length).toBeGreaterThan(3)
  expect([...new Set(findCanaries(canaries, places))]).toEqual([])
})

async function settingsThatAreRefused(admin: HttpAdmin, clientSecret: string): Promise<void> {
  const form = await admin.open('/mail/general-settings')
  const typed = { clientId: mailroom.microsoft.app.clientId, clientSecret, tenant: 'not a tenant' }
  const refused = await admin.press(form, 'Save', typed)
  expect(refused.status).toBe(422)
}

/** Connecting, both tests, both reports, a renewal. */
async function mainJob(admin: HttpAdmin, look: (when: string) => Promise<void>): Promise<void> {
  const { microsoft } = mailroom
  microsoft.setTokenLifetime(60)
  const leaving = await addServer(admin, mailroom, { alsoRead: 'on' })
  await look('on the way to Microsoft')
  const { url } = await throughMicrosoft(mailroom, leaving)
  const connected = await admin.open(url)
  expect(connected.url).toContain('?done=connected')
  expect((await admin.send('GET', url)).status).toBe(400)
  const server = linkWith(leaving, 'Cancel')
  await admin.follow(await lastTest(admin, mailroom, server), 'Download report')
  const reading = linkWith(await admin.open('/mail/incoming-servers'), microsoft.accounts.orders.address)
  const confirmed = await testServer(admin, mailroom, reading, 'Test & confirm')
  expect(textOf(mainOf(confirmed))).toContain('The server is confirmed')
  await admin.follow(confirmed, 'Download report')
  for (const page of [server, reading, '/mail/', '/mail/general-settings', '/mail/set-up-guide'])
    await admin.open(page)
  await look('connected')
}

async function passwordServer(
  admin: HttpAdmin,
  keep: (name: string, value: string) => string,
): Promise<void> {
  const { passwords, accounts } = mailroom.microsoft
  const { host, port } = passwords.smtp
  const right = accounts.find(hoster)?.password ?? ''
  const typed = {
    ...{ name: 'Hoster', signInWith: 'password', username: hoster, password: right, next: 'save' },
    ...{ host, port: String(port), encryption: 'starttls' },
  }
  const form = await admin.open('/mail/outgoing-servers/new')
  expect((await admin.press(form, 'Save', { ...typed, port: 'many' })).status).toBe(422)
  const saved = await admin.press(form, 'Save', typed)
  const server = new URL(saved.url).pathname
  const passed = await testServer(admin, mailroom, server)
  expect(textOf(mainOf(passed))).toContain('All steps passed.')
  await admin.follow(passed, 'Download report')

  const wrong = keep('wrong password of the mailbox', secret('mailbox-wrong'))
  await admin.press(await admin.open(server), 'Save', { password: wrong })
  const failed = await testServer(admin, mailroom, server)
  expect(textOf(mainOf(failed))).toContain('User name or password is wrong')
  await admin.follow(failed, 'Download report')
}

/** What goes wrong is quoted in details, reports, rows and logs. */
async function faults(admin: HttpAdmin, look: (when: string) => Promise<void>): Promise<void> {
  const { microsoft } = mailroom
  const server = linkWith(await admin.open('/mail/outgoing-servers'), 'Outlook')
  const connecting: FaultId[] = [
    ...(['wrong-secret', 'conditional-access', 'microsoft-busy-html', 'missing-scope'] as const),
    ...(['no-refresh-token', 'idtoken-alg-none', 'idtoken-wrong-nonce', 'microsoft-silent'] as const),
  ]
  for (const fault of connecting) {
    const leaving = await admin.press(await admin.open(server), 'Reconnect')
    microsoft.faults.on(fault)
    expect((await connect(admin, mailroom, leaving)).url, fault).toContain('/result')
    microsoft.faults.off(fault)
  }
  microsoft.faults.on('wrong-account')
  const leaving = await admin.press(await admin.open(server), 'Reconnect')
  const asked = await connect(admin, mailroom, leaving)
  await look('while tokens wait for a decision')
  await admin.press(asked, 'Continue', { decision: 'shared-mailbox' })
  await lastTest(admin, mailroom, server)
  for (const fault of ['smtp-refuses-sign-in', 'revoked-token'] as const) {
    microsoft.faults.on(fault)
    await db.connectionTest.deleteMany()
    const failed = await testServer(admin, mailroom, server)
    expect(textOf(mainOf(failed)), fault).toContain('How to fix it')
    await admin.follow(failed, 'Download report')
    microsoft.faults.off(fault)
  }
}

/** A secret that is replaced by a wrong one and the right one, alerts, and what operators and helpers are given. */
async function operating(admin: HttpAdmin, keep: (name: string, value: string) => string): Promise<void> {
  const { microsoft } = mailroom
  const settings = '/mail/general-settings'
  const mistyped = keep('mistyped client secret', ascii('mistyped'))
  const refused = await admin.press(await admin.open(settings), 'Save', { clientSecret: mistyped })
  expect(textOf(mainOf(refused))).toContain('The former client secret stays in use')
  const accepted = await admin.press(await admin.open(settings), 'Save', {
    clientSecret: microsoft.app.clientSecret,
  })
  expect(textOf(mainOf(accepted))).toContain('Accepted by Microsoft')
  keep('secret of the alert webhook', await alertSecret())
  for (const path of ['/mail/alerts', '/mail/troubleshooting?q=7000215', '/mail/activity', '/metrics'])
    expect((await admin.send('GET', path)).status, path).toBe(200)
  // No worker runs here.
  expect((await admin.send('GET', '/readyz')).status).toBe(503)
  for (const format of ['csv', 'json']) await admin.send('GET', `/mail/activity/export?as=${format}`)
  await admin.send('GET', '/mail/outbox/export')
}

/** Made beside the pages, whose one answer shows it on purpose. */
async function alertSecret(): Promise<string> {
  const { settings } = mailroom.mail.alerts
  const { version } = await settings.get()
  const input = { recipients: [], locale: 'en', webhookUrl: 'https://pager.example/', version } as const
  const { secret: made } = await settings.save({ ...input, recipients: [] }, 'Europe/Berlin', {
    id: 'maria',
    name: 'Maria',
  })

  return made ?? ''
}

async function oddRequests(admin: HttpAdmin, code: string): Promise<void> {
  const query = new URLSearchParams({ code, state: 'x', client_info: code, session_state: code })
  for (const path of [
    `/microsoft_outlook/confirm?${query}`,
    `/microsoft_outlook/confirm?${query}&lang=xx`,
    `/microsoft_outlook/confirm?code=${code}&code=${code}`,
    `/microsoft_outlook/%zz?${query}`,
  ])
    expect((await admin.send('GET', path)).status, path.slice(0, 30)).toBeGreaterThanOrEqual(400)
  await admin.send('POST', '/microsoft_outlook/confirm', { code })
}

/** What stands sealed in the database: the verifiers of open sign-ins, and all that MSAL keeps of a connection. */
async function openedSecrets(): Promise<Canary[]> {
  const signIns = await db.outlookSignIn.findMany({ where: { sealedVerifier: { not: '' } } })
  const accounts = await db.outlookAccount.findMany()
  const caches = accounts.map(({ id, sealedTokenCache }) =>
    testSecrets.open(sealedTokenCache, tokenCachePlace(id)),
  )

  return [
    ...signIns.map(({ id, sealedVerifier }) => ({
      name: 'PKCE verifier',
      value: testSecrets.open(sealedVerifier, verifierPlace(id)),
    })),
    ...caches
      .flatMap((cache) => [...cache.matchAll(/"secret":"([^"]+)"/g)])
      .map(([, value = '']) => ({ name: 'token of the cache', value })),
  ]
}
