import { RuleBroken } from '../errors.ts'
import type { Mailbox } from '../outgoing-servers/mailbox.ts'
import type { SenderAddresses } from '../outgoing-servers/sender-addresses.ts'
import { createServerChoice } from '../outgoing-servers/server-choice.ts'
import type { Prisma } from '../storage/generated/client.ts'
import { megabyte } from './pieces.ts'
import { outboxTexts } from './texts.ts'

/** Every server takes mails of this size; asking for the few that are larger costs the others nothing. */
const askedAbove = 5 * megabyte

interface Asked {
  size: number
  from: Mailbox
  senders: SenderAddresses
  serverId: string | undefined
}

/** Throws RuleBroken when the server this mail leaves through has announced (SIZE, RFC 1870) that it takes less. */
export async function requireFits(
  tx: Prisma.TransactionClient,
  { size, from, senders, serverId }: Asked,
): Promise<void> {
  if (size <= askedAbove) return
  const servers = await tx.outgoingServer.findMany({
    select: {
      ...{ id: true, name: true, fromFilter: true, priority: true, createdAt: true, archivedAt: true },
      largestMail: true,
    },
  })
  const server = chosen(servers)
  if (server?.largestMail && size > server.largestMail)
    throw new RuleBroken(
      outboxTexts.tooLargeFor(inMegabytes(size), server.name, inMegabytes(server.largestMail)),
      { field: 'attachments' },
    )

  function chosen(all: typeof servers) {
    try {
      const { notificationAddress } = senders
      return createServerChoice(all).choose({ from, notificationAddress, forcedServerId: serverId }).server
    } catch (error) {
      // A server that is gone is told where every mail for it is told it: in the outbox.
      if (error instanceof RuleBroken) return undefined
      throw error
    }
  }
}

function inMegabytes(bytes: number): number {
  return Math.round((bytes / megabyte) * 10) / 10
}
