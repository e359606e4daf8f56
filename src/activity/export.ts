import { speak } from '../language/text.ts'
import { csvLine, csvStart } from '../web/csv.ts'
import type { Reader } from '../web/reader.ts'
import type { Entry } from './entries.ts'
import { type FieldWords, type ShownFact, shownEntry } from './shown-entry.ts'
import { activityTexts } from './texts.ts'

/** The list as a file for a spreadsheet, piece by piece, as the page shows it. */
export async function* csvOf(
  pages: AsyncIterable<readonly Entry[]>,
  words: FieldWords,
  reader: Reader,
): AsyncGenerator<string> {
  const t = speak(activityTexts, reader.locale)
  yield csvStart + csvLine([t.number, t.time, t.person, t.what, t.object, t.change])
  for await (const entries of pages) yield entries.map((entry) => lineOf(entry, words, reader)).join('')
}

function lineOf(entry: Entry, words: FieldWords, reader: Reader): string {
  const { id, time, person, what, object, facts } = shownEntry(entry, words, reader)

  return csvLine([id, time.text, person, what, object, facts.map(factText).join('; ')])
}

function factText({ label, before, after }: ShownFact): string {
  return before === undefined ? `${label}: ${after}` : `${label}: ${before} → ${after}`
}

/** All that is stored, for programs: an array of entries, one in each line. */
export async function* jsonOf(pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const entries of pages)
    for (const entry of entries) {
      yield before + JSON.stringify(plainEntry(entry))
      before = ',\n'
    }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

function plainEntry({ id, at, adminId, adminName, what, subject, subjectId, detail, changes }: Entry) {
  const person = { id: adminId, name: adminName }

  return { id: String(id), at: at.toISOString(), person, what, subject, subjectId, detail, changes }
}
