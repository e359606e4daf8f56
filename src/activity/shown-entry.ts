import { z } from 'zod'
import { isCause } from '../failures/causes.ts'
import { titleOf } from '../failures/explain.ts'
import { type Locale, speak, type Text } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import { areaOf, areaTexts, deedTexts, knownDeed, thingOf, type What } from './deeds.ts'
import type { Entry } from './entries.ts'
import { personOnPage } from './persons.ts'
import { activityTexts, detailTexts, factTexts } from './texts.ts'

/** Labels of fields as on their forms, by the thing they are of, and words for values that are chosen from a list. */
export interface FieldWords {
  fields: Readonly<Record<string, Readonly<Record<string, Text>>>>
  values: Readonly<Record<string, Readonly<Record<string, Text>>>>
}

export interface ShownFact {
  label: string
  /** Undefined for what only happened, as the replacing of a secret. */
  before: string | undefined
  after: string
}

export interface ShownEntry {
  id: string
  time: ShownTime
  person: string
  what: string
  object: string
  facts: ShownFact[]
}

const plain = z.union([z.string(), z.number(), z.boolean(), z.null()])
const changesJson = z.record(
  z.string(),
  z.union([z.object({ before: plain, after: plain }), z.enum(['set', 'replaced', 'removed'])]),
)
const detailJson = z.record(z.string(), plain)

/** An entry in the reader's language. What another version of Mailroom wrote is shown as it stands. */
export function shownEntry(entry: Entry, words: FieldWords, reader: Reader): ShownEntry {
  const { locale } = reader
  const what = knownDeed(entry.what)

  return {
    id: String(entry.id),
    time: showTime(entry.at, reader),
    person: personOnPage({ id: entry.adminId, name: entry.adminName }, locale),
    what: what ? deedTexts[what][locale] : entry.what,
    object: entry.subject || (what ? withoutName(what, locale) : '–'),
    facts: [...changedFields(entry, words, locale), ...details(entry, reader)],
  }
}

function withoutName(what: What, locale: Locale): string {
  if (what.startsWith('inbox-mail.')) return activityTexts.mailOfInbox[locale]
  if (what === 'user.sign-in-failed') return activityTexts.addressOfNobody[locale]

  return areaTexts[areaOf(what)][locale]
}

function changedFields({ what, changes }: Entry, words: FieldWords, locale: Locale): ShownFact[] {
  const known = knownDeed(what)
  const labels = (known && words.fields[thingOf(known)]) ?? {}
  const t = speak(factTexts, locale)

  return Object.entries(changesJson.safeParse(changes).data ?? {}).map(([field, change]) => {
    const label = labels[field]?.[locale] ?? field
    if (typeof change === 'string') return { label, before: undefined, after: t[change] }
    const shown = (value: z.output<typeof plain>) => valueWords(value, words.values[field], locale)

    // What has just been made had nothing before: an arrow from nothing at each field would only be in the way.
    return { label, before: isNew(what) ? undefined : shown(change.before), after: shown(change.after) }
  })
}

function isNew(what: string): boolean {
  return /\.(added|made)$/.test(what)
}

function valueWords(
  value: z.output<typeof plain>,
  chosen: Readonly<Record<string, Text>> | undefined,
  locale: Locale,
): string {
  const t = speak(factTexts, locale)
  if (value === null || value === '') return t.empty
  if (typeof value === 'boolean') return value ? t.on : t.off

  return chosen?.[String(value)]?.[locale] ?? String(value)
}

/** Facts with a label; the others are for machines. */
function details({ detail }: Entry, reader: Reader): ShownFact[] {
  const facts = detailJson.safeParse(detail).data ?? {}

  return Object.entries(detailTexts).flatMap(([name, label]) => {
    const value = facts[name]
    if (value === undefined || value === '' || value === null) return []

    return [
      { label: label[reader.locale], before: undefined, after: detailWords(name, String(value), reader) },
    ]
  })
}

function detailWords(name: string, value: string, reader: Reader): string {
  if (name === 'cause' && isCause(value)) return titleOf(value)[reader.locale]
  if (name === 'expiresAt') return showTime(new Date(value), reader).text

  return value
}
