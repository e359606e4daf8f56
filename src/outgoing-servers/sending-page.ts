import { type Explanation, explain, shortTitle } from '../failures/explain.ts'
import { type Locale, type Spoken, speak, type Text } from '../language/text.ts'
import type { Badge } from '../mail-servers/server-badges.ts'
import { emptyForm, type Form } from '../web/form.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showClock, showTime } from '../web/times.ts'
import type { OutgoingServer } from './outgoing-servers.ts'
import type { Pause, SendingInList, ServerSending } from './sending.ts'
import { outgoingServerTexts } from './texts.ts'

type T = Spoken<typeof outgoingServerTexts>

interface ShownPause {
  title: string
  since: ShownTime
  nextTry: ShownTime
  problem: Explanation
}

/** The part of a server's page about the mails that leave through it. */
export interface ShownSending {
  pauses: ShownPause[]
  /** Something waits that can try whether it works again. */
  canTry: boolean
  waiting: string
  sharedWaiting: boolean
  limits: { label: string; value: string }[]
  microsoftLimits: boolean
  form: Form
  /** Why no test mail can be sent. */
  obstacle: string | undefined
}

interface Needs {
  sending: {
    of: (id: string) => Promise<ServerSending>
    inList: () => Promise<Map<string, SendingInList>>
  }
  testMails: { obstacle: (server: OutgoingServer) => Promise<Text | undefined> }
  settings: () => Promise<{ customEmailServers: boolean }>
  now: () => Date
}

export type SendingParts = ReturnType<typeof createSendingParts>

/** What the pages of servers show about sending. */
export function createSendingParts({ sending, testMails, settings, now }: Needs) {
  async function shown(server: OutgoingServer, reader: Reader): Promise<ShownSending> {
    const [facts, obstacle, { customEmailServers }] = await Promise.all([
      sending.of(server.id),
      testMails.obstacle(server),
      settings(),
    ])
    const known = { server, sending: facts, customEmailServers, now: now() }

    return shownSending({ ...known, obstacle: obstacle?.[reader.locale] }, reader)
  }

  return { inList: sending.inList, shown }
}

interface Known {
  server: OutgoingServer
  sending: ServerSending
  obstacle: string | undefined
  customEmailServers: boolean
  now: Date
}

function shownSending(known: Known, reader: Reader): ShownSending {
  const { server, sending, obstacle } = known
  const t = speak(outgoingServerTexts, reader.locale)

  return {
    pauses: sending.pauses.map((pause) => shownPause(pause, server, t, reader)),
    canTry: sending.waiting.count > 0,
    waiting: waitingIn(known, t, reader),
    sharedWaiting: sending.waiting.shared && sending.waiting.count > 0,
    limits: limitsIn(server, sending, t, reader.locale),
    microsoftLimits: server.signInWith === 'outlook',
    form: emptyForm({ to: reader.admin?.email ?? '' }),
    obstacle,
  }
}

/** In the list: paused with the cause, or how many wait. */
export function sendingBadge(sending: SendingInList | undefined, { locale }: Reader): Badge | undefined {
  const t = speak(outgoingServerTexts, locale)
  if (sending?.paused)
    return { label: t.pausedBadge(shortTitle(sending.paused.failure, locale)), tone: 'warn' }
  if (!sending || sending.waiting.count === 0) return undefined

  return { label: t.waitingBadge(countIn(sending.waiting, t, locale)), tone: 'info' }
}

function shownPause({ from, failure, since, nextTry }: Pause, server: OutgoingServer, t: T, reader: Reader) {
  const short = shortTitle(failure, reader.locale)
  const user = server.username ?? undefined
  const facts = { user, from: from || undefined, time: showClock(nextTry, reader), server: 'linked' as const }

  return {
    title: from ? t.pausedFrom(from, short) : t.pausedTitle(short),
    since: showTime(since, reader),
    nextTry: showTime(nextTry, reader),
    problem: explain(failure, reader.locale, facts),
  }
}

function waitingIn({ sending, customEmailServers, now }: Known, t: T, reader: Reader): string {
  const { waiting, pauses } = sending
  if (waiting.count === 0) return t.nothingWaits
  const count = countIn(waiting, t, reader.locale)
  if (!customEmailServers) return t.waitOff(count)
  if (pauses.some(({ from }) => from === '')) return t.waitHeld(count)
  const isNow = waiting.next <= now
  const next = moment(waiting.next, now, t, reader, t.at)
  if (waiting.count === 1) return isNow ? t.oneWaitsNow : t.oneWaitsUntil(next)
  const last = moment(waiting.last, now, t, reader, waiting.more ? t.notBefore : t.about)
  const begin = count.charAt(0).toUpperCase() + count.slice(1)

  return isNow ? t.waitingNow(begin, last) : t.waitingUntil(begin, next, last)
}

/** The clock today, the whole date on another day. */
function moment(at: Date, now: Date, t: T, reader: Reader, today: (clock: string) => string): string {
  const day = (time: Date) => new Intl.DateTimeFormat('en', { timeZone: reader.timeZone }).format(time)

  return day(at) === day(now) ? today(showClock(at, reader)) : t.on(showTime(at, reader).text)
}

function limitsIn(
  server: OutgoingServer,
  sending: ServerSending,
  t: T,
  locale: Locale,
): ShownSending['limits'] {
  const say = numbers(locale)
  const { perMinute, perDay, connections, mostConnections, recipients } = sending

  return [
    { label: t.connections, value: t.connectionsUsed(say(connections), say(mostConnections)) },
    { label: t.pace, value: perMinute === undefined ? t.paceFree : t.pacePaced(say(perMinute)) },
    ...(perDay === undefined
      ? []
      : [{ label: t.recipientsDay, value: t.recipientsUsed(say(recipients), say(perDay)) }]),
    ...(server.largestMail === null
      ? []
      : [{ label: t.largestMail, value: t.megabytes(say(Math.floor(server.largestMail / 1024 / 1024))) }]),
  ]
}

function countIn({ count, more }: ServerSending['waiting'] | SendingInList['waiting'], t: T, locale: Locale) {
  const said = numbers(locale)(count)

  return more ? t.moreThan(said) : said
}

function numbers(locale: Locale): (value: number) => string {
  return (value) => new Intl.NumberFormat(locale).format(value)
}
