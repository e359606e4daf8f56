import type { Database } from '../storage/database.ts'
import { mostCounted } from '../storage/mail-rows.ts'
import type { Configuration } from './configuration.ts'

export interface Waiting {
  count: number
  /** There are more than counted. */
  more: boolean
  /** When the first and the last of them may leave at the earliest. */
  first: Date | undefined
  last: Date | undefined
}

interface Counted {
  count: number
  first: Date
  last: Date
}

const none: Waiting = { count: 0, more: false, first: undefined, last: undefined }

/**
 * How many mails wait for each server: those it was tried with, and those no server was chosen for yet whose From would
 * choose it. Reads at most `most` mails of each server, however many there are.
 */
export async function waitingByServer(
  db: Database,
  { choice, senders }: Pick<Configuration, 'choice' | 'senders'>,
  { only = [], most = mostCounted }: { only?: readonly string[]; most?: number } = {},
): Promise<Map<string, Waiting>> {
  const found = new Map<string, Waiting>()
  const placed = await db.$queryRaw<(Counted & { id: string })[]>`
    SELECT s."id", w.* FROM "OutgoingServer" s, LATERAL (
      SELECT count(*)::int AS count, min("nextAttemptAt") AS first, max("nextAttemptAt") AS last FROM (
        SELECT m."nextAttemptAt" FROM "OutboxMail" m
        WHERE m."serverId" = s."id" AND m."state" IN ('waiting', 'retry') LIMIT ${most + 1}) few) w
    WHERE w.count > 0 AND (${only.length === 0} OR s."id" = ANY (${[...only]}::uuid[]))`
  for (const { id, ...counted } of placed) add(id, counted)

  const unplaced = await db.$queryRaw<(Counted & { fromAddress: string; forcedServerId: string | null })[]>`
    SELECT "fromAddress", "forcedServerId", count(*)::int AS count, min("nextAttemptAt") AS first,
      max("nextAttemptAt") AS last FROM (
      SELECT "fromAddress", "forcedServerId", "nextAttemptAt" FROM "OutboxMail"
      WHERE "serverId" IS NULL AND "state" IN ('waiting', 'retry') LIMIT ${most + 1}) few
    GROUP BY "fromAddress", "forcedServerId"`
  const all = unplaced.reduce((sum, { count }) => sum + count, 0)
  for (const { fromAddress, forcedServerId, ...counted } of unplaced) {
    const id = chosenFor(fromAddress, forcedServerId)
    if (id) add(id, counted, all > most)
  }

  return found

  function add(id: string, { count, first, last }: Counted, more = false): void {
    const before = found.get(id) ?? none
    const sum = before.count + count
    found.set(id, {
      count: Math.min(sum, most),
      more: before.more || more || sum > most,
      first: before.first && before.first < first ? before.first : first,
      last: before.last && before.last > last ? before.last : last,
    })
  }

  function chosenFor(address: string, forcedServerId: string | null): string | undefined {
    try {
      return choice.choose({
        from: { address },
        notificationAddress: senders.notificationAddress,
        forcedServerId: forcedServerId ?? undefined,
      }).server?.id
    } catch {
      // Meant for a server that is gone or archived: it waits for nobody.
      return undefined
    }
  }
}

/** What waits for several servers, as one number. */
export function together(parts: readonly (Waiting | undefined)[]): Waiting {
  return parts.reduce<Waiting>((sum, part = none) => {
    const count = sum.count + part.count

    return {
      count: Math.min(count, mostCounted),
      more: sum.more || part.more || count > mostCounted,
      first: sum.first && part.first && sum.first < part.first ? sum.first : (part.first ?? sum.first),
      last: sum.last && part.last && sum.last > part.last ? sum.last : (part.last ?? sum.last),
    }
  }, none)
}
