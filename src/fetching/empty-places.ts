import { hashOfNothing } from '../inbox/raw-mail.ts'
import { type IncomingServer, Prisma } from '../storage/generated/client.ts'
import { folderOf } from './cursors.ts'

/**
 * The places of mails that the server never gave out hold nothing; those of the mails that are asked for once more are
 * given up, and so is what was counted against them. Whatever is refused again gets a place again.
 */
export async function forgetEmptyPlaces(
  tx: Prisma.TransactionClient,
  server: IncomingServer,
  uids: readonly number[],
): Promise<void> {
  const folder = folderOf(server)
  const asked = Prisma.sql`m."serverId" = ${server.id}::uuid AND m."folder" = ${folder}
    AND m."uid" = ANY(${uids}::bigint[]) AND m."uidValidity" = (SELECT "uidValidity" FROM "FolderCursor" c
      WHERE c."serverId" = m."serverId" AND c."folder" = m."folder")`
  await tx.$executeRaw`DELETE FROM "InboxMail" m
    WHERE ${asked} AND "state" = 'attention' AND "isTruncated" AND "sha256" = ${hashOfNothing}`
  await tx.$executeRaw`DELETE FROM "SuspectMail" m WHERE ${asked}`
}
