import { describe, expect, test } from 'vitest'
import { createNumbers } from '../../src/metrics/numbers.ts'
import type { Database } from '../../src/storage/database.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addShop, ids } from '../web/rows.ts'

const now = new Date('2026-11-24T12:00:00Z')
const clock = () => Prisma.sql`${now}::timestamptz(3)`
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

interface Given {
  state: string
  count: number
  createdAt: Date
  sendAt?: Date
}

/** So many mails, all alike. */
async function addMails(db: Database, { state, count, createdAt, sendAt }: Given): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "OutboxMail" ("id", "contentHash", "messageId", "state", "fromAddress", "subject", "sealedMime", "size",
      "nextAttemptAt", "createdAt", "sendAt")
    SELECT gen_random_uuid(), 'hash', gen_random_uuid()::text, ${state}::"MailState", 'shop@mein-shop.example', 'x', '', 1,
      ${createdAt}, ${createdAt}, ${sendAt ?? null}::timestamptz FROM generate_series(1, ${count})`
}

describeOnBothDatabases('the numbers of the metrics', (db) => {
  const numbers = createNumbers({ db, clock })

  test('of an empty shop are zeros and nothing', async () => {
    expect(await numbers()).toEqual({
      at: now,
      outbox: { waiting: 0, sending: 0, retry: 0, attention: 0, failed: 0 },
      oldestWaitingSince: null,
      inbox: { new: 0, attention: 0 },
      handOver: { waiting: 0, failed: 0 },
      lastReceivedAt: null,
      paused: { outgoing: 0, incoming: 0 },
      accounts: [],
      fetched: [],
      secretValidUntil: null,
    })
  })

  test('count what is still to be done, and tell since when the oldest mail waits that may leave', async () => {
    await addShop(db)
    await db.outboxMail.deleteMany()
    await addMails(db, { state: 'waiting', count: 3, createdAt: minutesAgo(2) })
    await addMails(db, { state: 'waiting', count: 1, createdAt: minutesAgo(90), sendAt: minutesAgo(-60) })
    await addMails(db, { state: 'waiting', count: 1, createdAt: minutesAgo(80), sendAt: minutesAgo(5) })
    await addMails(db, { state: 'failed', count: 2, createdAt: minutesAgo(300) })
    await addMails(db, { state: 'sent', count: 4, createdAt: minutesAgo(300) })
    await db.inboxMail.update({ where: { id: ids.inboxMail }, data: { handOver: 'waiting' } })
    await db.sendingPause.create({
      data: { serverId: ids.outgoing, reason: {}, since: now, nextProbeAt: now, settings: '' },
    })
    await db.incomingServer.update({ where: { id: ids.incoming }, data: { confirmedAt: minutesAgo(60) } })
    await db.fetching.create({ data: { serverId: ids.incoming, nextAt: now, lastSuccessAt: minutesAgo(7) } })
    await db.generalSettings.updateMany({
      data: { clientSecretValidUntil: new Date('2026-12-06T00:00:00Z') },
    })

    expect(await numbers()).toMatchObject({
      outbox: { waiting: 5, sending: 0, retry: 0, attention: 0, failed: 2 },
      inbox: { new: 0, attention: 0 },
      handOver: { waiting: 1, failed: 0 },
      oldestWaitingSince: minutesAgo(5),
      lastReceivedAt: new Date('2026-11-24T09:00:00Z'),
      paused: { outgoing: 1, incoming: 0 },
      accounts: [{ id: ids.account, lastSuccessAt: new Date('2026-11-24T09:00:00Z') }],
      fetched: [{ id: ids.incoming, since: minutesAgo(7) }],
      secretValidUntil: new Date('2026-12-06T00:00:00Z'),
    })
  })

  test('of a server that is paused, not confirmed, or waits for the switch no lag is told', async () => {
    await addShop(db)
    const lagging = async (data: object) => {
      await db.incomingServer.update({ where: { id: ids.incoming }, data })

      return (await numbers()).fetched.length
    }

    expect(await lagging({ confirmedAt: null })).toBe(0)
    expect(await lagging({ confirmedAt: now })).toBe(1)
    expect(await lagging({ pausedAt: now })).toBe(0)
    expect((await numbers()).paused.incoming).toBe(1)
    expect(await lagging({ pausedAt: null })).toBe(1)
    await db.generalSettings.updateMany({ data: { customEmailServers: false } })
    expect((await numbers()).fetched).toEqual([])
  })
})

describe('reading the numbers', () => {
  // One connection: the statistics of others come when they like.
  const db = useDatabase()

  test('goes by indexes: what was sent is not looked at', async () => {
    await addMails(db, { state: 'sent', count: 5000, createdAt: minutesAgo(300) })
    await addMails(db, { state: 'waiting', count: 5, createdAt: minutesAgo(2) })
    await db.$executeRaw`ANALYZE "OutboxMail"`
    const before = await looksAt(db)
    await createNumbers({ db, clock })()
    const after = await looksAt(db)

    expect(after.whole - before.whole).toBe(0)
    expect(after.byIndex).toBeGreaterThan(before.byIndex)
  })
})

/** How often PostgreSQL has gone through all mails, and how often through an index. */
async function looksAt(db: Database): Promise<{ whole: number; byIndex: number }> {
  await db.$executeRaw`SELECT pg_stat_force_next_flush()`
  const [found] = await db.$queryRaw<{ whole: number; byIndex: number }[]>`
    SELECT seq_scan::int AS "whole", idx_scan::int AS "byIndex" FROM pg_stat_user_tables WHERE relname = 'OutboxMail'`

  return found ?? { whole: 0, byIndex: 0 }
}
