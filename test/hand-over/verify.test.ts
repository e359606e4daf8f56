import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { at } from '../inbox/shop.ts'
import { useReceiver } from './receiver.ts'
import { ada, handOverOf, portOf, receive, setWebhook } from './shop.ts'
import { isFromMailroom } from './verify.ts'

const db = useDatabase()
const receiver = useReceiver()

test('T95: the verifier of the README takes what Mailroom signed, for 300 seconds, and nothing else', async () => {
  await receive(db, 'eins')
  const shop = handOverOf(db, { ports: [portOf(receiver.url)] })
  const secret = await setWebhook(shop, receiver.url)
  await shop.handOverDue()
  const [call] = receiver.calls
  const body = call?.body ?? ''
  const signature = String(call?.headers['x-mailroom-signature'])
  const sent = at.getTime()

  expect(isFromMailroom(secret, signature, body, sent + 299_000)).toBe(true)
  expect(isFromMailroom(secret, signature, body, sent + 301_000)).toBe(false)
  expect(isFromMailroom(secret, signature, body, sent - 301_000)).toBe(false)
  expect(isFromMailroom(secret, signature, `${body} `, sent)).toBe(false)
  expect(isFromMailroom(`${secret}x`, signature, body, sent)).toBe(false)
  expect(isFromMailroom(secret, signature.replace('t=', 't=1'), body, sent)).toBe(false)
  for (const wrong of ['', 't=,v1=', `t=1,v1=${'ü'.repeat(64)}`, signature.slice(0, -1)])
    expect(isFromMailroom(secret, wrong, body, sent), wrong).toBe(false)
})

test('T96: a receiver that keeps the ids has one effect of a mail that comes twice', async () => {
  const [id = ''] = await receive(db, 'eins')
  const shop = handOverOf(db, { ports: [portOf(receiver.url)] })
  await setWebhook(shop, receiver.url)
  const seen = new Set<unknown>()
  receiver.answer = (answer, { headers }) => {
    seen.add(headers['x-mailroom-id'])
    answer.writeHead(204).end()
  }
  await shop.handOverDue()
  await shop.mails.again(id, ada)
  await shop.handOverDue()

  expect(receiver.calls).toHaveLength(2)
  expect([...seen]).toEqual([id])
})

test('the verifier in the README is the one tested here', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

  expect(read('../../README.md')).toContain(read('./verify.ts').trimEnd())
})
