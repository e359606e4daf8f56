import { z } from 'zod'
import { speak } from '../language/text.ts'
import { beginOf, parseDay } from '../web/days.ts'
import type { Form } from '../web/form.ts'
import { queryOf, searchText } from '../web/list-address.ts'
import type { Pages } from '../web/pages.ts'
import type { Reader } from '../web/reader.ts'
import { type Area, areaTexts } from './deeds.ts'
import { type Entry, type EntryFilter, invitedId, type Person } from './entries.ts'
import { personOnPage } from './persons.ts'
import { type FieldWords, type ShownEntry, shownEntry } from './shown-entry.ts'
import { placeOf } from './subject-place.ts'
import { activityTexts } from './texts.ts'

const areas = Object.keys(areaTexts) as Area[]
const longestDay = 40
const word = (longest: number) =>
  z
    .string()
    .transform((value) => value.slice(0, longest).trim())
    .catch('')

/** What the address of the list may say. */
export const listQuery = z.object({
  person: word(200),
  area: z.enum(areas).optional().catch(undefined),
  from: word(longestDay),
  to: word(longestDay),
  q: searchText,
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .transform(BigInt)
    .optional()
    .catch(undefined),
  as: z.enum(['csv', 'json']).catch('csv'),
})

export type ListQuery = z.output<typeof listQuery>

type Row = ShownEntry & { href: string | undefined }

export interface ListPage {
  rows: Row[]
  form: Form
  persons: { value: string; label: string }[]
  areas: { value: string; label: string }[]
  isFiltered: boolean
  older: string | undefined
  csv: string
  json: string
  chain: ChainLine
}

export interface ChainLine {
  isBroken: boolean
  sentence: string
  more: string[]
}

/** Days that cannot be read stand in `errors` and do not choose. */
export function filterOf(query: ListQuery, reader: Reader): { filter: EntryFilter; errors: Form['errors'] } {
  const { dayWrong } = speak(activityTexts, reader.locale)
  const [from, to] = [parseDay(query.from), parseDay(query.to)]
  const wrong = (['from', 'to'] as const).filter((name) => query[name] !== '' && !parseDay(query[name]))

  return {
    filter: {
      person: query.person || undefined,
      area: query.area,
      from: from && beginOf(from, reader.timeZone),
      until: to && beginOf(to, reader.timeZone, 1),
      query: query.q,
    },
    errors: Object.fromEntries(wrong.map((name) => [name, dayWrong])),
  }
}

interface Found {
  entries: readonly Entry[]
  more: bigint | undefined
  persons: readonly Person[]
  places: ReadonlyMap<string, string>
  errors: Form['errors']
  chain: ChainLine
}

export function listPageOf(
  query: ListQuery,
  found: Found,
  words: FieldWords,
  pages: Pages,
  reader: Reader,
): ListPage {
  const t = speak(activityTexts, reader.locale)
  const { person, area = '', from, to, q } = query
  const values = { person, area, from, to, q }
  const link = (more: Record<string, string>, path = '/activity') =>
    pages.link(path + queryOf({ ...values, ...more }))

  return {
    rows: found.entries.map((entry) => {
      const place = placeOf(entry, found.places)
      return { ...shownEntry(entry, words, reader), href: place && pages.link(place) }
    }),
    form: { values, errors: found.errors },
    persons: [{ value: '', label: t.everyone }, ...found.persons.map((one) => choiceOf(one, reader))],
    areas: [
      { value: '', label: t.everywhere },
      ...areas.map((value) => ({ value, label: areaTexts[value][reader.locale] })),
    ],
    isFiltered: Object.values(values).some((value) => value !== ''),
    older: found.more === undefined ? undefined : link({ before: String(found.more) }),
    csv: link({}, '/activity/export'),
    json: link({ as: 'json' }, '/activity/export'),
    chain: found.chain,
  }
}

function choiceOf(person: Person, { locale }: Reader) {
  const { id } = person

  return { value: id, label: id === invitedId ? activityTexts.invited[locale] : personOnPage(person, locale) }
}
