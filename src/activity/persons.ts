import { type Locale, type Text, text } from '../language/text.ts'
import { nameOnPage } from './invited-by.ts'

/** Who tried to sign in and could not. */
export const stranger = { id: 'mailroom:stranger', name: 'stranger' }
/** Whoever may run commands where Mailroom is installed. */
export const commandLine = { id: 'mailroom:command-line', name: 'command line' }

const names: Readonly<Record<string, Text | undefined>> = {
  [stranger.id]: text('Somebody not signed in', 'Jemand ohne Anmeldung'),
  [commandLine.id]: text('Command line', 'Kommandozeile'),
}

/** Who did something, as a page says it. */
export function personOnPage({ id, name }: { id: string; name: string }, locale: Locale): string {
  return names[id]?.[locale] ?? nameOnPage(name, locale)
}
