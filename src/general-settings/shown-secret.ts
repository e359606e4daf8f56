import { type Explanation, explain } from '../failures/explain.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { speak } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showTime } from '../web/times.ts'
import type { SecretState } from './client-secret.ts'
import type { ShownSettings } from './general-settings.ts'
import { generalSettingsTexts } from './texts.ts'

/** The client secret as the page shows it: everything but itself. */
export interface ShownSecret {
  tail: string | null
  addedAt: ShownTime | undefined
  addedBy: string | null
  readable: boolean
  /** What Microsoft says to it. */
  standing: { label: string; tone?: 'ok' | 'err' }
  /** Why Microsoft refuses it. */
  problem: Explanation | undefined
  /** The one before still stands in. */
  formerInUse: boolean
}

export function shownSecret(
  stored: ShownSettings,
  readable: boolean,
  reader: Reader,
): ShownSecret | undefined {
  if (!stored.hasClientSecret) return undefined
  const problem = parseFailure(stored.clientSecretFailure)

  return {
    tail: stored.clientSecretTail,
    addedAt: stored.clientSecretSetAt ? showTime(stored.clientSecretSetAt, reader) : undefined,
    addedBy: stored.clientSecretSetBy,
    readable,
    standing: standing(stored.secretState, reader),
    problem: problem && withoutSelf(explain(problem, reader.locale)),
    formerInUse: stored.hasFormerSecret,
  }
}

/** No link to the page one is on. */
function withoutSelf({ link, ...problem }: Explanation): Explanation {
  return link?.path === '/general-settings' || !link ? problem : { ...problem, link }
}

function standing(state: SecretState, { locale }: Reader): ShownSecret['standing'] {
  const t = speak(generalSettingsTexts, locale)
  const badges: Record<SecretState, ShownSecret['standing']> = {
    proven: { label: t.secretProven, tone: 'ok' },
    untried: { label: t.secretUntried },
    refused: { label: t.secretRefused, tone: 'err' },
  }

  return badges[state]
}
