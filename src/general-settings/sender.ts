import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import type { Database } from '../storage/database.ts'
import { nothingYet, savedMeanwhile, settingsId, trace } from './settings-row.ts'

interface Sender {
  defaultFromAddress?: string
  catchAllDomain?: string
}

/** Changes who the shop sends as and nothing else. Throws SavedMeanwhile when the settings are at another version. */
export function createSenderChange({ db, now }: { db: Database; now: () => Date }) {
  return async (sender: Sender, version: number, by: Admin): Promise<void> => {
    const id = settingsId
    const before = (await db.generalSettings.findUnique({ where: { id } })) ?? nothingYet(now())
    if (before.version !== version) throw savedMeanwhile(before)

    await db.$transaction(async (tx) => {
      await tx.generalSettings.createMany({ data: [{ id }], skipDuplicates: true })
      const { count } = await tx.generalSettings.updateMany({
        where: { id, version },
        data: { ...sender, version: { increment: 1 }, updatedAt: now(), updatedBy: by.name },
      })
      if (count === 0) throw savedMeanwhile(before)
      const changes = trace(before, { ...before, clientSecret: null, ...sender })
      await tx.activityEntry.create({
        data: activityEntry(by, now(), { what: 'general-settings.saved', changes }),
      })
    })
  }
}
