import type { Reader } from './reader.ts'

export interface ShownTime {
  /** UTC, for the `datetime` attribute. */
  iso: string
  /** In the reader's zone and language. */
  text: string
}

export function showTime(at: Date, reader: Pick<Reader, 'locale' | 'timeZone'>): ShownTime {
  const words = new Intl.DateTimeFormat(tag(reader), {
    timeZone: reader.timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at)

  return { iso: at.toISOString(), text: reader.locale === 'de' ? `${words} Uhr` : words }
}

/** A calendar day as stored (midnight UTC), the same day everywhere. */
export function showDay(day: Date, reader: Pick<Reader, 'locale'>): ShownTime {
  const words = new Intl.DateTimeFormat(tag(reader), { timeZone: 'UTC', dateStyle: 'medium' }).format(day)

  return { iso: day.toISOString().slice(0, 10), text: words }
}

/** The clock only, for example `14:05`; German adds „Uhr“ in its sentences. */
export function showClock(at: Date, reader: Pick<Reader, 'locale' | 'timeZone'>): string {
  return new Intl.DateTimeFormat(tag(reader), { timeZone: reader.timeZone, timeStyle: 'short' }).format(at)
}

/** The short name of the zone now, for example `CET` or `MEZ`. */
export function zoneName(reader: Pick<Reader, 'locale' | 'timeZone'>, now: Date): string {
  const parts = new Intl.DateTimeFormat(tag(reader), {
    timeZone: reader.timeZone,
    timeZoneName: 'short',
  }).formatToParts(now)

  return parts.find((part) => part.type === 'timeZoneName')?.value ?? reader.timeZone
}

function tag({ locale }: Pick<Reader, 'locale'>): string {
  return locale === 'de' ? 'de-DE' : 'en-GB'
}
