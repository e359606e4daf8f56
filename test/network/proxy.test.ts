import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useReceiver } from '../hand-over/receiver.ts'
import { ada } from '../host.ts'
import { type Canary, createLogBook, dump, findCanaries, type Place } from '../main-job/canaries.ts'
import { linkWith, mainOf, textOf } from '../main-job/html-page.ts'
import { openHttpAdmin } from '../main-job/http-admin.ts'
import { addServer, connect, enterCredentials, lastTest, testServer } from '../main-job/http-main-job.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { startProxy, type TestProxy } from '../proxy.ts'

/** Lines of a mail are short. */
const large = `${'x'.repeat(70)}\r\n`.repeat(30_000)
const patience = { timeout: 15_000, interval: 20 }

describe.each([
  ['HTTP CONNECT', 'http'],
  ['SOCKS5', 'socks5'],
] as const)('the main job through a proxy that speaks %s', (_, kind) => {
  const signIn = { user: 'shop', password: `Geheim/7:@${randomBytes(9).toString('hex')}` }
  const log = createLogBook()
  const db = useDatabase()
  const receiver = useReceiver()
  let proxy: TestProxy
  beforeAll(async () => {
    proxy = await startProxy({ kind, signIn })
  })
  afterAll(() => proxy.vanish())
  const mailroom = useMailroom(db, {
    logTo: log.stream,
    settings: (given) => ({
      MAIL_PROXY: `${kind}://${signIn.user}:${encodeURIComponent(signIn.password)}@${proxy.shown}`,
      MAIL_ALLOW_PORTS: `${given.MAIL_ALLOW_PORTS} ${new URL(receiver.url).port}`,
    }),
  })
  beforeEach(() => {
    proxy.asked.length = 0
  })

  const subjects = () => mailroom.microsoft.received.map(({ source }) => subjectOf(String(source)))
  const send = (subject: string, text = 'Hallo') =>
    mailroom.mail.outbox.send({ to: 'kundin@example.com', subject, text })
  function deliver(subject: string, text = 'Hallo'): void {
    const { mailboxes, accounts } = mailroom.microsoft
    const to = accounts.orders.address
    mailboxes.deliver(
      accounts.orders,
      mail({ from: 'clara@kunden.example', to, subject, date: new Date(), text }),
    )
  }

  async function connected(places: Place[] = []) {
    const onAnswer = ({ url, html }: { url: string; html: string }) =>
      void places.push({ name: url, text: html })
    const admin = await openHttpAdmin(mailroom, { onAnswer })
    await enterCredentials(admin, mailroom, {
      defaultFromAddress: mailroom.microsoft.accounts.orders.address,
    })
    const leaving = await addServer(admin, mailroom, { alsoRead: 'on' })
    const page = await connect(admin, mailroom, leaving)
    expect(page.url).toContain('?done=connected')
    const server = linkWith(leaving, 'Cancel')
    const sending = await lastTest(admin, mailroom, server)
    const reader = linkWith(
      await admin.open('/mail/incoming-servers'),
      mailroom.microsoft.accounts.orders.address,
    )
    const reading = await testServer(admin, mailroom, reader, 'Test & confirm')

    return { admin, server, reader, sending, reading }
  }

  async function setWebhook(): Promise<void> {
    const { version } = await mailroom.mail.handOver.settings.get()
    await mailroom.mail.handOver.settings.save({ webhookUrl: receiver.url, retentionDays: 90, version }, ada)
  }

  test('connects, tests, sends, fetches and hands over by the proxy alone', async () => {
    const places: Place[] = []
    const { microsoft } = mailroom
    await setWebhook()
    const { admin, sending, reading } = await connected(places)
    for (const tested of [sending, reading]) {
      expect(textOf(mainOf(tested))).toContain(`via proxy ${proxy.shown}`)
      const inGerman = await admin.inLanguage(tested, 'de')
      expect(textOf(mainOf(inGerman))).toContain(`über Proxy ${proxy.shown}`)
    }
    expect(textOf(mainOf(reading))).toContain('confirmed')
    await send('Bestellung 1')
    deliver('Frage 1')
    await expect.poll(subjects, patience).toContain('Bestellung 1')
    await expect.poll(() => receiver.calls.map(({ body }) => body).join(), patience).toContain('Frage 1')

    const seen = [...microsoft.clientPorts, ...receiver.clientPorts]
    expect(microsoft.clientPorts.size).toBeGreaterThanOrEqual(3)
    expect(receiver.clientPorts.size).toBeGreaterThanOrEqual(1)
    expect(seen.filter((port) => !proxy.ownPorts.has(port))).toEqual([])
    const signInPort = microsoft.loginHost.split(':')[1]
    const ports = [signInPort, microsoft.smtp.port, microsoft.imap.port, new URL(receiver.url).port].map(
      String,
    )
    expect(new Set(proxy.asked.map(portOf))).toEqual(new Set(ports))
    // The sign-in host is the operator's choice; whatever an admin enters is given as a checked address.
    const byName = proxy.asked.filter((target) => target.startsWith('localhost'))
    expect(new Set(byName)).toEqual(new Set([microsoft.loginHost]))

    const canaries: Canary[] = [{ name: 'password of the proxy', value: signIn.password }]
    for (const path of ['/mail/', '/mail/general-settings', '/mail/activity']) await admin.open(path)
    places.push(...(await dump(db, 'at the end')), { name: 'the log', text: log.lines.join('') })
    expect(log.lines.join('')).toContain(`"proxy":"${kind}://${proxy.shown}"`)
    expect([...new Set(findCanaries(canaries, places))]).toEqual([])
  })

  test('R24: a mail in whose middle the proxy dies stays in the outbox, and the connection test names the proxy', async () => {
    const { admin, server } = await connected()
    proxy.breakWhen = (carried) => carried > 600_000
    const { id } = await send('Bestellung 2', large)
    await expect.poll(() => proxy.breakWhen, patience).toBe(undefined)
    await expect.poll(() => stateOf(id), patience).toBe('retry')
    expect(subjects()).toEqual([])
    const failed = textOf(mainOf(await testServer(admin, mailroom, server)))
    expect(failed).toContain('The proxy does not answer')
    expect(failed).toContain(proxy.shown)
    await proxy.comeBack()
  })

  async function stateOf(id: string): Promise<string> {
    const { state } = await db.outboxMail.findUniqueOrThrow({ where: { id } })

    return state
  }
})

function subjectOf(source: string): string {
  return /^Subject: (.*)$/m.exec(source)?.[1]?.trim() ?? ''
}

function portOf(target: string): string {
  return target.slice(target.lastIndexOf(':') + 1)
}
