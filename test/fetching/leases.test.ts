import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createLeases, LeaseLost } from '../../src/fetching/leases.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const leaseSeconds = 60
const soon = { timeout: 10_000, interval: 10 }

function createProcess() {
  return createLeases({ db, clock: shop().databaseClock, leaseSeconds, holder: randomUUID() })
}

const ago = (seconds: number) => new Date(shop().now().getTime() - seconds * 1000)

/** A server that failed a minute ago, is not to be tried for an hour, and whose account works again since then. */
async function addMended(
  server: Prisma.IncomingServerUpdateInput,
  fetching: Prisma.FetchingUpdateInput = {},
) {
  const { id } = await shop().addServer({ confirmedAt: ago(7200), updatedAt: ago(7200) })
  await createProcess().claim(0)
  const failed = { lastFailureAt: ago(60), failingSince: ago(60), failures: 1, nextAt: ago(-3600) }
  await db.fetching.update({ where: { serverId: id }, data: { ...failed, ...fetching } })
  await db.incomingServer.update({ where: { id }, data: server })
  await db.outlookAccount.updateMany({ data: { connectedAt: ago(30), lastSuccessAt: ago(30) } })
}

test('a mailbox that fails by a mistake of ours is tried once a minute, though something was mended since it last failed otherwise', async () => {
  await addMended({}, { nextAt: ago(60), failures: 0, failingSince: null })
  const worker = shop().worker({
    log: { error() {} },
    reached() {
      throw new Error('A mistake of ours')
    },
  })
  async function attempts(seconds: number): Promise<number> {
    for (let passed = 0; passed < seconds; passed += 5) {
      await worker.tick()
      await expect.poll(async () => (await db.fetching.findFirst())?.holder, soon).toBeNull()
      shop().later(5)
    }

    return shop().microsoft.calls.imapConnection
  }

  expect(await attempts(50)).toBe(1)
  expect(await attempts(60)).toBe(2)
})

test('a mailbox that cannot even be begun with waits a minute as well', async () => {
  await addMended({}, { nextAt: ago(60) })
  const asked: string[] = []
  const own = new Proxy(db, {
    get(target, property, receiver) {
      if (property !== 'incomingServer') return Reflect.get(target, property, receiver)

      return {
        findUnique({ where }: { where: { id: string } }) {
          asked.push(where.id)
          throw new Error('A mistake of ours')
        },
      }
    },
  })
  const worker = shop().worker({ db: own, log: { error() {} } })
  for (let times = 0; times < 3; times++) await worker.tick()
  expect(asked).toHaveLength(1)

  shop().later(61)
  await worker.tick()
  expect(asked).toHaveLength(2)
})

test('a mailbox whose process has died is another’s when the lease is over, not before, and counts as failed then', async () => {
  await addMended({}, { nextAt: ago(60) })
  for (let deaths = 0; deaths < 3; deaths++) {
    expect(await createProcess().claim(1)).toHaveLength(1)
    expect(await createProcess().claim(1)).toEqual([])
    shop().later(leaseSeconds - 5)
    expect(await createProcess().claim(1)).toEqual([])
    shop().later(10)
  }
  const { failures, lastFailureAt } = await db.fetching.findFirstOrThrow()

  expect(failures).toBe(3)
  expect(shop().now().getTime() - (lastFailureAt?.getTime() ?? 0)).toBeLessThan((leaseSeconds + 10) * 1000)
})

test.each([
  ['a failing server whose account works again', {}, {}, 1],
  ['the same while the mail server wants to be left alone', {}, { throttledUntil: -60 }, 0],
  ['the same when that time is over', {}, { throttledUntil: 60 }, 1],
  ['a server that was given up and whose account works again', { confirmedAt: null }, { givenUpAt: 60 }, 1],
  ['the same while it is paused', { confirmedAt: null, pausedAt: new Date() }, { givenUpAt: 60 }, 0],
  [
    'the same when its settings were changed since',
    { confirmedAt: null, updatedAt: new Date() },
    { givenUpAt: 60 },
    0,
  ],
  ['the same when it is archived', { confirmedAt: null, archivedAt: new Date() }, { givenUpAt: 60 }, 0],
])('%s: tried at once or not', async (_, server, seconds, many) => {
  const times = Object.entries(seconds).map(([name, passed]) => [name, ago(passed)])
  await addMended(server, Object.fromEntries(times))

  expect(await createProcess().claim(1)).toHaveLength(many)
})

test('a server that was given up and is being tried is let go of as soon as it is paused', async () => {
  await addMended({ confirmedAt: null }, { givenUpAt: ago(60) })
  const leases = createProcess()
  await leases.claim(1)
  expect(await leases.held()).toHaveLength(1)
  await db.incomingServer.updateMany({ data: { pausedAt: new Date() } })

  expect(await leases.held()).toEqual([])
})

test('who lost a mailbox and has it again writes nothing from the time before', async () => {
  const { id } = await shop().addServer()
  const leases = createProcess()
  const [first] = await leases.claim(1)
  shop().later(leaseSeconds + 1)
  const [again] = await leases.claim(1)
  if (!first || !again) expect.fail('The mailbox was not taken.')
  await expect(leases.write(db, first, { lastNew: 1 })).rejects.toThrow(LeaseLost)
  await leases.plan(db, first, { seconds: 3600, isThrottled: true })
  await leases.failed(first, 3600)
  await leases.release(first)
  await leases.write(db, again, { lastNew: 2 })

  expect(await db.fetching.findUnique({ where: { serverId: id } })).toMatchObject({
    ...{ leaseNo: 2, lastNew: 2, failures: 1, holder: expect.any(String), throttledUntil: null },
  })
})
