import { type FolderChoice, folderChoices } from '../fetching/folder-names.ts'
import type { SeenFolders } from '../fetching/known-folders.ts'
import { speak } from '../language/text.ts'
import type { Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import { incomingServerTexts } from './texts.ts'

/** The choices of the two inputs that name a folder of the mailbox. */
export interface FolderFields {
  /** When the mailbox was asked, as a sentence. */
  seen: string
  folder: FolderChoice[]
  moveToFolder: FolderChoice[]
  /** The chosen folder in words, for a form that does not let it change. */
  chosen: string
}

/** Undefined while the folders are not known: then their names are typed. */
export function folderFieldsOf(
  seen: SeenFolders | undefined,
  { values }: Form,
  reader: Reader,
): FolderFields | undefined {
  if (!seen) return undefined
  const t = speak(incomingServerTexts, reader.locale)
  const choicesFor = (chosen = '') => folderChoices(seen.folders, reader.locale, chosen)
  const folder = choicesFor(values['folder'])

  return {
    seen: t.foldersSeen(showTime(seen.seenAt, reader).text),
    folder,
    moveToFolder: [{ value: '', label: t.chooseFolder }, ...choicesFor(values['moveToFolder'])],
    chosen: folder.find(({ value }) => value === values['folder'])?.label ?? values['folder'] ?? '',
  }
}
