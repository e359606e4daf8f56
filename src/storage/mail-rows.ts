import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'

/** Above it a count is not worth the time: the page says "more than". */
export const mostCounted = 1000
/** A word that many mails have is found among so many of the newest. */
const newest = 300

/** A table of mails as the pages read it, newest first; its rows are `m`. The names stand in our code, never in a request. */
interface Table {
  name: 'OutboxMail' | 'InboxMail'
  /** The column it is ordered by. */
  at: 'createdAt' | 'fetchedAt'
  stateType: 'MailState' | 'InboxState'
}

interface Found {
  id: string
}

/** No query reads more rows the larger the table is. */
export function createMailRows(db: Database, { name, at, stateType }: Table) {
  const table = Prisma.raw(`"${name}"`)
  const moment = Prisma.raw(`"${at}"`)
  const newestFirst = Prisma.sql`ORDER BY m.${moment} DESC, m."id" DESC`

  /**
   * Two ways to search, because PostgreSQL cannot know how many mails have a word: a common one is soon found by
   * reading the newest, and a rare one through the index of words, sorted afterwards. Without `words`, all at the place.
   */
  async function find(place: Prisma.Sql, words: Prisma.Sql | undefined, most: number): Promise<Found[]> {
    if (!words)
      return db.$queryRaw<Found[]>`SELECT m."id" FROM ${table} m WHERE ${place} ${newestFirst} LIMIT ${most}`
    const common = await db.$queryRaw<Found[]>`
      SELECT m."id" FROM (SELECT * FROM ${table} m WHERE ${place} ${newestFirst} LIMIT ${newest}) m
      WHERE ${words} ${newestFirst} LIMIT ${most}`
    if (common.length === most) return common

    return db.$queryRaw<Found[]>`
      SELECT m."id" FROM ${table} m WHERE ${place} AND ${words}
      ORDER BY m.${moment} + interval '0' DESC, m."id" DESC LIMIT ${most}`
  }

  /** All conditions, and after the mail `before`. */
  function placeOf(conditions: readonly Prisma.Sql[], before: string | undefined): Prisma.Sql {
    const after = before
      ? [
          Prisma.sql`(m.${moment}, m."id") <
            (SELECT b.${moment}, b."id" FROM ${table} b WHERE b."id" = ${before}::uuid)`,
        ]
      : []
    const all = [...conditions, ...after]

    return all.length > 0 ? Prisma.join(all, ' AND ') : Prisma.sql`true`
  }

  /** For each state, but no more than one above `mostCounted`. */
  function counts<State extends string>(): Promise<Map<State, number>> {
    return countsBy<State>('state', stateType)
  }

  /** For each value of a column that an index begins with, but no more than one above `mostCounted`. */
  async function countsBy<Value extends string>(name: string, type: string): Promise<Map<Value, number>> {
    const [column, values] = [Prisma.raw(`"${name}"`), Prisma.raw(`"${type}"`)]
    const [, rows] = await db.$transaction([
      // Without statistics the planner would rather read all mails of a state than count the first thousand.
      db.$queryRaw`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
      db.$queryRaw<{ value: Value; count: number }[]>`
        SELECT v."value", (SELECT count(*)::int FROM (
          SELECT 1 FROM ${table} m WHERE m.${column} = v."value" LIMIT ${mostCounted + 1}) few) AS count
        FROM unnest(enum_range(NULL::${values})) AS v("value")`,
    ])

    return new Map(rows.map(({ value, count }) => [value, count]))
  }

  return { find, placeOf, counts, countsBy }
}
