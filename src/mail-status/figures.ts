import type { Database } from '../storage/database.ts'
import type { MailState } from '../storage/generated/client.ts'
import { mostCounted } from '../storage/mail-rows.ts'
import { beginOf } from '../web/days.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** A mail that leaves today may have waited for as long as it is tried. */
const triedMs = 6 * dayMs
/** Whoever signs in needs some minutes; after hours nobody remembers what was on the page. */
const backWithinMs = 3 * minuteMs
const rememberedMs = 4 * 60 * minuteMs

export interface Figures {
  sentToday: number
  waiting: number
  attention: number
  /** Whether any mail has left so far, on whatever day. */
  sending: 'sent' | 'failed' | 'none'
  lastReceivedAt: Date | null
  nextFetchAt: Date | null
}

/** A sign-in at Microsoft that somebody began and nobody ended. */
export interface MissingTrip {
  id: string
  at: Date
}

export type StatusFigures = ReturnType<typeof createFigures>

/** What Mail status tells of the mails. Counts stop one above a thousand, so no query grows with them. */
export function createFigures({ db, now }: { db: Database; now: () => Date }) {
  async function today(timeZone: string): Promise<Figures> {
    const day = new Date(`${new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now())}T00:00:00Z`)
    const sentAt = { gte: beginOf(day, timeZone) }
    const createdAt = { gte: new Date(sentAt.gte.getTime() - triedMs) }
    const most = { take: mostCounted + 1, select: { id: true } } as const
    const [sent, waiting, attention, sending, received, next] = await Promise.all([
      db.outboxMail.findMany({ where: { state: 'sent', createdAt, sentAt }, ...most }),
      db.outboxMail.findMany({ where: { state: { in: ['waiting', 'sending', 'retry'] } }, ...most }),
      db.outboxMail.findMany({ where: { state: 'attention' }, ...most }),
      sendingSoFar(),
      db.inboxMail.findFirst({
        orderBy: [{ fetchedAt: 'desc' }, { id: 'desc' }],
        select: { fetchedAt: true },
      }),
      db.fetching.findFirst({
        where: { server: { confirmedAt: { not: null }, pausedAt: null, archivedAt: null } },
        orderBy: { nextAt: 'asc' },
        select: { nextAt: true },
      }),
    ])

    return {
      sentToday: sent.length,
      waiting: waiting.length,
      attention: attention.length,
      sending,
      lastReceivedAt: received?.fetchedAt ?? null,
      nextFetchAt: next?.nextAt ?? null,
    }
  }

  async function sendingSoFar(): Promise<Figures['sending']> {
    const exists = (states: MailState[]) =>
      db.outboxMail.findFirst({ where: { state: { in: states } }, select: { id: true } })
    if (await exists(['sent'])) return 'sent'

    return (await exists(['attention', 'failed'])) ? 'failed' : 'none'
  }

  /** Trips of this admin to Microsoft that have not ended, and after which no account was connected, the latest first. */
  async function missing(adminId: string): Promise<MissingTrip[]> {
    const ago = (ms: number) => new Date(now().getTime() - ms)
    const trips = await db.outlookSignIn.findMany({
      where: { adminId, createdAt: { gt: ago(rememberedMs) } },
      orderBy: { createdAt: 'desc' },
      select: { id: true, createdAt: true, usedAt: true, mailbox: true },
    })
    const accounts = await db.outlookAccount.findMany({
      where: { mailbox: { in: trips.map(({ mailbox }) => mailbox.toLowerCase()) } },
      select: { mailbox: true, connectedAt: true },
    })
    const latest = [...new Map(trips.toReversed().map((trip) => [trip.mailbox, trip])).values()]

    return latest
      .filter(({ usedAt, createdAt }) => !usedAt && createdAt < ago(backWithinMs))
      .filter(
        ({ mailbox, createdAt }) =>
          !accounts.some((one) => one.mailbox === mailbox.toLowerCase() && one.connectedAt > createdAt),
      )
      .map(({ id, createdAt }) => ({ id, at: createdAt }))
  }

  return { today, missing }
}
