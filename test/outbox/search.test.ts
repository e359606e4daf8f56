import { randomUUID } from 'node:crypto'
import { assert, asyncProperty, constantFrom, oneof, string } from 'fast-check'
import { expect, test } from 'vitest'
import { createMailList } from '../../src/outbox/mail-list.ts'
import { createSend } from '../../src/outbox/send.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { secrets } from './shop.ts'

const noon = new Date('2026-11-24T12:00:00Z')
const db = useDatabase()
const host = useHost({ db, now: () => noon })
const send = createSend({ db, secrets, now: () => noon, stored: () => {} })
const list = createMailList(db)

async function store(more: Partial<Prisma.OutboxMailUncheckedCreateInput> = {}): Promise<string> {
  const id = randomUUID()
  await db.outboxMail.create({
    data: {
      id,
      subject: 'Ihre Bestellung',
      contentHash: id,
      messageId: `<${id}@mein-shop.example>`,
      fromAddress: 'info@mein-shop.example',
      sealedMime: Buffer.from('sealed'),
      size: 6,
      nextAttemptAt: noon,
      createdAt: noon,
      search: `ihre bestellung info@mein-shop.example kundin@example.com <${id}@mein-shop.example>`,
      recipients: { create: [{ no: 0, kind: 'to', address: 'kundin@example.com' }] },
      ...more,
    },
  })

  return id
}

async function found(query: string): Promise<string[]> {
  return (await list.list({ query })).mails.map(({ subject }) => subject)
}

test('a mail is found by subject, sender, recipient, Message-ID and id, each word from its beginning', async () => {
  const { id, messageId } = await send({
    from: 'Käthe Kruse <info@mein-shop.example>',
    to: ['Jörg Müller-Lüdenscheidt <joerg.mueller@kunde.example>', 'zweite@kunde.example'],
    subject: 'Ihre Bestellung #4711, Größe XL',
    text: 'Danke!',
  })
  await send({ from: 'b@other.example', to: 'c@other.example', subject: 'Newsletter', text: '.' })
  await db.outboxMail.update({
    where: { id },
    data: { serverMessageId: '<AM0PR05-MB1@eurprd05.Outlook.com>' },
  })

  const words = [
    'bestell',
    'BESTELLUNG 4711',
    '#4711',
    'größe',
    'Grö xl',
    'käthe',
    'info@mein-shop.example',
    'mein-shop',
    'joerg.mueller@kunde.example',
    'müller lüden',
    'zweite@',
    'kunde.example bestellung',
    messageId,
    id,
    id.slice(0, 8),
    '<AM0PR05-MB1@eurprd05.Outlook.com>',
    'AM0PR05-MB1@eurprd05.Outlook.com',
  ]
  for (const word of words)
    expect([word, await found(word)]).toEqual([word, ['Ihre Bestellung #4711, Größe XL']])
  for (const word of [
    'estellung',
    'bestellung newsletter',
    'am0pr05-mb1@eurprd05.outlook.com',
    '!!!',
    '4712',
  ])
    expect([word, await found(word)]).toEqual([word, []])
})

test('every Message-ID is found, whatever digits and letters it has', async () => {
  const ids = [
    '0e0e0e0e-1e5f-4e11-8e11-12e45e67890b',
    'abcdef12-0000-4000-8000-00000000000a',
    '00000001-1e10-4000-8000-1e1000000000',
  ]
  for (const id of ids) await store({ id, subject: id, search: `bestellung <${id}@mein-shop.example>` })

  for (const id of ids) expect(await found(`<${id}@mein-shop.example>`)).toEqual([id])
})

test('no input breaks the search', { timeout: 30_000 }, async () => {
  await store()
  const operators = constantFrom(
    'a & b',
    "a'b",
    'a:*',
    '!a',
    '(a',
    '<->',
    'a\\',
    '\0',
    '%00',
    "'; DROP",
    ':*',
    '\ud800',
    '½ ² ٣',
  )
  await assert(
    asyncProperty(
      oneof(operators, string({ unit: 'binary', maxLength: 300 }), string({ maxLength: 300 })),
      async (query) => {
        expect(Array.isArray(await found(query))).toBe(true)
      },
    ),
    { numRuns: 150 },
  )
})

test('a search goes on over pages, with words that many have and words that few have', async () => {
  await db.$executeRaw`INSERT INTO "OutboxMail" ("id", "contentHash", "messageId", "fromAddress", "subject", "sealedMime", "size",
      "nextAttemptAt", "createdAt", "search", "state")
    SELECT gen_random_uuid(), n::text, n::text, 'a@b.example', 'Mail ' || n, '', 1, now(),
      ${noon}::timestamptz + n * interval '1 second', 'mail ' || n || CASE WHEN n <= 60 THEN ' selten' ELSE '' END,
      CASE WHEN n % 2 = 0 THEN 'sent' ELSE 'failed' END::"MailState" FROM generate_series(1, 700) n`

  for (const [query, all] of [
    ['mail', 700],
    ['selten', 60],
  ] as const) {
    const subjects: string[] = []
    for await (const page of pagesOf(query)) subjects.push(...page)
    expect(subjects).toEqual(Array.from({ length: all }, (_, n) => `Mail ${all - n}`))
  }
  expect((await list.list({ query: 'selten', state: 'failed' })).mails.length).toBe(30)
})

async function* pagesOf(query: string): AsyncGenerator<string[]> {
  let before: string | undefined
  do {
    const { mails, more } = await list.list({ query }, before)
    yield mails.map(({ subject }) => subject)
    before = more
  } while (before)
}

test('no count goes beyond a thousand', async () => {
  await db.$executeRaw`INSERT INTO "OutboxMail" ("id", "contentHash", "messageId", "fromAddress", "subject", "sealedMime", "size",
      "nextAttemptAt", "createdAt", "state")
    SELECT gen_random_uuid(), n::text, n::text, 'a@b.example', '', '', 1, now(), now(), 'sent' FROM generate_series(1, 1200) n`
  await store({ state: 'failed' })

  expect([...(await list.counts())].filter(([, count]) => count > 0).sort()).toEqual([
    ['failed', 1],
    ['sent', 1001],
  ])
  const { body } = await host.get('/mail/outbox')
  expect(body).toContain('Sent (1,000+)')
  expect(body).toContain('All (1,000+)')
  expect(body).toContain('Failed (1)')
})

test('the page keeps what was typed and the state, and leads back to everything', async () => {
  await store({ state: 'failed' })

  const { body } = await host.get('/mail/outbox?state=failed&q=kundin+%3Cx%3E')
  expect(body).toContain('value="kundin &lt;x&gt;"')
  expect(body).toContain('Nothing found for “kundin &lt;x&gt;”')
  expect(body).toContain('name="state" value="failed"')
  expect(body).toContain('href="/mail/outbox?state=failed"')
  expect(body).toContain('href="/mail/outbox?state=sent&amp;q=kundin+%3Cx%3E"')

  const hit = (await host.get('/mail/outbox?state=failed&q=kundin')).body
  expect(hit).toContain('Ihre Bestellung')
  expect((await host.get('/mail/outbox?q=a&q=b')).status).toBe(200)
})

test('the list goes into a file for a spreadsheet, and no cell of it is a formula', async () => {
  await store({ subject: '=HYPERLINK("http://evil.example")', state: 'sent' })
  await store({ subject: '＝1+1', state: 'sent' })
  await store({ subject: ' +49 30 "Büro"; neu', state: 'sent' })
  await store({ subject: 'anders', state: 'failed' })

  const { status, body } = await host.get('/mail/outbox/export?state=sent&q=kundin', vic)

  expect(status).toBe(200)
  expect(body.startsWith('\uFEFF"Created";"From";"To";')).toBe(true)
  expect(body).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
  expect(body).toContain('"\'＝1+1"')
  expect(body).toContain(`"' +49 30 ""Büro""; neu"`)
  expect(body).not.toContain('anders')
  expect(body.trim().split('\r\n').length).toBe(4)
})
