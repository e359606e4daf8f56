/** `7.12.26`, `07.12.2026` or `2026-12-07` as midnight UTC. */
export function parseDay(value: string): Date | undefined {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})$/.exec(value.trim())
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value.trim())
  if (german) return day(fullYear(german[3]), german[2], german[1])
  if (iso) return day(iso[1], iso[2], iso[3])

  return undefined
}

/** When a calendar day (midnight UTC) begins on the clocks of a time zone, `after` days later. */
export function beginOf(day: Date, timeZone: string, after = 0): Date {
  const midnight = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + after)
  // Twice: the first guess may lie on the other side of a change of the clocks.
  const guess = midnight - offsetMs(midnight, timeZone)

  return new Date(midnight - offsetMs(guess, timeZone))
}

function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? []

  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

function fullYear(year = ''): string {
  return year.length === 2 ? `20${year}` : year
}

/** Refuses the 31st of February, which Date would quietly move to March. */
function day(year = '', month = '', dayOfMonth = ''): Date | undefined {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth)))
  const same = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(dayOfMonth)

  return same ? date : undefined
}
