import type { Database } from '../storage/database.ts'
import { type MailState, Prisma } from '../storage/generated/client.ts'
import { searchCondition } from './search.ts'
import { mostCounted } from './waiting-mails.ts'

const perPage = 50
const perExport = 500
const mostExported = 10_000
/** A word that many mails have is found among so many of the newest. */
const newest = 300

export const listed = {
  omit: { sealedMime: true },
  include: {
    server: { select: { id: true, name: true } },
    // A mail may have hundreds; the list names the first.
    recipients: { where: { no: 0 } },
    _count: { select: { recipients: true, events: { where: { what: 'returned' } } } },
  },
} as const

export type ListedMail = Prisma.OutboxMailGetPayload<typeof listed> & {
  /** When its account may send the next mail, as far as it has a limit. */
  freeAt?: Date | undefined
}

export interface MailFilter {
  state?: MailState | undefined
  /** What a person typed; empty for everything. */
  query: string
}

/** The mails of the outbox, newest first. No query reads more rows the larger the outbox is. */
export function createMailList(db: Database) {
  /** `before` is the last id of the page before. One more page exists when `more` is set. */
  async function list(
    filter: MailFilter,
    before?: string,
    most = perPage,
  ): Promise<{ mails: ListedMail[]; more: string | undefined }> {
    const rows = await find(filter, before, most + 1)
    const ids = rows.slice(0, most).map(({ id }) => id)
    const mails = await db.outboxMail.findMany({
      ...listed,
      where: { id: { in: ids } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    })

    return { mails: await withFreeAt(db, mails), more: rows.length > most ? ids.at(-1) : undefined }
  }

  /**
   * Two ways to search, because PostgreSQL cannot know how many mails have a word: a common one is soon found by
   * reading the newest, and a rare one through the index of words, sorted afterwards.
   */
  async function find({ state, query }: MailFilter, before: string | undefined, most: number) {
    const place = placeOf(state, before)
    if (!query)
      return db.$queryRaw<
        Found[]
      >`SELECT m."id" FROM "OutboxMail" m WHERE ${place} ${newestFirst} LIMIT ${most}`
    const words = searchCondition(query)
    const common = await db.$queryRaw<Found[]>`
      SELECT m."id" FROM (SELECT * FROM "OutboxMail" m WHERE ${place} ${newestFirst} LIMIT ${newest}) m
      WHERE ${words} ${newestFirst} LIMIT ${most}`
    if (common.length === most) return common

    return db.$queryRaw<Found[]>`
      SELECT m."id" FROM "OutboxMail" m WHERE ${place} AND ${words}
      ORDER BY m."createdAt" + interval '0' DESC, m."id" DESC LIMIT ${most}`
  }

  /** For each state, but no more than one above `mostCounted`. */
  async function counts(): Promise<Map<MailState, number>> {
    const [, rows] = await db.$transaction([
      // Without statistics the planner would rather read all mails of a state than count the first thousand.
      db.$queryRaw`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
      db.$queryRaw<{ state: MailState; count: number }[]>`
        SELECT s."state", (SELECT count(*)::int FROM (
          SELECT 1 FROM "OutboxMail" m WHERE m."state" = s."state" LIMIT ${mostCounted + 1}) few) AS count
        FROM unnest(enum_range(NULL::"MailState")) AS s("state")`,
    ])

    return new Map(rows.map(({ state, count }) => [state, count]))
  }

  /** Page by page, so that memory does not grow; it ends after ten thousand. */
  async function* everything(filter: MailFilter): AsyncGenerator<ListedMail[]> {
    let before: string | undefined
    for (let told = 0; told < mostExported; told += perExport) {
      const { mails, more } = await list(filter, before, perExport)
      yield mails
      if (!more) return
      before = more
    }
  }

  return { list, counts, everything }
}

/** Adds what the limits of their accounts say. */
export async function withFreeAt<T extends { accountKey: string | null }>(
  db: Database,
  mails: readonly T[],
): Promise<(T & { freeAt: Date | undefined })[]> {
  const keys = [...new Set(mails.flatMap(({ accountKey }) => accountKey ?? []))]
  const budgets = await db.sendingBudget.findMany({ where: { key: { in: keys } } })
  const times = new Map(budgets.map(({ key, freeAt }) => [key, freeAt]))

  return mails.map((mail) => ({ ...mail, freeAt: times.get(mail.accountKey ?? '') }))
}

interface Found {
  id: string
}

const newestFirst = Prisma.sql`ORDER BY m."createdAt" DESC, m."id" DESC`

function placeOf(state: MailState | undefined, before: string | undefined): Prisma.Sql {
  const conditions = [
    ...(state ? [Prisma.sql`m."state" = ${state}::"MailState"`] : []),
    ...(before
      ? [
          Prisma.sql`(m."createdAt", m."id") <
            (SELECT b."createdAt", b."id" FROM "OutboxMail" b WHERE b."id" = ${before}::uuid)`,
        ]
      : []),
  ]

  return conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`
}
