import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createGuard, type Lookup } from '../../src/network/guard.ts'
import { openWire } from '../../src/network/wire.ts'
import { listen } from '../microsoft-365/loopback.ts'

const answers =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const guardWith = (lookup: Lookup, allowNets: string[] = []) =>
  createGuard({ allowNets, allowPorts: [], lookup })

async function causeOf(checked: Promise<unknown>) {
  return checked.then(
    () => 'allowed',
    (error: unknown) => (error instanceof Error && 'failure' in error ? error.failure : error),
  )
}

test('a public mail server is let through, with the address to connect to', async () => {
  const guard = guardWith(answers('2603:1026::2', '52.97.201.2'))

  expect(await guard.check('smtp.office365.com', 587, 'smtp')).toEqual({
    address: '2603:1026::2',
    family: 6,
    addresses: ['2603:1026::2', '52.97.201.2'],
  })
})

test('a name that leads into the own network is refused without telling where it leads', async () => {
  const failure = await causeOf(guardWith(answers('10.1.2.3')).check('intern.mein-shop.de', 587, 'smtp'))

  expect(failure).toEqual({ cause: 'address-not-allowed', host: 'intern.mein-shop.de', port: 587 })
})

test.each([[['52.97.201.2', '10.1.2.3']], [['10.1.2.3', '52.97.201.2']], [['2603:1026::2', '::1']], [[]]])(
  'an answer of %j is refused as a whole',
  async (addresses) => {
    const failure = await causeOf(guardWith(answers(...addresses)).check('mixed.example', 587, 'smtp'))

    expect(failure).toMatchObject({ cause: 'address-not-allowed' })
  },
)

test('the metadata service stays closed when its network is allowed', async () => {
  const guard = guardWith(answers('169.254.169.254'), ['169.254.0.0/16'])

  expect(await causeOf(guard.check('metadata.example', 587, 'smtp'))).toMatchObject({
    cause: 'address-not-allowed',
  })
})

test.each([
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '017700000001',
  '0x7f000001',
  '127.0.0.1',
  '127.0.0.1.',
  '１２７.0.0.1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  '::1',
  '::ffff:127.0.0.1',
  '0',
  '0.0.0.0',
  '::',
  'fe80::1%lo',
  '[::1]',
  '169.254.169.254',
  '0xa9fea9fe',
])('the real resolver and "%s" lead nowhere', async (host) => {
  const guard = createGuard({ allowNets: [], allowPorts: [] })

  expect(await causeOf(guard.check(host, 587, 'smtp'))).toMatchObject({
    cause: expect.stringMatching(/^(address-not-allowed|server-name-unknown|dns-silent)$/),
  })
})

test('a connection goes to the address that was checked, whatever DNS says the second time', async () => {
  let connections = 0
  const secret = createServer(() => {
    connections += 1
  })
  const port = await listen(secret, 0)
  onTestFinished(() => void secret.close())
  const rebinding = [['127.0.0.2'], ['127.0.0.1']]
  const lookup: Lookup = async () =>
    (rebinding.shift() ?? ['127.0.0.1']).map((address) => ({ address, family: 4 }))
  const guard = createGuard({ allowNets: ['127.0.0.2'], allowPorts: [port], lookup })

  const { address } = await guard.check('rebinding.example', port, 'smtp')
  const wire = openWire({ address, host: 'rebinding.example', port }, AbortSignal.timeout(5000))

  expect(await causeOf(wire)).toMatchObject({ cause: 'connection-refused' })
  expect(await causeOf(guard.check('rebinding.example', port, 'smtp'))).toMatchObject({
    cause: 'address-not-allowed',
  })
  expect(connections).toBe(0)
})

test.each([
  ['smtp', 22],
  ['smtp', 80],
  ['smtp', 6379],
  ['smtp', 993],
  ['imap', 587],
  ['imap', 25],
  ['imap', 6379],
] as const)('%s on port %i is refused before DNS is asked', async (protocol, port) => {
  let asked = 0
  const guard = guardWith(async () => {
    asked += 1
    return []
  })

  expect(guard.isMailPort(protocol, port)).toBe(false)
  expect(await causeOf(guard.check('mail.example', port, protocol))).toMatchObject({
    cause: 'port-not-allowed',
    port,
  })
  expect(asked).toBe(0)
})

test('the usual ports of mail are allowed, and those the operator adds', () => {
  const { isMailPort } = createGuard({ allowNets: [], allowPorts: [1025] })

  expect([25, 465, 587, 2525, 1025].every((port) => isMailPort('smtp', port))).toBe(true)
  expect([143, 993, 1025].every((port) => isMailPort('imap', port))).toBe(true)
})

test('a form can refuse a closed address at once, a name only when DNS has spoken', () => {
  const { mayBeAllowed } = createGuard({ allowNets: ['10.1.2.0/24'], allowPorts: [] })

  expect(mayBeAllowed('127.0.0.1')).toBe(false)
  expect(mayBeAllowed('::ffff:127.0.0.1')).toBe(false)
  expect(mayBeAllowed('10.1.2.3')).toBe(true)
  expect(mayBeAllowed('localhost')).toBe(true)
})

test.each([
  ['ENOTFOUND', 'server-name-unknown'],
  ['EAI_AGAIN', 'dns-silent'],
])('DNS that says %s is the cause %s', async (code, cause) => {
  const guard = guardWith(() => Promise.reject(Object.assign(new Error('getaddrinfo'), { code })))

  expect(await causeOf(guard.check('mail.example', 587, 'smtp'))).toEqual({
    cause,
    code,
    host: 'mail.example',
    port: 587,
  })
})

test('DNS that says nothing is given up', async () => {
  const silent: Lookup = () => new Promise(() => {})
  const guard = createGuard({ allowNets: [], allowPorts: [], lookup: silent, lookupMs: 5 })

  expect(await causeOf(guard.check('mail.example', 587, 'smtp'))).toMatchObject({ cause: 'dns-silent' })
})

test('a check that nobody waits for any more ends with the reason', async () => {
  const guard = guardWith(() => new Promise(() => {}))
  const stop = new AbortController()

  const checked = causeOf(guard.check('mail.example', 587, 'smtp', stop.signal))
  stop.abort(new Error('Stopped'))

  expect(await checked).toEqual(new Error('Stopped'))
})
