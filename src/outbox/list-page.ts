import { z } from 'zod'
import { speak } from '../language/text.ts'
import { MailState } from '../storage/generated/client.ts'
import { queryOf, searchText, showCount } from '../web/list-address.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import type { ListedMail } from './mail-list.ts'
import { type Row, rowOf } from './mail-row.ts'
import { outboxPageTexts, stateTexts } from './page-texts.ts'

const texts = outboxPageTexts
const states = Object.values(MailState)

/** What the address of the list may say; what it says wrongly counts as nothing. */
export const listQuery = z.object({
  state: z.enum(MailState).optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
  q: searchText,
})

type ListQuery = z.output<typeof listQuery>

export interface ListPage {
  rows: Row[]
  filters: { label: string; href: string; current: boolean }[]
  state: MailState | undefined
  query: string
  /** The list without the search, in the same state. */
  clear: string
  older: string | undefined
  csv: string | undefined
  /** Nothing is sent at all. */
  off: boolean
}

interface Found {
  mails: readonly ListedMail[]
  more: string | undefined
  /** Not counted while searching. */
  counts: ReadonlyMap<MailState, number> | undefined
  off: boolean
  now: Date
}

export function listPageOf(
  { state, q }: ListQuery,
  { mails, more, counts, off, now }: Found,
  pages: Pages,
  reader: Reader,
): ListPage {
  const t = speak(texts, reader.locale)
  const link = (address: Record<string, string | undefined>, path = '/outbox') =>
    pages.link(path + queryOf(address))
  const all = counts && [...counts.values()].reduce((sum, count) => sum + count, 0)
  const filter = (label: string, count: number | undefined, of?: MailState) => ({
    label: count === undefined ? label : `${label} (${showCount(count, reader)})`,
    href: link({ state: of, q }),
    current: of === state,
  })

  return {
    rows: mails.map((mail) => rowOf(mail, reader, now)),
    filters: [
      filter(t.all, all),
      ...states.map((of) => filter(stateTexts[of][reader.locale], counts && (counts.get(of) ?? 0), of)),
    ],
    state,
    query: q,
    clear: link({ state }),
    older: more && link({ state, q, before: more }),
    off,
    csv: mails.length > 0 ? link({ state, q }, '/outbox/export') : undefined,
  }
}
