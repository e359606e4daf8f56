import { z } from 'zod'
import { type Locale, speak } from '../language/text.ts'
import type { ListedMail } from './mail-list.ts'
import { outboxPageTexts } from './page-texts.ts'

const lookedReason = z.object({ looked: z.boolean() })

/** What is known about a mail that was handed over and nothing answered. */
export function unclearWords({ state, stage, reason }: ListedMail, locale: Locale): string | undefined {
  const t = speak(outboxPageTexts, locale)
  if (state === 'retry' && stage === 'data_started') return t.unclearLooking
  if (state !== 'attention') return undefined

  return lookedReason.safeParse(reason).data?.looked ? t.unclearMissing : t.unclearUnseen
}
