import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { textOf, textsOf } from '../microsoft-365/imap/command.ts'
import { CommandFailed } from '../microsoft-365/imap/session.ts'
import { rawMail, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60
const days = 24 * hours

test('every mail of a confirmed mailbox is stored once, whatever is read again', async () => {
  const { id } = await shop().addServer()

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 2, lastFailure: null, failingSince: null })
  shop().deliver('Third')
  await shop().fetch(id, shop().worker())

  const subjects = await shop().subjects()
  expect(subjects).toEqual(['Where is my order 4711?', expect.stringContaining('utf-8'), 'Third'])
  const first = await db.inboxMail.findFirstOrThrow({ orderBy: { uid: 'asc' } })
  expect(first).toMatchObject({ serverId: id, folder: 'INBOX', uid: 1n, state: 'new', isTruncated: false })
  expect(await rawMail(db, first.id)).toEqual(shop().inbox().mails[0]?.source)
})

test('reading leaves the mailbox as it was', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)

  expect(
    shop()
      .inbox()
      .mails.map(({ flags }) => [...flags]),
  ).toEqual([[], []])
})

test('what somebody has read elsewhere is read all the same', async () => {
  for (const { flags } of shop().inbox().mails) flags.add('\\Seen')
  const { id } = await shop().addServer()

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 2 })
})

test('new mail only: what lay there before the confirmation stays unread', async () => {
  shop().inbox()
  shop().later(2 * hours)
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  shop().later(2 * hours)
  shop().deliver('While the token was broken')

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 1 })
  expect(await shop().subjects()).toEqual(['While the token was broken'])
})

test('the last 7 days: older mail stays unread, wherever it stands', async () => {
  shop().inbox()
  shop().later(20 * days)
  shop().deliver('New')
  shop().later(-20 * days)
  shop().deliver('Moved here just now, and old')
  shop().later(20 * days)
  const { id } = await shop().addServer({ readFrom: 'last_7_days' })

  await shop().fetch(id)
  expect(await shop().subjects()).toEqual(['New'])
})

test('long mails come in pieces, and whole', async () => {
  const text = randomBytes(1_700_000).toString('base64').replace(/.{76}/g, '$&\r\n')
  const { id } = await shop().addServer()
  const uid = shop().deliver('Long', text)
  shop().deliver('After the long one')

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 4 })
  const long = await db.inboxMail.findFirstOrThrow({ where: { uid } })
  const source = shop().inbox().mails[2]?.source ?? Buffer.alloc(0)
  expect(long).toMatchObject({ size: source.length, isTruncated: false })
  expect(await db.inboxChunk.count()).toBe(Math.ceil(source.length / (256 * 1024)) - 1)
  expect((await rawMail(db, long.id)).equals(source)).toBe(true)
})

test('of a mail that is too large only the header is stored', async () => {
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  const uid = shop().deliver('Far too large', 'x'.repeat(31 * 1024 * 1024))

  await shop().fetch(id)
  const mail = await db.inboxMail.findFirstOrThrow({ where: { uid } })
  expect(mail).toMatchObject({ isTruncated: true, size: shop().inbox().mails.at(-1)?.source.length })
  expect((await rawMail(db, mail.id)).toString()).toMatch(/^Subject: Far too large\r\n(.*\r\n)+\r\n$/m)
  expect(await db.inboxChunk.count()).toBe(0)
})

test('a mail that is longer than the server says comes whole', async () => {
  const { id } = await shop().addServer()
  const real = 'y'.repeat(300_000)
  shop().deliver('Liar', real)
  const liar = shop().inbox().mails.at(-1)
  const source = liar?.source ?? Buffer.alloc(0)
  Object.assign(liar ?? {}, { claimedSize: 100 })
  shop().deliver('After the liar')

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 4 })
  const mail = await db.inboxMail.findFirstOrThrow({ where: { uid: 3 } })
  expect(mail.sha256).toBe(createHash('sha256').update(source).digest('base64url'))
  expect((await rawMail(db, mail.id)).equals(source)).toBe(true)
})

test('a mail that vanishes between the list and the reading is passed over', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 10; no++) shop().deliver(`Mail ${no}`)
  shop().microsoft.interference.before = (command) => {
    if (command === 'UID FETCH') shop().microsoft.mailboxes.remove(shop().inbox(), new Set([4, 5, 10]))
  }

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 7, lastFailure: null })
  const uids = await db.inboxMail.findMany({ select: { uid: true }, orderBy: { uid: 'asc' } })
  expect(uids.map(({ uid }) => Number(uid))).toEqual([1, 2, 3, 6, 7, 8, 9])
})

test('R7: a connection that breaks anywhere in a mail costs nothing and doubles nothing', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  let failures = 0
  for (let bytes = 900; bytes < 6000; bytes += 250) {
    shop().deliver(`Cut after ${bytes}`, 'z'.repeat(3000))
    shop().microsoft.interference.cutAfter = bytes
    const { lastFailure } = await shop().fetch(id, worker)
    if (lastFailure) failures += 1
    shop().later(hours)
  }

  expect(failures).toBeGreaterThan(10)
  expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: null })
  const nextUid = BigInt(shop().inbox().uidNext)
  expect(await db.folderCursor.findFirst()).toMatchObject({ nextUid, againFromUid: null })
  const mails = await db.inboxMail.findMany({ orderBy: { uid: 'asc' } })
  const sources = await Promise.all(mails.map(({ id: mail }) => rawMail(db, mail)))
  expect(sources).toEqual(
    shop()
      .inbox()
      .mails.map(({ source }) => source),
  )
}, 60_000)

test('a mail that the server never gives out is given a place after the third time, and keeps no other back', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  shop().microsoft.interference.before = (command, [set, items]) => {
    const isBody = command === 'UID FETCH' && textsOf(items).some((item) => item.startsWith('BODY'))
    if (isBody && textOf(set).split(',').includes('3')) throw new CommandFailed('NO Server Unavailable. 15')
  }
  const worker = shop().worker({ leaseSeconds: days })
  for (let times = 1; times <= 2; times++) {
    expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: { cause: 'reading-interrupted' } })
    shop().later(hours)
  }
  expect(await db.inboxMail.count()).toBe(2)

  expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: null })
  expect(
    await db.inboxMail.findMany({ select: { uid: true, isTruncated: true }, orderBy: { uid: 'asc' } }),
  ).toEqual([1n, 2n, 3n, 4n, 5n].map((uid) => ({ uid, isTruncated: uid === 3n })))
})
