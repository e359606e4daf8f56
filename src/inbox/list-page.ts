import { z } from 'zod'
import { speak } from '../language/text.ts'
import { HandOverState, InboxState } from '../storage/generated/client.ts'
import { queryOf, searchText, showCount } from '../web/list-address.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import type { InboxFilter, ListedInboxMail } from './inbox-list.ts'
import { type InboxRow, inboxRowOf } from './mail-row.ts'
import { missingTexts } from './missing-texts.ts'
import { inboxPageTexts, inboxStateTexts } from './page-texts.ts'

/** What the address of the list may say; what it says wrongly counts as nothing. */
export const inboxListQuery = z.object({
  state: z.enum(InboxState).optional().catch(undefined),
  handOver: z.enum(HandOverState).optional().catch(undefined),
  server: z.uuid().optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
  q: searchText,
})

type ListQuery = z.output<typeof inboxListQuery>

export interface InboxListPage {
  rows: InboxRow[]
  filters: { label: string; href: string; current: boolean }[]
  /** What the search keeps. */
  kept: { name: string; value: string }[]
  servers: { value: string; label: string; selected: boolean }[]
  query: string
  isFiltered: boolean
  /** The list without the search. */
  clear: string
  older: string | undefined
  /** Why no mail comes, or none goes on to the shop, and where to help it. */
  missing: { sentence: string; href: string; label: string } | undefined
}

export interface KnownServer {
  id: string
  name: string
  confirmedAt: Date | null
}

/** How many mails are in each state. */
export interface InboxCounts {
  states: ReadonlyMap<InboxState, number>
  handOvers: ReadonlyMap<HandOverState, number>
}

interface Found {
  mails: readonly ListedInboxMail[]
  more: string | undefined
  /** Not counted while searching or showing one server. */
  counts: InboxCounts | undefined
  servers: readonly KnownServer[]
  /** Somebody takes received mail. */
  isTaken: boolean
}

export function inboxFilterOf({ state, handOver, server, q }: ListQuery): InboxFilter {
  return { state, handOver, serverId: server, query: q }
}

export function inboxListPageOf(
  { state, handOver, server, q }: ListQuery,
  { mails, more, counts, servers, isTaken }: Found,
  pages: Pages,
  reader: Reader,
): InboxListPage {
  const t = speak(inboxPageTexts, reader.locale)
  const link = (address: Record<string, string | undefined>) => pages.link(`/inbox${queryOf(address)}`)
  const here = { state, handOver }
  const filter = (label: string, of: Partial<typeof here>, count?: number) => ({
    label: count === undefined ? label : `${label} (${showCount(count, reader)})`,
    href: link({ ...of, server, q }),
    current: of.state === state && of.handOver === handOver,
  })
  const inState = (of: InboxState) =>
    filter(inboxStateTexts[of][reader.locale], { state: of }, counts && (counts.states.get(of) ?? 0))
  const handedOver = (label: string, of: HandOverState) =>
    filter(label, { handOver: of }, counts && (counts.handOvers.get(of) ?? 0))

  return {
    rows: mails.map((mail) => inboxRowOf(mail, reader)),
    filters: [
      filter(t.all, {}, counts && [...counts.states.values()].reduce((sum, count) => sum + count, 0)),
      inState('new'),
      inState('attention'),
      handedOver(t.handOverWaiting, 'waiting'),
      handedOver(t.handOverFailed, 'failed'),
    ],
    kept: Object.entries(here).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
    servers:
      servers.length > 1
        ? servers.map(({ id, name }) => ({ value: id, label: name, selected: id === server }))
        : [],
    query: q,
    isFiltered: Boolean(state ?? handOver ?? server),
    clear: link({ ...here, server }),
    older: more && link({ ...here, server, q, before: more }),
    missing: missingFor({ servers, mails, isTaken }, pages, reader),
  }
}

function missingFor(
  { servers, mails, isTaken }: Pick<Found, 'servers' | 'mails' | 'isTaken'>,
  pages: Pages,
  { locale }: Reader,
): InboxListPage['missing'] {
  const t = speak(missingTexts, locale)
  const toServers = { href: pages.link('/incoming-servers'), label: t.toServers }
  if (servers.length === 0) return { sentence: t.noServer, ...toServers }
  if (servers.every(({ confirmedAt }) => confirmedAt === null))
    return { sentence: t.noneConfirmed, ...toServers }
  // They wait for ever, and are kept for as long.
  if (!isTaken && mails.some(({ handOver }) => handOver === 'waiting'))
    return { sentence: t.nobodyTakes, href: pages.link('/inbox/settings'), label: t.toSettings }

  return undefined
}
