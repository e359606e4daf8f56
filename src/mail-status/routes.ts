import type { FastifyInstance } from 'fastify'
import type { Activity, EntryFilter } from '../activity/entries.ts'
import { type FieldWords, type ShownEntry, shownEntry } from '../activity/shown-entry.ts'
import type { Alerts } from '../alerts/alerts.ts'
import type { GeneralSettings } from '../general-settings/general-settings.ts'
import type { Workers } from '../health/workers.ts'
import type { IncomingServers } from '../incoming-servers/incoming-servers.ts'
import { speak } from '../language/text.ts'
import {
  type Badge,
  type BadgedServer,
  type TestBadge,
  testBadge,
  tokenBadge,
} from '../mail-servers/server-badges.ts'
import { tokenState } from '../microsoft/outlook-account.ts'
import type { OutgoingServers } from '../outgoing-servers/outgoing-servers.ts'
import { hasSender } from '../outgoing-servers/sender-gaps.ts'
import { mostCounted } from '../storage/mail-rows.ts'
import type { Pages } from '../web/pages.ts'
import { look } from '../web/permissions.ts'
import { type Reader, readerOf } from '../web/reader.ts'
import { showTime } from '../web/times.ts'
import { type Banner, banners } from './banners.ts'
import type { Figures, StatusFigures } from './figures.ts'
import { checklist, type MailFacts, type ServerFacts } from './mail-status.ts'
import { type ShownTask, shownTask } from './shown-task.ts'
import { mailStatusTexts } from './texts.ts'
import { workerBanner } from './worker-banner.ts'

interface Row {
  kind: 'outgoing' | 'incoming'
  id: string
  name: string
  username: string
  token: Badge | undefined
  test: TestBadge
}

interface Tile {
  label: string
  value: string
  href: string
}

interface StatusPage {
  tasks: ShownTask[]
  done: number
  /** The first open task: the page's primary button. */
  next: ShownTask | undefined
  banners: Banner[]
  /** Banners that are not shown. */
  more: number
  tiles: Tile[]
  rows: Row[]
  events: Pick<ShownEntry, 'time' | 'person' | 'what' | 'object'>[]
}

/** More would push the page away; the page Alerts shows all of them. */
const mostBanners = 2
const latestEvents = 10
/** Who signs in changes nothing, and would push away what did. */
const deeds: EntryFilter = {
  ...{ person: undefined, area: undefined, from: undefined, until: undefined, query: '' },
  without: ['user.signed-in', 'user.signed-out', 'user.sign-in-failed'],
}

interface Needs {
  generalSettings: GeneralSettings
  outgoingServers: OutgoingServers
  incomingServers: IncomingServers
  workers: Pick<Workers, 'lastSeen'>
  alerts: Pick<Alerts, 'troubles'>
  activity: Pick<Activity, 'list'>
  figures: StatusFigures
  words: FieldWords
  /** This process sends and fetches, once its host listens. */
  hasBackground: boolean
  now: () => Date
}

type Server = BadgedServer & { id: string; name: string; username: string | null }

export function mailStatusRoutes(app: FastifyInstance, pages: Pages, needs: Needs): void {
  const page = pages.page<StatusPage, typeof mailStatusTexts>('mail-status/show', mailStatusTexts)

  app.get('/', look, async (request, reply) => {
    const reader = readerOf(request)
    const [settings, outgoing, incoming, seen, troubles, figures, missing, { entries }] = await Promise.all([
      needs.generalSettings.get(),
      needs.outgoingServers.list(),
      needs.incomingServers.list(),
      needs.workers.lastSeen(),
      needs.alerts.troubles.current(),
      needs.figures.today(reader.timeZone),
      needs.figures.missing(reader.admin?.id ?? ''),
      needs.activity.list(deeds, undefined, latestEvents),
    ])
    const tasks = checklist(factsOfShop(settings, figures.sending, outgoing, incoming))
    const open = tasks.find(({ state }) => state !== 'done')
    const all = banners(
      {
        troubles,
        missing,
        worker: workerBanner(seen, needs.hasBackground, reader),
        isOff: !settings.customEmailServers && outgoing.length > 0,
        waiting: countOf(figures.waiting, reader),
      },
      reader,
    )

    return page(request, reply, {
      tasks: tasks.map((task) => shownTask(task, pages, reader)),
      done: tasks.filter(({ state }) => state === 'done').length,
      next: open && shownTask(open, pages, reader),
      banners: all.slice(0, mostBanners),
      more: Math.max(0, all.length - mostBanners),
      tiles: tiles(figures, pages, reader),
      rows: [...rows('outgoing', outgoing, reader), ...rows('incoming', incoming, reader)],
      events: entries.map((entry) => shownEntry(entry, needs.words, reader)),
    })
  })

  function factsOfShop(
    settings: Awaited<ReturnType<GeneralSettings['get']>>,
    sending: Figures['sending'],
    outgoing: Awaited<ReturnType<OutgoingServers['list']>>,
    incoming: Awaited<ReturnType<IncomingServers['list']>>,
  ): MailFacts {
    return {
      customEmailServers: settings.customEmailServers,
      hasCredentials: Boolean(settings.clientId && settings.hasClientSecret),
      hasSender: hasSender(outgoing, settings),
      sending,
      outgoing: outgoing.map((server) => factsOf(server, needs.now())),
      incoming: incoming.map((server) => ({
        ...factsOf(server, needs.now()),
        confirmed: server.confirmedAt !== null,
      })),
    }
  }

  function rows(kind: Row['kind'], servers: Server[], reader: Reader): Row[] {
    return servers.map((server) => ({
      kind,
      id: server.id,
      name: server.name,
      username: server.username ?? '',
      token: tokenBadge(server, reader, needs.now()),
      test: testBadge(server, reader),
    }))
  }
}

function tiles(figures: Figures, pages: Pages, reader: Reader): Tile[] {
  const t = speak(mailStatusTexts, reader.locale)
  const time = (at: Date | null) => (at ? showTime(at, reader).text : '–')

  return [
    { label: t.sentToday, value: countOf(figures.sentToday, reader), href: pages.link('/outbox?state=sent') },
    // These wait in more than one state; the outbox counts each.
    { label: t.waiting, value: countOf(figures.waiting, reader), href: pages.link('/outbox') },
    {
      label: t.needsAttention,
      value: countOf(figures.attention, reader),
      href: pages.link('/outbox?state=attention'),
    },
    { label: t.lastReceived, value: time(figures.lastReceivedAt), href: pages.link('/inbox') },
    { label: t.nextFetch, value: time(figures.nextFetchAt), href: pages.link('/incoming-servers') },
  ]
}

function countOf(no: number, { locale }: Reader): string {
  return no > mostCounted ? speak(mailStatusTexts, locale).moreThan(mostCounted) : String(no)
}

function connectionOf({ signInWith, outlookAccount }: Server, now: Date): ServerFacts['connection'] {
  if (signInWith === 'password') return 'connected'
  if (!outlookAccount) return 'none'

  return tokenState(outlookAccount, false, now).state === 'expired' ? 'lost' : 'connected'
}

function factsOf(server: Server, now: Date): ServerFacts {
  const current = server.lastTestAt !== null && server.lastTestAt >= server.connectionChangedAt
  const finished = server.lastTestState === 'passed' ? 'passed' : 'failed'
  const tested = current && server.lastTestState !== null && server.lastTestState !== 'running'

  return {
    id: server.id,
    connection: connectionOf(server, now),
    lastTest: tested ? finished : 'none',
  }
}
