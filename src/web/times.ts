import type { Locale } from '../language/text.ts'
import type { Reader } from './reader.ts'

export interface ShownTime {
  /** UTC, for the `datetime` attribute. */
  iso: string
  /** In the reader's zone and language. */
  text: string
}

export function showTime(at: Date, reader: Pick<Reader, 'locale' | 'timeZone'>): ShownTime {
  const words = formatter(reader.locale, reader.timeZone, 'time').format(at)

  return { iso: at.toISOString(), text: reader.locale === 'de' ? `${words} Uhr` : words }
}

/** A calendar day as stored (midnight UTC), the same day everywhere. */
export function showDay(day: Date, reader: Pick<Reader, 'locale'>): ShownTime {
  const words = formatter(reader.locale, 'UTC', 'day').format(day)

  return { iso: day.toISOString().slice(0, 10), text: words }
}

/** The clock only, for example `14:05`; German adds „Uhr“ in its sentences. */
export function showClock(at: Date, reader: Pick<Reader, 'locale' | 'timeZone'>): string {
  return formatter(reader.locale, reader.timeZone, 'clock').format(at)
}

/** The short name of the zone now, for example `CET` or `MEZ`. */
export function zoneName(reader: Pick<Reader, 'locale' | 'timeZone'>, now: Date): string {
  const parts = formatter(reader.locale, reader.timeZone, 'zone').formatToParts(now)

  return parts.find((part) => part.type === 'timeZoneName')?.value ?? reader.timeZone
}

const styles = {
  time: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  clock: { timeStyle: 'short' },
  zone: { timeZoneName: 'short' },
} as const

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs more than a page may; there are few of them. */
function formatter(locale: Locale, timeZone: string, style: keyof typeof styles): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${style}`
  const known = formatters.get(key)
  if (known) return known
  const fresh = new Intl.DateTimeFormat(locale === 'de' ? 'de-DE' : 'en-GB', { ...styles[style], timeZone })
  formatters.set(key, fresh)

  return fresh
}
