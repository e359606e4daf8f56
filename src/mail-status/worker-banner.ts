import type { LastSeen } from '../health/workers.ts'
import { speak } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import { mailStatusTexts } from './texts.ts'

/** Says that nothing sends and fetches; undefined while something does, or where it is about to for the first time. */
export function workerBanner(
  { alive, lastSeenAt }: LastSeen,
  /** This process sends and fetches, once its host listens. */
  hasBackground: boolean,
  reader: Reader,
): string | undefined {
  const t = speak(mailStatusTexts, reader.locale)
  if (alive > 0) return undefined
  if (!lastSeenAt) return hasBackground ? undefined : t.workerMissing

  return t.workerSilent(showTime(lastSeenAt, reader).text)
}
