import { speak } from '../language/text.ts'
import type { Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import type { Choice } from './actions.ts'
import { type FolderChoice, folderChoices, namedFolders } from './folder-names.ts'
import type { Seen } from './look.ts'
import { fetchingTexts } from './texts.ts'

/** What there is to read in a mailbox, to choose from. */
export interface LookPage {
  title: string
  crumbs: { href: string; label: string }[]
  id: string
  form: Form
  /** A sentence, when the folder does not exist. */
  missing: string | undefined
  locked: boolean
  isRead: boolean
  countedIn: string | undefined
  folders: FolderChoice[]
  starts: { value: Choice['readFrom']; label: string; hint: string | undefined }[]
}

interface Chosen extends Choice {
  id: string
  confirmedAt: Date | null
  crumbs: LookPage['crumbs']
}

export function lookPageOf(
  { id, crumbs, folder, readFrom, confirmedAt }: Chosen,
  { folders, folder: counted, counts, isRead }: Seen,
  { locale }: Reader,
): LookPage {
  const t = speak(fetchingTexts, locale)
  const named = namedFolders(folders, locale)
  const label = named.find(({ value }) => value === counted)?.label

  return {
    title: t.lookTitle,
    crumbs,
    id,
    form: { values: { folder: counted ?? folder, readFrom }, errors: {} },
    missing: counted === undefined ? t.folderMissing(folder) : undefined,
    locked: confirmedAt !== null,
    isRead,
    countedIn: label && t.countedIn(label),
    folders: folderChoices(folders, locale, folder),
    starts: [
      { value: 'new_only', label: t.new_only, hint: label && t.noneOf(counts.everything) },
      { value: 'last_7_days', label: t.last_7_days, hint: label && t.there(counts.last_7_days) },
      { value: 'everything', label: t.everything, hint: label && t.there(counts.everything) },
    ],
  }
}
