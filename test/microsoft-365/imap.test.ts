import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { ImapFlow } from 'imapflow'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultId } from './fault-list.ts'
import { mail } from './mailboxes.ts'
import { startMicrosoft365 } from './microsoft-365.ts'

const clock = { now: new Date() }
const microsoft = await startMicrosoft365({ now: () => clock.now })
const clients: ImapFlow[] = []

beforeEach(() => {
  clock.now = new Date('2026-11-24T15:00:00Z')
  microsoft.reset()
})

afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

afterAll(() => microsoft.close())

test('a client signs in with a token, finds the folders and reads a mail', async () => {
  const client = imap()
  await client.connect()

  const folders = await client.list()
  const inbox = await client.mailboxOpen('INBOX')
  const [first, second] = await client.fetchAll('1:*', {
    uid: true,
    envelope: true,
    source: true,
    flags: true,
    size: true,
    internalDate: true,
  })
  const headers = await client.fetchOne('1', { headers: ['subject', 'from'] }, { uid: true })
  const part = await client.fetchOne('1', { source: { start: 0, maxLength: 10 } }, { uid: true })

  expect(folders.map(({ path }) => path)).toContain('Sent Items')
  expect(inbox).toMatchObject({ exists: 2, uidValidity: 11n, uidNext: 3, readOnly: false })
  expect(first).toMatchObject({
    uid: 1,
    envelope: {
      subject: 'Where is my order 4711?',
      from: [{ name: 'Clara Kundin', address: 'clara@kunden.example' }],
    },
  })
  expect(first?.size).toBe(first?.source?.length)
  expect(second?.envelope?.subject).toBe('Rechnung für November')
  expect(second?.internalDate).toEqual(clock.now)
  if (!headers || !part) throw new Error('The mail is not there')
  expect(String(headers.headers)).toMatch(/^From: Clara.*\r\nSubject: Where.*\r\n\r\n$/s)
  expect(String(part.source)).toBe('From: Clar')
  expect(first?.flags).toEqual(new Set())
})

test('the greeting and the lists are Exchange’s', async () => {
  const socket = connect({
    port: microsoft.imap.port,
    host: '127.0.0.1',
    ca: microsoft.ca,
    servername: 'localhost',
  })
  const greeting = await answerTo(socket)
  const before = await answerTo(socket, '1 CAPABILITY')
  const password = await answerTo(socket, '2 LOGIN orders@mein-shop.example Sandbox-2026')
  const unknown = await answerTo(socket, '3 XYZZY')
  const continuation = await answerTo(socket, '4 AUTHENTICATE XOAUTH2')
  const done = await answerTo(socket, sasl())
  const after = await answerTo(socket, '5 CAPABILITY')
  socket.destroy()

  expect(greeting).toMatch(/^\* OK The Microsoft Exchange IMAP4 service is ready\. \[/)
  expect(before).toBe(
    '* CAPABILITY IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+\r\n1 OK CAPABILITY completed.\r\n',
  )
  expect(password).toBe('2 NO Basic authentication is disabled.\r\n')
  expect(unknown).toBe('3 BAD Command Error. 12\r\n')
  expect(continuation).toBe('+\r\n')
  expect(done).toBe('4 OK AUTHENTICATE completed.\r\n')
  expect(after).toContain('SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES')
})

test('flags, moving, appending and searching work by UID', async () => {
  const client = imap()
  await client.connect()
  await client.mailboxOpen('INBOX')

  await client.messageFlagsAdd('1', ['\\Seen'], { uid: true })
  const unseen = await client.search({ seen: false }, { uid: true })
  const recent = await client.search({ since: new Date('2026-11-24') }, { uid: true })
  const byUid = await client.search({ uid: '2:*' }, { uid: true })
  const moved = await client.messageMove('1', 'Archive', { uid: true })
  const appended = await client.append('Archive', aMail(), ['\\Seen'])
  const archive = await client.status('Archive', { messages: true, uidNext: true, unseen: true })

  expect(unseen).toEqual([2])
  expect(recent).toEqual([1, 2])
  expect(byUid).toEqual([2])
  expect(moved).toMatchObject({ uidMap: new Map([[1, 1]]) })
  expect(appended).toMatchObject({ uid: 2 })
  expect(archive).toMatchObject({ messages: 2, uidNext: 3, unseen: 0 })
  expect(microsoft.mailboxes.folder(microsoft.accounts.orders, 'INBOX')?.mails).toHaveLength(1)
})

test('a new mail is pushed to a client in IDLE', async () => {
  const client = imap()
  await client.connect()
  await client.mailboxOpen('INBOX')
  const idling = client.idle()
  const pushed = once(client, 'exists')

  await microsoft.idling(microsoft.accounts.orders)
  microsoft.mailboxes.deliver(microsoft.accounts.orders, aMail())

  const [event]: unknown[] = await pushed
  expect(event).toMatchObject({ path: 'INBOX', count: 3, prevCount: 2 })
  await client.noop()
  await idling
})

test('a read-only folder stays as it is', async () => {
  const client = imap()
  await client.connect()
  const opened = await client.mailboxOpen('INBOX', { readOnly: true })
  await client.download('1', undefined, { uid: true })

  expect(opened.readOnly).toBe(true)
  expect(await client.search({ seen: false }, { uid: true })).toEqual([1, 2])
})

test('a delegate opens the shared mailbox, a stranger is signed in but not connected', async () => {
  const anna = imap({ user: 'info@mein-shop.example', accessToken: token('anna@mein-shop.example') })
  await anna.connect()
  expect(await anna.mailboxOpen('INBOX')).toMatchObject({ exists: 2 })

  const bernd = imap({ user: 'info@mein-shop.example', accessToken: token('bernd@mein-shop.example') })
  await expect(bernd.connect()).rejects.toMatchObject({ authenticationFailed: true })
})

test.each<[FaultId, object]>([
  ['imap-refuses-sign-in', { authenticationFailed: true, responseText: 'AUTHENTICATE failed.' }],
  [
    'imap-not-connected',
    { authenticationFailed: true, response: expect.stringContaining('authenticated but not connected') },
  ],
  ['imap-port-closed', { code: 'ECONNREFUSED' }],
  ['too-many-connections', { code: 'ClosedAfterConnectTLS' }],
  ['bad-certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  ['expired-certificate', { code: 'CERT_HAS_EXPIRED' }],
  ['other-host-certificate', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
])('the fault %s ends the connection', async (fault, error) => {
  microsoft.faults.on(fault)
  await expect(imap().connect()).rejects.toMatchObject(error)

  microsoft.faults.off(fault)
  await expect(imap().connect()).resolves.toBeUndefined()
})

test('a missing folder, switched off IMAP and too much traffic have their own answers', async () => {
  const client = imap()
  await client.connect()
  await expect(client.mailboxOpen('Shop')).rejects.toMatchObject({ responseText: `Shop doesn't exist.` })

  microsoft.faults.on('imap-folder-missing')
  await expect(client.mailboxOpen('INBOX')).rejects.toMatchObject({ responseStatus: 'NO' })
  microsoft.faults.reset()

  microsoft.policy.imapBackoffMs = 20
  microsoft.faults.on('imap-throttled')
  await expect(client.mailboxOpen('INBOX')).rejects.toMatchObject({ code: 'ETHROTTLE', throttleReset: 20 })

  microsoft.reset()
  microsoft.accounts.orders.imap = false
  await expect(imap().connect()).rejects.toMatchObject({ authenticationFailed: true })
})

test('a session ends with its token, even in IDLE', async () => {
  microsoft.setTokenLifetime(60)
  const client = imap()
  await client.connect()
  clock.now = new Date(clock.now.getTime() + 61_000)
  await expect(client.mailboxOpen('INBOX')).rejects.toMatchObject({
    reason: expect.stringContaining('AccessTokenExpired'),
  })

  const idler = imap()
  await idler.connect()
  await idler.mailboxOpen('INBOX')
  const idling = idler.idle()
  const closed = once(idler, 'close')
  await microsoft.idling(microsoft.accounts.orders)
  microsoft.endImapSessions('Session invalidated - AccessTokenExpired')
  await closed
  expect(idler.byeReason).toContain('AccessTokenExpired')
  expect(await idling).toBe(false)
})

test.each([
  ['is made up', () => 'EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA'],
  ['is for sending only', () => token('orders@mein-shop.example', ['https://outlook.office.com/SMTP.Send'])],
  [
    'is for Graph',
    () => token('orders@mein-shop.example', ['https://graph.microsoft.com/IMAP.AccessAsUser.All']),
  ],
])('a token that %s is refused', async (_case, make) => {
  await expect(imap({ accessToken: make() }).connect()).rejects.toMatchObject({ authenticationFailed: true })
  expect(microsoft.calls.imapAuth).toBe(1)
})

test('a hoster takes the password', async () => {
  const { orders } = microsoft.accounts
  const client = hoster(orders.password)
  await client.connect()

  expect(await client.mailboxOpen('INBOX')).toMatchObject({ exists: 2 })
  await expect(hoster('guessed').connect()).rejects.toMatchObject({ authenticationFailed: true })
})

function imap({ user = 'orders@mein-shop.example', accessToken = token() } = {}): ImapFlow {
  return client(microsoft.imap, { user, accessToken })
}

function hoster(pass: string): ImapFlow {
  return client(microsoft.passwords.imap, { user: 'orders@mein-shop.example', pass })
}

function client(
  at: { host: string; port: number },
  auth: { user: string; pass?: string; accessToken?: string },
) {
  const made = new ImapFlow({
    ...at,
    secure: true,
    tls: { ca: microsoft.ca },
    auth,
    logger: false,
    disableAutoIdle: true,
    disableIMAP4rev2: true,
  })
  made.on('error', () => undefined)
  clients.push(made)

  return made
}

function token(address = 'orders@mein-shop.example', scopes?: string[]): string {
  return microsoft.accessTokenFor(address, scopes)
}

function sasl(): string {
  return Buffer.from(`user=orders@mein-shop.example\u0001auth=Bearer ${token()}\u0001\u0001`).toString(
    'base64',
  )
}

function aMail(): string {
  return mail({
    from: 'Clara <clara@kunden.example>',
    to: 'orders@mein-shop.example',
    subject: 'Thanks',
    date: clock.now,
    text: 'It came.',
  })
}

/** Up to the line that ends the answer: tagged, a continuation, or the greeting. */
async function answerTo(socket: TLSSocket, line?: string): Promise<string> {
  if (line !== undefined) socket.write(`${line}\r\n`)
  let answer = ''
  while (!/^(\d+ |\+|\* OK The ).*\r\n$/m.test(answer)) {
    const [chunk]: unknown[] = await once(socket, 'data')
    answer += String(chunk)
  }

  return answer
}
