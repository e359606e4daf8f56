import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { ReceivedMail } from '../../src/index.ts'
import { useDatabase } from '../database.ts'
import { addServer, at, mailWith, processingOf, storeMail } from '../inbox/shop.ts'
import { takeMail } from '../mounting/take-mail.ts'
import { handOverOf, later, receive, setWebhook, statesOf } from './shop.ts'

const db = useDatabase()

test('the handler of the README turns each mail into one ticket', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const tickets = new Map<string, { from: string; subject: string }>()
  const shop = handOverOf(db)
  takeMail(
    { inbox: { handle: shop.handle } },
    { addOnce: async (ticket) => void tickets.set(ticket.id, ticket) },
  )

  await shop.handOverDue()

  expect([...tickets.keys()]).toEqual(ids)
  expect(tickets.get(ids[0] ?? '')).toMatchObject({ from: 'kundin@example.com' })
})

test('the handler gets each mail once, in the order in which they were read, and whole', async () => {
  const serverId = await addServer(db, { defaultRoute: 'support' })
  const raw = mailWith(
    {
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/mixed; boundary=b',
      'In-Reply-To': '<x@example.com>',
    },
    '--b\r\nContent-Type: text/html\r\n\r\n<script>1</script>\r\n--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1;2\r\n--b--\r\n',
  )
  const first = await storeMail(db, raw, { serverId })
  await processingOf(db).processDue()
  const others = await receive(db, 'zwei', 'drei')
  const got: ReceivedMail[] = []
  const shop = handOverOf(db)
  shop.handle((mail) => void got.push(mail))

  await shop.handOverDue()
  await shop.handOverDue()

  expect(got.map(({ id }) => id)).toEqual([first, ...others])
  const [mail] = got
  expect(mail).toMatchObject({
    server: { id: serverId },
    folder: 'INBOX',
    messageId: '<frage-1@example.com>',
    from: { name: 'Kundin', address: 'kundin@example.com' },
    to: [{ name: null, address: 'info@mein-shop.example' }],
    subject: 'Frage',
    date: null,
    html: expect.stringContaining('<script>1</script>'),
    isAutomatic: false,
    route: { kind: 'default_route', name: 'support', outboxMailId: null, inReplyTo: '<x@example.com>' },
    deliveryReport: null,
    attachments: [{ no: 0, filename: 'a.csv', contentType: 'text/csv', size: 3, cid: null }],
  })
  expect(String(mail && (await buffer(mail.raw())))).toBe(raw)
  const file = mail?.attachments[0]
  expect(String(file && (await buffer(file.content())))).toBe('1;2')
  expect(await statesOf(db, [first, ...others])).toEqual(['done 1', 'done 1', 'done 1'])
})

test('a handler that throws gets the mail again, later and under the same id; the next ones go on', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const clock = { now: at }
  const shop = handOverOf(db, { clock })
  const got: string[] = []
  shop.handle(async ({ id, subject }) => {
    got.push(id)
    if (subject === 'eins' && got.length < 3) throw new Error('no room: password=Geheim123')
  })

  await shop.handOverDue()
  expect(await statesOf(db, ids)).toEqual(['waiting 1', 'done 1'])
  const [bad] = await db.inboxMail.findMany({ where: { id: ids[0] ?? '' } })
  expect(bad?.handOverReason).toMatchObject({ text: { en: expect.stringContaining('no room') } })
  expect(JSON.stringify(bad?.handOverReason)).not.toContain('Geheim123')
  await shop.handOverDue()
  expect(got).toEqual(ids)
  clock.now = later(1)
  await shop.handOverDue()

  expect(got).toEqual([...ids, ids[0]])
  expect(await statesOf(db, ids)).toEqual(['done 2', 'done 1'])
})

test('after six tries over more than a day a mail has failed, until an admin hands it over again', async () => {
  const ids = await receive(db, 'eins')
  const clock = { now: at }
  const shop = handOverOf(db, { clock })
  let works = false
  shop.handle(() => {
    if (!works) throw new Error('down')
  })
  const tries: number[] = []
  for (const minutes of [0, 1, 11, 71, 431, 1510, 1511, 1512, 2000]) {
    clock.now = later(minutes)
    const before = shop.failures.length
    await shop.handOverDue()
    if (shop.failures.length > before) tries.push(minutes)
  }
  expect(tries).toEqual([0, 1, 11, 71, 431, 1511])
  expect(tries.at(-1)).toBeGreaterThan(24 * 60)
  expect(await statesOf(db, ids)).toEqual(['failed 6'])

  works = true
  await shop.mails.again(ids[0] ?? '', { id: 'ada', name: 'Ada' })
  await shop.handOverDue()
  expect(await statesOf(db, ids)).toEqual(['done 1'])
})

test('a handler that does not end counts as failed', async () => {
  const ids = await receive(db, 'eins')
  const shop = handOverOf(db, { handlerMs: 10 })
  shop.handle(() => new Promise(() => {}))
  await shop.handOverDue()

  expect(await statesOf(db, ids)).toEqual(['waiting 1'])
})

test('with a handler the webhook gets nothing; a second handler is a mistake', async () => {
  const ids = await receive(db, 'eins')
  const shop = handOverOf(db)
  await setWebhook(shop, 'https://webhook.invalid/')
  shop.handle(() => {})
  await shop.handOverDue()

  expect(await statesOf(db, ids)).toEqual(['done 1'])
  expect(() => shop.handle(() => {})).toThrow('a handler already')
})

test('without anybody to give them to mails are kept, and handed over once somebody is there', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const shop = handOverOf(db)
  await shop.handOverDue()
  expect(await statesOf(db, ids)).toEqual(['waiting 0', 'waiting 0'])

  shop.handle(() => {})
  await shop.handOverDue()
  expect(await statesOf(db, ids)).toEqual(['done 1', 'done 1'])
})

test('our own mail that came back is handed to nobody', async () => {
  const ids = await receive(db, 'eins')
  await db.inboxMail.updateMany({ data: { route: 'loop', handOver: 'none' } })
  const shop = handOverOf(db)
  let calls = 0
  shop.handle(() => void calls++)
  await shop.handOverDue()

  expect(calls).toBe(0)
  await expect(shop.mails.again(ids[0] ?? '', { id: 'ada', name: 'Ada' })).rejects.toThrow('not for the shop')
})
