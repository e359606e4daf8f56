import { activityEntry } from '../activity/activity.ts'
import type { What } from '../activity/deeds.ts'
import { causes } from '../failures/causes.ts'
import type { Failure } from '../failures/failure.ts'
import type { Database } from '../storage/database.ts'
import { Prisma, type Fetching as Run } from '../storage/generated/client.ts'
import type { Lease, Leases } from './leases.ts'
import { isOverOneMail } from './suspects.ts'

const dayMs = 24 * 60 * 60_000
/** After days of failure nobody reads this mailbox any more, and someone should know. */
const givenUpAfterMs = 5 * dayMs
/**
 * Longer than any wait, and than a night in which the shop's computer is off. After it nobody can say how the server
 * was meanwhile.
 */
const untriedMs = dayMs
const firstWaitSeconds = 15
const longestWaitSeconds = 30 * 60
/** While one mail keeps all others back. */
const longestOverOneMail = 3 * 60
/** Who does what no person did. */
const mailroom = { id: 'mailroom', name: 'Mailroom' }

interface Needs {
  db: Database
  leases: Leases
  now: () => Date
}

export interface Round {
  added: number
  everyMinutes: number
  /** The connection has proved to last, so the next failure counts as the first again. */
  isProven: boolean
  /** Mails were read, but could not be marked or moved. */
  problem: Failure | undefined
}

export type Results = ReturnType<typeof createResults>

/** Writes down how the reading of a mailbox went. */
export function createResults({ db, leases, now }: Needs) {
  /** Also confirms a server again that was given up and is back. */
  async function succeed(lease: Lease, { added, everyMinutes, isProven, problem }: Round): Promise<void> {
    const at = now()
    await db.$transaction(async (tx) => {
      await leases.write(tx, lease, {
        ...{ lastAt: at, lastSuccessAt: at, lastNew: added, failingSince: null },
        lastFailure: problem ? { ...problem } : Prisma.DbNull,
        ...(isProven ? { failures: 0 } : {}),
      })
      await leases.plan(tx, lease, { seconds: everyMinutes * 60 * (1 - Math.random() / 10) })
      await confirmAgain(tx, lease.serverId, at)
    })
  }

  async function confirmAgain(tx: Prisma.TransactionClient, serverId: string, at: Date): Promise<void> {
    const { count } = await tx.fetching.updateMany({
      where: { serverId, givenUpAt: { not: null } },
      data: { givenUpAt: null },
    })
    if (count === 0) return
    const confirmed = { confirmedAt: at, version: { increment: 1 } }
    const { count: back } = await tx.incomingServer.updateMany({
      where: { id: serverId, confirmedAt: null },
      data: confirmed,
    })
    if (back > 0) await note(tx, serverId, at, 'incoming-server.confirmed-again')
  }

  /** Plans the next attempt; gives up when it has been failing for days. */
  async function fail(lease: Lease, failure: Failure): Promise<void> {
    const at = now()
    await db.$transaction(async (tx) => {
      const { confirmedAt } = await tx.incomingServer.findUniqueOrThrow({ where: { id: lease.serverId } })
      const before = await tx.fetching.findUniqueOrThrow({ where: { serverId: lease.serverId } })
      const failingSince = sinceWhen(before, confirmedAt, at)
      const failures = before.failures + 1
      const isGivenUp = confirmedAt !== null && at.getTime() - failingSince.getTime() >= givenUpAfterMs
      await leases.write(tx, lease, {
        ...{ lastAt: at, lastFailureAt: at, failingSince, failures, lastFailure: { ...failure } },
        ...(isGivenUp ? { givenUpAt: at } : {}),
      })
      await leases.plan(tx, lease, waitAfter(failure, failures))
      if (isGivenUp) await giveUp(tx, lease.serverId, at, failure)
    })
  }

  return { succeed, fail }
}

/** A confirmation begins a new count: somebody has looked at it since. So does a time in which nobody tried. */
function sinceWhen({ failingSince, lastFailureAt }: Run, confirmedAt: Date | null, at: Date): Date {
  const isConfirmedSince = failingSince !== null && confirmedAt !== null && confirmedAt > failingSince
  const isUntried = lastFailureAt !== null && at.getTime() - lastFailureAt.getTime() > untriedMs

  return failingSince === null || isConfirmedSince || isUntried ? at : failingSince
}

function waitAfter(failure: Failure, failures: number) {
  const asked = failure.retryAfterSeconds
  const longest = isOverOneMail(failure) ? longestOverOneMail : longestWaitSeconds
  const grown = Math.min(longest, firstWaitSeconds * 2 ** (failures - 1)) * (0.75 + Math.random() / 2)
  const isThrottled = failure.cause === 'reading-too-fast'
  const least = asked ?? (isThrottled ? (causes[failure.cause].retryMinutes ?? 0) * 60 : 0)

  return { seconds: Math.max(least, grown), isThrottled }
}

async function giveUp(tx: Prisma.TransactionClient, id: string, at: Date, failure: Failure): Promise<void> {
  await tx.incomingServer.update({ where: { id }, data: { confirmedAt: null, version: { increment: 1 } } })
  await note(tx, id, at, 'incoming-server.given-up', { cause: failure.cause })
}

async function note(
  tx: Prisma.TransactionClient,
  id: string,
  at: Date,
  what: What,
  detail?: Record<string, string>,
): Promise<void> {
  const { name } = await tx.incomingServer.findUniqueOrThrow({ where: { id }, select: { name: true } })
  const deed = { what, subject: name, subjectId: id, ...(detail ? { detail } : {}) }
  await tx.activityEntry.create({ data: activityEntry(mailroom, at, deed) })
}
