import { hashOfNothing } from '../inbox/raw-mail.ts'
import type { IncomingServer, Prisma } from '../storage/generated/client.ts'
import { folderOf } from './cursors.ts'

/**
 * The places of mails that the server never gave out hold nothing; they are given up from the mail on where reading begins
 * once more, and so is what was counted against them. Whatever is refused again gets a place again.
 */
export async function forgetEmptyPlaces(
  tx: Prisma.TransactionClient,
  server: IncomingServer,
  fromUid: number,
): Promise<void> {
  const place = { serverId: server.id, folder: folderOf(server) }
  const { uidValidity } = await tx.folderCursor.findUniqueOrThrow({ where: { serverId_folder: place } })
  const where = { ...place, uidValidity, uid: { gte: fromUid } }
  await tx.inboxMail.deleteMany({
    where: { ...where, state: 'attention', isTruncated: true, sha256: hashOfNothing },
  })
  await tx.suspectMail.deleteMany({ where })
}
