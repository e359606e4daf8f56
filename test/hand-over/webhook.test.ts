import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { at } from '../inbox/shop.ts'
import { status, useReceiver } from './receiver.ts'
import { handOverOf, later, portOf, receive, setWebhook, statesOf } from './shop.ts'

const db = useDatabase()
const receiver = useReceiver()

function shopAt(clock = { now: at }, more: Parameters<typeof handOverOf>[1] = {}) {
  return handOverOf(db, { clock, ports: [portOf(receiver.url)], ...more })
}

async function reasonOf(id = ''): Promise<string> {
  const { handOverReason } = await db.inboxMail.findUniqueOrThrow({ where: { id } })

  return JSON.stringify(handOverReason)
}

test('each mail is posted once, signed, under its own id', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const shop = shopAt()
  const secret = await setWebhook(shop, receiver.url)
  await shop.handOverDue()

  expect(receiver.calls.map(({ headers }) => headers['x-mailroom-id'])).toEqual(ids)
  const [call] = receiver.calls
  const t = Math.floor(at.getTime() / 1000)
  const v1 = createHmac('sha256', secret).update(`${t}.${call?.body}`).digest('hex')
  expect(call?.headers['x-mailroom-signature']).toBe(`t=${t},v1=${v1}`)
  expect(JSON.parse(call?.body ?? '')).toMatchObject({
    id: ids[0],
    isTest: false,
    subject: 'eins',
    rawUrl: `https://shop.example/api/inbox/${ids[0]}/raw`,
  })
  expect(await statesOf(db, ids)).toEqual(['done 1', 'done 1'])
})

test('what is not answered with 2xx comes again, with the reason; redirects are not followed', async () => {
  const [id = ''] = await receive(db, 'eins')
  const clock = { now: at }
  const shop = shopAt(clock)
  await setWebhook(shop, receiver.url)
  receiver.answer = status(500)
  await shop.handOverDue()
  expect(await reasonOf(id)).toContain('did not take the email (500)')
  receiver.answer = status(302, { location: receiver.url })
  clock.now = later(1)
  await shop.handOverDue()
  expect(await reasonOf(id)).toContain('another address (302)')
  expect(receiver.calls).toHaveLength(2)
  receiver.answer = (answer) => answer.socket?.destroy()
  clock.now = later(20)
  await shop.handOverDue()

  expect(await reasonOf(id)).toContain('broke off')
  expect(receiver.calls.map(({ headers }) => headers['x-mailroom-id'])).toEqual([id, id, id])
})

test('a silent receiver is left after its time; a huge answer is not read to its end', async () => {
  const ids = await receive(db, 'eins')
  const clock = { now: at }
  const shop = shopAt(clock, { timeoutMs: 300 })
  await setWebhook(shop, receiver.url)
  receiver.answer = () => {}
  await shop.handOverDue()
  expect(await reasonOf(ids[0])).toContain('did not answer in time')
  let written = 0
  receiver.answer = (answer) => {
    answer.writeHead(200)
    const more = () => {
      while (!answer.destroyed && answer.write('x'.repeat(65_536))) written++
    }
    answer.on('drain', more)
    more()
  }
  clock.now = later(1)
  await shop.handOverDue()

  expect(await statesOf(db, ids)).toEqual(['done 2'])
  expect(written).toBeLessThan(1000)
})

test('T97: an address inside is refused before a socket is opened', async () => {
  const ids = await receive(db, 'eins')
  const shop = shopAt({ now: at }, { allowNets: [] })
  await setWebhook(shop, receiver.url)
  await shop.handOverDue()

  expect(await reasonOf(ids[0])).toContain('inside your network and blocked')
  expect(receiver.calls).toEqual([])
})

test('410 switches it off at once; saving switches it on, and what was kept goes out', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const shop = shopAt()
  await setWebhook(shop, receiver.url)
  receiver.answer = status(410)
  await shop.handOverDue()
  expect((await shop.settings.get()).webhookOffSince).toEqual(at)
  expect(await statesOf(db, ids)).toEqual(['waiting 0', 'waiting 0'])
  await shop.handOverDue()
  expect(receiver.calls).toHaveLength(1)
  receiver.answer = status(204)
  await setWebhook(shop, receiver.url)
  await shop.handOverDue()

  expect(await statesOf(db, ids)).toEqual(['done 1', 'done 1'])
})

test('ten failures in a row over an hour switch it off; Retry-After is kept', async () => {
  await receive(db, 'eins', 'zwei', 'drei')
  const clock = { now: at }
  const shop = shopAt(clock)
  await setWebhook(shop, receiver.url)
  receiver.answer = status(503, { 'retry-after': '1800' })
  await shop.handOverDue()
  expect(receiver.calls).toHaveLength(1)
  clock.now = later(29)
  await shop.handOverDue()
  expect(receiver.calls).toHaveLength(1)
  receiver.answer = status(503)
  for (let minute = 30; minute < 3000; minute += 60) {
    clock.now = later(minute)
    await shop.handOverDue()
  }

  const { webhookOffSince, webhookFailures } = await shop.settings.get()
  expect(webhookFailures).toBe(10)
  expect(webhookOffSince).not.toBeNull()
  expect(receiver.calls).toHaveLength(10)
  expect(await db.activityEntry.count({ where: { what: 'inbox-settings.webhook-switched-off' } })).toBe(1)
})
