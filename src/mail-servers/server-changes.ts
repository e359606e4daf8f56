import { activityEntry } from '../activity/activity.ts'
import type { Changes } from '../activity/changes.ts'
import type { What } from '../activity/deeds.ts'
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
  function entry(
    by: Admin,
    what: What,
    { id, name }: Named,
    changes: Changes = {},
  ): Prisma.ActivityEntryCreateInput {
    return activityEntry(by, now(), { what, subject: name, subjectId: id, changes })
  }

  /** Throws RuleBroken when the name is taken, NotFound when someone else was faster. */
  async function write(
    step: Prisma.PrismaPromise<unknown>,
    by: Admin,
    what: What,
    server: Named,
    changes?: Changes,
  ): Promise<void> {
    const trace = db.activityEntry.create({ data: entry(by, what, server, changes) })
    await db.$transaction([step, trace]).catch((error: unknown) => {
      throw isGone(error) ? serverGone() : nameTaken(error)
    })
  }

  return { entry, write }
}
