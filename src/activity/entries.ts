import type { Database } from '../storage/database.ts'
import { type ActivityEntry, Prisma } from '../storage/generated/client.ts'
import { hasWords } from '../storage/search-words.ts'
import { type ChainNeeds, createChain } from './chain.ts'
import { type Area, deedsIn, type What } from './deeds.ts'
import { invitedPrefix } from './invited-by.ts'

const perPage = 50
const perExport = 500
/** As many as a person wants to choose from. */
const mostPersons = 100

export type Entry = Omit<ActivityEntry, 'search'>

export interface EntryFilter {
  /** An id of `persons`. */
  person: string | undefined
  area: Area | undefined
  /** From this moment on. */
  from: Date | undefined
  /** Before this moment. */
  until: Date | undefined
  /** What someone typed; empty for everything. */
  query: string
  /** What is left out. */
  without?: readonly What[]
}

export interface Person {
  id: string
  name: string
}

/** Stands for everyone who came by an invitation: each has an id of its own. */
export const invitedId = 'invited'

export type Activity = ReturnType<typeof createActivity>

/** What was done, by whom and when, newest first; and the chain that tells whether it is as it was written. */
export function createActivity(needs: ChainNeeds) {
  const { db } = needs

  /** `before` is the number of the last entry of the page before. One more page exists when `more` is set. */
  async function list(
    filter: EntryFilter,
    before?: bigint,
    most = perPage,
  ): Promise<{ entries: Entry[]; more: bigint | undefined }> {
    const conditions = conditionsOf(filter, before)
    const rows = await db.$queryRaw<{ id: bigint }[]>`
      SELECT m."id" FROM "ActivityEntry" m WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY m."id" DESC LIMIT ${most + 1}`
    const ids = rows.slice(0, most).map(({ id }) => id)
    const entries = await db.activityEntry.findMany({
      omit: { search: true },
      where: { id: { in: ids } },
      orderBy: { id: 'desc' },
    })

    return { entries, more: rows.length > most ? ids.at(-1) : undefined }
  }

  /** Page by page, so that memory does not grow, however long it gets. */
  async function* everything(filter: EntryFilter): AsyncGenerator<Entry[]> {
    for (let before: bigint | undefined; ; ) {
      const { entries, more } = await list(filter, before, perExport)
      yield entries
      if (more === undefined) return
      before = more
    }
  }

  /** Who ever did something, by the last name they had, the last to act first. */
  async function persons(): Promise<Person[]> {
    return db.$queryRaw<Person[]>`
      SELECT l."id", e."adminName" AS name FROM (
        SELECT CASE WHEN starts_with("adminId", ${invitedPrefix}) THEN ${invitedId} ELSE "adminId" END AS id,
          max("id") AS last
        FROM "ActivityEntry" GROUP BY 1 ORDER BY 2 DESC LIMIT ${mostPersons}) l
      JOIN "ActivityEntry" e ON e."id" = l.last ORDER BY l.last DESC`
  }

  return { list, everything, persons, existing: existingIn(db), chain: createChain(needs) }
}

function conditionsOf(
  { person, area, from, until, query, without }: EntryFilter,
  before: bigint | undefined,
) {
  const words = query ? (hasWords(query) ?? Prisma.sql`false`) : undefined
  const all = [
    person === invitedId ? Prisma.sql`starts_with(m."adminId", ${invitedPrefix})` : undefined,
    person && person !== invitedId ? Prisma.sql`m."adminId" = ${person}` : undefined,
    area && Prisma.sql`m."what" IN (${Prisma.join(deedsIn(area))})`,
    without && Prisma.sql`m."what" NOT IN (${Prisma.join([...without])})`,
    from && Prisma.sql`m."at" >= ${from}`,
    until && Prisma.sql`m."at" < ${until}`,
    before === undefined ? undefined : Prisma.sql`m."id" < ${before}`,
    words,
  ]

  return [Prisma.sql`true`, ...all.filter((condition) => condition !== undefined)]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Which of the things entries are about are still there, and where their pages are. */
function existingIn(db: Database) {
  return async (ids: readonly (string | null)[]): Promise<Map<string, string>> => {
    const where = { id: { in: [...new Set(ids)].filter((id) => id !== null).filter((id) => uuid.test(id)) } }
    const found = await db.$transaction([
      db.outgoingServer.findMany({ where, select: { id: true } }),
      db.incomingServer.findMany({ where, select: { id: true } }),
      db.outboxMail.findMany({ where, select: { id: true } }),
      db.inboxMail.findMany({ where, select: { id: true } }),
    ])
    const roots = ['/outgoing-servers', '/incoming-servers', '/outbox', '/inbox']
    const places = found.flatMap((rows, no) => rows.map(({ id }) => [id, `${roots[no]}/${id}`] as const))

    return new Map(places)
  }
}
