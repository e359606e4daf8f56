import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createGuard } from '../../src/network/guard.ts'
import { createBudget } from '../../src/outbox/budget.ts'
import { createConnections } from '../../src/outbox/connections.ts'
import { databaseClock } from '../../src/storage/clock.ts'
import { useDatabase } from '../database.ts'
import { addPasswordServer, deliveryNeeds, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const key = 'one account'

/** The connections of one process, to a server that is there. */
async function createProcess() {
  const { microsoft } = shop()
  const { port } = microsoft.passwords.smtp
  const found = await db.outgoingServer.findFirst({ select: { id: true } })
  const id = found?.id ?? (await addPasswordServer(db, port, 'Sandbox-2026'))
  const server = await db.outgoingServer.findUniqueOrThrow({
    where: { id },
    include: { outlookAccount: { select: { id: true, tenantId: true, objectId: true } } },
  })
  const holder = randomUUID()
  const budget = createBudget({ db, clock: databaseClock, leaseSeconds: 180 })
  const needs = {
    ...deliveryNeeds(db, microsoft.ca, port),
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: [port] }),
  }
  const connections = createConnections(needs, budget, { holder, leaseSeconds: 180 })

  return { holder, budget, connections, take: () => connections.take(server, key) }
}

const rows = () => db.sendingSlot.findMany({ orderBy: { no: 'asc' } })

test('only the leases of open connections are renewed: what was leaked ends, and so does a wish', async () => {
  const { holder, connections, take } = await createProcess()
  await take()
  const soon = new Date(Date.now() + 60_000)
  await db.sendingSlot.createMany({
    data: [
      { key, no: 2, holder, leaseUntil: soon },
      { key: 'wish:another account', no: 0, holder, leaseUntil: soon },
    ],
  })
  const before = await rows()
  await connections.keep()

  const [wish, kept, leaked] = await rows()
  expect(kept?.leaseUntil.getTime()).toBeGreaterThan(before[1]?.leaseUntil.getTime() ?? 0)
  expect([wish?.leaseUntil, leaked?.leaseUntil]).toEqual([soon, soon])
  await connections.closeIdle()
})

test('a connection whose lease has ended is closed, and leaves the next one to whoever has the slot', async () => {
  const { connections, take } = await createProcess()
  const other = randomUUID()
  const [idle, used] = [await take(), await take()]
  if (!idle || !used) throw new Error('There were two.')
  connections.giveBack(idle)
  await db.sendingSlot.updateMany({ data: { holder: other } })
  await connections.keep()
  expect([idle.smtp.isOpen(), used.smtp.isOpen()]).toEqual([false, true])

  connections.giveBack(used)
  expect(await take()).toBeUndefined()
  expect(used.smtp.isOpen()).toBe(false)
  expect((await rows()).filter(({ no }) => no > 0).map(({ holder }) => holder)).toEqual([other, other])
})

test('an ended lease is not revived', async () => {
  const { connections, take } = await createProcess()
  const opened = await take()
  await db.sendingSlot.updateMany({ data: { leaseUntil: new Date(0) } })
  if (opened) connections.giveBack(opened)
  await connections.keep()

  expect(opened?.smtp.isOpen()).toBe(false)
  expect(await db.sendingSlot.count()).toBe(0)
})

test('a slot that could not be given back is given back with the next leases', async () => {
  const { budget, connections, take } = await createProcess()
  const opened = await take()
  if (!opened) throw new Error('There was one.')
  const { freeSlot } = budget
  budget.freeSlot = () => Promise.reject(new Error('The database is gone.'))
  await connections.close(opened)
  expect(await db.sendingSlot.count()).toBe(1)
  budget.freeSlot = freeSlot
  await connections.keep()

  expect(await db.sendingSlot.count()).toBe(0)
})

test('a wish that came true is none any more', async () => {
  const [one, other] = [await createProcess(), await createProcess()]
  const taken = [await one.take(), await one.take()]
  expect(await other.take()).toBeUndefined()
  expect(await one.budget.slotsWanted(one.holder)).toEqual(new Set([key]))
  for (const opened of taken) if (opened) await one.connections.close(opened)
  const opened = await other.take()

  expect(await one.budget.slotsWanted(one.holder)).toEqual(new Set())
  if (opened) await other.connections.close(opened)
})
