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

  /**
   * In one statement: a mail that is handed over again meanwhile stays whole. What is needed to know it again stays for
   * as long as its server does: the mail may lie in its mailbox for years, and is handed over only once. Neither another
   * UIDVALIDITY nor another folder ends that. A folder that was numbered anew is looked through from the oldest mail
   * that is stored, so older ones are recognised when an admin asks for their days, and a provider that puts back a
   * backup brings back removed ones; the folder read before may be chosen again, and its cursor with it.
   */
  async function purgeSome(before: Date): Promise<number> {
    const [gone] = await db.$queryRaw<{ many: number }[]>`
      WITH old AS (
        SELECT "id" FROM "InboxMail"
        WHERE "state" = 'processed' AND "handOver" IN ('done', 'none') AND "fetchedAt" < ${before}
        ORDER BY "fetchedAt" LIMIT ${batch} FOR UPDATE SKIP LOCKED),
      gone AS (DELETE FROM "InboxMail" m USING old WHERE m."id" = old."id"
        RETURNING m."id", "serverId", "folder", "uidValidity", "uid", "sha256", "size", "messageId", "sentAt"),
      known AS (
        INSERT INTO "PurgedMail"
          ("id", "serverId", "folder", "uidValidity", "uid", "sha256", "size", "messageId", "sentAt")
        SELECT * FROM gone WHERE "serverId" IS NOT NULL ON CONFLICT DO NOTHING),
      pieces AS (DELETE FROM "InboxChunk" c USING gone WHERE c."mailId" = gone."id")
      SELECT count(*)::int AS many FROM gone`

    return gone?.many ?? 0
  }

  /** Pieces of a mail that was never stored whole: the process ended meanwhile. */
  async function purgeStrays(): Promise<void> {
    const before = new Date(now().getTime() - dayMs)
    await db.$executeRaw`DELETE FROM "InboxChunk" c WHERE c."createdAt" < ${before}
      AND NOT EXISTS (SELECT 1 FROM "InboxMail" m WHERE m."id" = c."mailId")`
  }

  return { purge }
}
