import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { createInboxList, listed } from './inbox-list.ts'
import { inboxTexts } from './texts.ts'

const mostDeeds = 50
const shown = {
  omit: listed.omit,
  include: { ...listed.include, outboxMail: { select: { id: true, subject: true } } },
} as const

/** What people did with the mail. */
const deeds = ['inbox-mail.read-again', 'inbox-mail.handed-over-again'] as const

export type ShownInboxMail = Prisma.InboxMailGetPayload<typeof shown> & {
  deeds: { at: Date; adminName: string; what: string }[]
}

/** The mails of the inbox as an admin sees them, and what can be done with one. */
export function createInboxMails({ db, now }: { db: Database; now: () => Date }) {
  async function get(id: string): Promise<ShownInboxMail> {
    const mail = await db.inboxMail.findUnique({ where: { id }, ...shown })
    if (!mail) throw new NotFound(inboxTexts.gone)
    const done = await db.activityEntry.findMany({
      where: { subjectId: id, what: { in: [...deeds] } },
      orderBy: { id: 'desc' },
      take: mostDeeds,
      select: { at: true, adminName: true, what: true },
    })

    return { ...mail, deeds: done.reverse() }
  }

  /** Lets a mail that needs attention be read again. Throws RuleBroken when it has moved on meanwhile. */
  async function replay(id: string, by: Admin): Promise<void> {
    await get(id)
    await db.$transaction(async (tx) => {
      const { count } = await tx.inboxMail.updateMany({
        where: { id, state: 'attention' },
        data: { state: 'new', attempts: 0, leaseUntil: null, reason: Prisma.DbNull },
      })
      if (count === 0) throw new RuleBroken(inboxTexts.notInAttention)
      await tx.activityEntry.create({
        data: activityEntry(by, now(), { what: 'inbox-mail.read-again', subjectId: id }),
      })
    })
  }

  return { ...createInboxList(db), get, replay }
}
