import { type DatabaseClock, databaseClock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'

/** Counting stops here: it must not cost more the more there is. */
export const mostCounted = 100_000

const openStates = ['waiting', 'sending', 'retry', 'attention', 'failed'] as const
const leavingStates = ['waiting', 'sending', 'retry'] as const
const unreadStates = ['new', 'attention'] as const
const handOverStates = ['waiting', 'failed'] as const

/** How much mail is where, how old, and what may keep it there. All times are the database's. */
export interface Numbers {
  /** When they were read. */
  at: Date
  /** Mails that have not left, by state; each number at most 100,000. */
  outbox: Record<(typeof openStates)[number], number>
  /** Since when the oldest mail waits that may leave; null when none waits. */
  oldestWaitingSince: Date | null
  inbox: Record<(typeof unreadStates)[number], number>
  handOver: Record<(typeof handOverStates)[number], number>
  lastReceivedAt: Date | null
  /** Servers nothing leaves through until something changes, and servers an admin paused. */
  paused: { outgoing: number; incoming: number }
  /** Connected mailboxes, with the last time Microsoft accepted their token. */
  accounts: { id: string; lastSuccessAt: Date }[]
  /** Servers that are to be read, with the last successful look, or since when they are confirmed. */
  fetched: { id: string; since: Date }[]
  /** Midnight UTC of the day the admin entered. */
  secretValidUntil: Date | null
}

/** Reads them by indexes and from small tables alone: mails that were sent or processed cost nothing. */
export function createNumbers({ db, clock = databaseClock }: { db: Database; clock?: DatabaseClock }) {
  return async (): Promise<Numbers> => {
    const [mails, servers, accounts, fetched] = await Promise.all([
      readMails(),
      readServers(),
      db.outlookAccount.findMany({ select: { id: true, lastSuccessAt: true }, orderBy: { mailbox: 'asc' } }),
      readFetched(),
    ])

    return { ...mails, ...servers, accounts, fetched }
  }

  async function readMails() {
    const [outbox, inbox, handOver, [times]] = await Promise.all([
      count(openStates, outboxBranch),
      count(unreadStates, inboxBranch),
      count(handOverStates, handOverBranch),
      db.$queryRaw<Pick<Numbers, 'at' | 'oldestWaitingSince' | 'lastReceivedAt'>[]>`
        SELECT ${clock()}::timestamptz(3) AS "at", (SELECT max("fetchedAt") FROM "InboxMail") AS "lastReceivedAt",
          (SELECT min("since") FROM (${Prisma.join(leavingStates.map(oldest), ' UNION ALL ')}) o) AS "oldestWaitingSince"`,
    ])
    if (!times) throw new Error('The database has no time.')

    return { outbox, inbox, handOver, ...times }
  }

  async function count<State extends string>(
    states: readonly State[],
    branch: (state: State) => Prisma.Sql,
  ): Promise<Record<State, number>> {
    const rows = await db.$queryRaw<{ state: State; count: number }[]>`
      ${Prisma.join(states.map(branch), ' UNION ALL ')}`
    const counts = new Map(rows.map((row) => [row.state, row.count]))

    return Object.fromEntries(states.map((state) => [state, counts.get(state) ?? 0])) as Record<State, number>
  }

  /** A mail for later waits from then on. Written for the index that has state and age in this order. */
  function oldest(state: (typeof leavingStates)[number]): Prisma.Sql {
    return Prisma.sql`(SELECT GREATEST("createdAt", "sendAt") AS "since" FROM "OutboxMail"
      WHERE "state" = ${state}::"MailState" AND ("sendAt" IS NULL OR "sendAt" <= ${clock()})
      ORDER BY "createdAt" LIMIT 1)`
  }

  async function readServers(): Promise<Pick<Numbers, 'paused' | 'secretValidUntil'>> {
    const [found] = await db.$queryRaw<{ outgoing: number; incoming: number; until: Date | null }[]>`
      SELECT
        (SELECT count(*)::int FROM "SendingPause" p JOIN "OutgoingServer" s ON s."id" = p."serverId"
          WHERE p."from" = '' AND s."archivedAt" IS NULL) AS "outgoing",
        (SELECT count(*)::int FROM "IncomingServer"
          WHERE "pausedAt" IS NOT NULL AND "archivedAt" IS NULL) AS "incoming",
        (SELECT max("clientSecretValidUntil")::timestamp AT TIME ZONE 'UTC' FROM "GeneralSettings") AS "until"`
    const { outgoing = 0, incoming = 0, until = null } = found ?? {}

    return { paused: { outgoing, incoming }, secretValidUntil: until }
  }

  function readFetched(): Promise<Numbers['fetched']> {
    return db.$queryRaw`
      SELECT s."id", GREATEST(f."lastSuccessAt", s."confirmedAt") AS "since"
      FROM "IncomingServer" s LEFT JOIN "Fetching" f ON f."serverId" = s."id"
      WHERE s."confirmedAt" IS NOT NULL AND s."pausedAt" IS NULL AND s."archivedAt" IS NULL
        AND EXISTS (SELECT 1 FROM "GeneralSettings" WHERE "customEmailServers")
      ORDER BY s."id"`
  }
}

function outboxBranch(state: string): Prisma.Sql {
  return countOf(state, Prisma.sql`"OutboxMail" WHERE "state" = ${state}::"MailState"`)
}

function inboxBranch(state: string): Prisma.Sql {
  return countOf(state, Prisma.sql`"InboxMail" WHERE "state" = ${state}::"InboxState"`)
}

function handOverBranch(state: string): Prisma.Sql {
  return countOf(state, Prisma.sql`"InboxMail" WHERE "handOver" = ${state}::"HandOverState"`)
}

function countOf(state: string, mails: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT ${state}::text AS "state", count(*)::int AS "count"
    FROM (SELECT 1 FROM ${mails} LIMIT ${mostCounted}) m`
}
