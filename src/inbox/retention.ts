import type { Database } from '../storage/database.ts'

const batch = 200
const defaultDays = 90
const dayMs = 24 * 60 * 60_000

/** Removes mails whose time is over, in steps small enough that nothing waits for them. */
export function createRetention({ db, now }: { db: Database; now: () => Date }) {
  /** Mails that the backend has, or that are not for it. What waits, or needs a person, stays for ever. */
  async function purge(): Promise<void> {
    const settings = await db.inboxSettings.findUnique({
      where: { id: 'inbox' },
      select: { retentionDays: true },
    })
    const before = new Date(now().getTime() - (settings?.retentionDays ?? defaultDays) * dayMs)
    while ((await purgeSome(before)) === batch);
    await purgeStrays()
  }

  async function purgeSome(before: Date): Promise<number> {
    const mails = await db.inboxMail.findMany({
      where: { state: 'processed', handOver: { in: ['done', 'none'] }, fetchedAt: { lt: before } },
      select: { id: true },
      orderBy: { fetchedAt: 'asc' },
      take: batch,
    })
    const ids = mails.map(({ id }) => id)
    await db.$transaction([
      db.inboxChunk.deleteMany({ where: { mailId: { in: ids } } }),
      db.inboxMail.deleteMany({
        where: { id: { in: ids }, state: 'processed', handOver: { in: ['done', 'none'] } },
      }),
    ])

    return ids.length
  }

  /** Pieces of a mail that was never stored whole: the process ended meanwhile. */
  async function purgeStrays(): Promise<void> {
    const before = new Date(now().getTime() - dayMs)
    await db.$executeRaw`DELETE FROM "InboxChunk" c WHERE c."createdAt" < ${before}
      AND NOT EXISTS (SELECT 1 FROM "InboxMail" m WHERE m."id" = c."mailId")`
  }

  return { purge }
}
