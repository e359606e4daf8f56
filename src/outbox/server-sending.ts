import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import type { Failure } from '../failures/failure.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { serverGone } from '../mail-servers/server-rows.ts'
import type { Pause, SendingInList, ServerSending } from '../outgoing-servers/sending.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { mostConnections } from './budget.ts'
import { createConfiguration } from './configuration.ts'
import { accountKeyOf, forecast, limitsOf } from './limits.ts'
import { standsBack } from './pauses.ts'
import { together, type Waiting, waitingByServer } from './waiting-mails.ts'

/** In the list of servers a number is a hint. */
const mostInList = 99
const hourMs = 60 * 60_000

interface Needs {
  db: Database
  now: () => Date
}

/** What a server may send, what it has sent, and what waits for it. No query grows with the outbox. */
export function createServerSending({ db, now }: Needs) {
  /** Throws NotFound. */
  async function of(id: string): Promise<ServerSending> {
    const configuration = await createConfiguration(db).get()
    const server = configuration.servers.find((one) => one.id === id)
    if (!server) throw serverGone()
    const key = accountKeyOf(server)
    const siblings = configuration.servers.filter((one) => accountKeyOf(one) === key).map((one) => one.id)
    const [used, pauses, waits] = await Promise.all([
      usedBy(key),
      db.sendingPause.findMany({ where: { serverId: id }, orderBy: { from: 'asc' } }),
      waitingByServer(db, configuration, { only: siblings }),
    ])
    const waiting = together(siblings.map((one) => waits.get(one)))
    const limits = limitsOf(server)
    const { next, last } = leaving(waiting, limits.perMinute, used.freeAt)

    return {
      ...limits,
      mostConnections,
      connections: used.connections,
      recipients: used.recipients,
      waiting: { ...waiting, next, last, shared: siblings.length > 1 },
      pauses: pauses.map(shownPause),
    }
  }

  async function usedBy(key: string) {
    const at = now()
    const dayAgo = new Date(Math.floor(at.getTime() / hourMs) * hourMs - 24 * hourMs)
    const [hours, connections, budget] = await Promise.all([
      db.sendingHour.aggregate({ where: { key, hour: { gte: dayAgo } }, _sum: { recipients: true } }),
      db.sendingSlot.count({ where: { key, leaseUntil: { gt: at } } }),
      db.sendingBudget.findUnique({ where: { key } }),
    ])

    return { recipients: hours._sum.recipients ?? 0, connections, freeAt: budget?.freeAt }
  }

  /** At the pace of the limits, and no mail before its own time. */
  function leaving(waiting: Waiting, perMinute: number | undefined, freeAt: Date | undefined) {
    const free = latest([freeAt, waiting.first])
    const { next, last } = forecast({ waiting: waiting.count, perMinute, freeAt: free, now: now() })

    return { next, last: latest([last, waiting.last]) ?? last }
  }

  /** Servers with something to say in the list: paused, or with mails waiting. */
  async function inList(): Promise<Map<string, SendingInList>> {
    const configuration = await createConfiguration(db).get()
    const [pauses, waits] = await Promise.all([
      db.sendingPause.findMany({ orderBy: [{ serverId: 'asc' }, { from: 'asc' }] }),
      waitingByServer(db, configuration, { most: mostInList }),
    ])
    const found = new Map<string, SendingInList>()
    for (const [id, waiting] of waits) found.set(id, { waiting, paused: undefined })
    for (const pause of pauses) {
      const before = found.get(pause.serverId) ?? { waiting: { count: 0, more: false }, paused: undefined }
      found.set(pause.serverId, { ...before, paused: before.paused ?? shownPause(pause) })
    }

    return found
  }

  /** The next waiting mail tries whether it works again, without waiting for its time. */
  async function tryNow({ id, name }: { id: string; name: string }, by: Admin): Promise<void> {
    await db.$transaction(async (tx) => {
      await makeProbeDue(tx, id)
      await tx.activityEntry.create({
        data: activityEntry(by, now(), { what: 'outgoing-server.tried-now', subject: name, subjectId: id }),
      })
    })
  }

  return { of, inList, tryNow }
}

export async function makeProbeDue(tx: Prisma.TransactionClient, serverId: string): Promise<void> {
  await tx.$executeRaw`UPDATE "SendingPause" SET "nextProbeAt" = clock_timestamp()
    WHERE "serverId" = ${serverId}::uuid AND "nextProbeAt" > clock_timestamp()`
  // There may be no other mail to try it with.
  await tx.$executeRaw`UPDATE "OutboxMail" m SET "nextAttemptAt" = clock_timestamp()
    WHERE m."serverId" = ${serverId}::uuid AND ${standsBack} AND m."nextAttemptAt" > clock_timestamp()`
}

function shownPause({ from, reason, since, nextProbeAt }: Prisma.SendingPauseGetPayload<object>): Pause {
  return { from, failure: parseFailure(reason) ?? unreadable, since, nextTry: nextProbeAt }
}

const unreadable: Failure = { cause: 'unknown-network' }

function latest(times: readonly (Date | undefined)[]): Date | undefined {
  const known = times.filter((time) => time !== undefined).map((time) => time.getTime())

  return known.length > 0 ? new Date(Math.max(...known)) : undefined
}
