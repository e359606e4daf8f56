import type { DatabaseClock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Configuration } from './configuration.ts'
import { accountKeyOf } from './limits.ts'

interface Group {
  serverId: string | null
  accountKey: string | null
  fromAddress: string
  forcedServerId: string | null
}

/**
 * After something was saved: mails that another server would send now are looked at again, at once if they had none.
 * The others stay where they wait, however many they are.
 */
export async function releaseMisplaced(
  db: Database,
  clock: DatabaseClock,
  configuration: Pick<Configuration, 'choice' | 'senders'>,
): Promise<void> {
  const groups = await db.$queryRaw<Group[]>`
    SELECT "serverId", "accountKey", "fromAddress", "forcedServerId" FROM "OutboxMail"
    WHERE "state" IN ('waiting', 'retry') AND "stage" <> 'data_started'
      AND ("serverId" IS NOT NULL OR "reason" IS NOT NULL)
    GROUP BY 1, 2, 3, 4`
  for (const group of groups) if (!isInPlace(group, configuration)) await release(db, clock, group)
}

async function release(db: Database, clock: DatabaseClock, group: Group): Promise<void> {
  const { serverId, accountKey, fromAddress, forcedServerId } = group
  await db.$executeRaw`
    UPDATE "OutboxMail" SET "serverId" = NULL, "accountKey" = NULL,
      "nextAttemptAt" = CASE WHEN "serverId" IS NULL AND "state" = 'waiting' THEN ${clock()} ELSE "nextAttemptAt" END
    WHERE "state" IN ('waiting', 'retry') AND "stage" <> 'data_started'
      AND ("serverId" IS NOT NULL OR "reason" IS NOT NULL)
      AND "serverId" IS NOT DISTINCT FROM ${serverId}::uuid AND "accountKey" IS NOT DISTINCT FROM ${accountKey}
      AND "fromAddress" = ${fromAddress} AND "forcedServerId" IS NOT DISTINCT FROM ${forcedServerId}::uuid`
}

function isInPlace(
  { serverId, accountKey, fromAddress, forcedServerId }: Group,
  { choice, senders }: Pick<Configuration, 'choice' | 'senders'>,
): boolean {
  try {
    const { server } = choice.choose({
      from: { address: fromAddress },
      notificationAddress: senders.notificationAddress,
      forcedServerId: forcedServerId ?? undefined,
    })

    return (server?.id ?? null) === serverId && (server ? accountKeyOf(server) : null) === accountKey
  } catch {
    // What is wrong with it is told when it is tried.
    return false
  }
}
