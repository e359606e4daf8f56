import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { locales, speak, text } from '../../src/language/text.ts'

/** Names, and words both languages share. */
const sameInBoth = new Set([
  ...[
    'Mailroom',
    'Microsoft',
    'Webhook',
    'STARTTLS',
    'TLS',
    'Message-ID',
    'SPF',
    'DKIM',
    'DMARC',
    'MX',
    'Problem',
    'Domain',
    'Deutsch',
    'English',
    'Anna',
    'Ben',
  ],
  ...['Name', 'Port', 'Test', 'Filter', 'Person', 'Server', 'Status', 'Text', 'Original', 'normal'],
])
/** Of a picture: `anna@`, `Anna <shop@>`. */
const addressInPicture = /^(\w+ <)?\w+@>?$/

const root = new URL('../../src/', import.meta.url)
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /(^|[/-])texts\.ts$/.test(name),
)

interface Said {
  where: string
  en: string
  de: string
}

/** Every text of every dictionary; those with facts are told with facts of our own. */
async function everything(): Promise<Said[]> {
  const found: Said[] = []
  for (const file of files) {
    const exported: Record<string, unknown> = await import(new URL(file, root).href)
    for (const [name, dictionary] of Object.entries(exported))
      for (const [key, entry] of Object.entries(Object(dictionary)))
        for (const said of tellings(entry)) found.push({ where: `${file} ${name}.${key}`, ...said })
  }

  return found
}

function tellings(entry: unknown): { en: string; de: string }[] {
  if (typeof entry !== 'function') return isText(entry) ? [entry] : []
  const facts = Array.from({ length: entry.length }, (_, n) => `fact-${n + 1}`)

  const told = (given: unknown[]) => saidBy(() => entry(...given))
  // A text that counts has nothing to say about words.
  const words = told(facts).filter(({ en, de }) => !/NaN/.test(en + de))

  return [...words, ...told(facts.map(() => 1)), ...told(facts.map(() => 2))]
}

/** Nothing of a text that tells one of its own words only, and so cannot take ours. */
function saidBy(tell: () => unknown): { en: string; de: string }[] {
  try {
    return [tell()].filter(isText)
  } catch {
    return []
  }
}

function isText(entry: unknown): entry is { en: string; de: string } {
  return typeof entry === 'object' && entry !== null && 'en' in entry && 'de' in entry
}

const all = await everything()

test('there are dictionaries to look at', () => {
  expect(files.length).toBeGreaterThan(8)
  expect(all.length).toBeGreaterThan(300)
})

describe('every text of every page', () => {
  /** Each rule shows the texts that break it. */
  const breaking = (breaks: (said: Said) => boolean) => all.filter(breaks)

  test('says something in both languages', () => {
    expect(breaking(({ en, de }) => en.trim() === '' || de.trim() === '')).toEqual([])
    expect(breaking(({ en, de }) => /undefined|NaN|\[object/.test(en + de))).toEqual([])
  })

  test('is translated', () => {
    expect(
      breaking(
        ({ en, de }) =>
          en === de &&
          !sameInBoth.has(en) &&
          !addressInPicture.test(en) &&
          !/^Version |^\S+ s$|^\S+@\S+\n/.test(en),
      ),
    ).toEqual([])
  })

  test('tells the same facts in both languages', () => {
    const facts = (said: string) => [...new Set(said.match(/fact-\d/g))].sort().join()
    expect(breaking(({ en, de }) => facts(en) !== facts(de))).toEqual([])
  })

  test('asks without „Bitte“, and apologises for nothing', () => {
    expect(breaking(({ de }) => /\bbitte\b(?! prüfen$)|Entschuldig|Hoppla|leider/i.test(de))).toEqual([])
    expect(breaking(({ en }) => /\b(please|sorry|oops|invalid|forbidden)\b/i.test(en))).toEqual([])
  })

  test('quotes as its language does', () => {
    expect(breaking(({ en, de }) => /["»«]/.test(en + de) || /„/.test(en) || /”/.test(de))).toEqual([])
    // In German the closing sign is the one that opens in English.
    expect(breaking(({ de }) => (de.match(/„/g)?.length ?? 0) !== (de.match(/“/g)?.length ?? 0))).toEqual([])
    expect(breaking(({ en }) => (en.match(/“/g)?.length ?? 0) !== (en.match(/”/g)?.length ?? 0))).toEqual([])
  })

  test('says „E-Mail“ in German and “email” in English, and „Sie“', () => {
    // Microsoft's own words stand in brackets.
    const ours = (de: string) => de.replace(/\([^)]*\)/g, '').replace('openid, email, profile', '')
    expect(breaking(({ de }) => /\b[Ee]mails?\b|\beMail/.test(ours(de)))).toEqual([])
    expect(breaking(({ en }) => /\b[Ee]-[Mm]ails?\b/.test(en))).toEqual([])
    expect(breaking(({ de }) => /\b(du|dein|deine|dich|dir)\b/i.test(de))).toEqual([])
  })
})

test('a dictionary speaks one language, with facts too', () => {
  const dictionary = {
    plain: text('Save', 'Speichern'),
    told: (n: number, who: string) => text(`${n} by ${who}`, `${n} von ${who}`),
  }

  expect(locales.map((locale) => speak(dictionary, locale).plain)).toEqual(['Speichern', 'Save'])
  expect(speak(dictionary, 'de').told(2, 'Ada')).toBe('2 von Ada')
})
