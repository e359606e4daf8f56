import type { Admin } from '../admin.ts'
import type { Prisma } from '../storage/generated/client.ts'

export interface Deed {
  /** What was done, as `thing.done`: `outgoing-server.archived`. */
  what: string
  subject?: string
  subjectId?: string
  detail?: Record<string, string | number | boolean | null>
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
    ...(deed.detail ? { detail: deed.detail } : {}),
  }
}
