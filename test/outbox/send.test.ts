import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RuleBroken } from '../../src/errors.ts'
import { type OutgoingMail, parseMail } from '../../src/outbox/mail-input.ts'
import { composeMime, senderHeaders } from '../../src/outgoing-servers/smtp.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addPasswordServer, addServer, ordersMailbox, useShop } from './shop.ts'

const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        '<',
        '>',
        ',',
        ';',
        ':',
        '"',
        '@',
        ' ',
        '\u2028',
        'RCPT TO:<evil@x.example>',
      ),
      fc.constantFrom('a', 'ok@x.example', 'Bcc: evil@x.example', '=?utf-8?q?x?=', '\\', '(', ')'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))
const address = fc.oneof(
  hostile,
  hostile.map((more) => `ok@x.example${more}`),
  fc.constant('kundin@example.com'),
)

test('T60: whatever stands in a field, it is refused or stays one address and one header line', async () => {
  await fc.assert(
    fc.asyncProperty(address, hostile, hostile, hostile, async (to, name, subject, filename) => {
      const given = { to: { name, address: to }, from: { name, address: ordersMailbox }, subject, text: 'x' }
      const attachments = [{ filename, content: Buffer.from('x') }]
      const mail = parsed({ ...given, ...(filename ? { attachments } : {}) })
      if (!mail) return
      const [recipient] = mail.to
      expect(recipient?.address).toMatch(/^[^\s<>,;:"()\\@]+@[a-z0-9.-]+$/)
      const mime = composeMime({
        ...mail,
        id: 'id',
        messageId: '<id@x.example>',
        date: new Date(0),
        attachments: mail.attachments.map(({ filename }) => ({ filename, content: Readable.from(['x']) })),
      })
      const head = (await text(mime)).split('\r\n\r\n', 1)[0] ?? ''
      const lines = head.split(/\r\n(?![ \t])/).map((line) => line.split(':', 1)[0]?.toLowerCase())
      expect(lines.filter((line) => !known.has(line ?? ''))).toEqual([])
      expect(new Set(lines).size).toBe(lines.length)
      if (mail.from)
        expect(
          senderHeaders(mail.from, mail.from)
            .split('\r\n')
            .filter((line) => /^\S/.test(line)),
        ).toHaveLength(2)
    }),
    { numRuns: 2500 },
  )
})

const known = new Set([
  'to',
  'subject',
  'message-id',
  'date',
  'mime-version',
  'x-mailroom-id',
  'content-type',
  'content-transfer-encoding',
])

function parsed(mail: OutgoingMail) {
  try {
    return parseMail(mail)
  } catch (error) {
    if (error instanceof RuleBroken) return undefined
    throw error
  }
}

test('T61: the string that hijacked a recipient is refused', () => {
  for (const to of [
    'ok@x.example\r\nRCPT TO:<evil@x.example>',
    'ok@x.example, evil@x.example',
    'Group: evil@x.example;',
  ])
    expect(() => parseMail({ ...order, to })).toThrow('The mail was not taken')
})

test("T64: nodemailer's own ways to read files and addresses are not taken", () => {
  const reader = { filename: 'x', path: '/etc/passwd' }
  for (const more of [
    { attachments: [reader] },
    { raw: 'x' },
    { list: {} },
    { headers: { Bcc: 'e@x.example' } },
  ])
    expect(() => parseMail(Object.assign({}, order, more))).toThrow('The mail was not taken')
})

test('too many recipients, none, and a From nobody set are said as such', () => {
  const many = Array.from({ length: 501 }, (_, no) => `a${no}@x.example`)
  expect(() => parseMail({ ...order, to: many })).toThrow('more than 500 recipients')
  expect(() => parseMail({ subject: 'x' })).toThrow('it has no recipient')
  expect(() => parseMail({ ...order, to: 'grün@x.example' })).toThrow('SMTPUTF8')
})

describeOnBothDatabases('sending', (db) => {
  const shop = useShop(db)

  test('T62: a body that looks like the end of a mail stays a body, and bcc stays hidden', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const body = 'a\r\n.\r\nMAIL FROM:<evil@x.example>\r\n..b'
    await shop().send({
      ...order,
      to: { name: 'Die "Kundin"', address: 'kundin@example.com' },
      bcc: 'archiv@example.com',
      text: body,
      html: '<img src="cid:logo">',
      replyTo: 'Laden <laden@mein-shop.example>',
      attachments: [
        {
          filename: 'Rechnung ä.pdf',
          content: Readable.from([Buffer.from('%PDF')]),
          contentType: 'application/pdf',
        },
        { filename: 'logo.png', content: Buffer.from('png'), cid: 'logo' },
      ],
    })
    await shop().deliver()

    const [received, ...more] = shop().microsoft.received
    expect(more).toEqual([])
    expect(received?.to).toEqual(['kundin@example.com', 'archiv@example.com'])
    const source = received?.source.toString() ?? ''
    expect(source).toContain('\r\n.\r\nMAIL FROM:<evil@x.example>\r\n..b')
    expect(source).not.toContain('archiv@')
    expect(source).toContain('Reply-To: Laden <laden@mein-shop.example>')
    expect(source).toContain('Content-ID: <logo>')
  })

  test('the same key with the same mail is the same mail, with another it is refused', async () => {
    const first = await shop().send({ ...order, idempotencyKey: 'order-1' })
    const again = await shop().send({ ...order, idempotencyKey: 'order-1' })

    expect(again).toEqual({ ...first, repeated: true })
    await expect(shop().send({ ...order, text: 'Other', idempotencyKey: 'order-1' })).rejects.toThrow(
      'another mail',
    )
    expect(await db.outboxMail.count()).toBe(1)
  })

  test("a mail in the caller's transaction exists exactly if that commits", async () => {
    await db.$transaction(async (tx) => {
      await shop().send(order, { tx })
      await shop().send({ ...order, idempotencyKey: 'k' }, { tx })
      await shop().send({ ...order, idempotencyKey: 'k' }, { tx })
    })
    const rolledBack = db.$transaction(async (tx) => {
      await shop().send(order, { tx })
      throw new Error('The order was not saved.')
    })

    await expect(rolledBack).rejects.toThrow('not saved')
    expect(await db.outboxMail.count()).toBe(2)
  })

  test('what is stored does not show the text of the mail', async () => {
    await shop().send({ ...order, text: 'Ihr Passwort lautet' })
    const [mail] = await db.outboxMail.findMany()

    expect(Buffer.from(mail?.sealedMime ?? []).toString('latin1')).not.toContain('Passwort')
  })

  test('a mail for later waits for its time', async () => {
    await addPasswordServer(db, shop().microsoft.passwords.smtp.port, 'Sandbox-2026')
    await shop().send({ ...order, sendAt: new Date(Date.now() + 600_000) })
    await shop().deliver()
    expect(await shop().states()).toEqual(['waiting'])
    shop().later(601)
    await shop().deliver()
    expect(await shop().states()).toEqual(['sent'])
  })

  test('what a mail is searched by: subject, names and addresses of all, and its Message-ID', async () => {
    const { id, messageId } = await shop().send({
      ...order,
      from: 'Mein Shop <Orders@Mein-Shop.example>',
      to: ['Ada Ärmel <ADA@example.com>', 'bob@example.com'],
      cc: 'carla@example.com',
      bcc: 'Archiv <archiv@example.com>',
    })

    const { search } = await db.outboxMail.findUniqueOrThrow({ where: { id } })
    expect(search).toBe(
      `ihre bestellung mein shop orders@mein-shop.example ada ärmel ada@example.com bob@example.com carla@example.com archiv archiv@example.com ${messageId}`,
    )
  })
})
