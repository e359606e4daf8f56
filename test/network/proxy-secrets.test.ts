import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useReceiver } from '../hand-over/receiver.ts'
import { ada } from '../host.ts'
import { type Canary, createLogBook, dump, findCanaries, type Place } from '../main-job/canaries.ts'
import { linkWith, mainOf, textOf } from '../main-job/html-page.ts'
import { type HttpAdmin, openHttpAdmin } from '../main-job/http-admin.ts'
import { addServer, connect, enterCredentials, lastTest, testServer } from '../main-job/http-main-job.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { startProxy, type TestProxy } from '../proxy.ts'

describe.each(['http', 'socks5'] as const)('an address of a proxy with a sign-in, %s', (kind) => {
  const signs = () => `/+=&"<:@%~${randomBytes(12).toString('base64url')}`
  const secret = { user: `proxy-user${signs()}`, password: `proxy-password${signs()}` }
  const accepted = { ...secret }
  const log = createLogBook()
  const db = useDatabase()
  const receiver = useReceiver()
  let proxy: TestProxy
  beforeAll(async () => {
    proxy = await startProxy({ kind, signIn: accepted })
  })
  afterAll(() => proxy.vanish())
  const mailroom = useMailroom(db, {
    logTo: log.stream,
    microsoftTimeoutMs: 1000,
    settings: (given) => ({
      MAIL_PROXY: `${kind}://${encodeURIComponent(secret.user)}:${encodeURIComponent(secret.password)}@${proxy.shown}`,
      MAIL_ALLOW_PORTS: `${given.MAIL_ALLOW_PORTS} ${new URL(receiver.url).port}`,
    }),
  })

  /** How the way can end, what is said then, and how it is mended. */
  const troubles = [
    {
      title: 'The proxy refuses the connection',
      begin: () => Object.assign(proxy, { refusal: kind === 'http' ? 403 : 2 }),
      end: () => Object.assign(proxy, { refusal: undefined }),
    },
    {
      title: 'The proxy wants another sign-in',
      begin: () => Object.assign(accepted, { password: 'another' }),
      end: () => Object.assign(accepted, secret),
    },
    {
      title: 'The proxy does not reach the server',
      begin: () => Object.assign(proxy, { silent: true }),
      end: () => Object.assign(proxy, { silent: false }),
      isSlow: true,
    },
    {
      title: 'The proxy does not answer',
      // In the middle of the next connection, and then for all others.
      begin: () => Object.assign(proxy, { breakWhen: () => true }),
      end: () => proxy.comeBack(),
    },
  ]

  const places: Place[] = []

  test('gives nothing of it away: not by a page, a report, the log, a number or an answer, whatever fails', async () => {
    const admin = await openHttpAdmin(mailroom, {
      onAnswer: ({ url, html }) => void places.push({ name: url, text: html }),
    })
    const { token } = await mailroom.mail.apiTokens.make({ name: 'Shop', maySend: true, mayRead: true }, ada)
    const { version } = await mailroom.mail.handOver.settings.get()
    await mailroom.mail.handOver.settings.save({ webhookUrl: receiver.url, retentionDays: 90, version }, ada)
    const defaultFromAddress = mailroom.microsoft.accounts.orders.address
    await enterCredentials(admin, mailroom, { defaultFromAddress })
    const leaving = await addServer(admin, mailroom, { alsoRead: 'on' })
    expect((await connect(admin, mailroom, leaving)).url).toContain('?done=connected')
    const server = linkWith(leaving, 'Cancel')
    await lastTest(admin, mailroom, server)
    const reader = linkWith(await admin.open('/mail/incoming-servers'), defaultFromAddress)
    await testServer(admin, mailroom, reader, 'Test & confirm')

    for (const { title, begin, end, isSlow } of troubles) {
      begin()
      await mailroom.mail.outbox.send({ to: 'kundin@example.com', subject: title, text: 'Hallo' })
      // MSAL's errors carry more than ours.
      const { id } = await db.outlookAccount.findFirstOrThrow()
      const refused = await mailroom.mail.accessTokens
        .get(id, { force: true })
        .catch((error: unknown) => error)
      places.push({ name: `token, ${title}`, text: inspect(refused, { depth: 9 }) })
      if (!isSlow) await throughTheWeb(admin, [server, reader], title)
      await lookAround(admin, token, [server, reader])
      places.push(...(await dump(db, title)))
      await end()
    }
    places.push({ name: 'the log', text: log.lines.join('') })

    const basic = Buffer.from(`${secret.user}:${secret.password}`).toString('base64')
    const canaries: Canary[] = [
      { name: 'user', value: secret.user },
      { name: 'password', value: secret.password },
      { name: 'Basic', value: basic },
    ]
    const everything = places.map(({ text }) => text).join('')
    for (const { title } of troubles) expect(everything).toContain(title)
    expect(everything).toContain(`${kind}://${proxy.shown}`)
    expect([...new Set(findCanaries(canaries, places))]).toEqual([])
  }, 60_000)

  /** Tests, checks and a call of the webhook: each waits for seconds where the proxy is silent. */
  async function throughTheWeb(admin: HttpAdmin, servers: string[], title: string): Promise<void> {
    // Tests are limited in their number.
    await db.connectionTest.deleteMany()
    for (const server of servers) {
      const failed = await testServer(admin, mailroom, server)
      expect(textOf(mainOf(failed)), server).toContain(title)
      expect(textOf(mainOf(failed))).toContain(proxy.shown)
      await admin.follow(failed, 'Download report')
    }
    await admin.press(await admin.open('/mail/inbox/settings'), 'Send a test')
    const { url } = await admin.press(await admin.open('/mail/troubleshooting'), 'Run all checks')
    await mailroom.mail.checks.waitFor(url.split('/').at(-1) ?? '')
    const page = await admin.open(url)
    expect(textOf(mainOf(page))).toContain(`${kind}://${proxy.shown}`)
    await admin.follow(page, 'Download report')
  }

  async function lookAround(admin: HttpAdmin, token: string, servers: string[]): Promise<void> {
    const pages = ['', 'outbox', 'inbox', 'inbox/settings', 'alerts', 'activity', 'general-settings']
    const texts = ['outbox/export', 'activity/export?as=json', 'troubleshooting?q=proxy']
    for (const path of [...[...pages, ...texts].map((each) => `/mail/${each}`), ...servers, '/metrics'])
      expect((await admin.send('GET', path)).status, path).toBe(200)
    await admin.send('GET', '/readyz')
    const headers = { authorization: `Bearer ${token}` }
    for (const path of ['inbox', 'explain?from=orders@mein-shop.example']) {
      const answer = await fetch(`${mailroom.url}/api/${path}`, { headers })
      expect(answer.status, path).toBe(200)
      places.push({ name: path, text: await answer.text() })
    }
  }
})
