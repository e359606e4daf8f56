import { expect, test } from 'vitest'
import { createInboxMails } from '../../src/inbox/inbox-mails.ts'
import { createRetention } from '../../src/inbox/retention.ts'
import { useDatabase } from '../database.ts'
import { addServer, at, mailWith, processed, processingOf, rowOf, storeMail } from './shop.ts'

const db = useDatabase()
const ada = { id: 'ada', name: 'Ada', role: 'admin' } as const
const mails = () => createInboxMails({ db, now: () => at })
const dayMs = 24 * 60 * 60_000

async function subjects(filter: Parameters<ReturnType<typeof mails>['list']>[0], before?: string) {
  return (await mails().list(filter, before)).mails.map(({ subject }) => subject)
}

test('mails are listed newest first, page by page', async () => {
  for (let no = 0; no < 60; no++) await storeMail(db, 'x', { subject: `${no}` })
  const first = await mails().list({ query: '' })

  expect(first.mails.map(({ subject }) => subject).slice(0, 2)).toEqual(['59', '58'])
  expect(first.mails).toHaveLength(50)
  expect(await subjects({ query: '' }, first.more)).toEqual([
    '9',
    '8',
    '7',
    '6',
    '5',
    '4',
    '3',
    '2',
    '1',
    '0',
  ])
})

test('mails are found by the beginnings of words, by state, route and server', async () => {
  const serverId = await addServer(db)
  await processed(db, mailWith({ Subject: 'Müller <Bestellung> 4711' }), { serverId })
  await processed(db, mailWith({ Subject: 'Rechnung', From: 'anna.schmidt@example.org' }))

  expect(await subjects({ query: 'MÜLL 47' })).toEqual(['Müller <Bestellung> 4711'])
  expect(await subjects({ query: 'bestellung' })).toEqual(['Müller <Bestellung> 4711'])
  expect(await subjects({ query: 'schmidt@example.org' })).toEqual(['Rechnung'])
  expect(await subjects({ query: "'); --" })).toEqual([])
  expect(await subjects({ query: '', serverId })).toEqual(['Müller <Bestellung> 4711'])
  expect(await subjects({ query: '', state: 'attention' })).toEqual([])
  expect(await subjects({ query: '', route: 'default_route' })).toHaveLength(2)
  expect([...(await mails().counts())]).toEqual([
    ['new', 0],
    ['processed', 2],
    ['attention', 0],
  ])
})

test('a mail that needs attention is read again, and that is written down', async () => {
  const id = await storeMail(db, mailWith(), { state: 'attention', attempts: 3, reason: { text: {} } })
  await mails().replay(id, ada)
  await processingOf(db).processDue()

  expect(await rowOf(db, id)).toMatchObject({ state: 'processed', attempts: 1, reason: null })
  expect(await db.activityEntry.findFirst()).toMatchObject({ what: 'inbox-mail.read-again', adminId: 'ada' })
  await expect(mails().replay(id, ada)).rejects.toThrow('Only an email that needs attention')
})

test('old mails that the backend has are removed with their pieces; what waits or needs attention stays', async () => {
  const fetchedAt = new Date(at.getTime() - 91 * dayMs)
  const old = { fetchedAt, state: 'processed' } as const
  const gone = await storeMail(db, 'x', { ...old, handOver: 'done' })
  const loop = await storeMail(db, 'x', { ...old, handOver: 'none' })
  const kept = [
    await storeMail(db, 'x', { ...old, handOver: 'waiting' }),
    await storeMail(db, 'x', { ...old, handOver: 'failed' }),
    await storeMail(db, 'x', { fetchedAt, state: 'attention' }),
    await storeMail(db, 'x', { fetchedAt, state: 'new' }),
    await storeMail(db, 'x', { ...old, fetchedAt: new Date(at.getTime() - 89 * dayMs), handOver: 'done' }),
  ]
  const piece = (mailId: string, createdAt: Date) => ({
    id: crypto.randomUUID(),
    mailId,
    no: 1,
    sealedPart: new Uint8Array(),
    createdAt,
  })
  const [waiting = ''] = kept
  await db.inboxChunk.createMany({ data: [gone, loop, waiting].map((id) => piece(id, fetchedAt)) })
  await db.inboxChunk.createMany({
    data: [piece(crypto.randomUUID(), fetchedAt), piece(crypto.randomUUID(), at)],
  })
  await createRetention({ db, now: () => at }).purge()

  const left = await db.inboxMail.findMany({ select: { id: true } })
  expect(left.map(({ id }) => id).sort()).toEqual([...kept].sort())
  expect(await db.inboxChunk.count()).toBe(2)
})

test('the shop decides how long mails are kept', async () => {
  await db.inboxSettings.create({ data: { retentionDays: 10 } })
  await storeMail(db, 'x', {
    state: 'processed',
    handOver: 'done',
    fetchedAt: new Date(at.getTime() - 11 * dayMs),
  })
  await createRetention({ db, now: () => at }).purge()

  expect(await db.inboxMail.count()).toBe(0)
})
