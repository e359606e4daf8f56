/** The languages an admin can read Mailroom in. */
export const locales = ['de', 'en'] as const
export type Locale = (typeof locales)[number]

/** One sentence in every language. A missing language does not compile. */
export type Text = Readonly<Record<Locale, string>>

export const text = (en: string, de: string): Text => ({ en, de })

type Entry = Text | ((...facts: never[]) => Text)
export type Dictionary = Readonly<Record<string, Entry>>

/** A dictionary in one language: texts are strings, texts with facts are functions that answer a string. */
export type Spoken<D extends Dictionary> = {
  readonly [K in keyof D]: D[K] extends (...facts: infer Facts) => Text ? (...facts: Facts) => string : string
}

const spokenBefore = new WeakMap<Dictionary, Partial<Record<Locale, unknown>>>()

/** The dictionary as a reader of `locale` sees it. Made once: every page of every request asks for it. */
export function speak<D extends Dictionary>(dictionary: D, locale: Locale): Spoken<D> {
  const known = spokenBefore.get(dictionary) ?? {}
  spokenBefore.set(dictionary, known)
  known[locale] ??= translate(dictionary, locale)

  return known[locale] as Spoken<D>
}

function translate(dictionary: Dictionary, locale: Locale): Record<string, unknown> {
  const spoken: Record<string, unknown> = {}
  for (const [key, entry] of Object.entries(dictionary)) {
    spoken[key] =
      typeof entry === 'function'
        ? (...facts: unknown[]) => (entry as (...facts: unknown[]) => Text)(...facts)[locale]
        : entry[locale]
  }

  return spoken
}
