import { explain, titleOf } from '../failures/explain.ts'
import type { Locale } from '../language/text.ts'
import { meaningTexts, troubleTexts } from './texts.ts'
import type { Trouble } from './trouble.ts'

/** A trouble in the reader's language. */
export interface ToldTrouble {
  title: string
  what: string
  /** In this order; empty where the text says it all. */
  steps: string[]
}

export function tell(trouble: Trouble, locale: Locale): ToldTrouble {
  const { kind, failure, subject } = trouble
  const told = failure && explain(failure, locale, { user: kind === 'outlook-account' ? subject : undefined })
  const meaning = kind in meaningTexts ? meaningTexts[kind as keyof typeof meaningTexts][locale] : ''

  return {
    title: title(trouble, locale),
    what: told?.what ?? meaning,
    steps: told?.steps ?? [],
  }
}

function title({ kind, subject = '', mails = 0, days = 0, failure }: Trouble, locale: Locale): string {
  switch (kind) {
    case 'worker':
    case 'new-secret':
      return troubleTexts[kind][locale]
    case 'outbox':
    case 'inbox':
      return troubleTexts[kind](mails)[locale]
    case 'secret-expires':
      return troubleTexts[kind](days)[locale]
    case 'app-registration':
    case 'network':
      return failure ? titleOf(failure.cause, { host: failure.host, port: failure.port })[locale] : subject
    default:
      return troubleTexts[kind](subject)[locale]
  }
}
