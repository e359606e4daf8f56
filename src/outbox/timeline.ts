import { z } from 'zod'
import { shortTitle } from '../failures/explain.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { type Locale, speak } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { ShownMail } from './outbox-mails.ts'
import { eventTexts, outboxPageTexts } from './page-texts.ts'

interface Entry {
  at: ShownTime
  what: string
  by: string | undefined
  /** What the server said. */
  raw: string | undefined
}

/** As the delivery and the pages write it. */
const detailOf = z.object({
  by: z.string().optional(),
  reason: z.unknown().optional().transform(parseFailure),
  attempts: z.number().optional(),
  response: z.string().optional(),
  recipients: z.number().optional(),
  /** Of a delivery report. */
  from: z.string().optional(),
})
type Detail = z.output<typeof detailOf>

/** What happened to a mail, from the moment it was stored. */
export function timelineOf(mail: ShownMail, reader: Reader): Entry[] {
  const t = speak(outboxPageTexts, reader.locale)
  const stored = { at: showTime(mail.createdAt, reader), what: t.stored, by: undefined, raw: undefined }
  const events = mail.events.map(({ at, what, detail }) => {
    const known = detailOf.safeParse(detail).data ?? { reason: undefined }

    return {
      at: showTime(at, reader),
      what: wordsFor(what, known, reader.locale),
      by: known.by,
      raw: rawOf(known),
    }
  })

  return [stored, ...events]
}

function wordsFor(what: string, { reason, attempts, recipients, from }: Detail, locale: Locale): string {
  const t = speak(outboxPageTexts, locale)
  const plain = eventTexts[what]?.[locale] ?? what
  if (what === 'accepted' && recipients !== undefined) return t.acceptedFor(recipients)
  if (what === 'retry' && attempts !== undefined) return t.attempt(attempts, reasonOr(plain, reason, locale))

  if (from !== undefined) return t.accordingTo(plain, from)

  return reason && what === 'failed' ? `${plain}: ${reasonOr('', reason, locale)}` : plain
}

function reasonOr(words: string, reason: Detail['reason'], locale: Locale): string {
  return reason ? shortTitle(reason, locale) : words
}

function rawOf({ response, reason }: Detail): string | undefined {
  const { code, raw } = reason ?? {}
  const said = [response, code, raw].filter((words) => typeof words === 'string' && words !== '')

  return said.length > 0 ? said.join('\n') : undefined
}
