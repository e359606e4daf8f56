import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import { takeNumbers } from '../inbox/numbers.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { mostCounted } from '../storage/mail-rows.ts'
import { handOverTexts } from './texts.ts'

const latest = 20
const mostTroubled = 20

const columns = {
  id: true,
  subject: true,
  fromAddress: true,
  handOver: true,
  handOverTries: true,
  handOverAt: true,
  handOverReason: true,
  handedOverAt: true,
  processedAt: true,
} as const

export type HandedMail = Prisma.InboxMailGetPayload<{ select: typeof columns }>

interface Needs {
  db: Database
  now: () => Date
  /** Something may be handed over now. */
  wake: () => void
}

/** Hand-overs as an admin sees them, and doing them again. */
export function createHandedMails({ db, now, wake }: Needs) {
  /** Those in trouble first, then the newest mails. */
  async function list(): Promise<HandedMail[]> {
    const newestFirst = { select: columns, orderBy: { handOverAt: 'desc' } } as const
    const [failed, retried, newest] = await Promise.all([
      db.inboxMail.findMany({ ...newestFirst, where: { handOver: 'failed' }, take: mostTroubled }),
      db.inboxMail.findMany({
        ...newestFirst,
        where: { handOver: 'waiting', handOverTries: { gt: 0 } },
        take: mostTroubled,
      }),
      db.inboxMail.findMany({
        select: columns,
        where: { state: 'processed', handOver: { not: 'none' } },
        orderBy: { seq: 'desc' },
        take: latest,
      }),
    ])

    return [...new Map([...failed, ...retried, ...newest].map((mail) => [mail.id, mail])).values()]
  }

  /** No more than one above `mostCounted`. */
  async function counts(): Promise<{ waiting: number; failed: number }> {
    const [row] = await db.$queryRaw<{ waiting: number; failed: number }[]>`
      SELECT (SELECT count(*)::int FROM (SELECT 1 FROM "InboxMail"
          WHERE "handOver" = 'waiting' LIMIT ${mostCounted + 1}) w) AS waiting,
        (SELECT count(*)::int FROM (SELECT 1 FROM "InboxMail"
          WHERE "handOver" = 'failed' LIMIT ${mostCounted + 1}) f) AS failed`

    return row ?? { waiting: 0, failed: 0 }
  }

  /**
   * Hands one mail over again, under its id, also one that the backend has already. Throws NotFound, and RuleBroken when
   * it is not for the backend.
   */
  async function again(id: string, by: Admin): Promise<void> {
    const mail = await db.inboxMail.findUnique({ where: { id }, select: { id: true } })
    if (!mail) throw new NotFound(handOverTexts.gone404)
    await db.$transaction(async (tx) => {
      const count = await restart(tx, { id, state: 'processed', handOver: { not: 'none' } }, by)
      if (count === 0) throw new RuleBroken(handOverTexts.notForBackend)
    })
    wake()
  }

  /** The same for all that failed and were read since then. Answers how many. */
  async function allFailedSince(since: Date, by: Admin): Promise<number> {
    const count = await db.$transaction(async (tx) => {
      const found = await restart(tx, { handOver: 'failed', processedAt: { gte: since } }, by)
      const detail = { since: since.toISOString(), mails: found }
      await tx.activityEntry.create({
        data: activityEntry(by, now(), { what: 'inbox-mails.handed-over-again', detail }),
      })

      return found
    })
    wake()

    return count
  }

  /** Noted at each mail. They get new numbers: a backend that fetches is beyond their old ones. */
  async function restart(
    tx: Prisma.TransactionClient,
    where: Prisma.InboxMailWhereInput,
    by: Admin,
  ): Promise<number> {
    const mails = await tx.inboxMail.updateManyAndReturn({ where, data: anew(), select: { id: true } })
    const ids = mails.map(({ id }) => id)
    await tx.activityEntry.createMany({
      data: ids.map((subjectId) =>
        activityEntry(by, now(), { what: 'inbox-mail.handed-over-again', subjectId }),
      ),
    })
    await takeNumbers(tx, ids)

    return ids.length
  }

  function anew() {
    return {
      handOver: 'waiting',
      handOverTries: 0,
      handOverAt: now(),
      handOverReason: Prisma.DbNull,
    } as const
  }

  return { list, counts, again, allFailedSince }
}
