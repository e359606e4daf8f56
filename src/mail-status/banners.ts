import { tell } from '../alerts/told.ts'
import type { Trouble } from '../alerts/trouble.ts'
import { speak } from '../language/text.ts'
import type { Reader } from '../web/reader.ts'
import { showClock } from '../web/times.ts'
import type { MissingTrip } from './figures.ts'
import { mailStatusTexts } from './texts.ts'

export interface Banner {
  text: string
  tone: 'warn' | 'err'
  /** Where it is mended, below the mount point, and what that is called. */
  path: string
  label: string
  /** Where a button posts to that takes the banner away. */
  dismissal?: string
}

interface Facts {
  troubles: readonly Trouble[]
  /** Nothing sends and fetches. */
  worker: string | undefined
  /** Trips to Microsoft from which nobody came back. */
  missing: readonly MissingTrip[]
  isOff: boolean
  /** How many mails wait, in words. */
  waiting: string
}

/** What is to be said at the top of the page, the most urgent first. */
export function banners({ troubles, worker, missing, isOff, waiting }: Facts, reader: Reader): Banner[] {
  const t = speak(mailStatusTexts, reader.locale)
  const ofWorker: Banner[] = worker
    ? [{ text: worker, tone: 'err', path: '/alerts', label: t.openAlerts }]
    : []
  const ofMissing = missing.slice(0, 1).map(
    ({ id, at }): Banner => ({
      text: t.pendingConnect(showClock(at, reader)),
      tone: 'warn',
      path: '/troubleshooting?seen=microsoft#saw-microsoft',
      label: t.chooseWhatYouSaw,
      dismissal: `/outlook-sign-ins/${id}/dismissal`,
    }),
  )
  const off: Banner[] = isOff
    ? [{ text: t.off, tone: 'warn', path: '/general-settings', label: t.toSettings }]
    : []

  return [
    ...ofWorker,
    ...ofMissing,
    ...troubles.map((trouble) => ofTrouble(trouble, waiting, reader)),
    ...off,
  ]
}

function ofTrouble(trouble: Trouble, waiting: string, reader: Reader): Banner {
  const t = speak(mailStatusTexts, reader.locale)
  const { kind, days = 0, subject = '', failure, path, mails = 0 } = trouble
  const mend = { tone: 'err', path, label: t.openPage } as const
  if (kind === 'secret-expires')
    return {
      ...mend,
      text: days > 0 ? t.secretExpires(days) : t.secretExpired,
      tone: days > 0 ? 'warn' : 'err',
      label: t.replaceSecret,
    }
  if (kind === 'app-registration' && failure?.cause === 'client-secret-expired')
    return { ...mend, text: t.secretDead(waiting), label: t.replaceSecret }
  if (kind === 'outlook-account') return { ...mend, text: t.reconnectNeeded(subject), label: t.openServer }
  if (kind === 'outbox') return { ...mend, text: t.attention(mails), label: t.openOutbox }
  const { title, what } = tell(trouble, reader.locale)

  return { ...mend, text: `${title}. ${what}` }
}
