import { type Spoken, speak } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import type { ChainState } from './chain.ts'
import type { ChainLine } from './list-page.ts'
import { activityTexts } from './texts.ts'
import type { Broken } from './walk.ts'

/** What the page says about the chain, as it was found when it was checked last. */
export function chainLine(state: ChainState | undefined, reader: Reader): ChainLine {
  const t = speak(activityTexts, reader.locale)
  if (!state?.checkedAt) return { isBroken: false, sentence: t.unchecked, more: [] }
  const { count, broken, startedAt } = state
  const at = showTime(state.checkedAt, reader).text
  if (broken)
    return { isBroken: true, sentence: t.broken(at), more: [breakSentence(broken, t), t.brokenWhat] }
  const sentence =
    count === 1 ? t.intactOne(at) : t.intact(at, new Intl.NumberFormat(reader.locale).format(count))

  return { isBroken: false, sentence, more: [t.begun(showTime(startedAt, reader).text)] }
}

function breakSentence({ how, entry }: Broken, t: Spoken<typeof activityTexts>): string {
  const sentences: Record<Broken['how'], string> = {
    changed: t.brokenChanged(entry),
    missing: t.brokenMissing(entry),
    link: t.brokenLink(entry),
    cut: t.brokenCut,
    key: t.brokenKey,
  }

  return sentences[how]
}
