import type { Database } from '../../src/storage/database.ts'

/** Works on a table that takes no entry: what a full disk or a damaged index does to it. */
export async function withoutEntries(db: Database, work: () => Promise<unknown>): Promise<void> {
  await db.$executeRaw`ALTER TABLE "ActivityEntry" ADD CONSTRAINT "full" CHECK ("at" IS NULL) NOT VALID`
  try {
    await work()
  } finally {
    await db.$executeRaw`ALTER TABLE "ActivityEntry" DROP CONSTRAINT "full"`
  }
}
