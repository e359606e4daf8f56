import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as connectSocket, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { RemoteFailure } from '../../src/errors.ts'
import { openSocket } from '../../src/network/dial.ts'
import { createOutgoingProxy } from '../../src/network/proxy.ts'
import { useDatabase } from '../database.ts'
import { freePort } from '../free-port.ts'
import { linkWith, mainOf, textOf } from '../main-job/html-page.ts'
import { openHttpAdmin } from '../main-job/http-admin.ts'
import { addServer, connect, enterCredentials, lastTest, testServer } from '../main-job/http-main-job.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { listen } from '../microsoft-365/loopback.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { needs } from '../needs.ts'

const signIn = { user: 'shop', password: 'Geheim-7' }
/** Even when nobody ends it, it ends. */
const longestSeconds = '300'
const patience = { timeout: 15_000, interval: 20 }
/** Debian's place for daemons is in the PATH of root only. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` }
const isInstalled = (program: string) => spawnSync(program, ['-h'], { env }).error === undefined

interface RealProxy {
  program: string
  scheme: 'http' | 'socks5'
  arguments_: (port: number, folder: string) => Promise<string[]>
  /** What it answers where nobody listens. */
  noWay: string
}

const tinyproxy: RealProxy = {
  program: 'tinyproxy',
  scheme: 'http',
  async arguments_(port, folder) {
    const file = join(folder, 'tinyproxy.conf')
    const { user, password } = signIn
    const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 60', `BasicAuth ${user} ${password}`]
    await writeFile(file, `${lines.join('\n')}\nLogLevel Critical\n`)

    return ['-d', '-c', file]
  },
  noWay: 'HTTP_500',
}

const microsocks: RealProxy = {
  program: 'microsocks',
  scheme: 'socks5',
  arguments_: async (port) => [
    ...['-i', '127.0.0.1', '-p', String(port)],
    ...['-u', signIn.user, '-P', signIn.password],
  ],
  noWay: 'SOCKS_5',
}

describe.each([tinyproxy, microsocks])('a real proxy, $program', ({ program, scheme, arguments_, noWay }) => {
  describe.runIf(needs(program, isInstalled(program)))('between us and the others', () => {
    const db = useDatabase()
    let child: ChildProcess
    let folder = ''
    let port = 0
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), `mailroom-${program}-`))
      port = await freePort()
      child = spawn('timeout', [longestSeconds, program, ...(await arguments_(port, folder))], {
        env,
        stdio: 'ignore',
      })
      await vi.waitFor(() => listens(port), patience)
    })
    afterAll(async () => {
      if (child.exitCode === null && child.kill()) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    })
    const urlWith = (password: string) => `${scheme}://${signIn.user}:${password}@127.0.0.1:${port}`
    const mailroom = useMailroom(db, { settings: () => ({ MAIL_PROXY: urlWith(signIn.password) }) })

    test('connects, tests, sends and fetches', async () => {
      const { microsoft } = mailroom
      const orders = microsoft.accounts.orders
      const admin = await openHttpAdmin(mailroom)
      await enterCredentials(admin, mailroom, { defaultFromAddress: orders.address })
      const leaving = await addServer(admin, mailroom, { alsoRead: 'on' })
      expect((await connect(admin, mailroom, leaving)).url).toContain('?done=connected')
      const sending = await lastTest(admin, mailroom, linkWith(leaving, 'Cancel'))
      const incoming = await admin.open('/mail/incoming-servers')
      const reading = await testServer(admin, mailroom, linkWith(incoming, orders.address), 'Test & confirm')
      for (const tested of [sending, reading]) {
        expect(textOf(mainOf(tested))).toContain('All steps passed.')
        expect(textOf(mainOf(tested))).toContain(`via proxy 127.0.0.1:${port}`)
      }
      await mailroom.mail.outbox.send({ to: 'kundin@example.com', subject: 'Bestellung', text: 'Hallo' })
      const to = orders.address
      const question = { from: 'clara@kunden.example', to, subject: 'Frage', date: new Date(), text: 'Hallo' }
      microsoft.mailboxes.deliver(orders, mail(question))

      await expect
        .poll(() => microsoft.received.map(({ source }) => String(source)).join(), patience)
        .toContain('Subject: Bestellung')
      await expect.poll(() => db.inboxMail.count({ where: { subject: 'Frage' } }), patience).toBe(1)
    })

    async function reach(target: { host?: string; port: number }, password = signIn.password) {
      const proxy = createOutgoingProxy(
        { MAIL_PROXY: urlWith(password), MAIL_NO_PROXY: [], MAIL_PROXY_RESOLVES: false },
        undefined,
      )
      const { host = '127.0.0.1' } = target
      const way = { host, address: host, port: target.port, via: proxy.proxyFor(host) }
      const opened = openSocket(way, { ms: 5000 })

      return opened.then(
        (socket) => {
          socket.destroy()
          return 'connected'
        },
        (error: unknown) => (error instanceof RemoteFailure ? error.failure : error),
      )
    }

    test('looks a name up itself, says that nobody listens, and wants the right password', async () => {
      // Whoever has seen enough breaks off.
      const server = createServer((socket) => socket.on('error', () => {}).end('220 ready\r\n'))
      const open = await listen(server, 0)
      expect(await reach({ host: 'localhost', port: open })).toBe('connected')
      server.close()

      expect(await reach({ port: await freePort() })).toMatchObject({
        cause: 'proxy-finds-no-way',
        code: noWay,
      })
      expect(await reach({ port: open }, 'wrong')).toMatchObject({ cause: 'proxy-wants-sign-in' })
    })
  })
})

async function listens(port: number): Promise<void> {
  const socket = connectSocket({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  socket.destroy()
}
