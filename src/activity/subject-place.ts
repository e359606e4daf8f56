import type { Entry } from './entries.ts'

/** Pages of things there is one of, or which all stand on one page. */
const pagesOfThings: Readonly<Record<string, string | undefined>> = {
  'general-settings': '/general-settings',
  'inbox-settings': '/inbox/settings',
  'inbox-mails': '/inbox',
  'api-token': '/api-tokens',
}

/** The page of what an entry is about; undefined when it has none, or is gone. */
export function placeOf(
  { what, subjectId }: Pick<Entry, 'what' | 'subjectId'>,
  places: ReadonlyMap<string, string>,
): string | undefined {
  return places.get(subjectId ?? '') ?? pagesOfThings[what.split('.')[0] ?? '']
}
