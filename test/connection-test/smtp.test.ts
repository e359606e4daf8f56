import { expect, test } from 'vitest'
import { runSmtpTest } from '../../src/connection-test/run.ts'
import type { Step, Timeouts } from '../../src/connection-test/steps.ts'
import type { OutgoingUnderTest } from '../../src/connection-test/test-input.ts'
import { xoauth2 } from '../../src/network/credentials.ts'
import { ownFailure } from '../../src/network/remote-failure.ts'
import { type Answer, hangUp, startScripted, testCertificates } from './scripted-server.ts'
import { startSmtp } from './smtp-server.ts'
import {
  expiresAt,
  failedAt,
  freshToken,
  mailbox,
  now,
  outgoing,
  outlook,
  password,
  signedInAs,
  states,
  stepAt,
  token,
} from './under-test.ts'

async function run(port: number, changes: Partial<OutgoingUnderTest> = {}, timeouts: Partial<Timeouts> = {}) {
  return runSmtpTest(await outgoing(port, changes), { now, timeouts }, () => {})
}

const sent = (accessToken: string) => `AUTH XOAUTH2 ${xoauth2({ user: signedInAs, accessToken })}`

test('an Outlook server passes every step, and nothing is sent', async () => {
  const server = await startSmtp()
  const seen: Step[][] = []

  const result = await runSmtpTest(await outgoing(server.port), { now }, (steps) => seen.push(steps))

  expect(result.state).toBe('passed')
  expect(result.steps).toEqual([
    { id: 'dns', state: 'passed', ms: 0, evidence: { addresses: ['127.0.0.1'] } },
    { id: 'tcp', state: 'passed', ms: 0, evidence: {} },
    {
      id: 'tls',
      state: 'passed',
      ms: 0,
      evidence: {
        tlsVersion: 'TLSv1.3',
        certificateName: 'localhost',
        certificateUntil: expect.stringMatching(/Z$/),
      },
    },
    {
      id: 'capabilities',
      state: 'passed',
      ms: 0,
      evidence: { mechanisms: ['LOGIN', 'XOAUTH2'], size: 157286400 },
    },
    { id: 'token', state: 'passed', ms: 0, evidence: { tokenUntil: expiresAt.toISOString() } },
    { id: 'auth', state: 'passed', ms: 0, evidence: { code: '235' } },
    { id: 'sender', state: 'passed', ms: 0, evidence: { sender: mailbox, code: '250' } },
    { id: 'recipient', state: 'passed', ms: 0, evidence: { recipient: mailbox, code: '250' } },
    { id: 'end', state: 'passed', ms: 0, evidence: {} },
  ])
  expect(server.lines()).toEqual([
    'EHLO [127.0.0.1]',
    'STARTTLS',
    'EHLO [127.0.0.1]',
    sent(token),
    `MAIL FROM:<${mailbox}>`,
    `RCPT TO:<${mailbox}>`,
    'RSET',
    'QUIT',
  ])
  expect(seen[0]?.map(({ state }) => state)).toEqual(['running', ...Array<string>(8).fill('waiting')])
  expect(seen).toHaveLength(18)
})

test('the sign-in string is the one Microsoft documents', () => {
  expect(xoauth2({ user: 'test@contoso.onmicrosoft.com', accessToken: token })).toBe(
    'dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==',
  )
})

test('a server with TLS from the start passes', async () => {
  const server = await startSmtp({ tls: true })

  expect((await run(server.port, { encryption: 'tls' })).state).toBe('passed')
})

test.each([
  ['250-mail\n250 AUTH PLAIN LOGIN', ['AUTH PLAIN AGFkYQBQYXNzd29ydC03']],
  ['250-mail\n250 AUTH LOGIN', ['AUTH LOGIN', 'YWRh', 'UGFzc3dvcnQtNw==']],
  ['250-mail\n250-AUTH LOGIN\n250 AUTH=LOGIN', ['AUTH LOGIN', 'YWRh', 'UGFzc3dvcnQtNw==']],
])('a password server that offers %j passes without asking Microsoft', async (secureHello, dialogue) => {
  const challenges = ['334 UGFzc3dvcmQ6', '235 2.7.0 ok']
  const server = await startSmtp({
    secureHello,
    auth: (peer, line) => peer.say(line.startsWith('AUTH PLAIN') ? '235 2.7.0 ok' : '334 VXNlcm5hbWU6'),
    response: (peer) => peer.say(challenges.shift() ?? '500'),
  })

  const result = await run(server.port, { signIn: password(), username: 'ada' })

  expect(states(result)).toBe(
    'dns passed, tcp passed, tls passed, capabilities passed, auth passed, sender passed, recipient passed, end passed',
  )
  expect(server.lines().slice(3, -4)).toEqual(dialogue)
  expect(server.clearBytes()).not.toContain('AUTH')
})

test.each<[string, Parameters<typeof startSmtp>[0], string]>([
  ['hangs up at once', { greeting: hangUp }, 'tls: connection-broken'],
  ['is too busy', { greeting: '421 4.3.2 Service not available' }, 'tls: server-busy'],
  ['knows no EHLO', { hello: '502 5.5.1 Command not implemented' }, 'tls: request-not-understood'],
  ['offers no encryption', { hello: '250-mail\n250 SIZE 1000' }, 'tls: no-encryption-offered'],
  ['refuses encryption', { startTls: '502 5.3.3 Command not implemented' }, 'tls: no-encryption-offered'],
  ['cannot encrypt right now', { startTls: '454 4.7.0 TLS not available' }, 'tls: server-busy'],
  ['hangs up instead of encrypting', { startTls: hangUp }, 'tls: connection-broken'],
  [
    'breaks off the handshake',
    {
      startTls: (peer) => {
        peer.say('220 go')
        peer.hangUp()
      },
    },
    'tls: connection-broken',
  ],
  ['talks on in clear', { startTls: '220 go\n250 mail' }, 'tls: no-encryption-offered'],
  ['hangs up at EHLO', { secureHello: hangUp }, 'capabilities: connection-broken'],
  ['refuses EHLO', { secureHello: '550 5.7.1 Go away' }, 'capabilities: unknown-smtp'],
  ['offers only passwords', { secureHello: '250-mail\n250 AUTH PLAIN' }, 'capabilities: sign-in-way-missing'],
  ['offers no sign-in', { secureHello: '250 mail' }, 'capabilities: sign-in-way-missing'],
  [
    'has SMTP sign-in switched off',
    {
      auth: '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
    },
    'auth: smtp-auth-disabled',
  ],
  ['refuses the sign-in', { auth: '535 5.7.3 Authentication unsuccessful' }, 'auth: sign-in-refused'],
  [
    'refuses the sign-in with a challenge',
    { auth: '334 eyJz', response: '535 5.7.8 no' },
    'auth: sign-in-refused',
  ],
  ['is busy at the sign-in', { auth: '454 4.7.0 Temporary authentication failure' }, 'auth: server-busy'],
  ['hangs up at the sign-in', { auth: hangUp }, 'auth: connection-broken'],
  [
    'refuses the sender',
    { mail: '550 5.7.60 SMTP; Client does not have permissions to send' },
    'sender: from-refused',
  ],
  [
    'refuses the recipient',
    { rcpt: '550 5.1.10 RESOLVER.ADR.RecipientNotFound' },
    'recipient: recipient-unknown',
  ],
  ['cannot reset', { rset: '451 4.7.0 Temporary server error' }, 'end: server-busy'],
])('a server that %s', async (_, script, expected) => {
  const server = await startSmtp(script)

  const result = await run(server.port)

  expect(failedAt(result)).toBe(expected)
  expect(result.state).toBe('failed')
  expect(result.failure).toEqual(result.steps.find(({ state }) => state === 'failed')?.failure)
})

test('steps after the failed one are not run', async () => {
  const server = await startSmtp({ mail: '550 5.7.60 no' })

  expect(states(await run(server.port))).toBe(
    'dns passed, tcp passed, tls passed, capabilities passed, token passed, auth passed, sender failed, ' +
      'recipient not_run, end not_run',
  )
  expect(server.lines().at(-1)).toMatch(/^MAIL/)
})

test('a server that hangs up at QUIT has passed', async () => {
  const server = await startSmtp({ quit: hangUp })

  expect((await run(server.port)).state).toBe('passed')
})

test('a server that takes too long to say goodbye has passed', async () => {
  const server = await startSmtp({ quit: () => {} })

  expect((await run(server.port, {}, { end: 2_000 })).state).toBe('passed')
})

test('a refused token is fetched afresh and tried once more on a new connection', async () => {
  const asked: boolean[] = []
  const server = await startSmtp({
    auth: (peer, line) =>
      peer.say(line === sent(freshToken) ? '235 2.7.0 ok' : '535 5.7.3 Authentication unsuccessful'),
  })

  const result = await run(server.port, { signIn: outlook(asked) })

  expect(result.state).toBe('passed')
  expect(stepAt(result, 'auth')?.evidence).toEqual({
    retried: true,
    tokenUntil: expiresAt.toISOString(),
    code: '235',
  })
  expect(asked).toEqual([false, true])
  expect(server.connections()).toBe(2)
})

test('a second refusal is a failure, and there is no third try', async () => {
  const server = await startSmtp({ auth: '535 5.7.3 Authentication unsuccessful [AM0PR08CA0001 2026-11-24]' })

  const result = await run(server.port)

  expect(stepAt(result, 'auth')).toMatchObject({
    evidence: { retried: true },
    failure: { cause: 'sign-in-refused', code: '535 5.7.3', signInWith: 'outlook' },
  })
  expect(server.lines().filter((line) => line.startsWith('AUTH'))).toEqual([sent(token), sent(freshToken)])
})

test('when the fresh token cannot be had, that is the failure', async () => {
  const server = await startSmtp({ auth: '535 5.7.3 Authentication unsuccessful' })
  const { token: hand } = { token: async () => ({ accessToken: token, expiresAt, signedInAs, mailbox }) }

  const result = await run(server.port, {
    signIn: {
      kind: 'outlook',
      token: (force) => (force ? Promise.reject(ownFailure('disconnected')) : hand()),
    },
  })

  expect(failedAt(result)).toBe('auth: disconnected')
})

test('a server with a password is not tried twice', async () => {
  const server = await startSmtp({ secureHello: '250-mail\n250 AUTH PLAIN', auth: '535 5.7.8 wrong' })

  const result = await run(server.port, { signIn: password() })

  expect(failedAt(result)).toBe('auth: password-wrong')
  expect(server.connections()).toBe(1)
})

test('an account that is not connected fails at its token, before anything is shown to the server', async () => {
  const server = await startSmtp()

  const result = await run(server.port, {
    signIn: { kind: 'outlook', token: () => Promise.reject(ownFailure('not-connected')) },
  })

  expect(failedAt(result)).toBe('token: not-connected')
  expect(server.lines()).not.toContainEqual(expect.stringMatching(/^AUTH/))
})

test('a password that cannot be opened fails at the sign-in', async () => {
  const server = await startSmtp({ secureHello: '250-mail\n250 AUTH PLAIN' })

  const result = await run(server.port, {
    signIn: {
      kind: 'password',
      password: () => {
        throw ownFailure('secret-unreadable')
      },
    },
  })

  expect(failedAt(result)).toBe('auth: secret-unreadable')
})

test('nobody to send as is a failure of that step', async () => {
  const server = await startSmtp()

  expect(failedAt(await run(server.port, { sender: undefined }))).toBe('sender: sender-unknown')
})

test('a mistake of ours is no failure of the server', async () => {
  const server = await startSmtp()

  const mistake = run(server.port, { sender: `${mailbox}>\r\nRCPT TO:<evil@example.com` })

  await expect(mistake).rejects.toThrow('A line must not hold another line')
  expect(server.lines()).not.toContainEqual(expect.stringContaining('evil'))
})

test('nobody listening is told', async () => {
  const server = await startScripted({ onConnect: '', onLine: () => {} })

  const result = await run(server.port, {
    guard: { check: async () => ({ address: '127.0.0.2', family: 4, addresses: ['127.0.0.2'] }) },
  })

  expect(stepAt(result, 'tcp')).toMatchObject({
    state: 'failed',
    failure: { cause: 'connection-refused', code: 'ECONNREFUSED', host: 'localhost', port: server.port },
  })
})

const pieces: Answer = (peer) => {
  for (const piece of ['2', '50-ma', 'il\r', '\n250-AUTH', ' XOAUTH2\r\n25', '0 SIZE 5\r\n'])
    peer.sayBytes(piece)
}

test('lines may come in any pieces', async () => {
  const server = await startSmtp({ secureHello: pieces })

  const result = await run(server.port)

  expect(stepAt(result, 'capabilities')?.evidence).toEqual({ mechanisms: ['XOAUTH2'], size: 5 })
})

test.each<[string, Answer]>([
  ['line without end', (peer) => peer.sayBytes(`250-${'x'.repeat(5000)}`)],
  ['long line', (peer) => peer.say(`250-${'x'.repeat(5000)}`)],
  ['flood of bytes', (peer) => peer.sayBytes(`250-ok\r\n${'x'.repeat(200_000)}`)],
])('a %s is not kept', async (_, hello) => {
  const server = await startSmtp({ hello })

  expect(failedAt(await run(server.port))).toMatch(/^tls: (unknown-network|not-a-mail-server)$/)
})

test('a reply that never ends is not a mail server', async () => {
  const server = await startSmtp({ hello: Array<string>(200).fill('250-x').join('\n') })

  expect(failedAt(await run(server.port))).toBe('tls: not-a-mail-server')
})

test('words of the server that repeat a secret are not kept', async () => {
  const server = await startSmtp({
    secureHello: '250-mail\n250 AUTH PLAIN',
    auth: (peer, line) => peer.say(`535 5.7.8 no ${line} Passwort-7 \u0007\u001b[31m`),
  })

  const result = await run(server.port, { signIn: password(), username: 'ada' })

  expect(result.failure?.raw).toContain('5.7.8 no')
  expect(JSON.stringify(result)).not.toMatch(/Passwort-7|AGFkYQBQYXNzd29ydC03|\\u00/)
})

test('words of the server that repeat a token are not kept', async () => {
  const decoded = (line: string) => Buffer.from(line.slice('AUTH XOAUTH2 '.length), 'base64').toString()
  const server = await startSmtp({
    auth: (peer, line) => peer.say(`535 5.7.8 ${line} ${decoded(line).split('Bearer ')[1]}`),
  })

  const result = JSON.stringify(await run(server.port))

  expect(result).not.toContain(token)
  expect(result).not.toContain(freshToken)
  expect(result).not.toContain(xoauth2({ user: signedInAs, accessToken: freshToken }))
})

test('an untrusted certificate is shown with its reason', async () => {
  const server = await startSmtp({ certificate: (await testCertificates()).otherHost })

  const result = await run(server.port)

  expect(result.failure).toMatchObject({
    cause: 'certificate-not-trusted',
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
})
