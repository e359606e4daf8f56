import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { errorAnswer, mailAnswer, storedAnswer } from '../../src/api/answers.ts'
import { useDatabase } from '../database.ts'
import { ada } from '../host.ts'
import { useApi } from './api.ts'

const db = useDatabase()
const api = useApi(db)
const root = '/shop-mail'
const order = {
  from: 'Mein Shop <info@mein-shop.example>',
  to: 'kundin@example.com',
  subject: 'Ihre Bestellung',
  text: 'Danke!',
}

test('202 means that the mail is on disk, with all it says', async () => {
  const { status, json, headers } = await api.post({
    ...order,
    cc: [{ name: 'Ada', address: 'ada@example.com' }],
    attachments: [{ filename: 'a.txt', content: Buffer.from('Hallo').toString('base64') }],
    sendAt: '2026-12-24T18:00:00+01:00',
    priority: 'high',
    class: 'once',
  })

  expect(status).toBe(202)
  const stored = storedAnswer.parse(json)
  expect(await db.outboxMail.findUniqueOrThrow({ where: { id: stored.id } })).toMatchObject({
    messageId: stored.messageId,
    subject: 'Ihre Bestellung',
    sendAt: new Date('2026-12-24T17:00:00Z'),
    priority: 0,
    class: 'once',
  })
  expect(await db.outboxRecipient.count()).toBe(2)
  expect(headers['set-cookie']).toBeUndefined()
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
})

test('the key of the header is the key of the mail: the same again is the same mail', async () => {
  const key = { 'idempotency-key': 'order-1' }
  const first = await api.post(order, key)

  expect(await api.post(order, key)).toMatchObject({ status: 202, json: { ...first.json, repeated: true } })
  expect(await api.post({ ...order, idempotencyKey: 'order-1' })).toMatchObject({ json: { repeated: true } })
  for (const wrong of [
    { ...order, text: 'Other' },
    { ...order, idempotencyKey: 'order-2' },
  ])
    expect(await api.post(wrong, key)).toMatchObject({
      status: 422,
      json: { error: { field: 'idempotencyKey' } },
    })
  expect((await api.post(order, { 'idempotency-key': 'a b' })).status).toBe(422)
  expect(await db.outboxMail.count()).toBe(1)
})

test.each([
  [{ ...order, to: 'nobody' }, 'to', 'to is missing or not allowed'],
  [{ ...order, to: [] }, 'to', 'no recipient'],
  [{ ...order, from: undefined }, 'from', ''],
  [{ ...order, attachments: [{ filename: 'x', path: '/etc/passwd' }] }, 'attachments.0', ''],
  [{ ...order, attachments: [{ filename: 'x', content: 'no base64!' }] }, 'attachments.0.content', ''],
  [{ ...order, sendAt: 'tomorrow' }, 'sendAt', ''],
  [{ ...order, headers: { bcc: 'e@x.example' } }, 'headers', ''],
  [[], 'mail', ''],
  ['null', 'mail', ''],
])('%j is refused with the field and a sentence', async (body, field, words) => {
  const { status, json } = await api.post(body)

  expect(status).toBe(422)
  expect(errorAnswer.parse(json).error).toMatchObject({ field: expect.stringContaining(field) })
  expect(json.error?.message).toContain(words)
  expect(JSON.stringify(json)).not.toContain('passwd')
  expect(await db.outboxMail.count()).toBe(0)
})

test('sentences are in the language the program asks for', async () => {
  const wrong = { ...order, to: [] }

  expect((await api.post(wrong, { 'accept-language': 'de-AT,en;q=0.5' })).json.error?.message).toContain(
    'Sie hat keinen Empfänger',
  )
  expect((await api.post(wrong, { 'accept-language': 'fr' })).json.error?.message).toContain('no recipient')
  expect((await api.post(wrong, { cookie: 'lang=de' })).json.error?.message).toContain('no recipient')
})

test('without a token, with a wrong one and with a revoked one the answer is the same', async () => {
  const { id, token: revoked } = await api.mail.apiTokens.make(
    { name: 'Old shop', maySend: true, mayRead: true },
    ada,
  )
  await api.mail.apiTokens.revoke(id, ada)
  const wrong = ['', 'Bearer', 'Bearer x', `Basic ${api.token}`, api.token, `Bearer ${revoked}`]
  for (const url of ['/mail', '/mail/x', '/explain'])
    for (const authorization of wrong) {
      const method = url === '/mail' ? 'POST' : 'GET'
      const { status, json, headers } = await api.ask({ method, url: root + url, headers: { authorization } })
      expect({ url, authorization, status, json }).toEqual({
        url,
        authorization,
        status: 401,
        json: { error: { message: 'Send a valid API token: Authorization: Bearer mailroom_…' } },
      })
      expect(headers['www-authenticate']).toBe('Bearer realm="Mailroom"')
    }
  expect(await db.outboxMail.count()).toBe(0)
})

test('a token does only what it was made for', async () => {
  const rights = {
    maySend: ['/mail', '/mail/x', '/explain'],
    mayRead: ['/inbox', '/inbox/x', '/inbox/x/raw'],
  }
  const sentence = { maySend: 'must not send mail.', mayRead: 'must not read received mail.' }
  for (const [lacks, may] of [
    ['maySend', 'mayRead'],
    ['mayRead', 'maySend'],
  ] as const) {
    const wanted = { name: may, maySend: may === 'maySend', mayRead: may === 'mayRead' }
    const { token } = await api.mail.apiTokens.make(wanted, ada)
    const ask = (url: string) => {
      const method = url === '/mail' ? 'POST' : 'GET'
      return api.ask({ method, url: root + url, headers: { authorization: `Bearer ${token}` } })
    }
    for (const url of rights[lacks]) {
      const { status, json, headers } = await ask(url)
      expect({ url, status, json }).toEqual({
        url,
        status: 403,
        json: { error: { message: `This token ${sentence[lacks]}` } },
      })
      expect(headers['www-authenticate']).toBe('Bearer realm="Mailroom", error="insufficient_scope"')
    }
    for (const url of rights[may]) expect([401, 403]).not.toContain((await ask(url)).status)
  }
})

test.each([
  ['broken JSON', '{"to":', 'application/json', 400],
  ['nothing', '', 'application/json', 400],
  ['JSON that would change prototypes', '{"__proto__":{"to":"a@b.example"}}', 'application/json', 400],
  ['a form of a page', 'to=a@b.example', 'application/x-www-form-urlencoded', 415],
  ['text', 'to=a@b.example', 'text/plain', 415],
  ['too much', `"${'x'.repeat(36 * 1024 * 1024)}"`, 'application/json', 413],
])('%s is answered as JSON', async (_, body, type, status) => {
  const answer = await api.post(body, { 'content-type': type })

  expect(answer.status).toBe(status)
  expect(errorAnswer.parse(answer.json).error.message).toMatch(/\.$/)
})

test('what is not there is told as JSON, and the host keeps its own answer', async () => {
  for (const url of [`${root}/nothing`, `${root}/mail/no-id`, `${root}/mail/${crypto.randomUUID()}`])
    expect(await api.ask({ url })).toMatchObject({ status: 404, json: { error: {} } })

  expect((await api.app.inject('/nothing')).json()).toMatchObject({ message: 'Route GET:/nothing not found' })
})

test('an error of ours tells the number of the request and nothing else', async () => {
  await db.$executeRaw`ALTER TABLE "GeneralSettings" RENAME TO "Elsewhere"`
  const { status, json } = await api.post(order)
  await db.$executeRaw`ALTER TABLE "Elsewhere" RENAME TO "GeneralSettings"`

  expect(status).toBe(500)
  expect(json.error?.requestId).toMatch(/^req-/)
  expect(json.error?.message).toContain(`Reference ${json.error?.requestId}`)
  expect(JSON.stringify(json)).not.toMatch(/GeneralSettings|prisma|\.ts/i)
})

test('what became of a mail is told with its recipients and a sentence', async () => {
  const { json } = await api.post({ ...order, bcc: 'archiv@example.com' })
  const id = String(json['id'])
  await db.outboxMail.update({
    where: { id },
    data: { state: 'failed', reason: { text: { en: 'It cannot be read.', de: 'Sie ist nicht lesbar.' } } },
  })
  await db.outboxRecipient.updateMany({
    where: { address: 'kundin@example.com' },
    data: { state: 'refused', code: 550, reply: '550 no such user' },
  })
  const { status, json: mail } = await api.ask({
    url: `${root}/mail/${id}`,
    headers: { 'accept-language': 'de' },
  })

  expect(status).toBe(200)
  expect(mailAnswer.parse(mail)).toMatchObject({
    state: 'failed',
    reason: 'Sie ist nicht lesbar.',
    from: 'info@mein-shop.example',
    nextAttemptAt: null,
    recipients: [
      { kind: 'to', address: 'kundin@example.com', state: 'refused', code: 550, reply: '550 no such user' },
      { kind: 'bcc', address: 'archiv@example.com', state: 'waiting', code: null, reply: null },
    ],
  })
})

test('the description is valid OpenAPI, needs no token, and names every route', async () => {
  const { json, status } = await api.ask({ url: `${root}/openapi.json`, headers: { authorization: '' } })
  expect(status).toBe(200)
  const { valid, errors } = await new Validator().validate(json)

  expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
  expect(json).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: `http://localhost:3000${root}` }],
    paths: { '/mail': {}, '/mail/{id}': {}, '/explain': {} },
  })
  const mail = JSON.stringify(json)
  expect(mail).toContain('"idempotencyKey"')
  expect(mail).toContain('"contentEncoding":"base64"')
})
