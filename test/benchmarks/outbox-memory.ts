import type { Database } from '../../src/storage/database.ts'
import { ordersMailbox } from '../outbox/shop.ts'

const polls = 20

/** What the process needs while ten, and while 100,000 mails wait for a server that has reached its limit. */
export async function memoryWith(db: Database, poll: () => Promise<void>): Promise<void> {
  const server = await db.outgoingServer.findFirstOrThrow()
  const far = new Date('2100-01-01')
  const key = `server:${server.id}`
  await db.sendingBudget.create({ data: { key, paceAt: far, freeAt: far } })
  for (const waiting of [10, 100_000]) {
    const there = await db.outboxMail.count({ where: { state: 'waiting' } })
    await add(db, server.id, waiting - there)
    await db.$executeRaw`ANALYZE`
    const start = performance.now()
    for (let no = 0; no < polls; no++) await poll()
    const ms = (performance.now() - start) / polls
    globalThis.gc?.()
    const { rss, heapUsed, external } = process.memoryUsage()
    console.log(
      `${waiting} waiting: RSS ${megabytes(rss)}, heap ${megabytes(heapUsed)}, outside the heap ${megabytes(external)}; a look for due mails ${ms.toFixed(1)} ms`,
    )
  }
}

async function add(db: Database, serverId: string, count: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "OutboxMail" ("id", "contentHash", "messageId", "fromAddress", "subject", "sealedMime", "size", "nextAttemptAt",
      "createdAt", "serverId", "accountKey")
    SELECT i, i, i, ${ordersMailbox}, 'Ihre Bestellung', decode(repeat('41', 5000), 'hex'), 5000, now(), now(),
      ${serverId}::uuid, ${`server:${serverId}`}
    FROM (SELECT gen_random_uuid() AS i FROM generate_series(1, ${count}::int))`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`
}
