import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import type { ReceivedMail } from '../microsoft-365/smtp/submission.ts'
import { addPasswordServer, ordersMailbox, useShop } from '../outbox/shop.ts'
import { useApi } from './api.ts'

const db = useDatabase()
const shop = useShop(db)
const api = useApi(db)

const hijack = 'ok@x.example\r\nRCPT TO:<evil@x.example>'
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r\n', '\n', '\r', '\0', '<', '>', ',', ';', ':', '"', '@', ' ', '\u2028', '\\', '('),
      fc.constantFrom(
        'a',
        'ok@x.example',
        'Bcc: evil@x.example',
        '=?utf-8?q?x?=',
        'RCPT TO:<evil@x.example>',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
const plain = fc.constantFrom('Kundin', 'Ihre Bestellung', 'Grüße & Küsse', 'a.b')
const mostlyPlain = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: hostile })
const address = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('kundin@example.com', "o'neil+x@example.com", 'a@bücher.example') },
  { weight: 1, arbitrary: hostile.map((more) => `ok@x.example${more}`) },
)
const recipient = fc.record({ name: mostlyPlain, address })
const mail = fc.record({
  from: fc.record({ name: mostlyPlain, address: fc.constant(ordersMailbox) }),
  to: recipient,
  cc: fc.array(recipient, { maxLength: 1 }),
  bcc: fc.array(recipient, { maxLength: 1 }),
  replyTo: recipient,
  subject: mostlyPlain,
  text: fc.oneof(plain, hostile, fc.constant('a\r\n.\r\nMAIL FROM:<evil@x.example>\r\n..b')),
  attachments: fc.array(fc.record({ filename: mostlyPlain, content: fc.constant('QQ==') }), { maxLength: 1 }),
})
const always = ['to', 'from', 'reply-to', 'message-id', 'date', 'mime-version', 'x-mailroom-id']

/** Names of the header lines of a mail, as a reader sees them. */
function headersOf(source: string): string[] {
  const head = source.split('\r\n\r\n', 1)[0] ?? ''

  return head.split(/\r\n(?![ \t])/).map((line) => line.split(':', 1)[0]?.toLowerCase() ?? '')
}

const asSent = (given: { address: string }) => given.address.replace('bücher', 'xn--bcher-kva')

type Given = { to: Mailbox; cc: Mailbox[]; bcc: Mailbox[]; subject: string }
type Mailbox = { address: string }

/** Posts the mails; those taken by their ids. */
async function post(mails: readonly Given[]): Promise<Map<string, Given>> {
  const taken = new Map<string, Given>()
  for (const one of mails) {
    const { status, json } = await api.post(one)
    expect([202, 422]).toContain(status)
    if (status === 202) taken.set(String(json['id']), one)
  }

  return taken
}

function expectIntended({ to, from, source }: ReceivedMail, taken: ReadonlyMap<string, Given>): void {
  const whole = source.toString('latin1')
  const given = taken.get(/^X-Mailroom-ID: (\S+)\r$/m.exec(whole)?.[1] ?? '')
  const all = given ? [given.to, ...given.cc, ...given.bcc] : []
  expect(to.toSorted()).toEqual([...new Set(all.map(asSent))].toSorted())
  expect(from).toMatch(/^[\w.-]+@mein-shop\.example$/)
  const names = headersOf(whole).filter((name) => !name.startsWith('content-'))
  const sometimes = [given?.cc.length ? 'cc' : '', given?.subject.trim() ? 'subject' : ''].filter(Boolean)
  expect(names.toSorted()).toEqual([...always, ...sometimes].toSorted())
}

test('T60, T62: what was taken leaves to exactly its recipients, with exactly its headers', async () => {
  await addPasswordServer(db, shop().microsoft.passwords.smtp.port, 'Sandbox-2026')
  const worker = shop().worker()
  const count = { taken: 0, given: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(mail, { minLength: 20, maxLength: 20 }), async (mails) => {
      const taken = await post(mails)
      count.taken += taken.size
      count.given += mails.length
      const before = shop().microsoft.received.length
      await worker.deliverDue()

      const received = shop().microsoft.received.slice(before)
      expect(received).toHaveLength(taken.size)
      for (const one of received) expectIntended(one, taken)
    }),
    { numRuns: 3, endOnFailure: true },
  )
  expect(count.taken).toBeGreaterThan(5)
  expect(count.given - count.taken).toBeGreaterThan(5)
}, 60_000)

test.each([
  ['T61: the hijack string as an address', { to: hijack }],
  ['T61: in a name and address', { to: { name: 'x', address: hijack } }],
  ['T61: as a second recipient', { to: 'a@x.example', bcc: [hijack] }],
  ['T64: a file of the server', { attachments: [{ filename: 'x', path: '/etc/passwd' }] }],
  [
    'T64: an address to fetch',
    { attachments: [{ filename: 'x', content: 'QQ==', href: 'http://x.example' }] },
  ],
  ['T64: content that names a file', { attachments: [{ filename: 'x', content: { path: '/etc/passwd' } }] }],
  ['T64: a text that names a file', { text: { path: '/etc/passwd' } }],
  ['T64: a raw mail', { raw: { path: '/etc/passwd' } }],
  ['an envelope of its own', { envelope: { to: 'evil@x.example' } }],
  ['headers of its own', { headers: { Bcc: 'evil@x.example' } }],
])('%s is refused', async (_, wrong) => {
  const order = { from: ordersMailbox, to: 'kundin@example.com', subject: 'x', text: 'x' }

  expect((await api.post({ ...order, ...wrong })).status).toBe(422)
  expect(await db.outboxMail.count()).toBe(0)
})
