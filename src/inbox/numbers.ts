import type { Prisma } from '../storage/generated/client.ts'

/** Any number; the same in every process. Whoever takes a number for a mail holds it until the mail is stored. */
const sequenceLock = 7_241_904_011

/**
 * New numbers for these mails, in the order of their old ones and of becoming visible: a reader who goes by the number
 * misses none. To be the last statement of its transaction but for what must be stored with it: others wait for its end.
 */
export async function takeNumbers(tx: Prisma.TransactionClient, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${sequenceLock}::bigint)`
  await tx.$executeRaw`UPDATE "InboxMail" m SET "seq" = numbered."seq"
    FROM (SELECT "id", nextval(pg_get_serial_sequence('"InboxMail"', 'seq')) AS "seq"
      FROM (SELECT "id" FROM "InboxMail" WHERE "id" = ANY(${ids}::uuid[]) ORDER BY "seq") old) numbered
    WHERE m."id" = numbered."id"`
}
