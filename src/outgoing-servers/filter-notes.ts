import type { Reader } from '../web/reader.ts'
import { type FilterWarning, filterWarnings, type SendingServer } from './filter-warnings.ts'
import type { OutgoingServers } from './outgoing-servers.ts'
import { outgoingServerTexts } from './texts.ts'

/** No page grows with the number of warnings. */
const mostNotes = 5

/** The warnings about From filters in the reader's language, those about one server or all. */
export function filterNotes(
  servers: readonly SendingServer[],
  { locale }: Pick<Reader, 'locale'>,
  serverId?: string,
): string[] {
  const concerns = ({ serverIds }: FilterWarning) => serverId === undefined || serverIds.includes(serverId)
  const notes = filterWarnings(servers).filter(concerns)
  const more = notes.length - mostNotes

  return [
    ...notes.slice(0, mostNotes).map(({ text }) => text[locale]),
    ...(more > 0 ? [outgoingServerTexts.moreNotes(more)[locale]] : []),
  ]
}

/** The same for General settings, with the default From that no server lets send; nothing while there is no server. */
export function createSettingsNotes({
  list,
  uncoveredDefaultFrom,
}: Pick<OutgoingServers, 'list' | 'uncoveredDefaultFrom'>) {
  return async (reader: Pick<Reader, 'locale'>): Promise<string[]> => {
    const [servers, from] = await Promise.all([list(), uncoveredDefaultFrom()])
    const uncovered =
      from && servers.length > 0 ? [outgoingServerTexts.defaultFromOpen(from)[reader.locale]] : []

    return [...uncovered, ...filterNotes(servers, reader)]
  }
}
