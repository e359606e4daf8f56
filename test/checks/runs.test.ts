import { createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { createChecks } from '../../src/checks/checks.ts'
import { createDnsRecords } from '../../src/checks/dns-records.ts'
import { runChecks, wholeMs } from '../../src/checks/run-checks.ts'
import { createGuard } from '../../src/network/guard.ts'
import { createOutgoingProxy } from '../../src/network/proxy.ts'
import { useDatabase } from '../database.ts'
import { useDns } from './dns-server.ts'

const db = useDatabase()
const dns = useDns()
const ada = { id: 'ada', name: 'Ada' }
const servers: Server[] = []
const never = new Promise<never>(() => {})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Accepts connections, and says this much and nothing more. */
async function stalling(greeting: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (greeting) socket.write(greeting)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()

  return typeof address === 'object' && address ? address.port : 0
}

interface Where {
  port: number
  readiness?: Promise<never>
}

function checksAt({ port, readiness }: Where) {
  const guard = createGuard({
    allowNets: ['127.0.0.0/8', '::1/128'],
    allowPorts: [port],
    outgoingProxy: createOutgoingProxy(
      { MAIL_PROXY: undefined, MAIL_NO_PROXY: [], MAIL_PROXY_RESOLVES: false },
      undefined,
    ),
  })
  const fine = { checks: { database: 'ok', schema: 'ok', keys: 'ok', worker: 'ok' } } as const

  return createChecks({
    db,
    log: { error: () => {} },
    settings: {
      PUBLIC_URL: 'http://localhost:3000',
      DATA_DIR: '/',
      MICROSOFT_LOGIN_HOST: `localhost:${port}`,
      OUTLOOK_SMTP_HOST: 'localhost',
      OUTLOOK_SMTP_PORT: port,
      OUTLOOK_IMAP_HOST: 'localhost',
      OUTLOOK_IMAP_PORT: port,
    },
    readiness: { check: () => readiness ?? Promise.resolve(fine) },
    guard,
    outgoingProxy: createOutgoingProxy(
      { MAIL_PROXY: undefined, MAIL_NO_PROXY: [], MAIL_PROXY_RESOLVES: false },
      undefined,
    ),
    ca: undefined,
    now: () => new Date(),
    dns: createDnsRecords({ servers: [dns.address()], timeoutMs: 100 }),
    limits: { own: 300, names: 300, server: 300, signInHost: 300, records: 1500 },
    wholeMs: 2000,
  })
}

describe('a run ends in time, whatever stalls', () => {
  test.each([
    ['the greeting', ''],
    ['after the greeting', '220 localhost ESMTP\r\n* OK ready\r\n'],
  ])('%s', async (_, greeting) => {
    dns.zone.set('TXT mein-shop.example', 'silence')
    await db.generalSettings.create({ data: { defaultFromAddress: 'info@mein-shop.example' } })
    const checks = checksAt({ port: await stalling(greeting) })

    const run = await checks.waitFor(await checks.start(ada, 'http://localhost:3000'))

    expect(run.isRunning).toBe(false)
    const stateOf = (id: string) => run.checks.find((check) => check.id === id)?.state
    expect([stateOf('smtp'), stateOf('imap'), stateOf('sign-in-host'), stateOf('spf')]).toEqual([
      ...['err', 'err', 'err', 'warn'],
    ])
    expect([stateOf('database'), stateOf('disk'), stateOf('public-address')]).toEqual(['ok', 'ok', 'ok'])
  })

  test('a database that does not answer', async () => {
    const checks = checksAt({ port: await stalling(''), readiness: never })

    const run = await checks.waitFor(await checks.start(ada, 'http://localhost:3000'))

    expect(run.checks.find(({ id }) => id === 'database')).toMatchObject({
      state: 'err',
      finding: 'too-slow',
    })
  })

  test('even a check that heeds no limit of its own', async () => {
    const work = { about: [{ id: 'disk' as const }], ms: 60_000, work: () => never }
    const done = runChecks(
      [work],
      { signal: new AbortController().signal, wholeMs: 200, onChange: () => {} },
      () => {},
    )

    expect(await Promise.race([done, pause(5000, 'late')])).toMatchObject([{ state: 'not_run' }])
    expect(wholeMs).toBeLessThanOrEqual(45_000)
  })
})

test('while a run goes on, nobody starts a second one', async () => {
  const checks = checksAt({ port: await stalling('') })

  const ids = await Promise.all([1, 2, 3].map(() => checks.start(ada, 'http://localhost:3000')))
  await checks.waitFor(ids[0] ?? '')

  expect(new Set(ids).size).toBe(1)
  expect(await db.checkRun.count()).toBe(1)
})

test('a stopped process leaves no run that seems to go on', async () => {
  const checks = checksAt({ port: await stalling(''), readiness: never })
  const id = await checks.start(ada, 'http://localhost:3000')

  await checks.stop()

  expect(await checks.get(id)).toMatchObject({ isRunning: false })
})
