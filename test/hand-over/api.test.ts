import { expect, test } from 'vitest'
import { inboxMailPlace } from '../../src/inbox/raw-mail.ts'
import { useApi } from '../api/api.ts'
import { useDatabase } from '../database.ts'
import { testSecrets } from '../host.ts'
import { mailWith, processingOf, storeMail } from '../inbox/shop.ts'
import { receive, statesOf } from './shop.ts'

const db = useDatabase()
const api = useApi(db)

const get = (path: string) => api.ask({ url: `/shop-mail/inbox${path}` })

async function subjects(path: string): Promise<{ subjects: unknown; next: string; more: unknown }> {
  const { json } = await get(path)
  const mails = Array.isArray(json['mails']) ? json['mails'] : []

  return { subjects: mails.map(({ subject }) => subject), next: String(json['next']), more: json['more'] }
}

test('a backend that asks gets every mail once, in order, also one that was processed late', async () => {
  const late = await storeMail(db, mailWith({ Subject: 'spät' }), { leaseUntil: new Date('2100-01-01') })
  await receive(db, 'eins', 'zwei', 'drei')
  const first = await subjects('?limit=2')
  expect(first).toMatchObject({ subjects: ['eins', 'zwei'], more: true })
  const second = await subjects(`?limit=2&after=${first.next}`)
  expect(second).toMatchObject({ subjects: ['drei'], more: false })

  await db.inboxMail.update({ where: { id: late }, data: { leaseUntil: null } })
  await processingOf(db).processDue()
  const third = await subjects(`?after=${second.next}`)
  expect(third.subjects).toEqual(['spät'])
  expect(await subjects(`?after=${third.next}`)).toEqual({ subjects: [], next: third.next, more: false })
})

test('what was asked beyond counts as handed over; without an address for them alone', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const { next } = await subjects('?limit=1')
  expect(await statesOf(db, ids)).toEqual(['waiting 0', 'waiting 0'])
  await get(`?after=${next}`)
  expect(await statesOf(db, ids)).toEqual(['done 0', 'waiting 0'])

  await db.inboxSettings.create({ data: { webhookUrl: 'https://shop.example/' } })
  const { next: last } = await subjects('')
  await get(`?after=${last}`)
  expect(await statesOf(db, ids)).toEqual(['done 0', 'waiting 0'])
})

test('a cursor that is none is refused, and so is a limit', async () => {
  for (const path of ['?after=x', '?after=', `?after=${Buffer.from('seq:-1').toString('base64url')}`])
    expect(await get(path), path).toMatchObject({ status: 422, json: { error: { field: 'after' } } })
  expect((await get('?limit=0')).status).toBe(400)
  expect((await get('?limit=201')).status).toBe(400)
})

test('a mail, the mail as it came, and its attachments, as downloads that no browser shows', async () => {
  const raw = mailWith(
    { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' },
    '--b\r\n\r\nHallo\r\n--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="a b.html"\r\n\r\n<script>\r\n--b--\r\n',
  )
  const id = await storeMail(db, raw)
  await processingOf(db).processDue()
  // The API in this test has keys of its own.
  const sealedRaw = new Uint8Array(testSecrets.sealBytes(Buffer.from(raw), inboxMailPlace(id)))
  await db.inboxMail.update({ where: { id }, data: { sealedRaw } })

  const url = `http://localhost:3000/shop-mail/inbox/${id}`
  expect((await get(`/${id}`)).json).toMatchObject({
    id,
    text: expect.stringContaining('Hallo'),
    rawUrl: `${url}/raw`,
    attachments: [{ no: 0, filename: 'a b.html', url: `${url}/attachments/0` }],
  })
  const headers = { authorization: `Bearer ${api.token}` }
  const file = await api.app.inject({ url: `/shop-mail/inbox/${id}/attachments/0`, headers })
  expect(file.body).toBe('<script>')
  expect(file.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-disposition': `attachment; filename="a_b.html"; filename*=UTF-8''a%20b.html`,
  })
  const whole = await api.app.inject({ url: `/shop-mail/inbox/${id}/raw`, headers })
  expect(whole.body).toBe(raw)
  expect(whole.headers['content-type']).toBe('message/rfc822')
})

test('without a token nothing is told; what is not for the backend is not there', async () => {
  const [id] = await receive(db, 'eins')
  for (const path of ['', `/${id}`, `/${id}/raw`, `/${id}/attachments/0`]) {
    const url = `/shop-mail/inbox${path}`
    expect((await api.app.inject({ url })).statusCode, path).toBe(401)
  }
  await db.inboxMail.updateMany({ data: { route: 'loop', handOver: 'none' } })
  expect((await subjects('')).subjects).toEqual([])
  for (const path of [`/${id}`, `/${id}/raw`, '/nothing', `/${id}/attachments/x`])
    expect((await get(path)).status, path).toBe(404)
})
