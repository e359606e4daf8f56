import { speak } from '../language/text.ts'
import { csvLine, csvStart } from '../web/csv.ts'
import type { Reader } from '../web/reader.ts'
import type { ListedMail } from './mail-list.ts'
import { rowOf } from './mail-row.ts'
import { outboxPageTexts } from './page-texts.ts'

/** The list as a file for a spreadsheet, piece by piece. Never what a mail says, only what the page shows. */
export async function* csvOf(
  pages: AsyncIterable<readonly ListedMail[]>,
  reader: Reader,
  now: Date,
): AsyncGenerator<string> {
  const t = speak(outboxPageTexts, reader.locale)
  yield csvStart +
    csvLine([t.created, t.from, t.to, t.subject, t.server, t.state, t.why, t.next, t.messageId])
  for await (const mails of pages) yield mails.map((mail) => lineOf(mail, reader, now)).join('')
}

function lineOf(mail: ListedMail, reader: Reader, now: Date): string {
  const t = speak(outboxPageTexts, reader.locale)
  const { created, to, more, subject, server, badge, why, next } = rowOf(mail, reader, now)
  const all = more > 0 ? `${to} ${t.more(more)}` : to
  const again = next?.at?.text ?? next?.words
  const words = [created.text, mail.fromAddress, all, subject, server, badge.label, why, again]

  return csvLine([...words.map((word) => word ?? ''), mail.messageId])
}
