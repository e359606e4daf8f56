import { expect, test } from 'vitest'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })

async function store(
  subject: string,
  more: Partial<Prisma.OutboxMailUncheckedCreateInput> = {},
): Promise<string> {
  const id = crypto.randomUUID()
  const at = new Date('2026-11-24T11:00:00Z')
  await db.outboxMail.create({
    data: {
      id,
      subject,
      contentHash: id,
      messageId: `<${id}@mein-shop.example>`,
      fromAddress: 'info@mein-shop.example',
      sealedMime: Buffer.from('sealed'),
      size: 2048,
      nextAttemptAt: at,
      createdAt: at,
      recipients: {
        create: [
          { no: 0, kind: 'to', address: 'kundin@example.com' },
          {
            no: 1,
            kind: 'cc',
            address: 'lager@example.com',
            state: 'refused',
            code: 550,
            reply: '550 5.1.1 no',
          },
        ],
      },
      ...more,
    },
  })

  return id
}

const secretExpired = { cause: 'client-secret-expired', code: 'AADSTS7000222' }

test('the list shows every mail with its state and why, and counts by state', async () => {
  await store('Ihre Bestellung', { state: 'waiting', reason: secretExpired })
  await store('Ihre Rechnung', { state: 'sent' })

  const all = await host.get('/mail/outbox')
  expect(all.body).toContain('Ihre Bestellung')
  expect(all.body).toContain('kundin@example.com and 1 more')
  expect(all.body).toContain('All (2)')
  expect(all.body).toContain('Sent (1)')
  expect(all.body).toContain('Client secret expired')

  const sent = await host.get('/mail/outbox?state=sent')
  expect(sent.body).not.toContain('Ihre Bestellung')
  expect((await host.get('/mail/outbox?state=nonsense&before=x')).status).toBe(200)
})

test('an outbox without mails says so', async () => {
  expect((await host.get('/mail/outbox')).body).toContain('No emails yet')
})

test('no page grows with the table: fifty mails, then the next page', async () => {
  for (let n = 0; n < 51; n++)
    await store(`Mail number ${n}`, { createdAt: new Date(Date.UTC(2026, 10, 1, 0, n)) })

  const first = await host.get('/mail/outbox')
  expect(first.body).toContain('Mail number 50')
  expect(first.body).not.toContain('Mail number 0<')
  const older = /href="(\/mail\/outbox\?before=[^"]+)"/.exec(first.body)?.[1] ?? ''
  const second = await host.get(older)
  expect(second.body).toContain('Mail number 0<')
  expect(second.body).not.toContain('Mail number 1<')
})

test('one mail shows cause and remedy, recipients, and foreign words only folded away', async () => {
  const id = await store('Ihre Bestellung', { state: 'retry', reason: secretExpired, attempts: 3 })

  const { body } = await host.get(`/mail/outbox/${id}`)
  expect(body).toContain('The client secret has expired')
  expect(body).toContain('How to fix it')
  expect(body).toContain('lager@example.com (copy): refused')
  expect(body.replace(/<details>[\s\S]*?<\/details>/g, '')).not.toMatch(/AADSTS|550 5\.1\.1/)
})

test('a mail can be cancelled, and then sent again under the same Message-ID', async () => {
  const id = await store('Ihre Bestellung', { state: 'retry', attempts: 3 })

  expect((await host.post(`/mail/outbox/${id}/cancellation`)).status).toBe(303)
  expect(await db.outboxMail.findUnique({ where: { id } })).toMatchObject({ state: 'cancelled' })
  await host.post(`/mail/outbox/${id}/sending`)

  expect(await db.outboxMail.findUnique({ where: { id }, include: { recipients: true } })).toMatchObject({
    attempts: 0,
    messageId: `<${id}@mein-shop.example>`,
    recipients: [{ state: 'waiting' }, { state: 'waiting' }],
  })
  expect((await host.get(`/mail/outbox/${id}`)).body).toContain('Sent again by hand')
})

test.each([
  [{ state: 'attention', reason: { cause: 'delivery-unclear', looked: true } }, 'did not find it'],
  [{ state: 'attention', reason: { cause: 'delivery-unclear', looked: false } }, 'could not look in'],
  [{ state: 'retry', reason: { cause: 'delivery-unclear' } }, 'We are looking for it in'],
] as const)('a mail nobody knows about says whether it was looked for: %o', async (columns, sentence) => {
  const id = await store('Gutschein', { ...columns, stage: 'data_started', class: 'once' })

  expect((await host.get(`/mail/outbox/${id}`)).body).toContain(sentence)
})

test('of a mail nobody knows about, a person says that it arrived', async () => {
  const id = await store('Gutschein', { state: 'attention', stage: 'data_started', class: 'once' })

  expect((await host.get(`/mail/outbox/${id}`)).body).toContain('It may have been delivered.')
  await host.post(`/mail/outbox/${id}/arrival`)

  expect(await db.outboxMail.findUnique({ where: { id } })).toMatchObject({ state: 'sent' })
  const recipients = await db.outboxRecipient.findMany({ where: { mailId: id }, orderBy: { no: 'asc' } })
  expect(recipients.map(({ state }) => state)).toEqual(['accepted', 'refused'])
  expect(await db.activityEntry.findFirst({ where: { subjectId: id } })).toMatchObject({
    what: 'outbox-mail.arrived',
  })
})

test.each([
  ['sent', 'sending'],
  ['sent', 'cancellation'],
  ['sending', 'cancellation'],
  ['failed', 'arrival'],
] as const)('a mail that is %s stays so after %s', async (state, action) => {
  const id = await store('Ihre Bestellung', { state, leaseUntil: new Date(Date.now() + 60_000) })

  expect((await host.post(`/mail/outbox/${id}/${action}`)).status).toBe(422)
  expect(await db.outboxMail.findUnique({ where: { id } })).toMatchObject({ state })
})

test('a viewer reads and changes nothing; a mail that is gone is told', async () => {
  const id = await store('Ihre Bestellung', { state: 'failed' })

  expect((await host.get(`/mail/outbox/${id}`, vic)).body).not.toContain('Send again now')
  expect((await host.post(`/mail/outbox/${id}/sending`, {}, vic)).status).toBe(403)
  expect((await host.get(`/mail/outbox/${crypto.randomUUID()}`)).status).toBe(404)
})

test('the story of a mail: under which From it left, each attempt in words, and what is next', async () => {
  await db.generalSettings.create({ data: { customEmailServers: true } })
  const id = await store('Ihre Bestellung', {
    state: 'retry',
    attempts: 1,
    fromName: 'Filiale Süd',
    fromAddress: 'sued@mein-shop.example',
    fromUsed: 'info@mein-shop.example',
    envelopeFrom: 'bounce@mein-shop.example',
    step: '2a',
    reason: { cause: 'server-busy', code: '451' },
    nextAttemptAt: new Date('2026-11-24T12:05:00Z'),
    events: {
      create: [
        {
          at: new Date('2026-11-24T11:58:00Z'),
          what: 'retry',
          detail: { attempts: 1, reason: { cause: 'server-busy' } },
        },
        { at: new Date('2026-11-24T11:59:00Z'), what: 'sent-again', detail: { by: 'Maria' } },
        {
          at: new Date('2026-11-24T11:59:30Z'),
          what: 'accepted',
          detail: { recipients: 2, response: '250 OK' },
        },
      ],
    },
  })

  const body = (await host.get(`/mail/outbox/${id}`)).body.replace(/\s+/g, ' ')
  const names = [
    '&quot;Filiale Süd&quot; &lt;info@mein-shop.example&gt;',
    '&quot;Filiale Süd&quot; &lt;sued@mein-shop.example&gt;',
  ]
  expect(body).toContain(`<dt>From</dt><dd>${names[0]} (asked for: ${names[1]})</dd>`)
  expect(body).toContain(`<dt>Replies go to</dt><dd>${names[1]}</dd>`)
  expect(body).toContain('its From filter names the default From')
  expect(body).toContain('<dt>Envelope sender</dt><dd><code>bounce@mein-shop.example</code></dd>')
  expect(body).toContain('Attempt 1: Mail server busy; will be tried again')
  expect(body).toContain('Sent again by hand (Maria)')
  expect(body).toContain('Accepted by the server for 2 recipients')
  expect(body).toMatch(/<dt>Next attempt<\/dt><dd><time [^>]+>24 Nov 2026, 13:05/)
})

test('a mail that has just been sent is followed until something is known, and only then has buttons', async () => {
  await db.generalSettings.create({ data: { customEmailServers: true } })
  const id = await store('Test', { state: 'waiting', nextAttemptAt: new Date('2026-11-24T11:59:30Z') })

  const followed = (await host.get(`/mail/outbox/${id}?follow=1`)).body
  expect(followed).toContain('http-equiv="refresh"')
  expect(followed).toContain(`data-poll="/mail/outbox/${id}?follow=1" data-state="running"`)
  expect(followed).not.toContain('Cancel</button>')
  const plain = (await host.get(`/mail/outbox/${id}`)).body
  expect(plain).not.toContain('http-equiv="refresh"')
  expect(plain).toContain('Cancel</button>')

  await db.outboxMail.update({ where: { id }, data: { state: 'failed', reason: secretExpired } })
  const over = (await host.get(`/mail/outbox/${id}?follow=1`)).body
  expect(over).toContain('data-state="done" data-say="Failed: Client secret expired"')
  expect(over).not.toContain('http-equiv="refresh"')
})
