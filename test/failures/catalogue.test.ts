import { describe, expect, test } from 'vitest'
import type { Facts } from '../../src/failures/cause-entry.ts'
import { type Cause, causes, isCause } from '../../src/failures/causes.ts'
import { explain, titleOf } from '../../src/failures/explain.ts'
import { locales } from '../../src/language/text.ts'

const allFacts: Facts = {
  user: 'orders@mein-shop.de',
  from: 'info@mein-shop.de',
  host: 'smtp.office365.com',
  port: 587,
  proxy: 'proxy.mein-shop.de:3128',
  folders: ['INBOX', 'Gesendete Elemente'],
  got: 'ada@mein-shop.de',
  want: 'orders@mein-shop.de',
  redirectUri: 'https://admin.mein-shop.de/microsoft_outlook/confirm',
  time: '14:58',
  missing: 'SMTP.Send',
}

const factsOf: Record<string, Facts> = {
  'no facts': {},
  'all facts': allFacts,
  'a password server': { ...allFacts, signInWith: 'password' },
  'empty facts': {
    user: '',
    from: '',
    host: '',
    folders: [],
    got: '',
    want: '',
    redirectUri: '',
    time: '',
    missing: '',
  },
}
const ids = Object.keys(causes).filter(isCause)
const cases = ids.flatMap((cause) =>
  locales.flatMap((locale) =>
    Object.entries(factsOf).map(([name, facts]) => ({ cause, locale, name, facts })),
  ),
)

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?:])\s+/)
}

/** Numbers and names count; the arrows of a menu path do not. */
function wordsOf(sentence: string): string[] {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
}

describe('every cause is told well', () => {
  test.each(cases)('$cause in $locale with $name', ({ cause, locale, facts }) => {
    const { title, short, what, steps, who } = explain({ cause }, locale, facts)
    const all = [title, short, what, ...steps, who]

    expect(title.length).toBeLessThanOrEqual(70)
    expect(title).not.toMatch(/[.!]$/)
    expect(short.length).toBeLessThanOrEqual(28)
    expect(steps.length).toBeGreaterThan(0)
    for (const text of all) {
      expect(text).toBe(text.trim())
      expect(text).toMatch(/^[\p{Lu}\d„"a-z]/u)
      expect(text).not.toMatch(/AADSTS|undefined|NaN|null|\[object|\bBitte\b|\bbitte\b|\bdu\b| {2}|\.\.|"{2}/)
      for (const sentence of sentencesOf(text))
        expect(wordsOf(sentence).length, sentence).toBeLessThanOrEqual(20)
    }
    for (const text of [what, ...steps.filter((step) => !step.includes(': '))]) expect(text).toMatch(/[.!?]$/)
  })

  test.each(ids)('%s is told in two languages that differ', (cause) => {
    const english = explain({ cause }, 'en', allFacts)
    const german = explain({ cause }, 'de', allFacts)

    expect(german.what).not.toBe(english.what)
    expect(german.steps).not.toEqual(english.steps)
    expect(german.steps).toHaveLength(english.steps.length)
  })

  test.each(ids)('%s uses the quotes of each language', (cause) => {
    const english = JSON.stringify(textsOf(cause, 'en')).replaceAll('\\"', '"')
    const german = textsOf(cause, 'de').join(' ')

    expect(english).not.toMatch(/[„“”]/)
    expect(german).not.toMatch(/["”]/)
    expect(german.split('„').length).toBe(german.split('“').length)
  })
})

describe('every cause is judged', () => {
  test.each(ids)('%s: what passes by itself has a wait, what stays has someone who can fix it', (cause) => {
    const { class: kind, who, retryMinutes } = causes[cause]

    expect(retryMinutes !== undefined).toBe(kind === 'transient')
    if (kind !== 'transient') expect(who).not.toBe('nobody')
  })

  test('signing in again never is the answer to what stops the whole registration', () => {
    const asked = ids.filter((cause) => causes[cause].reconnect && causes[cause].scope === 'app-registration')

    // Here the mistake is in the registration, and the sign-ins made with it are of no use.
    expect(asked).toEqual(['redirect-uri-platform', 'permission-missing'])
  })
})

test('an address too long for a title is left to the sentence below', () => {
  const facts = { got: `${'a'.repeat(60)}@mein-shop.de`, want: 'orders@mein-shop.de' }

  expect(titleOf('wrong-account', facts).en).toBe('You signed in with another account')
  expect(explain({ cause: 'wrong-account' }, 'en', facts).what).toContain(facts.got)
})

function textsOf(cause: Cause, locale: 'de' | 'en'): string[] {
  const { title, short, what, steps } = explain({ cause }, locale, allFacts)

  return [title, short, what, ...steps]
}
