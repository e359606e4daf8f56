import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const soon = { timeout: 10_000, interval: 10 }
const quiet = { error: () => {} }
const anna = () => ({ username: shop().microsoft.accounts.anna.address })

/** A database that once tells nothing of a server. */
function failingOnce() {
  let hasFailed = false
  function refuse(): Promise<never> {
    hasFailed = true

    return Promise.reject(new Error('no connection'))
  }
  const incomingServer = new Proxy(db.incomingServer, {
    get: (of, name) => (name === 'findUnique' && !hasFailed ? refuse : Reflect.get(of, name)),
  })

  return new Proxy(db, {
    get: (of, name) => (name === 'incomingServer' ? incomingServer : Reflect.get(of, name)),
  })
}

test('a mailbox whose reading could not begin keeps no other back, and is read a minute later', async () => {
  await shop().addServer()
  await shop().addServer(anna())
  const worker = shop().worker({ db: failingOnce(), log: quiet, leaseSeconds: 3600 })
  await worker.tick()
  await expect.poll(() => db.fetching.count({ where: { lastNew: 2 } }), soon).toBe(1)
  expect(await db.fetching.count({ where: { holder: null } })).toBe(1)
  shop().later(61)
  await worker.tick()

  await expect.poll(() => db.fetching.count({ where: { lastNew: 2 } }), soon).toBe(2)
})

test('a mailbox that nobody in this process reads is given back, and read', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker({ log: quiet })
  const { holder } = await shop().fetch(id, worker)
  const { id: other } = await shop().addServer(anna())
  const leaseUntil = new Date(shop().now().getTime() + 50_000)
  await db.fetching.create({ data: { serverId: other, nextAt: new Date(0), holder, leaseUntil } })
  await worker.tick()

  await expect.poll(async () => (await shop().lastRun(other)).lastNew, soon).toBe(2)
})

test('a reader that ends late leaves its successor under control', async () => {
  const { id } = await shop().addServer()
  let wake = () => {}
  let isAsleep = false
  const worker = shop().worker({
    log: quiet,
    async reached(point) {
      if (point !== 'fetched' || isAsleep) return
      isAsleep = true
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    },
  })
  await worker.tick()
  await expect.poll(() => isAsleep, soon).toBe(true)
  await db.fetching.updateMany({
    data: { leaseNo: { increment: 1 }, holder: null, leaseUntil: null, nextAt: new Date(0) },
  })
  await worker.tick()
  wake()
  await expect
    .poll(async () => {
      await worker.tick()
      return db.inboxMail.count({ where: { serverId: id } })
    }, soon)
    .toBe(2)
  await shop().microsoft.idling(shop().account)
  await db.incomingServer.updateMany({ data: { pausedAt: new Date(), version: { increment: 1 } } })
  await worker.tick()

  await expect.poll(() => shop().inbox().watchers.size, soon).toBe(0)
})
