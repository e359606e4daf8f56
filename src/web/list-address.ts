import { z } from 'zod'
import { mostCounted } from '../storage/mail-rows.ts'
import type { Reader } from './reader.ts'

/** What a person searches for, as the address of a list says it; what it says wrongly counts as nothing. */
export const searchText = z
  .string()
  .transform((value) => value.slice(0, 200).trim())
  .catch('')

/** With its question mark; nothing for what is empty. */
export function queryOf(address: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(address)) if (value) query.set(name, value)

  return query.size > 0 ? `?${query}` : ''
}

/** No query of ours counts further than `mostCounted`. */
export function showCount(count: number, { locale }: Reader): string {
  const words = new Intl.NumberFormat(locale).format(Math.min(count, mostCounted))

  return count > mostCounted ? `${words}+` : words
}
