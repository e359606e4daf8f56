import { retries } from '../failures/explain.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { endsAt, works } from '../microsoft/outlook-account.ts'
import type { Database } from '../storage/database.ts'
import { secretTroubles } from './secret-troubles.ts'
import { type Standstill, type Trouble, together, troubleOf } from './trouble.ts'

const minuteMs = 60_000
/** What heals by itself is no outage before. */
const patienceMs = 15 * minuteMs
/** A server that is fetched every so many minutes is late after three turns, but never earlier. */
const lateMs = 30 * minuteMs
const lateTurns = 3

interface Needs {
  db: Database
  now: () => Date
}

export type Troubles = ReturnType<typeof createTroubles>

/** What is wrong now, the worst first, as the rows of the other features say it. Nothing here asks the network. */
export function createTroubles({ db, now }: Needs) {
  async function current(): Promise<Trouble[]> {
    const settings = await db.generalSettings.findUnique({ where: { id: 'general' } })
    if (!settings?.customEmailServers) return []
    const [accounts, outgoing, incoming, needsPeople, handOver] = await Promise.all([
      deadAccounts(),
      stoppedSending(),
      stoppedFetching(),
      undecided(),
      webhook(),
    ])
    const standstills = [...outgoing, ...incoming].map(troubleOf)

    return together([
      ...secretTroubles(settings, now()),
      ...accounts,
      ...standstills,
      ...needsPeople,
      ...handOver,
    ])
  }

  /** Mailboxes that servers use and that someone has to sign in for. */
  async function deadAccounts(): Promise<Trouble[]> {
    const used = { some: { archivedAt: null } }
    const accounts = await db.outlookAccount.findMany({
      where: { OR: [{ outgoingServers: used }, { incomingServers: used }] },
      include: {
        outgoingServers: { where: { archivedAt: null }, select: { id: true, name: true } },
        incomingServers: { where: { archivedAt: null }, select: { id: true, name: true } },
      },
    })

    return accounts
      .filter((account) => !works(account, now()))
      .map(({ outgoingServers, incomingServers, ...account }) => {
        const [first] = [
          ...outgoingServers.map(({ id }) => `/outgoing-servers/${id}`),
          ...incomingServers.map(({ id }) => `/incoming-servers/${id}`),
        ]

        return {
          kind: 'outlook-account',
          key: `outlook-account:${account.id}`,
          since: account.lastFailureAt ?? endsAt(account),
          path: first ?? '/',
          subject: account.mailbox,
          servers: [...outgoingServers, ...incomingServers].map(({ name }) => name),
          failure: parseFailure(account.lastFailure),
        }
      })
  }

  /** Servers nothing leaves through; a From that is refused stops only its own mails. */
  async function stoppedSending(): Promise<Standstill[]> {
    const pauses = await db.sendingPause.findMany({
      where: { from: '', server: { archivedAt: null } },
      include: {
        server: { select: { name: true, outlookAccount: { select: { id: true, mailbox: true } } } },
      },
    })

    return pauses.flatMap(({ serverId, since, reason, server: { name, outlookAccount } }) =>
      standstill(reason, {
        ...{ kind: 'outgoing-server', id: serverId, name, since },
        account: outlookAccount ?? undefined,
      }),
    )
  }

  async function stoppedFetching(): Promise<Standstill[]> {
    const servers = await db.incomingServer.findMany({
      where: { archivedAt: null, pausedAt: null, fetching: { failingSince: { not: null } } },
      select: {
        ...{ id: true, name: true, fetching: true },
        outlookAccount: { select: { id: true, mailbox: true } },
      },
    })

    return servers.flatMap(({ id, name, fetching, outlookAccount }) =>
      standstill(fetching?.lastFailure, {
        ...{ kind: 'incoming-server', id, name, since: fetching?.failingSince ?? now() },
        account: outlookAccount ?? undefined,
      }),
    )
  }

  function standstill(reason: unknown, stopped: Omit<Standstill, 'failure'>): Standstill[] {
    const failure = parseFailure(reason)
    if (!failure || (retries(failure) && now().getTime() - stopped.since.getTime() < patienceMs)) return []

    return [{ ...stopped, failure }]
  }

  /** Confirmed servers that nobody has looked at for too long, though nothing is said to be wrong; and senders. */
  async function undecided(): Promise<Trouble[]> {
    const [late, senders, outbox, inbox] = await Promise.all([
      lateServers(),
      refusedSenders(),
      db.outboxMail.aggregate({ where: { state: 'attention' }, _count: true, _min: { createdAt: true } }),
      db.inboxMail.aggregate({ where: { state: 'attention' }, _count: true, _min: { fetchedAt: true } }),
    ])
    const toDecide: Trouble[] = []
    if (outbox._min.createdAt)
      toDecide.push({
        ...{ kind: 'outbox', key: 'outbox', servers: [], path: '/outbox?state=attention' },
        ...{ since: outbox._min.createdAt, mails: outbox._count },
      })
    if (inbox._min.fetchedAt)
      toDecide.push({
        ...{ kind: 'inbox', key: 'inbox', servers: [], path: '/inbox?state=attention' },
        ...{ since: inbox._min.fetchedAt, mails: inbox._count },
      })

    return [...late, ...senders, ...toDecide]
  }

  async function lateServers(): Promise<Trouble[]> {
    const before = new Date(now().getTime() - lateMs)
    const longAgo = { OR: [{ lastSuccessAt: { lt: before } }, { lastSuccessAt: null }] }
    const servers = await db.incomingServer.findMany({
      where: {
        ...{ archivedAt: null, pausedAt: null, confirmedAt: { not: null } },
        fetching: { failingSince: null, ...longAgo },
      },
      select: { id: true, name: true, everyMinutes: true, confirmedAt: true, fetching: true },
    })

    return servers.flatMap(({ id, name, everyMinutes, confirmedAt, fetching }) => {
      const since = fetching?.lastSuccessAt ?? confirmedAt ?? now()
      const patience = Math.max(lateMs, lateTurns * everyMinutes * minuteMs)
      const waits = (fetching?.throttledUntil ?? since) > now()
      if (waits || now().getTime() - since.getTime() < patience) return []

      return { ...aboutServer('incoming-server', id, name), key: `late:${id}`, since }
    })
  }

  async function refusedSenders(): Promise<Trouble[]> {
    const pauses = await db.sendingPause.findMany({
      where: { from: { not: '' }, server: { archivedAt: null } },
      include: { server: { select: { name: true } } },
    })

    return pauses.map(({ serverId, from, since, reason, server }) => ({
      ...aboutServer('sender', serverId, server.name),
      ...{ key: `sender:${serverId}:${from}`, subject: from, since, failure: parseFailure(reason) },
    }))
  }

  async function webhook(): Promise<Trouble[]> {
    const settings = await db.inboxSettings.findUnique({ where: { id: 'inbox' } })
    const since = settings?.webhookOffSince ?? settings?.webhookFailingSince
    const failsLong = since && now().getTime() - since.getTime() >= patienceMs
    if (!settings?.webhookUrl || !since || !(settings.webhookOffSince || failsLong)) return []
    const { host } = new URL(settings.webhookUrl)

    return [
      { kind: 'hand-over', key: 'hand-over', since, path: '/inbox/settings', subject: host, servers: [] },
    ]
  }

  return { current }
}

function aboutServer(kind: 'incoming-server' | 'sender', id: string, name: string) {
  const page = kind === 'sender' ? 'outgoing-server' : kind

  return { kind, subject: name, servers: [name], path: `/${page}s/${id}` }
}
