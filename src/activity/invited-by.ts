import { type Locale, text } from '../language/text.ts'

const prefix = 'invitation: '
/** Of the id of whoever came by an invitation; the id of the invitation follows. */
export const invitedPrefix = 'invitation:'

/** The name in the records for a mailbox's owner: no admin did it, but one has asked for it. */
export function invitedBy(admin: string): string {
  return prefix + admin
}

/** A name from the records, as a page says it. */
export function nameOnPage(name: string, locale: Locale): string {
  if (!name.startsWith(prefix)) return name
  const admin = name.slice(prefix.length)

  return text(
    `the mailbox’s owner by invitation (from ${admin})`,
    `der Person, der das Postfach gehört, über eine Einladung (von ${admin})`,
  )[locale]
}
