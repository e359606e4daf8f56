import type { Told } from './alert-mail.ts'
import { tell } from './told.ts'

/** What an alert's webhook is sent, as JSON. */
export interface AlertEvent {
  /** The same for every try: receivers drop what they know. */
  id: string
  event: 'outage' | 'recovered' | 'test'
  /** What is wrong: a word that stays, for programs; absent in a test. */
  kind?: string
  /** For people, in English and German. */
  title: { en: string; de: string }
  what: { en: string; de: string }
  servers: string[]
  since: string
  until: string | null
  page: string
}

const events = { opened: 'outage', recovered: 'recovered', test: 'test' } as const

export function alertEvent(id: string, told: Told, pagesUrl: string): AlertEvent {
  const { trouble, since, until } = told
  const en = trouble ? tell(trouble, 'en') : { title: 'Test', what: 'This is a test.' }
  const de = trouble ? tell(trouble, 'de') : { title: 'Test', what: 'Das ist ein Test.' }

  return {
    id,
    event: events[told.kind],
    ...(trouble ? { kind: trouble.kind } : {}),
    title: { en: en.title, de: de.title },
    what: { en: en.what, de: de.what },
    servers: trouble?.servers ?? [],
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
    page: `${pagesUrl}${trouble?.path ?? '/alerts'}`,
  }
}
