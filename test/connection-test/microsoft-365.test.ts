import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runImapTest, runSmtpTest } from '../../src/connection-test/run.ts'
import type { IncomingUnderTest, OutgoingUnderTest, SignIn } from '../../src/connection-test/test-input.ts'
import type { FaultId } from '../microsoft-365/fault-list.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { failedAt, incoming, outgoing, password, stepAt } from './under-test.ts'

const orders = 'orders@mein-shop.example'
const anna = 'anna@mein-shop.example'
const info = 'info@mein-shop.example'

let microsoft: Microsoft365
beforeAll(async () => {
  microsoft = await startMicrosoft365()
})
beforeEach(() => microsoft.reset())
afterAll(() => microsoft.close())

/** Someone who signed in for a mailbox, often their own. */
function signedIn(as: string, mailbox = as): SignIn {
  return {
    kind: 'outlook',
    token: async () => ({
      accessToken: microsoft.accessTokenFor(as),
      expiresAt: new Date(Date.now() + 3_600_000),
      signedInAs: as,
      mailbox,
    }),
  }
}

const options = { now: () => new Date() }

async function send(changes: Partial<OutgoingUnderTest> = {}) {
  const { host, port } = microsoft.smtp
  const usual = {
    host,
    ca: microsoft.ca,
    username: orders,
    sender: orders,
    recipient: orders,
    signIn: signedIn(orders),
  }

  return runSmtpTest({ ...(await outgoing(port)), ...usual, ...changes }, options, () => {})
}

async function read(changes: Partial<IncomingUnderTest> = {}) {
  const { host, port } = microsoft.imap
  const usual = { host, ca: microsoft.ca, username: orders, signIn: signedIn(orders) }

  return runImapTest({ ...(await incoming(port)), ...usual, ...changes }, options, () => {})
}

test('a connected mailbox sends and reads, and no mail arrives anywhere', async () => {
  const results = [await send(), await read()]

  expect(results.map(failedAt)).toEqual([undefined, undefined])
  expect(stepAt(results[0] ?? { steps: [] }, 'capabilities')?.evidence?.mechanisms).toContain('XOAUTH2')
  expect(microsoft.received).toEqual([])
  expect(microsoft.calls).toMatchObject({ smtpAuth: 1, imapAuth: 1 })
})

test('a shared mailbox sends and reads through the person who signed in for it', async () => {
  const shared = { signIn: signedIn(anna, info), username: info, sender: info, recipient: info }

  expect(failedAt(await send(shared))).toBeUndefined()
  expect(failedAt(await read({ signIn: signedIn(anna, info), username: info }))).toBeUndefined()
})

test('somebody without rights on a mailbox cannot read it', async () => {
  expect(failedAt(await read({ signIn: signedIn(orders, anna), username: anna }))).toBe(
    'auth: not-this-mailbox',
  )
})

test.each<[FaultId, string]>([
  ['smtp-auth-disabled', 'auth: smtp-auth-disabled'],
  ['smtp-auth-disabled-tenant', 'auth: smtp-auth-disabled'],
  ['smtp-refuses-sign-in', 'auth: sign-in-refused'],
  ['sendas-denied', 'sender: from-refused'],
  ['no-starttls', 'tls: no-encryption-offered'],
  ['smtp-port-closed', 'tcp: connection-refused'],
  ['too-many-connections', 'tls: too-many-connections'],
  ['bad-certificate', 'tls: certificate-not-trusted'],
  ['expired-certificate', 'tls: certificate-not-trusted'],
  ['other-host-certificate', 'tls: certificate-not-trusted'],
])('sending with the fault %s', async (fault, expected) => {
  microsoft.faults.on(fault)

  expect(failedAt(await send())).toBe(expected)
})

test.each<[FaultId, string]>([
  ['imap-refuses-sign-in', 'auth: reading-refused'],
  ['imap-not-connected', 'auth: not-this-mailbox'],
  ['imap-folder-missing', 'folder: folder-missing'],
  ['imap-port-closed', 'tcp: connection-refused'],
  ['too-many-connections', 'capabilities: reading-interrupted'],
  ['bad-certificate', 'tls: certificate-not-trusted'],
  ['expired-certificate', 'tls: certificate-not-trusted'],
  ['other-host-certificate', 'tls: certificate-not-trusted'],
])('reading with the fault %s', async (fault, expected) => {
  microsoft.faults.on(fault)

  expect(failedAt(await read())).toBe(expected)
})

test('a mailbox that is read too fast is told apart from a silent one', async () => {
  microsoft.policy.imapBackoffMs = 40
  microsoft.faults.on('imap-throttled')

  const result = await read()

  expect(failedAt(result)).toBe('folder: reading-too-fast')
  expect(result.failure?.retryAfterSeconds).toBe(1)
})

test('a hoster without OAuth takes the password of the mailbox, and only the right one', async () => {
  const secret = microsoft.accounts.find(orders)?.password
  const { smtp, imap } = microsoft.passwords
  const smtpPort = await outgoing(smtp.port)
  const imapPort = await incoming(imap.port)
  const toSmtp = { port: smtp.port, guard: smtpPort.guard, encryption: 'starttls' } as const
  const toImap = { port: imap.port, guard: imapPort.guard, encryption: 'tls' } as const

  expect(failedAt(await send({ ...toSmtp, signIn: password(secret) }))).toBeUndefined()
  expect(failedAt(await send({ ...toSmtp, signIn: password('no') }))).toBe('auth: password-wrong')
  expect(failedAt(await read({ ...toImap, signIn: password(secret) }))).toBeUndefined()
  expect(failedAt(await read({ ...toImap, signIn: password('no') }))).toBe('auth: password-wrong')
})
