import { expect, test } from 'vitest'
import { runImapTest, runSmtpTest } from '../../src/connection-test/run.ts'
import type { Timeouts } from '../../src/connection-test/steps.ts'
import type { OutgoingUnderTest } from '../../src/connection-test/test-input.ts'
import type { Certificate } from '../microsoft-365/certificates.ts'
import { type Answer, silence, startScripted, testCertificates } from './scripted-server.ts'
import { startSmtp } from './smtp-server.ts'
import { failedAt, incoming, now, outgoing, password, states } from './under-test.ts'

async function run(port: number, changes: Partial<OutgoingUnderTest> = {}, timeouts: Partial<Timeouts> = {}) {
  return runSmtpTest(await outgoing(port, changes), { now, timeouts }, () => {})
}

const chatter = (greeting: Answer) =>
  startScripted({
    onConnect: greeting,
    onLine: (peer) => peer.say('-ERR unknown command, secret-of-the-inside'),
  })

const others: [string, string][] = [
  ['Redis', '-ERR wrong number of arguments, secret-of-the-inside'],
  ['a web server', 'HTTP/1.1 400 Bad Request\nServer: secret-of-the-inside\n'],
  ['SSH', 'SSH-2.0-OpenSSH_9.2 secret-of-the-inside'],
  ['MySQL', 'J\0\0\0\n8.0.36 secret-of-the-inside'],
  ['an odd number', '999 secret-of-the-inside'],
  ['a number too long', '2200 secret-of-the-inside'],
]

test.each(others)('%s on the port is not a mail server, and nothing it says is kept', async (_, greeting) => {
  const { port } = await chatter(greeting)

  const openly = { encryption: 'none', allowPlaintext: true, signIn: password() } as const
  const results = [
    await run(port),
    await run(port, openly),
    await runImapTest(await incoming(port, { encryption: 'starttls' }), { now }, () => {}),
    await runImapTest(await incoming(port, openly), { now }, () => {}),
  ]

  expect(results.map(failedAt)).toEqual([
    'tls: not-a-mail-server',
    'capabilities: not-a-mail-server',
    'tls: not-a-mail-server',
    'capabilities: not-a-mail-server',
  ])
  expect(JSON.stringify(results)).not.toMatch(/secret|-ERR|HTTP|SSH-/)
})

test.each(others)('%s does not speak TLS either, and nothing it says is kept', async (_, greeting) => {
  const { port } = await chatter(greeting)

  const result = await run(port, { encryption: 'tls' })

  expect(failedAt(result)).toMatch(/^tls: (port-and-encryption-differ|encryption-too-old|timed-out)$/)
  expect(JSON.stringify(result)).not.toMatch(/secret|-ERR|SSH-/)
})

test('with encryption stripped on the way nothing is shown to the server', async () => {
  const server = await startSmtp({
    hello: '250-mail\n250 AUTH PLAIN LOGIN XOAUTH2',
    startTls: '502 5.5.1 Command not implemented',
  })

  const results = [await run(server.port), await run(server.port, { signIn: password() })]

  expect(results.map(failedAt)).toEqual(['tls: no-encryption-offered', 'tls: no-encryption-offered'])
  expect(server.lines()).toEqual(['EHLO [127.0.0.1]', 'EHLO [127.0.0.1]'])
})

test('words slipped in before the encryption end the test', async () => {
  const server = await startSmtp({
    startTls: (peer) => {
      peer.sayBytes('220 ready\r\n250-mail\r\n250 AUTH PLAIN LOGIN\r\n')
      peer.startTls()
    },
  })

  const result = await run(server.port, { signIn: password() })

  expect(result.failure).toMatchObject({ cause: 'no-encryption-offered', raw: 'STARTTLS_INJECTION' })
  expect(server.lines()).toEqual(['EHLO [127.0.0.1]', 'STARTTLS'])
})

test('an answer slipped in before its question ends the test', async () => {
  const server = await startSmtp({ hello: '250-mail\n250 STARTTLS\n220 ready' })

  expect(failedAt(await run(server.port))).toBe('tls: not-a-mail-server')
  expect(server.lines()).toEqual(['EHLO [127.0.0.1]'])
})

type Kind = 'selfSigned' | 'expired' | 'notYetValid' | 'otherHost'
const certificate = async (kind: Kind): Promise<Certificate> => (await testCertificates())[kind]

test.each(['selfSigned', 'expired', 'otherHost'] as const)('a certificate %s ends the test', async (kind) => {
  const server = await startSmtp({ certificate: await certificate(kind) })
  const secure = await startSmtp({ certificate: await certificate(kind), tls: true })

  const results = [
    await run(server.port),
    await run(secure.port, { encryption: 'tls' }),
    await run(server.port, { signIn: password(), allowPlaintext: true }),
  ]

  expect(results.map(failedAt)).toEqual(Array(3).fill('tls: certificate-not-trusted'))
  expect([...server.lines(), ...secure.lines()].join()).not.toMatch(/AUTH/)
})

test('a certificate of tomorrow says that the clock is wrong', async () => {
  const server = await startSmtp({ certificate: await certificate('notYetValid') })

  expect(failedAt(await run(server.port))).toBe('tls: clock-wrong')
  expect(server.lines().join()).not.toMatch(/AUTH/)
})

test('an authority nobody has named is not trusted', async () => {
  const server = await startSmtp()

  expect(failedAt(await run(server.port, { ca: undefined }))).toBe('tls: certificate-not-trusted')
})

test('a server that knows only TLS 1.1 is too old', async () => {
  const server = await startSmtp({ newestTls: 'TLSv1.1' })
  const secure = await startSmtp({ newestTls: 'TLSv1.1', tls: true, greeting: silence })

  const results = [await run(server.port), await run(secure.port, { encryption: 'tls' })]

  expect(results.map(failedAt)).toEqual(['tls: encryption-too-old', 'tls: encryption-too-old'])
  expect([...server.lines(), ...secure.lines()].join()).not.toMatch(/AUTH/)
})

const openServer = () => startSmtp({ hello: '250-mail\n250 AUTH PLAIN LOGIN XOAUTH2' })

test('a token never travels without encryption, whatever the operator allows', async () => {
  const server = await openServer()

  const result = await run(server.port, { encryption: 'none', allowPlaintext: true })

  expect(failedAt(result)).toBe('tls: no-encryption-offered')
  expect(server.lines()).toEqual([])
})

test('a password travels without encryption only when the operator allows it', async () => {
  const server = await openServer()

  const refused = await run(server.port, { encryption: 'none', signIn: password() })
  const allowed = await run(server.port, { encryption: 'none', signIn: password(), allowPlaintext: true })

  expect(failedAt(refused)).toBe('tls: no-encryption-offered')
  expect(allowed.state).toBe('passed')
  expect(allowed.steps[2]).toMatchObject({ id: 'tls', evidence: { encrypted: false } })
})

test('encryption that was asked for is not given up because plain text is allowed', async () => {
  const server = await openServer()

  const result = await run(server.port, { signIn: password(), allowPlaintext: true })

  expect(failedAt(result)).toBe('tls: no-encryption-offered')
  expect(server.clearBytes()).not.toContain('AUTH')
})

const drip: Answer = (peer) => {
  peer.sayBytes('250-')
  const timer = setInterval(() => peer.sayBytes('x'), 5)
  setTimeout(() => clearInterval(timer), 2000).unref()
}

test.each<[string, Parameters<typeof startSmtp>[0], Partial<Timeouts>, string]>([
  ['never greets', { greeting: silence }, { tls: 50 }, 'tls: timed-out'],
  ['never answers EHLO', { hello: silence }, { tls: 50 }, 'tls: timed-out'],
  ['drips its answer', { hello: drip }, { tls: 80 }, 'tls: timed-out'],
  ['never shakes hands', { startTls: '220 go' }, { tls: 50 }, 'tls: timed-out'],
  ['is silent once encrypted', { secureHello: silence }, { capabilities: 50 }, 'capabilities: timed-out'],
  ['drips its capabilities', { secureHello: drip }, { capabilities: 80 }, 'capabilities: timed-out'],
  ['never answers the sign-in', { auth: silence }, { auth: 50 }, 'auth: timed-out'],
  ['never answers the sender', { mail: silence }, { sender: 50 }, 'sender: timed-out'],
  ['never answers the recipient', { rcpt: silence }, { recipient: 50 }, 'recipient: timed-out'],
  ['never resets', { rset: silence }, { end: 50 }, 'end: timed-out'],
])('a server that %s is given up', async (_, script, timeouts, expected) => {
  const server = await startSmtp(script)

  const result = await run(server.port, {}, timeouts)

  expect(failedAt(result)).toBe(expected)
  expect(result.state).toBe('failed')
})

test('DNS, the way to the port and Microsoft are given up too, each for its own reason', async () => {
  const never = () => new Promise<never>(() => {})
  const { port } = await startSmtp()

  const dns = await run(port, { guard: { check: never } }, { dns: 20 })
  const token = await run(port, { signIn: { kind: 'outlook', token: never } }, { token: 20 })

  expect(failedAt(dns)).toBe('dns: dns-silent')
  expect(failedAt(token)).toBe('token: microsoft-silent')
})

test('silence on a port for TLS means that the encryption is set wrongly', async () => {
  const { lateAnswer } = await import('../../src/connection-test/shared-steps.ts')
  const causeAt = async (
    port: number,
    encryption: 'starttls' | 'tls' | 'none',
    step: 'tls' | 'capabilities' | 'tcp',
  ) => lateAnswer(await outgoing(port, { encryption }), step)().failure

  expect(await causeAt(465, 'starttls', 'tls')).toMatchObject({
    cause: 'port-and-encryption-differ',
    port: 465,
  })
  expect(await causeAt(993, 'none', 'capabilities')).toMatchObject({ cause: 'port-and-encryption-differ' })
  expect(await causeAt(587, 'starttls', 'tls')).toMatchObject({ cause: 'timed-out', code: 'ETIMEDOUT' })
  expect(await causeAt(465, 'tls', 'capabilities')).toMatchObject({ cause: 'timed-out' })
  expect(await causeAt(587, 'starttls', 'tcp')).toMatchObject({
    cause: 'port-blocked',
    host: 'localhost',
    port: 587,
  })
})

test('a test as a whole ends in time, however patient its steps are', async () => {
  const server = await startSmtp({ mail: silence })

  const result = await run(server.port, {}, { whole: 300 })

  expect(result.state).toBe('timed_out')
  expect(result.failure?.cause).toBe('test-too-long')
  // Which step that is depends on the machine.
  expect(states(result)).toMatch(/^(\w+ passed, )*\w+ failed(, \w+ not_run)+$/)
})

test('a test that is stopped from outside leaves no connection and blames nobody', async () => {
  const stop = new AbortController()
  const server = await startSmtp({ mail: () => stop.abort() })

  const result = await runSmtpTest(await outgoing(server.port), { now, signal: stop.signal }, () => {})

  expect(result.state).toBe('timed_out')
  expect(result.failure).toBeUndefined()
  expect(states(result)).toMatch(/auth passed, sender not_run, recipient not_run, end not_run$/)
})
