import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useApi } from './api.ts'

const db = useDatabase()
const api = useApi(db)
const order = {
  from: 'info@mein-shop.example',
  to: 'kundin@example.com',
  subject: 'Ihre Bestellung',
  text: 'Danke!',
}

/** Posts a form as curl and browsers do, over a socket. */
async function postForm(mail: unknown, files: Record<string, Blob> = {}, first = 'mail') {
  const form = new FormData()
  form.append(first, typeof mail === 'string' ? mail : JSON.stringify(mail))
  for (const [name, blob] of Object.entries(files)) form.append('file', blob, name)
  const answer = await fetch(`${await api.url()}/mail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.token}`, 'accept-language': 'en' },
    body: form,
  })

  return { status: answer.status, json: (await answer.json()) as unknown }
}

test('the files of a form are the attachments the mail names, in their order', async () => {
  const attachments = [{ filename: 'Rechnung.pdf', contentType: 'application/pdf' }, { filename: 'b.txt' }]
  const first = { first: new Blob(['%PDF']), second: new Blob(['Hallo']) }
  const mail = { ...order, attachments, idempotencyKey: 'order-1' }

  expect(await postForm(mail, first)).toMatchObject({ status: 202, json: { repeated: false } })
  expect(await postForm(mail, first)).toMatchObject({ status: 202, json: { repeated: true } })
  const other = { second: new Blob(['Hallo']), first: new Blob(['%PDF']) }
  expect(await postForm(mail, other)).toMatchObject({ status: 422 })
  const asJson = attachments.map((named, index) => ({
    ...named,
    content: Buffer.from(['%PDF', 'Hallo'][index] ?? '').toString('base64'),
  }))
  expect(await api.post({ ...mail, attachments: asJson })).toMatchObject({ json: { repeated: true } })
})

test.each([
  ['fewer files than named', { ...order, attachments: [{ filename: 'a' }, { filename: 'b' }] }, 'mail', 422],
  ['more files than named', order, 'mail', 422],
  ['another field first', order, 'letter', 422],
  ['a mail that is no JSON', '{', 'mail', 422],
  ['content besides the files', { ...order, attachments: [{ filename: 'a', content: 'QQ==' }] }, 'mail', 422],
])('%s: refused, and nothing is stored', async (_, mail, first, status) => {
  expect(await postForm(mail, { a: new Blob(['x'.repeat(100_000)]) }, first)).toMatchObject({
    status,
    json: { error: { message: expect.stringMatching(/\.$/) } },
  })
  expect([await db.outboxMail.count(), await db.outboxChunk.count()]).toEqual([0, 0])
})

test('a large file is stored in pieces as it comes', async () => {
  const bytes = randomBytes(3 * 1024 * 1024)
  const { status } = await postForm(
    { ...order, attachments: [{ filename: 'Katalog.pdf' }] },
    { file: new Blob([bytes]) },
  )

  expect(status).toBe(202)
  const mail = await db.outboxMail.findFirstOrThrow()
  expect(await db.outboxChunk.count()).toBeGreaterThan(10)
  expect(mail.size).toBeGreaterThan(bytes.length * 1.3)
  expect(createHash('sha256').update(bytes).digest('hex')).toHaveLength(64)
})

test('a file larger than a mail may be is refused, and nothing of it stays', async () => {
  const { status } = await postForm(
    { ...order, attachments: [{ filename: 'Film.mp4' }] },
    { file: new Blob([Buffer.alloc(36 * 1024 * 1024)]) },
  )

  expect(status).toBe(413)
  expect([await db.outboxMail.count(), await db.outboxChunk.count()]).toEqual([0, 0])
})

test('a program that goes away half-way leaves nothing', async () => {
  const stop = new AbortController()
  const body = new ReadableStream({
    start(controller) {
      const part = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"`
      const mail = JSON.stringify({ ...order, attachments: [{ filename: 'a' }] })
      controller.enqueue(
        Buffer.from(`${part('mail')}\r\n\r\n${mail}\r\n${part('file')}; filename="a"\r\n\r\n`),
      )
      controller.enqueue(randomBytes(1024 * 1024))
    },
  })
  const asked = fetch(`${await api.url()}/mail`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.token}`,
      'content-type': 'multipart/form-data; boundary=x',
    },
    body,
    duplex: 'half',
    signal: stop.signal,
  }).catch(() => 'gone')
  await expect.poll(() => db.outboxChunk.count(), { timeout: 15_000 }).toBeGreaterThan(2)
  stop.abort()

  expect(await asked).toBe('gone')
  await expect.poll(() => db.outboxChunk.count(), { timeout: 15_000 }).toBe(0)
  expect(await db.outboxMail.count()).toBe(0)
})
