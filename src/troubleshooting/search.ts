import { type Cause, causes } from '../failures/causes.ts'
import { explain } from '../failures/explain.ts'
import { locales } from '../language/text.ts'

/** A word in the title says more than one in the steps. */
const weights = { title: 4, short: 4, what: 2, steps: 1 } as const
const mostFound = 8

interface Entry {
  cause: Cause
  parts: Record<keyof typeof weights, string>
}

const index: readonly Entry[] = (Object.keys(causes) as Cause[]).map((cause) => {
  const told = locales.map((locale) => explain({ cause }, locale))
  const all = (part: 'title' | 'short' | 'what') => told.map((one) => plain(one[part])).join(' ')

  return {
    cause,
    parts: {
      title: all('title'),
      short: `${all('short')} ${cause}`,
      what: all('what'),
      steps: told.map(({ steps }) => plain(steps.join(' '))).join(' '),
    },
  }
})

/** Causes whose words, in either language, hold what was typed; the most fitting first. */
export function search(query: string): Cause[] {
  const words = plain(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)
    .slice(0, 12)
  if (words.length === 0) return []
  const rated = index.map(({ cause, parts }) => ({ cause, rating: rating(parts, words) }))
  const best = Math.max(...rated.map((one) => one.rating))

  return rated
    .filter((one) => one.rating > 0 && one.rating >= best / 2)
    .sort((a, b) => b.rating - a.rating)
    .slice(0, mostFound)
    .map(({ cause }) => cause)
}

function rating(parts: Entry['parts'], words: readonly string[]): number {
  return words.reduce((sum, word) => sum + best(parts, word), 0)
}

function best(parts: Entry['parts'], word: string): number {
  const found = (Object.keys(weights) as (keyof typeof weights)[]).find((part) => parts[part].includes(word))

  return found ? weights[found] : 0
}

/** Umlauts may be typed without dots, and capitals make no difference. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}|\u00AD/gu, '')
}
