import type { Locale } from '../language/text.ts'
import { showTime } from '../web/times.ts'
import { alertTexts } from './texts.ts'
import { tell } from './told.ts'
import type { Trouble } from './trouble.ts'

export interface Told {
  kind: 'opened' | 'recovered' | 'test'
  /** None for a test. */
  trouble?: Trouble | undefined
  since: Date
  until?: Date | null
}

interface Reader {
  locale: Locale
  timeZone: string
}

/** Subject and text of the mail about one outage. `pagesUrl` is where the admin pages are, without a slash at the end. */
export function alertMail(told: Told, reader: Reader, pagesUrl: string): { subject: string; text: string } {
  const t = <K extends keyof typeof plain>(key: K) => plain[key][reader.locale]
  if (!told.trouble) return mail(t('testSubject'), [t('testText')], reader, pagesUrl)
  const { title, what, steps } = tell(told.trouble, reader.locale)
  const times = [`${t('since')}: ${showTime(told.since, reader).text}`]
  if (told.until) times.push(`${t('until')}: ${showTime(told.until, reader).text}`)
  if (told.trouble.servers.length > 0) times.push(`${t('servers')}: ${told.trouble.servers.join(', ')}`)
  const times_ = times.join('\n')
  if (told.kind === 'recovered')
    return mail(alertTexts.recovered(title)[reader.locale], [t('recoveredText'), times_], reader, pagesUrl)
  const list = steps.map((step, n) => `${n + 1}. ${step}`).join('\n')

  return mail(
    title,
    [what, times_, list && `${t('whatToDo')}:\n${list}`, `${t('openPage')}: ${pagesUrl}${told.trouble.path}`],
    reader,
    pagesUrl,
  )
}

const { recovered: _, savedMeanwhile: __, ...plain } = alertTexts

function mail(subject: string, parts: string[], { locale }: Reader, pagesUrl: string) {
  const signature = `-- \n${alertTexts.signature[locale]} ${pagesUrl}/alerts`

  return { subject: `[Mailroom] ${subject}`, text: [...parts.filter(Boolean), signature].join('\n\n') }
}
