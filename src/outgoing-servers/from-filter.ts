import { parseAddress, parseDomain } from '../mail-address.ts'

/** The most entries one filter may have. */
export const mostEntries = 20

/**
 * A From filter: entries with `@` mean exactly that address, entries without exactly that domain; lower case, domains
 * in punycode. No entry at all means every sender. Undefined when an entry is neither.
 */
export function parseFromFilter(value: string): string[] | undefined {
  const entries = value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry)
  const known = entries.filter((entry) => entry !== undefined)

  return known.length === entries.length && known.length <= mostEntries ? [...new Set(known)] : undefined
}

function parseEntry(entry: string): string | undefined {
  // Meant as "any"; the domain alone says that, and `*@…` would match nobody.
  if (entry.includes('*')) return undefined

  return entry.includes('@') ? parseAddress(entry)?.toLowerCase() : parseDomain(entry)
}

/** True when the filter lets this address send: an entry equals it or its domain, or there is no entry. */
export function covers(entries: readonly string[], address: string): boolean {
  const wanted = address.toLowerCase()

  return (
    entries.length === 0 ||
    entries.includes(wanted) ||
    entries.includes(wanted.slice(wanted.lastIndexOf('@') + 1))
  )
}

/** As stored: a filter that parsed once needs no second check. */
export function storedEntries(fromFilter: string): string[] {
  return fromFilter === '' ? [] : fromFilter.split(', ')
}
