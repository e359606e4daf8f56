import type { Database } from '../storage/database.ts'
import { type HandOverState, type InboxRoute, type InboxState, Prisma } from '../storage/generated/client.ts'
import { hasWords } from '../storage/search-words.ts'

const perPage = 50
/** Above it a count is not worth the time: the page says "more than". */
export const mostCounted = 1000
/** A word that many mails have is found among so many of the newest. */
const newest = 300

export const listed = {
  omit: { sealedRaw: true },
  include: { server: { select: { id: true, name: true } } },
} as const

export type ListedInboxMail = Prisma.InboxMailGetPayload<typeof listed>

export interface InboxFilter {
  state?: InboxState | undefined
  route?: InboxRoute | undefined
  handOver?: HandOverState | undefined
  serverId?: string | undefined
  /** What a person typed; empty for everything. */
  query: string
}

/** The mails of the inbox, newest first. */
export function createInboxList(db: Database) {
  /** `before` is the last id of the page before. One more page exists when `more` is set. */
  async function list(
    filter: InboxFilter,
    before?: string,
  ): Promise<{ mails: ListedInboxMail[]; more: string | undefined }> {
    const rows = await find(filter, before)
    const ids = rows.slice(0, perPage).map(({ id }) => id)
    const mails = await db.inboxMail.findMany({
      ...listed,
      where: { id: { in: ids } },
      orderBy: [{ fetchedAt: 'desc' }, { id: 'desc' }],
    })

    return { mails, more: rows.length > perPage ? ids.at(-1) : undefined }
  }

  /** Two ways to search, as in the outbox: a common word among the newest, a rare one through the index of words. */
  async function find({ query, ...filter }: InboxFilter, before: string | undefined): Promise<Found[]> {
    const place = placeOf(filter, before)
    const words = query.trim() === '' ? Prisma.sql`true` : (hasWords(query) ?? Prisma.sql`false`)
    const common = await db.$queryRaw<Found[]>`
      SELECT m."id" FROM (SELECT * FROM "InboxMail" m WHERE ${place} ${newestFirst} LIMIT ${newest}) m
      WHERE ${words} ${newestFirst} LIMIT ${perPage + 1}`
    if (common.length > perPage || query.trim() === '') return common

    return db.$queryRaw<Found[]>`
      SELECT m."id" FROM "InboxMail" m WHERE ${place} AND ${words}
      ORDER BY m."fetchedAt" + interval '0' DESC, m."id" DESC LIMIT ${perPage + 1}`
  }

  /** For each state, but no more than one above `mostCounted`. */
  async function counts(): Promise<Map<InboxState, number>> {
    const [, rows] = await db.$transaction([
      // Without statistics the planner would rather read all mails of a state than count the first thousand.
      db.$queryRaw`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
      db.$queryRaw<{ state: InboxState; count: number }[]>`
        SELECT s."state", (SELECT count(*)::int FROM (
          SELECT 1 FROM "InboxMail" m WHERE m."state" = s."state" LIMIT ${mostCounted + 1}) few) AS count
        FROM unnest(enum_range(NULL::"InboxState")) AS s("state")`,
    ])

    return new Map(rows.map(({ state, count }) => [state, count]))
  }

  return { list, counts }
}

interface Found {
  id: string
}

const newestFirst = Prisma.sql`ORDER BY m."fetchedAt" DESC, m."id" DESC`

function placeOf(
  { state, route, handOver, serverId }: Omit<InboxFilter, 'query'>,
  before: string | undefined,
): Prisma.Sql {
  const conditions = [
    ...(state ? [Prisma.sql`m."state" = ${state}::"InboxState"`] : []),
    ...(route ? [Prisma.sql`m."route" = ${route}::"InboxRoute"`] : []),
    ...(handOver ? [Prisma.sql`m."handOver" = ${handOver}::"HandOverState"`] : []),
    ...(serverId ? [Prisma.sql`m."serverId" = ${serverId}::uuid`] : []),
    ...(before
      ? [
          Prisma.sql`(m."fetchedAt", m."id") <
            (SELECT b."fetchedAt", b."id" FROM "InboxMail" b WHERE b."id" = ${before}::uuid)`,
        ]
      : []),
  ]

  return conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`
}
