import { expect, test } from 'vitest'
import { runImapTest } from '../../src/connection-test/run.ts'
import type { Timeouts } from '../../src/connection-test/steps.ts'
import type { IncomingUnderTest, SignIn } from '../../src/connection-test/test-input.ts'
import { xoauth2 } from '../../src/network/credentials.ts'
import { startImap } from './imap-server.ts'
import { hangUp, silence, testCertificates } from './scripted-server.ts'
import {
  expiresAt,
  failedAt,
  freshToken,
  incoming,
  mailbox,
  now,
  outlook,
  password,
  signedInAs,
  states,
  stepAt,
  token,
} from './under-test.ts'

async function run(port: number, changes: Partial<IncomingUnderTest> = {}, timeouts: Partial<Timeouts> = {}) {
  return runImapTest(await incoming(port, changes), { now, timeouts }, () => {})
}

const sent = (accessToken: string) => xoauth2({ user: mailbox, accessToken })

test('an Outlook mailbox passes every step, and nothing in it changes', async () => {
  const server = await startImap()

  const result = await run(server.port)

  expect(result.state).toBe('passed')
  expect(states(result)).toBe(
    'dns passed, tcp passed, tls passed, capabilities passed, token passed, auth passed, folder passed, ' +
      'header passed, end passed',
  )
  expect(result.steps.slice(3).map(({ evidence }) => evidence)).toEqual([
    { mechanisms: ['XOAUTH2'] },
    { tokenUntil: expiresAt.toISOString() },
    {},
    { folder: 'INBOX', count: 12, uidValidity: '14' },
    { subject: true },
    {},
  ])
  expect(server.lines().join('\n')).toContain(`AUTHENTICATE XOAUTH2 ${sent(token)}`)
  expect(server.lines().join('\n')).toMatch(/FETCH 12 .*BODY\.PEEK\[HEADER/)
  expect(server.lines().join('\n')).not.toMatch(/SELECT|STORE|BODY\[|EXPUNGE|COPY|MOVE/)
  expect(server.lines().at(-1)).toMatch(/LOGOUT$/)
})

test('a mailbox is signed in to by its own name, also when someone else holds the token', async () => {
  const server = await startImap()

  await run(server.port, { username: 'info@mein-shop.example' })

  expect(server.lines().join('\n')).toContain(xoauth2({ user: 'info@mein-shop.example', accessToken: token }))
})

test('an empty folder passes', async () => {
  const server = await startImap({ examine: '* 0 EXISTS\n* OK [UIDVALIDITY 3] ok\n$ OK [READ-ONLY] done' })

  const result = await run(server.port)

  expect(result.state).toBe('passed')
  expect(stepAt(result, 'header')?.evidence).toEqual({ count: 0 })
  expect(server.lines().join('\n')).not.toContain('FETCH')
})

test('STARTTLS comes before anything else', async () => {
  const offers = { before: 'IMAP4rev1 STARTTLS LOGINDISABLED', after: 'IMAP4rev1 AUTH=XOAUTH2 SASL-IR' }
  const server = await startImap({
    tls: false,
    capability: (peer) =>
      peer.say(`* CAPABILITY ${peer.isEncrypted() ? offers.after : offers.before}\n$ OK done`),
    startTls: (peer) => {
      peer.say('$ OK begin')
      peer.startTls()
    },
  })

  const result = await run(server.port, { encryption: 'starttls' })

  expect(result.state).toBe('passed')
  expect(server.clearBytes()).not.toMatch(/AUTH|LOGIN|EXAMINE/)
})

const passwords = '* CAPABILITY IMAP4rev1 AUTH=PLAIN\n$ OK done'
const login = '* CAPABILITY IMAP4rev1\n$ OK done'

test.each([
  ['PLAIN', { capability: passwords, authenticate: '+ ' }, /AUTHENTICATE PLAIN\nAGFkYQBQYXNzd29ydC03$/m],
  ['LOGIN', { capability: login, login: '$ OK in' }, /LOGIN "?ada"? "?Passwort-7"?/],
] as const)('a password server passes with %s', async (_, script, dialogue) => {
  const server = await startImap(script)

  const result = await run(server.port, { signIn: password(), username: 'ada' })

  expect(result.state).toBe('passed')
  expect(server.lines().join('\n')).toMatch(dialogue)
})

test.each<[string, Parameters<typeof startImap>[0], string]>([
  ['hangs up at once', { greeting: hangUp }, 'tls: connection-broken'],
  ['says goodbye', { greeting: '* BYE Connection is closed. 13' }, 'capabilities: reading-interrupted'],
  ['lets anybody in', { greeting: '* PREAUTH welcome' }, 'capabilities: not-a-mail-server'],
  [
    'does not tell what it can',
    { capability: '$ BAD Command Error. 12' },
    'capabilities: request-not-understood',
  ],
  ['answers something else', { capability: '* OK fine\nhello' }, 'capabilities: not-a-mail-server'],
  [
    'says goodbye instead',
    { capability: '* BYE Server Unavailable. 15' },
    'capabilities: reading-interrupted',
  ],
  [
    'talks without end',
    { capability: Array<string>(200).fill('* OK x').join('\n') },
    'capabilities: not-a-mail-server',
  ],
  ['offers no Outlook sign-in', { capability: passwords }, 'capabilities: sign-in-way-missing'],
  ['refuses the sign-in', { authenticate: '$ NO AUTHENTICATE failed.' }, 'auth: reading-refused'],
  ['hangs up at the sign-in', { authenticate: hangUp }, 'auth: connection-broken'],
  [
    'is not connected',
    { namespace: '$ BAD User is authenticated but not connected.' },
    'auth: not-this-mailbox',
  ],
  ['has no mailbox', { list: '$ BAD User is authenticated but not connected.' }, 'folder: not-this-mailbox'],
  ['will not open the folder', { examine: '$ NO [NONEXISTENT] no such folder' }, 'folder: folder-missing'],
  [
    'says goodbye at the folder',
    { examine: '* BYE Session invalidated - AccessTokenExpired' },
    'folder: session-expired',
  ],
  ['will not show a header', { fetch: '$ NO Server Unavailable. 15' }, 'header: reading-interrupted'],
  ['hangs up at the header', { fetch: hangUp }, 'header: connection-broken'],
])('a server that %s', async (_, script, expected) => {
  const server = await startImap(script)

  const result = await run(server.port)

  expect(failedAt(result)).toBe(expected)
  expect(result.state).toBe('failed')
})

test('a folder that does not exist is never asked for, and the others are named', async () => {
  const server = await startImap()

  const folders = ['inbox', 'Bestellungen', 'INBOX" (\r\nA1 DELETE INBOX', 'sent items']
  const results = []
  for (const folder of folders) results.push(await run(server.port, { folder }))

  expect(results.map(failedAt)).toEqual([undefined, ...Array<string>(3).fill('folder: folder-missing')])
  expect(results[1]?.failure).toEqual({ cause: 'folder-missing', folders: ['INBOX', 'Sent Items'] })
  expect(server.lines().join('\n')).not.toMatch(/DELETE|Bestellungen/)
})

test('a refused token is fetched afresh and tried once more', async () => {
  const asked: boolean[] = []
  const server = await startImap({
    authenticate: (peer, line) =>
      peer.say(line.includes(sent(freshToken)) ? '$ OK in' : '$ NO AUTHENTICATE failed.'),
  })

  const result = await run(server.port, { signIn: outlook(asked) })

  expect(result.state).toBe('passed')
  expect(stepAt(result, 'auth')?.evidence).toEqual({ retried: true, tokenUntil: expiresAt.toISOString() })
  expect(asked).toEqual([false, true])
})

test('a second refusal is a failure, in the words of the server but without our token', async () => {
  const server = await startImap({
    authenticate: (peer, line) => peer.say(`$ NO AUTHENTICATE failed. ${line}`),
  })

  const result = await run(server.port)

  expect(result.failure).toMatchObject({ cause: 'reading-refused', code: 'NO AUTHENTICATE failed' })
  expect(JSON.stringify(result)).not.toContain(sent(freshToken))
  expect(server.lines().filter((line) => line.includes('AUTHENTICATE'))).toHaveLength(2)
})

test("Google's way to refuse, with a challenge, is understood", async () => {
  const server = await startImap({
    authenticate: '+ eyJzdGF0dXMiOiI0MDAifQ==',
    response: '$ NO [AUTHENTICATIONFAILED] Invalid credentials',
  })

  expect(failedAt(await run(server.port))).toBe('auth: reading-refused')
})

test('a wrong password is told once', async () => {
  const server = await startImap({ capability: login, login: '$ NO [AUTHENTICATIONFAILED] no Passwort-7' })

  const result = await run(server.port, { signIn: password(), username: 'ada' })

  expect(failedAt(result)).toBe('auth: password-wrong')
  expect(JSON.stringify(result)).not.toContain('Passwort-7')
  expect(server.lines().filter((line) => line.includes('LOGIN '))).toHaveLength(1)
})

test.each(['selfSigned', 'expired', 'otherHost'] as const)('a certificate %s ends the test', async (kind) => {
  const server = await startImap({ certificate: (await testCertificates())[kind] })

  expect(failedAt(await run(server.port))).toBe('tls: certificate-not-trusted')
  expect(server.lines()).toEqual([])
})

test('a certificate that turns bad between two connections still protects the token', async () => {
  const { good, selfSigned } = await testCertificates()
  let shown = good
  const server = await startImap({ certificate: () => shown })
  const signIn: SignIn = {
    kind: 'outlook',
    async token() {
      shown = selfSigned

      return { accessToken: token, expiresAt, signedInAs, mailbox }
    },
  }

  const result = await run(server.port, { signIn })

  expect(failedAt(result)).toBe('auth: certificate-not-trusted')
  expect(server.lines().join('\n')).not.toContain('AUTHENTICATE')
})

test.each([
  ['stripped on the way', { capability: '* CAPABILITY IMAP4rev1 AUTH=PLAIN\n$ OK done' }],
  ['refused', { capability: '* CAPABILITY IMAP4rev1 STARTTLS\n$ OK done', startTls: '$ NO not now' }],
  [
    'followed by clear words',
    { capability: '* CAPABILITY IMAP4rev1 STARTTLS\n$ OK done', startTls: '$ OK go\n* OK x' },
  ],
] as const)('STARTTLS %s ends the test before anything is shown', async (_, script) => {
  const server = await startImap({ tls: false, ...script })

  const result = await run(server.port, { encryption: 'starttls', signIn: password(), allowPlaintext: true })

  expect(failedAt(result)).toMatch(/^tls: (no-encryption-offered|unknown-imap)$/)
  expect(server.clearBytes()).not.toMatch(/AUTHENTICATE|LOGIN /)
})

test('a token never travels without encryption, whatever the operator allows', async () => {
  const server = await startImap({ tls: false })

  expect(failedAt(await run(server.port, { encryption: 'none', allowPlaintext: true }))).toBe(
    'tls: no-encryption-offered',
  )
  expect(server.lines()).toEqual([])
})

test('a password travels without encryption only when the operator allows it', async () => {
  const server = await startImap({ tls: false, capability: login, login: '$ OK in' })
  const openly = { encryption: 'none', signIn: password(), username: 'ada' } as const

  expect(failedAt(await run(server.port, openly))).toBe('tls: no-encryption-offered')
  expect((await run(server.port, { ...openly, allowPlaintext: true })).state).toBe('passed')
})

test.each<[string, Parameters<typeof startImap>[0], Partial<Timeouts>, string]>([
  ['never greets', { greeting: silence }, { capabilities: 50 }, 'capabilities: timed-out'],
  ['never answers the sign-in', { authenticate: silence }, { auth: 100 }, 'auth: timed-out'],
  ['never lists', { list: silence }, { folder: 50 }, 'folder: timed-out'],
  ['never shows the header', { fetch: silence }, { header: 50 }, 'header: timed-out'],
  ['never says goodbye', { logout: silence }, { end: 50 }, 'end: timed-out'],
])('a server that %s is given up', async (_, script, timeouts, expected) => {
  const server = await startImap(script)

  expect(failedAt(await run(server.port, {}, timeouts))).toBe(expected)
})
