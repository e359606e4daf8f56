import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCursors } from '../../src/fetching/cursors.ts'
import { createLeases } from '../../src/fetching/leases.ts'
import { databaseClock } from '../../src/storage/clock.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60

function rebuild(uidValidity?: number): void {
  shop().microsoft.mailboxes.rebuild(shop().inbox(), uidValidity)
  shop().microsoft.endImapSessions('Connection is closed. 13')
}

async function keys(): Promise<string[]> {
  const mails = await db.inboxMail.findMany({ orderBy: [{ uidValidity: 'asc' }, { uid: 'asc' }] })

  return mails.map(({ uidValidity, uid }) => `${uidValidity}/${uid}`)
}

test('R8: a mailbox of 500 mails that is numbered anew adds its new mails and nothing else', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 500; no++) shop().deliver(`Mail ${no}`)
  await shop().fetch(id)
  const before = await db.inboxMail.findMany({ select: { id: true } })
  expect(before).toHaveLength(500)
  shop().microsoft.mailboxes.remove(shop().inbox(), new Set([1, 77]))
  shop().deliver('New one')
  shop().deliver('New two')
  rebuild()
  shop().later(hours)

  expect(await shop().fetch(id, shop().worker())).toMatchObject({ lastNew: 2, lastFailure: null })
  expect(await db.inboxMail.count()).toBe(502)
  expect(await db.inboxMail.count({ where: { uidValidity: 12 } })).toBe(500)
  expect(await db.inboxMail.count({ where: { id: { in: before.map(({ id: one }) => one) } } })).toBe(500)
  expect(await db.folderCursor.findFirst()).toMatchObject({
    ...{ uidValidity: 12n, nextUid: 501n, againFromUid: null, matchBefore: null },
    ...{ recognised: 498, rebuiltTimes: 1, rebuiltAt: expect.any(Date) },
  })
})

test('two mails that are alike stay two when the mailbox is numbered anew', async () => {
  const { id } = await shop().addServer()
  const source = shop().inbox().mails[0]?.source ?? ''
  shop().microsoft.mailboxes.deliver(shop().account, source)
  await shop().fetch(id)
  rebuild()
  shop().later(hours)

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 0 })
  expect(await keys()).toEqual(['12/1', '12/2', '12/3'])
})

test('mail that was never wanted is not taken in when the mailbox is numbered anew', async () => {
  shop().inbox()
  shop().later(48 * hours)
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  shop().deliver('Wanted')
  await shop().fetch(id)
  shop().deliver('Also wanted')
  rebuild()
  shop().later(hours)

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 1 })
  expect(await shop().subjects()).toEqual(['Wanted', 'Also wanted'])
})

test('a mail whose bytes the provider changed on the way is known by Message-ID, date and size', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  for (const mail of await db.inboxMail.findMany()) {
    const source = shop().inbox().mails[Number(mail.uid) - 1]?.source.toString() ?? ''
    await db.inboxMail.update({
      where: { id: mail.id },
      data: {
        messageId: /^Message-ID: (.*)\r$/m.exec(source)?.[1] ?? null,
        sentAt: new Date(/^Date: (.*)\r$/m.exec(source)?.[1] ?? ''),
        state: 'processed',
      },
    })
  }
  for (const mail of shop().inbox().mails)
    mail.source = Buffer.from(mail.source.toString().replace('MIME-Version: 1.0', 'mime-version: 1.0'))
  rebuild()
  shop().later(hours)

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 0 })
  expect(await keys()).toEqual(['12/1', '12/2'])
})

test('numbers that are given out a second time are a new numbering', async () => {
  const { id } = await shop().addServer()
  shop().deliver('Third')
  await shop().fetch(id)
  shop().microsoft.mailboxes.remove(shop().inbox(), new Set([1, 2]))
  rebuild(11)
  shop().deliver('Under a number that was in use')
  shop().later(hours)

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 1 })
  expect(await keys()).toEqual(['-1/1', '-1/2', '11/1', '11/2'])
})

test('numbers that are given out a second time hide no mail, however many came since', async () => {
  const { id } = await shop().addServer()
  shop().deliver('Third')
  await shop().fetch(id)
  shop().microsoft.mailboxes.remove(shop().inbox(), new Set([2, 3]))
  shop().inbox().uidNext = 2
  shop().microsoft.endImapSessions('Connection is closed. 13')
  shop().later(hours)
  for (const no of [1, 2, 3, 4]) shop().deliver(`After the backup ${no}`)

  expect(await shop().fetch(id, shop().worker())).toMatchObject({ lastNew: 4, lastFailure: null })
  expect(await keys()).toEqual(['-1/2', '-1/3', '11/1', '11/2', '11/3', '11/4', '11/5'])
})

test('a server that tells another date of a mail each time has not numbered its mails anew', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  for (const mail of shop().inbox().mails) mail.receivedAt = new Date(86_400_000)
  shop().microsoft.endImapSessions('Connection is closed. 13')
  shop().later(hours)

  expect(await shop().fetch(id, shop().worker())).toMatchObject({ lastNew: 0, lastFailure: null })
  expect(await db.folderCursor.findFirst()).toMatchObject({ rebuiltTimes: 0 })
})

test('a server that does not tell its next number has not gone back when its newest mail is removed', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  const server = await db.incomingServer.findUniqueOrThrow({ where: { id } })
  const leases = createLeases({ db, clock: databaseClock, leaseSeconds: 60, holder: randomUUID() })
  const { find } = createCursors({ db, leases, now: shop().now })
  const imap = { uids: async () => [1], facts: async () => [], piece: async () => undefined }
  const opened = { path: 'INBOX', uidValidity: 7n, uidNext: undefined, count: 1 }
  const { uidValidity } = await db.folderCursor.findFirstOrThrow()
  const cursor = await find({ serverId: id, leaseNo: 1 }, server, imap, { ...opened, uidValidity })

  expect(cursor).toMatchObject({ nextUid: 3, againFromUid: null, matchBefore: null })
})

test('a mailbox that is numbered anew a fourth time in a day is left alone until the next', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  await shop().fetch(id, worker)
  for (let times = 1; times <= 3; times++) {
    rebuild()
    shop().later(hours)
    expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: null })
  }
  rebuild()
  shop().later(hours)
  expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: { cause: 'mailbox-numbered-anew' } })

  shop().later(25 * hours)
  expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: null })
  expect(await db.inboxMail.count()).toBe(2)
})

test('a mailbox without UIDVALIDITY is not read, and says why', async () => {
  const { id } = await shop().addServer()
  rebuild(0)

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: { cause: 'mailbox-not-numbered' } })
  expect(await db.inboxMail.count()).toBe(0)
})

test('another mailbox under the same server begins anew, though its numbers are the same', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  const other = shop().microsoft.accounts.anna.address
  const account = await shop().addServer({ username: other, confirmedAt: null })
  await db.incomingServer.update({
    where: { id },
    data: { username: other, outlookAccountId: account.outlookAccountId, version: { increment: 1 } },
  })
  shop().later(hours)

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 2 })
  expect(await keys()).toEqual(['-1/1', '-1/2', '11/1', '11/2'])
})
