import type { Database } from '../storage/database.ts'
import { type MailState, Prisma } from '../storage/generated/client.ts'
import { createMailRows } from '../storage/mail-rows.ts'
import { searchCondition } from './search.ts'

const perPage = 50
const perExport = 500
const mostExported = 10_000

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
  const rowsOf = createMailRows(db, { name: 'OutboxMail', at: 'createdAt', stateType: 'MailState' })

  /** `before` is the last id of the page before. One more page exists when `more` is set. */
  async function list(
    { state, query }: MailFilter,
    before?: string,
    most = perPage,
  ): Promise<{ mails: ListedMail[]; more: string | undefined }> {
    const inState = state ? [Prisma.sql`m."state" = ${state}::"MailState"`] : []
    const words = query ? searchCondition(query) : undefined
    const rows = await rowsOf.find(rowsOf.placeOf(inState, before), words, most + 1)
    const ids = rows.slice(0, most).map(({ id }) => id)
    const mails = await db.outboxMail.findMany({
      ...listed,
      where: { id: { in: ids } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    })

    return { mails: await withFreeAt(db, mails), more: rows.length > most ? ids.at(-1) : undefined }
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

  return { list, counts: rowsOf.counts<MailState>, everything }
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
