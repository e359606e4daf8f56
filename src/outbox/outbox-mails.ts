import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import { type MailState, Prisma } from '../storage/generated/client.ts'
import { createMailList, type ListedMail, listed, withFreeAt } from './mail-list.ts'
import { outboxPageTexts } from './page-texts.ts'

/** Mails that came in about this one. */
const cameIn = {
  select: { id: true, subject: true, fromAddress: true, route: true, fetchedAt: true },
  orderBy: { fetchedAt: 'asc' },
  take: 20,
} as const

export type ShownMail = ListedMail & {
  events: Prisma.OutboxEventGetPayload<object>[]
  inboxMails: Prisma.InboxMailGetPayload<{ select: typeof cameIn.select }>[]
}

/** States a person may end or begin again. A mail that is being sent belongs to the delivery. */
const waitingStates: MailState[] = ['waiting', 'retry', 'attention']
const againStates: MailState[] = ['retry', 'attention', 'failed', 'cancelled']

export type OutboxMails = ReturnType<typeof createOutboxMails>

/** The mails of the outbox as an admin sees them, and what can be done with one. */
export function createOutboxMails({ db, now }: { db: Database; now: () => Date }) {
  async function get(id: string): Promise<ShownMail> {
    const mail = await db.outboxMail.findUnique({
      where: { id },
      omit: listed.omit,
      include: {
        ...listed.include,
        recipients: { orderBy: { no: 'asc' } },
        events: { orderBy: { id: 'asc' } },
        inboxMails: cameIn,
      },
    })
    if (!mail) throw new NotFound(outboxPageTexts.gone)
    const [shown] = await withFreeAt(db, [mail])

    return shown ?? mail
  }

  /** The same mail, the same Message-ID; recipients who have it do not get it again. */
  async function sendAgain(id: string, by: Admin): Promise<void> {
    const data = {
      state: 'waiting',
      stage: 'none',
      attempts: 0,
      reason: Prisma.DbNull,
      nextAttemptAt: now(),
    } as const
    await move(id, by, 'sent-again', againStates, data, async (tx) => {
      await tx.outboxRecipient.updateMany({
        where: { mailId: id, state: 'refused' },
        data: { state: 'waiting', code: null, reply: null },
      })
    })
  }

  async function cancel(id: string, by: Admin): Promise<void> {
    await move(id, by, 'cancelled', waitingStates, { state: 'cancelled' })
  }

  /** For a mail nobody knew about: a person has found out that it is there. */
  async function arrived(id: string, by: Admin): Promise<void> {
    const data = { state: 'sent', stage: 'accepted', sentAt: now() } as const
    await move(id, by, 'arrived', ['attention'], data, async (tx) => {
      await tx.outboxRecipient.updateMany({
        where: { mailId: id, state: 'waiting' },
        data: { state: 'accepted' },
      })
    })
  }

  /** Throws RuleBroken when the mail has moved on meanwhile. */
  async function move(
    id: string,
    by: Admin,
    what: 'sent-again' | 'cancelled' | 'arrived',
    from: MailState[],
    data: Prisma.OutboxMailUpdateManyMutationInput,
    also?: (tx: Prisma.TransactionClient) => Promise<void>,
  ): Promise<void> {
    const { subject } = await get(id)
    await db.$transaction(async (tx) => {
      const { count } = await tx.outboxMail.updateMany({ where: { id, state: { in: from } }, data })
      if (count === 0) throw new RuleBroken(outboxPageTexts.moved)
      await also?.(tx)
      await tx.outboxEvent.create({ data: { mailId: id, at: now(), what, detail: { by: by.name } } })
      await tx.activityEntry.create({
        data: activityEntry(by, now(), { what: `outbox-mail.${what}`, subject, subjectId: id }),
      })
    })
  }

  return { ...createMailList(db), get, sendAgain, cancel, arrived }
}
