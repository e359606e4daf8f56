// A process of its own for mailboxes.ts: Mailroom stays connected to many mailboxes and polls them all.
import { setTimeout as pause } from 'node:timers/promises'
import { createFetching } from '../../src/fetching/fetching.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { addMailbox, fetchingNeeds, readAt, switchOn } from './mailbox-shop.ts'
import type { Connected, MailboxesOrders } from './mailboxes.ts'
import { liveMemory, restingMemory } from './memory.ts'

const { server, mailboxes, where }: MailboxesOrders = JSON.parse(process.argv[2] ?? '')
const [warmUp = '', ...others] = mailboxes
const { db, close } = await openDatabase(where)
await switchOn(db)
const fetching = createFetching(fetchingNeeds(db, server))
await addMailbox(db, warmUp, server)
await readSince(1, new Date(0))
await pause(1000)
const before = { resting: restingMemory(), live: liveMemory() }
for (const mailbox of others) await addMailbox(db, mailbox, server)

const connectSeconds = await timed(() => readSince(mailboxes.length, new Date(0)))
// Twice: what V8 gives back it gives back in the background.
restingMemory()
await pause(3000)
const live = (liveMemory() - before.live) / others.length
const memory = (restingMemory() - before.resting) / others.length
const rounds: number[] = []
for (let round = 0; round < 3; round++)
  rounds.push(
    await timed(async () => {
      const since = new Date()
      await db.fetching.updateMany({ data: { nextAt: since } })
      await readSince(mailboxes.length, since)
    }),
  )
const connected: Connected = { connectSeconds, memory, live, rounds }
process.send?.(connected)
await fetching.stop()
await close()
process.disconnect()

async function readSince(servers: number, since: Date): Promise<void> {
  await fetching.tick()
  for (;;) {
    const at = await readAt(db, servers)
    if (at && at >= since) return
    await pause(100)
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()

  return (performance.now() - start) / 1000
}
