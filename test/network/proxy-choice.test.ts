import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RemoteFailure } from '../../src/errors.ts'
import { createNetworkClient } from '../../src/microsoft/network-client.ts'
import { openSocket } from '../../src/network/dial.ts'
import { createGuard, type Lookup } from '../../src/network/guard.ts'
import { createPoster } from '../../src/network/post.ts'
import { createOutgoingProxy } from '../../src/network/proxy.ts'
import { parseSettings, type SettingsInput } from '../../src/settings.ts'
import { StartProblem } from '../../src/storage/start-problem.ts'
import { useReceiver } from '../hand-over/receiver.ts'
import { listen } from '../microsoft-365/loopback.ts'
import { startProxy, type TestProxy } from '../proxy.ts'

/** What our own DNS knows here; nothing else. */
const zone: Record<string, string[]> = {
  'mail.hoster.example': ['52.97.201.2'],
  'inside.hoster.example': ['10.1.2.3'],
  'mixed.hoster.example': ['52.97.201.2', '169.254.169.254'],
  localhost: ['127.0.0.1', '::1'],
}
const lookup: Lookup = async (host) => {
  const literal = /^[\d.]+$|:/.test(host) ? [host] : undefined
  const known = zone[host.toLowerCase().replace(/\.$/, '')] ?? literal
  if (!known) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' })

  return known.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

/** The four ways to name a proxy, and whether it is given names. */
const ways = [
  ['http', 'http', {}, false],
  ['socks5', 'socks5', {}, false],
  ['socks5h', 'socks5', {}, true],
  ['http', 'http', { MAIL_PROXY_RESOLVES: 'true' }, true],
] as const

const receiver = useReceiver()
const greeter = createServer((socket) => socket.end('220 ready\r\n'))
const proxies = {} as Record<'http' | 'socks5', TestProxy>
let port = 0
beforeAll(async () => {
  port = await listen(greeter, 0)
  for (const kind of ['http', 'socks5'] as const) proxies[kind] = await startProxy({ kind })
})
beforeEach(() => {
  for (const { asked, ownPorts } of Object.values(proxies)) {
    asked.length = 0
    ownPorts.clear()
  }
})
afterAll(() => {
  for (const { vanish } of Object.values(proxies)) vanish()
  greeter.close()
})

/** Built from the settings as a deployment has them. */
function build(given: SettingsInput) {
  const { MAIL_ALLOW_NETS: allowNets, ...settings } = parseSettings(given)
  const outgoingProxy = createOutgoingProxy(settings, undefined)
  const allowPorts = [port, Number(new URL(receiver.url).port)]
  const guard = createGuard({ allowNets, allowPorts, outgoingProxy, lookup })

  return { outgoingProxy, guard, post: createPoster({ guard, ca: undefined, timeoutMs: 3000 }) }
}

async function causeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof RemoteFailure ? error.failure.cause : String(error)),
  )
}

describe.each(ways)('with %s:// as proxy', (scheme, kind, more, resolves) => {
  const proxied = (given: SettingsInput = {}) =>
    build({ MAIL_PROXY: `${scheme}://${proxies[kind].shown}`, ...more, ...given })

  const reach = async (host: string, { guard }: ReturnType<typeof build>) => {
    const { address, via } = await guard.check(host, port, 'smtp')
    const socket = await openSocket({ address, via, host, port }, { ms: 3000 })
    socket.destroy()
  }

  test(`is given ${resolves ? 'the name' : 'the checked address'}, for mail and for the webhook`, async () => {
    const url = new URL(receiver.url.replace('localhost', 'mail.hoster.example'))
    const built = proxied()
    await reach('mail.hoster.example', built)
    expect(await built.post(url, {}, '{}')).toMatchObject({ status: 204 })

    const target = resolves ? 'mail.hoster.example' : '52.97.201.2'
    expect(proxies[kind].asked).toEqual([`${target}:${port}`, `${target}:${url.port}`])
    expect([...receiver.clientPorts].every((from) => proxies[kind].ownPorts.has(from))).toBe(true)
  })

  test(`a name that our DNS does not know is ${resolves ? 'looked up by it' : 'not asked for'}`, async () => {
    expect(await causeOf(reach('mail.beyond.example', proxied()))).toBe(
      resolves ? 'none' : 'server-name-unknown',
    )
    expect(proxies[kind].asked).toEqual(resolves ? [`mail.beyond.example:${port}`] : [])
  })

  test('the sign-in host goes to it by name and is never looked up here', async () => {
    const client = createNetworkClient({
      via: proxied().outgoingProxy.proxyFor('login.beyond.example'),
      timeoutMs: 3000,
    })
    // There is no such name: whoever looks it up gets no further.
    await client.send('GET', `https://login.beyond.example:${port}/`).catch(() => {})
    await client.close()

    expect(proxies[kind].asked).toEqual([`login.beyond.example:${port}`])
  })

  test.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    '10.0.0.5',
    'fe80::1',
    'localhost',
    'LOCALHOST.',
    'inside.hoster.example',
    'mixed.hoster.example',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '127.1',
    'metadata.google.internal',
    'printer.local',
    'nas',
  ])('%s stays closed: nothing is asked of the proxy, by no protocol', async (host) => {
    const { guard, post } = proxied()
    const closed = /^(address-not-allowed|server-name-unknown)$/
    for (const protocol of ['smtp', 'imap', 'webhook'] as const)
      expect(await causeOf(guard.check(host, port, protocol))).toMatch(closed)
    const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/`)
    expect(await post(url, {}, '{}')).toMatchObject({
      failure: { cause: expect.stringMatching(/^webhook-(address-blocked|not-found)$/) },
    })

    expect(proxies[kind].asked).toEqual([])
  })

  test.each([
    ['localhost', ''],
    ['localhost', '127.0.0.0/8 ::1'],
    ['mail.hoster.example', 'hoster.example'],
    ['mail.hoster.example', '52.97.0.0/16'],
    ['mail.hoster.example', '*'],
  ])('%s with MAIL_NO_PROXY=%s', async (host, exceptions) => {
    const { guard } = proxied({ MAIL_NO_PROXY: exceptions, MAIL_ALLOW_NETS: '127.0.0.0/8 ::1' })
    const { via, address } = await guard.check(host, port, 'imap')

    expect(via?.shown).toBe(exceptions ? undefined : proxies[kind].shown)
    // Where nobody else looks a name up, the address that was checked counts.
    if (exceptions) expect(zone[host]).toContain(address)
  })

  test('what is excepted is reached from here, without a word to the proxy', async () => {
    const { post } = proxied({ MAIL_NO_PROXY: 'localhost', MAIL_ALLOW_NETS: '127.0.0.0/8 ::1' })
    zone['localhost'] = ['127.0.0.1']
    const result = await post(new URL(receiver.url), {}, '{}')
    zone['localhost'] = ['127.0.0.1', '::1']

    expect(result).toMatchObject({ status: 204 })
    expect(proxies[kind].asked).toEqual([])
    expect(receiver.clientPorts.size).toBe(1)
  })
})

// biome-ignore format: a table, one host in one line
test.each([
  ['mail.intern.example', 'intern.example', true],
  ['mail.intern.example', '.intern.example', true],
  ['mail.intern.example', '*.intern.example', true],
  ['MAIL.Intern.Example.', 'intern.example', true],
  ['intern.example', '.intern.example', true],
  ['notintern.example', 'intern.example', false],
  ['intern.example.evil.example', 'intern.example', false],
  ['10.1.2.3', '10.1.0.0/16', true],
  ['10.2.2.3', '10.1.0.0/16', false],
  ['10.1.2.3', '10.1.2.3', true],
  ['2001:db8::7', '2001:db8::/32', true],
  ['anything.example', '*', true],
  ['anything.example', 'other.example, 10.0.0.0/8', false],
] as const)('%s with MAIL_NO_PROXY=%s is excepted: %s', (host, exceptions, isExcepted) => {
  const { outgoingProxy } = build({ MAIL_PROXY: 'http://proxy.example:3128', MAIL_NO_PROXY: exceptions })

  expect(outgoingProxy.proxyFor(host) === undefined).toBe(isExcepted)
})

test.each([
  'proxy.example:3128',
  'htp://shop:Geheim-7@proxy.example:3128',
  'ftp://shop:Geheim-7@proxy.example:21',
  'socks4://shop:Geheim-7@proxy.example',
  'http://shop:Geheim-7@proxy.example:99999',
  'http://shop:Geheim-7@proxy.example:31a8',
  'http://shop:Geheim-7@',
  'http://shop:Geheim-7@proxy.example:3128/path',
  'http://shop:Geheim-7%ZZ@proxy.example:3128',
  '//shop:Geheim-7@proxy.example',
  'shop:Geheim-7@proxy.example:3128',
  '',
])('MAIL_PROXY=%s is refused with a sentence, in which there is no password', (value) => {
  const start = () => parseSettings({ MAIL_PROXY: value })

  expect(start).toThrow(StartProblem)
  expect(start).toThrow(/^This setting is not right:\n {2}MAIL_PROXY: must be an address like http:\/\/proxy/)
  expect(start).not.toThrow(/Geheim/)
})

test.each([
  '10.1.0.0/99',
  'http://intern.example',
  'intern example/24',
  '10.1.0.0-10.1.0.9',
  '10.1.2.300',
  'intern.example:587',
])('MAIL_NO_PROXY=%s is refused with a sentence', (value) => {
  expect(() => parseSettings({ MAIL_NO_PROXY: value })).toThrow('  MAIL_NO_PROXY: must be names or networks')
})
