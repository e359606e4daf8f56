// A process of its own for fetching.ts: Mailroom reads a mailbox into a database and tells how that went.
import { setTimeout as pause } from 'node:timers/promises'
import { createFetching } from '../../src/fetching/fetching.ts'
import { openDatabase } from '../../src/storage/database.ts'
import type { Fetched, FetchOrders } from './fetching-contest.ts'
import { addMailbox, fetchingNeeds, readAt, switchOn } from './mailbox-shop.ts'
import { forgetPeak, peakMemory, restingMemory } from './memory.ts'

const orders: FetchOrders = JSON.parse(process.argv[2] ?? '')
const { db, close } = await openDatabase(orders.where)
await switchOn(db)
const fetching = createFetching(fetchingNeeds(db, orders.server))
// At rest means connected, with nothing to read.
await addMailbox(db, orders.emptyMailbox, orders.server)
await readAll(1)
await pause(1000)
const atRest = restingMemory()
await addMailbox(db, orders.mailbox, orders.server)

forgetPeak()
const cpu = process.cpuUsage()
const start = performance.now()
await readAll(2)
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(cpu)
const peak = peakMemory()

const mails = await db.inboxMail.count()
const fetched: Fetched = { seconds, mails, atRest, peak, cpuSeconds: (user + system) / 1e6 }
process.send?.(fetched)
await fetching.stop()
await close()
process.disconnect()

async function readAll(servers: number): Promise<void> {
  await fetching.tick()
  while (!(await readAt(db, servers))) await pause(50)
}
