import type { Admin } from '../admin.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { Changes } from './changes.ts'
import { deedTexts, type What } from './deeds.ts'

const longestSearch = 4000

export interface Deed {
  what: What
  subject?: string
  subjectId?: string
  detail?: Record<string, string | number | boolean | null>
  /** Of the fields of a form, before and after; see `changesOf`. */
  changes?: Changes
}

/** The trace of a change, for the same transaction as the change. Never give it the value of a secret. */
export function activityEntry(
  by: Pick<Admin, 'id' | 'name'>,
  at: Date,
  deed: Deed,
): Prisma.ActivityEntryCreateInput {
  return {
    at,
    adminId: by.id,
    adminName: by.name,
    what: deed.what,
    subject: deed.subject ?? null,
    subjectId: deed.subjectId ?? null,
    search: searchOf(by.name, deed),
    ...(deed.detail ? { detail: deed.detail } : {}),
    ...(deed.changes ? { changes: deed.changes } : {}),
  }
}

/** In both languages: two people who look for the same thing find the same. */
function searchOf(name: string, { what, subject, detail = {}, changes = {} }: Deed): string {
  const { en, de } = deedTexts[what]
  const changed = Object.values(changes).flatMap((change) =>
    typeof change === 'string' ? change : [change.before, change.after],
  )
  const words = [name, subject, en, de, ...Object.values(detail), ...changed]

  return words
    .filter((word) => typeof word === 'string' || typeof word === 'number')
    .join(' ')
    .slice(0, longestSearch)
}
