import { expect, test } from 'vitest'
import { ownFailure } from '../../src/network/remote-failure.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const minutes = 60
const hours = 60 * minutes
const days = 24 * hours
const soon = { timeout: 10_000, interval: 10 }

const stored = () => expect.poll(() => db.inboxMail.count(), soon)
const connections = () => shop().microsoft.calls.imapConnection

test('a mail that arrives is stored without waiting for the next poll', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  await shop().microsoft.idling(shop().account)
  shop().deliver('Just arrived')

  await stored().toBe(3)
  expect(connections()).toBe(1)
})

test('one connection is kept, and asked again when a poll is due', async () => {
  const { id } = await shop().addServer({ everyMinutes: 5 })
  const worker = shop().worker({ leaseSeconds: days })
  await shop().fetch(id, worker)
  const { lastAt } = await shop().lastRun(id)
  await worker.tick()
  expect((await shop().lastRun(id)).lastAt).toEqual(lastAt)
  shop().later(6 * minutes)

  expect(await shop().fetch(id, worker)).toMatchObject({ lastNew: 0 })
  expect(connections()).toBe(1)
})

test('before the token ends a new connection takes over, and only one', async () => {
  const { id } = await shop().addServer({ everyMinutes: 60 })
  const worker = shop().worker({ leaseSeconds: days })
  await shop().fetch(id, worker)
  shop().later(56 * minutes)
  await shop().fetch(id, worker)
  for (let tick = 0; tick < 5; tick++) await worker.tick()
  shop().deliver('On the new connection')

  await stored().toBe(3)
  expect(connections()).toBe(2)
  expect(await shop().lastRun(id)).toMatchObject({ failures: 0, lastFailure: null })
})

test('a session that Microsoft ends with its token goes on at once, and is no failure', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  await shop().microsoft.idling(shop().account)
  shop().microsoft.endImapSessions('Session invalidated - AccessTokenExpired')
  shop().deliver('On the new session')

  await stored().toBe(3)
  expect(connections()).toBe(2)
  expect(await shop().lastRun(id)).toMatchObject({ failures: 0, lastFailure: null })
})

test('a broken connection is made anew later and later, until one has lasted', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker({ leaseSeconds: days })
  const waits: number[] = []
  for (let times = 1; times <= 4; times++) {
    shop().later(hours)
    await shop().fetch(id, worker)
    await shop().microsoft.idling(shop().account)
    shop().microsoft.endImapSessions('Connection is closed. 13')
    await expect.poll(async () => (await shop().lastRun(id)).failures, soon).toBe(times)
    const { nextAt } = await shop().lastRun(id)
    waits.push((nextAt.getTime() - shop().now().getTime()) / 1000)
  }
  expect(waits[3]).toBeGreaterThan(60)
  expect(waits[0]).toBeLessThan(20)

  shop().later(hours)
  await shop().fetch(id, worker)
  shop().later(6 * minutes)
  await shop().fetch(id, worker)
  expect(await shop().lastRun(id)).toMatchObject({ failures: 0, failingSince: null, lastFailure: null })
})

test('a mailbox that is throttled is left alone for as long as Microsoft asks', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  shop().microsoft.policy.imapBackoffMs = 600_000
  shop().microsoft.faults.on('imap-throttled')
  const failed = await shop().fetch(id, worker)
  expect(failed).toMatchObject({ lastFailure: { cause: 'reading-too-fast', retryAfterSeconds: 600 } })
  expect((failed.throttledUntil?.getTime() ?? 0) - shop().now().getTime()).toBeGreaterThan(590_000)
  shop().microsoft.faults.off('imap-throttled')
  const before = connections()
  await db.fetching.updateMany({ data: { nextAt: new Date(0) } })
  await worker.tick()
  expect(connections()).toBe(before)

  shop().later(11 * minutes)
  expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: null, throttledUntil: null })
})

test('a token that is refused is fetched anew once', async () => {
  const { id } = await shop().addServer()
  shop().microsoft.faults.on('imap-refuses-sign-in')

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: { cause: 'reading-refused' } })
  expect(shop().tokens.asked).toBe(2)
})

test.each([
  [
    'paused',
    () => db.incomingServer.updateMany({ data: { pausedAt: new Date(), version: { increment: 1 } } }),
  ],
  [
    'archived',
    () => db.incomingServer.updateMany({ data: { archivedAt: new Date(), version: { increment: 1 } } }),
  ],
  ['not confirmed any more', () => db.incomingServer.updateMany({ data: { confirmedAt: null } })],
  [
    'switched off with all custom email servers',
    () => db.generalSettings.updateMany({ data: { customEmailServers: false } }),
  ],
  ['deleted', () => db.incomingServer.deleteMany()],
])('a server that is %s is not read from the next look on', async (_, change) => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  await shop().fetch(id, worker)
  await shop().microsoft.idling(shop().account)
  await change()
  await worker.tick()
  await expect.poll(() => shop().inbox().watchers.size, soon).toBe(0)
  shop().deliver('Nobody reads this')
  shop().later(hours)
  await worker.tick()

  expect(await db.inboxMail.count()).toBe(2)
})

test('another folder is read from the next look on', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  await shop().fetch(id, worker)
  const archive = shop().microsoft.mailboxes.folder(shop().account, 'Archive')
  shop().microsoft.mailboxes.add(archive, 'Subject: In the archive\r\n\r\nHi')
  await db.incomingServer.updateMany({ data: { folder: 'Archive', version: { increment: 1 } } })
  await worker.tick()
  await expect
    .poll(async () => {
      await worker.tick()
      return db.inboxMail.count()
    }, soon)
    .toBe(3)

  expect(await db.inboxMail.findFirst({ where: { folder: 'Archive' } })).toMatchObject({ uid: 1n })
})

test('a mailbox whose connection was mended is read at once, whatever it should have waited', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  shop().tokens.failure = ownFailure('client-secret-expired')
  for (let times = 0; times < 6; times++) {
    await shop().fetch(id, worker)
    shop().later(hours)
  }
  await shop().fetch(id, worker)
  shop().tokens.failure = undefined
  shop().later(2)
  await worker.tick()
  expect(await db.inboxMail.count()).toBe(0)
  await db.generalSettings.updateMany({ data: { updatedAt: shop().now() } })

  expect(await shop().fetch(id, worker)).toMatchObject({ lastNew: 2 })
})

test('stopping ends the connections and gives the mailboxes back', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  await shop().fetch(id, worker)
  await shop().microsoft.idling(shop().account)
  await worker.stop()

  await expect.poll(() => shop().inbox().watchers.size, soon).toBe(0)
  expect(await shop().lastRun(id)).toMatchObject({ holder: null, leaseUntil: null })
})

test('a mailbox has one reader, and the next takes over when the lease is over', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id, shop().worker())
  await shop().worker().tick()
  expect(connections()).toBe(1)
  shop().later(2 * minutes)
  const other = shop().worker()

  expect((await shop().fetch(id, other)).leaseNo).toBe(2)
  expect(connections()).toBe(2)
})

test('a process that was asleep past its lease writes nothing any more', async () => {
  const { id } = await shop().addServer({ readFrom: 'new_only', confirmedAt: new Date(0) })
  let awake = () => {}
  let isAsleep = false
  const sleeper = shop().worker({
    async reached(point) {
      if (point !== 'fetched' || isAsleep) return
      isAsleep = true
      await new Promise<void>((resolve) => {
        awake = resolve
      })
    },
  })
  await sleeper.tick()
  await expect.poll(() => isAsleep, soon).toBe(true)
  shop().later(2 * minutes)
  await shop().fetch(id, shop().worker())
  await db.inboxMail.deleteMany()
  awake()
  await sleeper.stop()

  expect(await db.inboxMail.count()).toBe(0)
  expect(await shop().lastRun(id)).toMatchObject({
    leaseNo: 2,
    holder: expect.any(String),
    lastFailure: null,
  })
})
