import { expect, test } from 'vitest'
import { createTroubles } from '../../src/alerts/troubles.ts'
import { ownFailure } from '../../src/network/remote-failure.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const minutes = 60
const soon = { timeout: 20_000, interval: 10 }
/** Nobody else takes the mailbox while the clock is moved. */
const longLease = { leaseSeconds: 30 * 24 * 60 * minutes }

function deliver(many: number): void {
  for (let no = 0; no < many; no++) shop().deliver(`Mail ${no}`)
}

test('a reading that lasts longer than its token goes on over a new connection, and is no failure', async () => {
  deliver(498)
  const { id } = await shop().addServer()
  let times = 0
  const worker = shop().worker({
    ...longLease,
    reached(point) {
      if (point === 'stored' && ++times === 2) shop().later(61 * minutes)
    },
  })
  await worker.tick()
  await expect.poll(() => db.inboxMail.count(), soon).toBe(500)

  expect(shop().microsoft.calls.imapConnection).toBe(2)
  expect(await shop().lastRun(id)).toMatchObject({ failures: 0, lastFailure: null })
})

test('mail that comes during a long reading of the past does not wait for its end', async () => {
  deliver(998)
  await shop().addServer()
  let times = 0
  const worker = shop().worker({
    reached(point) {
      if (point === 'stored' && ++times === 2) shop().deliver('New')
    },
  })
  await worker.tick()
  await expect.poll(() => db.inboxMail.count(), soon).toBe(1001)

  const { fetchedAt } = await db.inboxMail.findFirstOrThrow({ where: { uid: 1001 } })
  expect(await db.inboxMail.count({ where: { fetchedAt: { lt: fetchedAt } } })).toBeLessThan(600)
})

test('a long reading that makes progress is not told as one that reads nothing', async () => {
  deliver(498)
  const { id } = await shop().addServer()
  await db.fetching.create({
    data: { serverId: id, nextAt: shop().now(), lastSuccessAt: new Date(shop().now().getTime() - 60_000) },
  })
  const told: Date[] = []
  const worker = shop().worker({
    ...longLease,
    async reached(point) {
      if (point !== 'stored') return
      told.push((await shop().lastRun(id)).lastSuccessAt ?? new Date(0))
      shop().later(5 * minutes)
    },
  })
  await worker.tick()
  await expect.poll(() => db.inboxMail.count(), soon).toBe(500)

  expect(new Set(told.map(Number)).size).toBeGreaterThan(2)
})

test('a server that ends each session as if its token were over is asked less and less often, and it is told', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  shop().microsoft.interference.before = (command) => {
    if (command === 'IDLE') shop().microsoft.endImapSessions('Session invalidated - AccessTokenExpired')
  }
  await worker.tick()
  await expect.poll(() => shop().lastRun(id), soon).toMatchObject({ failures: 1, holder: null })

  expect(shop().microsoft.calls.imapConnection).toBe(2)
  expect(await shop().lastRun(id)).toMatchObject({ lastFailure: { cause: 'session-expired' } })
})

test('a server that another clock has confirmed in the future is not tried without a pause until then', async () => {
  const confirmedAt = new Date(shop().now().getTime() + 10 * minutes * 1000)
  const { id } = await shop().addServer({ confirmedAt })
  shop().tokens.failure = ownFailure('sign-in-withdrawn')
  const worker = shop().worker()
  for (let times = 0; times < 20; times++) {
    await worker.tick()
    await expect.poll(async () => (await shop().lastRun(id)).holder, soon).toBeNull()
    shop().later(2)
  }

  expect(shop().tokens.asked).toBeLessThan(5)
})

test('a server that was never read, because Mailroom itself stumbles each time, is told', async () => {
  const { id } = await shop().addServer()
  const stumbling = { get: () => Promise.reject(new TypeError('a mistake of ours')) }
  const worker = shop().worker({ log: { error: () => {} }, accessTokens: stumbling })
  await worker.tick()
  await expect.poll(() => shop().lastRun(id), soon).toMatchObject({ failures: 1, holder: null })
  const troubles = () => createTroubles({ db, now: () => shop().now() }).current()

  expect(await troubles()).toEqual([])
  shop().later(31 * minutes)
  expect(await troubles()).toMatchObject([{ kind: 'incoming-server', key: `late:${id}` }])
})
