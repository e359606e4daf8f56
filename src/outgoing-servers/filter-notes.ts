import type { Note } from '../web/note.ts'
import type { Reader } from '../web/reader.ts'
import { type FilterWarning, filterWarnings, type SendingServer } from './filter-warnings.ts'
import { type GapServer, type GapSettings, gapsOf, gapsOfShop, type SenderGap } from './sender-gaps.ts'
import { outgoingServerTexts } from './texts.ts'

/** No page grows with the number of warnings. */
const mostNotes = 5

/** The page a correction comes from, and leads back to. */
export type NotesOn = 'server' | 'list' | 'settings'

type Speaker = Pick<Reader, 'locale'>

/** What is odd about one server, as its own page tells it. */
export function notesOfServer(
  server: GapServer,
  all: readonly GapServer[],
  settings: GapSettings,
  reader: Speaker,
): Note[] {
  return [
    ...gapNotes(gapsOf(server, all, settings), 'server', reader),
    ...filterNotes(all, reader, server.id),
  ]
}

/** What is odd about all of them; nothing while there is no server. */
export function notesOfShop(
  all: readonly GapServer[],
  settings: GapSettings,
  on: NotesOn,
  reader: Speaker,
): Note[] {
  return [...gapNotes(gapsOfShop(all, settings), on, reader), ...filterNotes(all, reader)]
}

/** The same for General settings. */
export function createSettingsNotes({
  list,
  settings,
}: {
  list: () => Promise<readonly GapServer[]>
  settings: () => Promise<GapSettings>
}) {
  return async (reader: Speaker): Promise<Note[]> => {
    const [servers, known] = await Promise.all([list(), settings()])

    return notesOfShop(servers, known, 'settings', reader)
  }
}

function gapNotes(gaps: readonly SenderGap[], on: NotesOn, reader: Speaker): Note[] {
  const { shown, more } = first(gaps, reader)

  return [...shown.map((gap) => gapNote(gap, on, reader)), ...more]
}

function gapNote({ text, fix }: SenderGap, on: NotesOn, { locale }: Speaker): Note {
  if (!fix) return { sentence: text[locale] }
  const { correction, serverId, label, version } = fix

  return {
    sentence: text[locale],
    fix: {
      path: `/outgoing-servers/${serverId}/corrections`,
      label: label[locale],
      fields: { correction, seen: String(version), on },
    },
  }
}

/** The warnings about From filters in the reader's language, those about one server or all. */
function filterNotes(servers: readonly SendingServer[], reader: Speaker, serverId?: string): Note[] {
  const concerns = ({ serverIds }: FilterWarning) => serverId === undefined || serverIds.includes(serverId)
  const { shown, more } = first(filterWarnings(servers).filter(concerns), reader)

  return [...shown.map(({ text }) => ({ sentence: text[reader.locale] })), ...more]
}

function first<Item>(items: readonly Item[], { locale }: Speaker): { shown: readonly Item[]; more: Note[] } {
  const left = items.length - mostNotes

  return {
    shown: items.slice(0, mostNotes),
    more: left > 0 ? [{ sentence: outgoingServerTexts.moreNotes(left)[locale] }] : [],
  }
}
