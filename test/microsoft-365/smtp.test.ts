import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { createTransport } from 'nodemailer'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { FaultId } from './fault-list.ts'
import { startMicrosoft365 } from './microsoft-365.ts'

const clock = { now: new Date() }
const microsoft = await startMicrosoft365({ now: () => clock.now })
const mail = {
  from: 'Orders <orders@mein-shop.example>',
  to: 'anna@mein-shop.example, kundin@kunden.example',
  subject: 'Your order',
  text: 'It is on its way.\n.\n..and a line of dots',
}

beforeEach(() => {
  clock.now = new Date()
  microsoft.reset()
})

afterAll(() => microsoft.close())

test('a mail goes out with a token, keeps a copy in Sent Items and reaches local mailboxes', async () => {
  const info = await transport().sendMail(mail)

  const [received] = microsoft.received
  expect(received).toMatchObject({
    user: 'orders@mein-shop.example',
    from: 'orders@mein-shop.example',
    to: ['anna@mein-shop.example', 'kundin@kunden.example'],
  })
  expect(info.serverMessageId).toBe(received?.messageId)
  expect(String(received?.source)).toContain(`Message-ID: ${received?.messageId}`)
  expect(String(received?.source)).toContain('\r\n.\r\n..and a line of dots')
  expect(mailsOf('orders', 'Sent Items')).toHaveLength(1)
  expect(mailsOf('anna', 'INBOX')).toHaveLength(3)
})

test('the sign-in also works with the token on a line of its own', async () => {
  const plain = connect(microsoft.smtp.port, '127.0.0.1')
  await answerTo(plain)
  await answerTo(plain, 'EHLO shop')
  await answerTo(plain, 'STARTTLS')
  const secure = connectTls({ socket: plain, ca: microsoft.ca, servername: 'localhost' })
  await answerTo(secure, 'EHLO shop')
  const challenge = await answerTo(secure, 'AUTH XOAUTH2')
  const user = `user=orders@mein-shop.example\u0001auth=Bearer ${token()}\u0001\u0001`
  const answer = await answerTo(secure, Buffer.from(user).toString('base64'))
  secure.destroy()

  expect(challenge).toBe('334 \r\n')
  expect(answer).toMatch(/^235 2\.7\.0/)
})

test('the lists before and after STARTTLS are Exchange’s', async () => {
  const socket = connect(microsoft.smtp.port, '127.0.0.1')
  const greeting = await answerTo(socket)
  const before = await answerTo(socket, 'EHLO shop')
  const auth = await answerTo(socket, 'AUTH XOAUTH2 abc')
  socket.destroy()

  expect(greeting).toMatch(/^220 \S+ Microsoft ESMTP MAIL Service ready at .+ \[\w+\]\r\n$/)
  expect(before).toMatch(
    /Hello \[127\.0\.0\.1\]\r\n250-SIZE 157286400\r\n.*250-STARTTLS\r\n250-8BITMIME\r\n.*250 SMTPUTF8\r\n$/s,
  )
  expect(before).not.toContain('AUTH')
  expect(auth).toBe('530 5.7.0 Must issue a STARTTLS command first\r\n')
})

test.each<[FaultId, RegExp]>([
  ['smtp-refuses-sign-in', /^535 5\.7\.3 Authentication unsuccessful \[/],
  [
    'smtp-auth-disabled',
    /^535 5\.7\.139 .*SmtpClientAuthentication is disabled for the Mailbox\. Visit https/,
  ],
  [
    'smtp-auth-disabled-tenant',
    /^535 5\.7\.139 .*SmtpClientAuthentication is disabled for the Tenant\. Visit https/,
  ],
])('the fault %s refuses the sign-in', async (fault, response) => {
  microsoft.faults.on(fault)

  await expect(transport().verify()).rejects.toMatchObject({
    code: 'EAUTH',
    responseCode: 535,
    response: expect.stringMatching(response),
  })
})

test.each<[FaultId, string, number, RegExp]>([
  [
    'sendas-denied',
    'EENVELOPE',
    550,
    /5\.7\.60 SMTP; Client does not have permissions to send as this sender/,
  ],
  [
    'sendas-denied-after-data',
    'EMESSAGE',
    554,
    /5\.2\.252 SendAsDenied; orders@mein-shop\.example not allowed/,
  ],
  ['smtp-throttled', 'EMESSAGE', 432, /4\.3\.2 Concurrent connections limit exceeded/],
])('the fault %s refuses the mail', async (fault, code, responseCode, response) => {
  microsoft.faults.on(fault)

  await expect(transport().sendMail(mail)).rejects.toMatchObject({
    code,
    responseCode,
    response: expect.stringMatching(response),
  })
  expect(microsoft.received).toHaveLength(0)
})

test.each<[FaultId, object]>([
  ['no-starttls', { code: 'ETLS' }],
  ['bad-certificate', { originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  ['expired-certificate', { originalCode: 'CERT_HAS_EXPIRED' }],
  ['other-host-certificate', { originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  ['smtp-port-closed', { originalCode: 'ECONNREFUSED' }],
  ['too-many-connections', { responseCode: 421 }],
])('the fault %s ends the connection', async (fault, error) => {
  microsoft.faults.on(fault)
  await expect(transport().verify()).rejects.toMatchObject(error)

  microsoft.faults.off(fault)
  await expect(transport().verify()).resolves.toBe(true)
})

test.each([
  ['is made up', () => 'EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA'],
  [
    'is for reading only',
    () => token('orders@mein-shop.example', ['https://outlook.office.com/IMAP.AccessAsUser.All']),
  ],
  ['is for Graph', () => token('orders@mein-shop.example', ['https://graph.microsoft.com/SMTP.Send'])],
  ['belongs to someone else', () => token('bernd@mein-shop.example')],
])('a token that %s is refused at once', async (_case, make) => {
  const accessToken = make()

  await expect(transport({ accessToken }).verify()).rejects.toMatchObject({
    code: 'EAUTH',
    response: expect.stringMatching(/^535 5\.7\.3/),
  })
  expect(microsoft.calls.smtpAuth).toBe(1)
})

test('a token runs out', async () => {
  microsoft.setTokenLifetime(60)
  const accessToken = token()
  clock.now = new Date(clock.now.getTime() + 61_000)

  await expect(transport({ accessToken }).verify()).rejects.toMatchObject({ responseCode: 535 })
})

test('a delegate sends as the shared mailbox with her own sign-in, never as its user', async () => {
  const anna = transport({ user: 'anna@mein-shop.example', accessToken: token('anna@mein-shop.example') })
  await anna.sendMail({ ...mail, from: 'info@mein-shop.example' })
  await expect(anna.sendMail(mail)).rejects.toMatchObject({ responseCode: 554 })

  const asShared = transport({ user: 'info@mein-shop.example', accessToken: token('anna@mein-shop.example') })
  await expect(asShared.verify()).rejects.toMatchObject({ response: expect.stringContaining('5.7.3') })
})

test('without signing in no mail is taken, and unknown colleagues are refused', async () => {
  const anonymous = createTransport({ ...server(), forceAuth: false })
  await expect(anonymous.sendMail(mail)).rejects.toMatchObject({ code: 'EENVELOPE', responseCode: 530 })

  await expect(transport().sendMail({ ...mail, to: 'nobody@mein-shop.example' })).rejects.toMatchObject({
    responseCode: 550,
    response: expect.stringContaining('5.1.10'),
  })
})

test('passwords are refused by Exchange and taken by a hoster', async () => {
  const auth = { user: 'orders@mein-shop.example', pass: microsoft.accounts.orders.password }
  await expect(createTransport({ ...server(), auth }).verify()).rejects.toMatchObject({
    response: expect.stringContaining('basic authentication is disabled'),
  })

  const hoster = { ...server(), ...microsoft.passwords.smtp }
  await createTransport({ ...hoster, auth }).sendMail(mail)
  expect(microsoft.received).toHaveLength(1)
  await expect(
    createTransport({ ...hoster, auth: { ...auth, pass: 'guessed' } }).verify(),
  ).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 })
})

function server() {
  return {
    ...microsoft.smtp,
    secure: false,
    requireTLS: true,
    tls: { ca: microsoft.ca },
    name: 'shop.example',
  }
}

function transport({ user = 'orders@mein-shop.example', accessToken = token() } = {}) {
  return createTransport({ ...server(), forceAuth: true, auth: { type: 'OAuth2', user, accessToken } })
}

function token(address = 'orders@mein-shop.example', scopes?: string[]): string {
  return microsoft.accessTokenFor(address, scopes)
}

function mailsOf(name: 'orders' | 'anna', folder: string) {
  return microsoft.mailboxes.folder(microsoft.accounts[name], folder)?.mails
}

async function answerTo(socket: Socket, line?: string): Promise<string> {
  if (line !== undefined) socket.write(`${line}\r\n`)
  const [answer]: unknown[] = await once(socket, 'data')

  return String(answer)
}
