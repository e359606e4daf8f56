import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { type Database, isGone } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { nameTaken, serverGone } from './server-rows.ts'

interface Named {
  id: string
  name: string
}

/** Changes of servers with their trace: both are written, or neither. */
export function createServerChanges({ db, now }: { db: Database; now: () => Date }) {
  function entry(by: Admin, what: string, { id, name }: Named): Prisma.ActivityEntryCreateInput {
    return activityEntry(by, now(), { what, subject: name, subjectId: id })
  }

  /** Throws RuleBroken when the name is taken, NotFound when someone else was faster. */
  async function write(
    step: Prisma.PrismaPromise<unknown>,
    by: Admin,
    what: string,
    server: Named,
  ): Promise<void> {
    const trace = db.activityEntry.create({ data: entry(by, what, server) })
    await db.$transaction([step, trace]).catch((error: unknown) => {
      throw isGone(error) ? serverGone() : nameTaken(error)
    })
  }

  return { entry, write }
}
