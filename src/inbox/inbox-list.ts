import type { Database } from '../storage/database.ts'
import { type HandOverState, type InboxRoute, type InboxState, Prisma } from '../storage/generated/client.ts'
import { createMailRows } from '../storage/mail-rows.ts'
import { hasWords } from '../storage/search-words.ts'

const perPage = 50

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
  const rowsOf = createMailRows(db, { name: 'InboxMail', at: 'fetchedAt', stateType: 'InboxState' })

  /** `before` is the last id of the page before. One more page exists when `more` is set. */
  async function list(
    { query, ...filter }: InboxFilter,
    before?: string,
  ): Promise<{ mails: ListedInboxMail[]; more: string | undefined }> {
    const words = query.trim() === '' ? undefined : (hasWords(query) ?? Prisma.sql`false`)
    const rows = await rowsOf.find(rowsOf.placeOf(conditionsOf(filter), before), words, perPage + 1)
    const ids = rows.slice(0, perPage).map(({ id }) => id)
    const mails = await db.inboxMail.findMany({
      ...listed,
      where: { id: { in: ids } },
      orderBy: [{ fetchedAt: 'desc' }, { id: 'desc' }],
    })

    return { mails, more: rows.length > perPage ? ids.at(-1) : undefined }
  }

  return {
    list,
    counts: rowsOf.counts<InboxState>,
    handOverCounts: () => rowsOf.countsBy<HandOverState>('handOver', 'HandOverState'),
  }
}

function conditionsOf({ state, route, handOver, serverId }: Omit<InboxFilter, 'query'>): Prisma.Sql[] {
  return [
    ...(state ? [Prisma.sql`m."state" = ${state}::"InboxState"`] : []),
    ...(route ? [Prisma.sql`m."route" = ${route}::"InboxRoute"`] : []),
    ...(handOver ? [Prisma.sql`m."handOver" = ${handOver}::"HandOverState"`] : []),
    ...(serverId ? [Prisma.sql`m."serverId" = ${serverId}::uuid`] : []),
  ]
}
