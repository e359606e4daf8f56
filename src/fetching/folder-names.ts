import { type Locale, type Text, text } from '../language/text.ts'
import type { MailFolder } from '../network/mail-folders.ts'
import { folderOf } from './cursors.ts'

export interface FolderChoice {
  /** The name the mail server knows. */
  value: string
  label: string
}

/** As Outlook calls them. */
const names: Readonly<Record<string, Text | undefined>> = {
  '\\Inbox': text('Inbox', 'Posteingang'),
  '\\Drafts': text('Drafts', 'Entwürfe'),
  '\\Sent': text('Sent items', 'Gesendete Elemente'),
  '\\Trash': text('Deleted items', 'Gelöschte Elemente'),
  '\\Junk': text('Junk email', 'Junk-E-Mail'),
  '\\Archive': text('Archive', 'Archiv'),
}

/** The folders to choose from; a chosen one that is not among them comes on top. */
export function folderChoices(
  folders: readonly MailFolder[],
  locale: Locale,
  chosen: string,
): FolderChoice[] {
  const choices = namedFolders(folders, locale)
  const current = folderOf({ folder: chosen })
  if (current === '' || choices.some(({ value }) => value === current)) return choices

  return [{ value: current, label: notThere(current)[locale] }, ...choices]
}

/** Folders as the reader's language calls them: the inbox first, then what is in it. */
export function namedFolders(folders: readonly MailFolder[], locale: Locale): FolderChoice[] {
  const useOf = new Map(folders.map((folder) => [folder.path, useIn(folder)]))
  const order = new Intl.Collator(locale, { numeric: true })

  return folders
    .map((folder) => ({ value: folder.path, label: labelOf(folder, useOf, locale), rank: rankOf(folder) }))
    .toSorted((a, b) => a.rank - b.rank || order.compare(a.label, b.label))
    .map(({ value, label }) => ({ value, label }))
}

/** The server's own name stands behind a translated one, for whoever knows the mailbox in another language. */
function labelOf(folder: MailFolder, useOf: Map<string, string | undefined>, locale: Locale): string {
  const { path, delimiter } = folder
  const parts = delimiter === '' ? [path] : path.split(delimiter)
  const label = parts
    .map((part, at) => nameFor(useOf.get(parts.slice(0, at + 1).join(delimiter)), locale) ?? part)
    .join(' › ')
  const own = parts.at(-1) ?? path
  const translated = nameFor(useIn(folder), locale) ?? own

  return translated.toLowerCase() === own.toLowerCase() ? label : `${label} (${own})`
}

function nameFor(use: string | undefined, locale: Locale): string | undefined {
  return use === undefined ? undefined : names[use]?.[locale]
}

function useIn({ path, use }: MailFolder): string | undefined {
  return path.toUpperCase() === 'INBOX' ? '\\Inbox' : use
}

/** The inbox, then what is in it, then the rest. */
function rankOf({ path, delimiter }: MailFolder): number {
  const [first = '', ...rest] = delimiter === '' ? [path] : path.split(delimiter)
  if (first.toUpperCase() !== 'INBOX') return 2

  return rest.length > 0 ? 1 : 0
}

function notThere(folder: string): Text {
  return text(`${folder} (not in this mailbox)`, `${folder} (nicht in diesem Postfach)`)
}
