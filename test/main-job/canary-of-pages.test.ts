import { randomBytes, randomUUID } from 'node:crypto'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { createChecks } from '../../src/checks/checks.ts'
import { createDnsRecords } from '../../src/checks/dns-records.ts'
import { passwordPlace } from '../../src/mail-servers/server-rows.ts'
import { tokenCachePlace } from '../../src/microsoft/renewals.ts'
import { useDns } from '../checks/dns-server.ts'
import { useDatabase } from '../database.ts'
import { testSecrets } from '../host.ts'
import { maria } from '../sign-in/standalone.ts'
import { useMounted } from '../web/mounted.ts'
import { addShop, fill, ids } from '../web/rows.ts'
import { type Canary, createLogBook, dump, findCanaries, type Place } from './canaries.ts'
import { elements, type HtmlPage } from './html-page.ts'
import { type HttpAdmin, openHttpAdmin } from './http-admin.ts'
import { useMailroom } from './mailroom.ts'

const db = useDatabase()
const mounted = useMounted(db)
const dns = useDns()
const log = createLogBook()
const random = () => randomBytes(24).toString('base64url')
const ofOperator = {
  METRICS_TOKEN: `metrics-token-${random()}`,
  MAIL_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  databasePassword: `database-password-${random()}`,
}
const mailroom = useMailroom(db, {
  logTo: log.stream,
  settings: () => ({
    METRICS_TOKEN: ofOperator.METRICS_TOKEN,
    MAIL_KEYS: ofOperator.MAIL_KEYS,
    DATABASE_URL: `postgresql://mailroom:${ofOperator.databasePassword}@db.example/mailroom`,
  }),
})

test('T40: no page, export, report or interface tells a secret of the shop, its programs or its operator', async () => {
  const places: Place[] = []
  const onAnswer = ({ url, status, headers, html }: HtmlPage) => {
    const { 'set-cookie': _mine, ...others } = headers
    places.push({ name: `${new URL(url).pathname} (${status})`, text: `${JSON.stringify(others)}\n${html}` })
  }
  const { canaries, token } = await secretsOfTheShop()
  await runAllChecks()
  const admin = await openHttpAdmin(mailroom, { onAnswer })
  canaries.push({ name: 'session', value: decodeURIComponent(admin.cookies.get('sid') ?? '') })

  const visited = await everyPage(admin)
  for (const path of ['/api/inbox', `/api/inbox/${ids.inboxMail}`, `/api/inbox/${ids.inboxMail}/raw`])
    places.push(await ask(path, token))
  for (const path of [`/api/mail/${ids.mail}`, '/api/explain?from=info@mein-shop.example'])
    places.push(await ask(path, token))
  for (const path of ['/api/inbox', '/api/mail/nothing', '/api/nothing'])
    places.push(await ask(path, `${token}x`), await ask(path, token.slice(0, -1)))
  places.push(await ask('/api/mail', token, { to: 'nobody', token }))
  places.push(await ask('/metrics', ofOperator.METRICS_TOKEN), await ask('/metrics', token))
  places.push(...(await dump(db, 'at the end')), { name: 'the log', text: log.lines.join('') })

  const paths = places.map(({ name }) => name)
  expect(paths.filter((name) => / \(5\d\d\)/.test(name))).toEqual([])
  expect(paths).toContain(`/mail/troubleshooting/checks/${ids.checkRun}/report (200)`)
  expect(paths.filter((name) => name === '/metrics (200)')).toHaveLength(1)
  expect(visited).toBeGreaterThan(60)
  expect([...new Set(findCanaries(canaries, places))]).toEqual([])
})

/** All that may be stored, in use, and what only the operator knows. */
async function secretsOfTheShop(): Promise<{ canaries: Canary[]; token: string }> {
  const { mail } = mailroom
  const by = { id: 'maria', name: 'Maria' }
  const sealed = {
    clientSecret: `client-secret-${random()}`,
    formerClientSecret: `former-client-secret-${random()}`,
    password: `mailbox-password-${random()}`,
    tokenCache: `refresh-token-${random()}`,
  }
  await addShop(db)
  await db.generalSettings.updateMany({
    data: {
      defaultFromAddress: 'info@mein-shop.example',
      sealedClientSecret: testSecrets.seal(sealed.clientSecret, 'GeneralSettings.clientSecret:general'),
      sealedFormerClientSecret: testSecrets.seal(
        sealed.formerClientSecret,
        'GeneralSettings.formerClientSecret:general',
      ),
    },
  })
  await db.outlookAccount.updateMany({
    data: { sealedTokenCache: testSecrets.seal(sealed.tokenCache, tokenCachePlace(ids.account)) },
  })
  await addPasswordServer(sealed.password)
  const handOver = await mail.handOver.settings.save(
    { webhookUrl: 'https://shop.example/hook', retentionDays: 90, version: 0 },
    by,
  )
  const alerts = await mail.alerts.settings.save(
    { recipients: [], locale: 'de', webhookUrl: 'https://pager.example/', version: 0 },
    'Europe/Berlin',
    by,
  )
  const { token } = await mail.apiTokens.make({ name: 'Till', maySend: true, mayRead: true }, by)
  const canaries = Object.entries({
    ...ofOperator,
    MAIL_KEYS: ofOperator.MAIL_KEYS.slice(3),
    ...sealed,
    'password of the admin': maria.password,
    'secret of the inbox webhook': handOver.secret,
    'secret of the alert webhook': alerts.secret,
    'API token': token,
  }).map(([name, value]): Canary => ({ name, value: value ?? '' }))
  expect(canaries.every(({ value }) => value.length > 15)).toBe(true)

  return { canaries, token }
}

async function addPasswordServer(password: string): Promise<void> {
  const id = randomUUID()
  const at = new Date()
  await db.outgoingServer.create({
    data: {
      ...{ id, name: 'Hoster', signInWith: 'password', username: 'info@mein-shop.example' },
      ...{ host: 'smtp.hoster.example', port: 587, encryption: 'starttls', updatedBy: 'Maria' },
      ...{ connectionChangedAt: at, createdAt: at, updatedAt: at },
      sealedPassword: testSecrets.seal(password, passwordPlace('OutgoingServer', id)),
    },
  })
}

/** As Mailroom makes them, but with a DNS server of this test: a test asks nobody outside. */
async function runAllChecks(): Promise<void> {
  const { mail } = mailroom
  const { settings, readiness, guard, outgoingProxy, log: logOfMail, now } = mail
  const checks = createChecks({
    ...{ db, settings, readiness, guard, outgoingProxy, log: logOfMail, now, ca: mailroom.microsoft.ca },
    dns: createDnsRecords({ servers: [dns.address()], timeoutMs: 200 }),
  })
  const { id } = await checks.waitFor(await checks.start({ id: 'maria', name: 'Maria' }, mailroom.url))
  await db.checkRun.update({ where: { id }, data: { id: ids.checkRun } })
}

/** Every page there is, and whatever they link to. Answers how many. */
async function everyPage(admin: HttpAdmin): Promise<number> {
  const paths = new Set(mounted.routes.filter(({ method }) => method === 'GET').map(({ url }) => fill(url)))
  for (const path of paths) {
    const page = await admin.send('GET', path)
    for (const { attributes } of elements(page.html, 'a')) {
      const { origin, pathname, search } = new URL(attributes['href'] ?? '', page.url)
      if (origin === mailroom.url) paths.add(pathname + search)
    }
  }

  return paths.size
}

async function ask(path: string, token: string, body?: object): Promise<Place> {
  const answer = await request(mailroom.url + path, {
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  })
  const name = `${path} (${answer.statusCode})`

  return { name, text: `${JSON.stringify(answer.headers)}\n${await answer.body.text()}` }
}
