import type { FastifyInstance } from 'fastify'
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
import type { Pages } from '../web/pages.ts'
import { look } from '../web/permissions.ts'
import { type Reader, readerOf } from '../web/reader.ts'
import { type FetchTrouble, fetchTroubles } from './fetch-troubles.ts'
import {
  checklist,
  daysLeft,
  type MailFacts,
  type ServerFacts,
  type Task,
  type TaskId,
} from './mail-status.ts'
import { mailStatusTexts } from './texts.ts'
import { workerBanner } from './worker-banner.ts'

interface ShownTask {
  label: string
  href: string
  badge: Badge
}

interface Row {
  kind: 'outgoing' | 'incoming'
  id: string
  name: string
  username: string
  token: Badge | undefined
  test: TestBadge
}

interface StatusPage {
  tasks: ShownTask[]
  done: number
  /** The first open task: the page's primary button. */
  next: ShownTask | undefined
  /** Nothing sends and fetches. */
  worker: string | undefined
  off: boolean
  secretDays: number | undefined
  stopped: { account: string; href: string }[]
  /** What keeps mail from being fetched. */
  troubles: FetchTrouble[]
  rows: Row[]
}

/** More would push the page away; the table of servers below shows all of them. */
const mostStopped = 2

interface Needs {
  generalSettings: GeneralSettings
  outgoingServers: OutgoingServers
  incomingServers: IncomingServers
  workers: Pick<Workers, 'lastSeen'>
  /** This process sends and fetches, once its host listens. */
  hasBackground: boolean
  now: () => Date
}

type Server = BadgedServer & { id: string; name: string; username: string | null }

export function mailStatusRoutes(app: FastifyInstance, pages: Pages, needs: Needs): void {
  const page = pages.page<StatusPage, typeof mailStatusTexts>('mail-status/show', mailStatusTexts)

  app.get('/', look, async (request, reply) => {
    const reader = readerOf(request)
    const [settings, hasCredentials, outgoing, incoming, seen] = await Promise.all([
      needs.generalSettings.get(),
      needs.generalSettings.hasCredentials(),
      needs.outgoingServers.list(),
      needs.incomingServers.list(),
      needs.workers.lastSeen(),
    ])
    const facts: MailFacts = {
      customEmailServers: settings.customEmailServers,
      hasCredentials,
      hasSender: hasSender(outgoing, settings),
      secretValidUntil: settings.clientSecretValidUntil,
      outgoing: outgoing.map((server) => factsOf(server, needs.now())),
      incoming: incoming.map((server) => ({
        ...factsOf(server, needs.now()),
        confirmed: server.confirmedAt !== null,
      })),
    }
    const tasks = checklist(facts)
    const open = tasks.find(({ state }) => state !== 'done')

    return page(request, reply, {
      tasks: tasks.map((task) => shownTask(task, pages, reader)),
      done: tasks.filter(({ state }) => state === 'done').length,
      next: open && shownTask(open, pages, reader),
      worker: workerBanner(seen, needs.hasBackground, reader),
      off: !settings.customEmailServers && outgoing.length > 0,
      secretDays: daysLeft(facts, needs.now()),
      stopped: oncePerAccount([...stopped('outgoing', outgoing), ...stopped('incoming', incoming)]).slice(
        0,
        mostStopped,
      ),
      troubles: fetchTroubles(incoming, reader),
      rows: [...rows('outgoing', outgoing, reader), ...rows('incoming', incoming, reader)],
    })
  })

  function stopped(kind: Row['kind'], servers: Server[]): StatusPage['stopped'] {
    return servers
      .filter(({ outlookAccount }) => outlookAccount && isExpired(outlookAccount, needs.now()))
      .map(({ id, username }) => ({ account: username ?? '', href: pages.link(`/${kind}-servers/${id}`) }))
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

/** One mailbox may send and be read: its sign-in is renewed for both at once. */
function oncePerAccount(stopped: StatusPage['stopped']): StatusPage['stopped'] {
  return [...new Map(stopped.toReversed().map((entry) => [entry.account, entry])).values()].toReversed()
}

function isExpired(account: NonNullable<Server['outlookAccount']>, now: Date): boolean {
  return tokenState(account, false, now).state === 'expired'
}

function factsOf(server: Server, now: Date): ServerFacts {
  const connected =
    server.signInWith === 'password' ||
    (server.outlookAccount !== null && server.outlookAccount !== undefined)
  const current = server.lastTestAt !== null && server.lastTestAt >= server.connectionChangedAt
  const finished = server.lastTestState === 'passed' ? 'passed' : 'failed'
  const tested = current && server.lastTestState !== null && server.lastTestState !== 'running'

  return {
    id: server.id,
    connected: connected && !(server.outlookAccount && isExpired(server.outlookAccount, now)),
    lastTest: tested ? finished : 'none',
  }
}

function shownTask(task: Task, pages: Pages, { locale }: Reader): ShownTask {
  const t = speak(mailStatusTexts, locale)
  const labels: Record<TaskId, string> = {
    credentials: t.taskCredentials,
    switch: t.taskSwitch,
    outgoing: t.taskOutgoing,
    connect: t.taskConnect,
    test: t.taskTest,
    sender: t.taskSender,
    incoming: t.taskIncoming,
  }
  const badges: Record<Task['state'], Badge> = {
    done: { label: t.done, tone: 'ok' },
    failed: { label: t.failed, tone: 'err' },
    open: { label: t.notStarted },
  }

  return { label: labels[task.id], href: pages.link(task.path), badge: badges[task.state] }
}
