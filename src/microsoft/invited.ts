import { activityEntry } from '../activity/activity.ts'
import { invitedBy, invitedPrefix } from '../activity/invited-by.ts'
import type { Admin } from '../admin.ts'
import type { Invitation, Prisma } from '../storage/generated/client.ts'
import type { Redeemed } from './entra.ts'
import { ownFailure, remoteFailure } from './remote-failure.ts'

/** What an invitation is as long as it counts. */
export const openAt = (now: Date) => ({ usedAt: null, revokedAt: null, expiresAt: { gt: now } })

/** Who acts when a mailbox's owner comes by an invitation: no admin of any host, so no page for admins knows them. */
export function ownerBy({ id, createdBy }: Pick<Invitation, 'id' | 'createdBy'>): Admin {
  return { id: invitedPrefix + id, name: invitedBy(createdBy) }
}

/** Whether the invitation still counts, and its server is still there to be connected. */
export async function isInvited(
  db: Pick<Prisma.TransactionClient, 'invitation'>,
  id: string,
  now: Date,
): Promise<boolean> {
  return (
    (await db.invitation.count({ where: { id, ...openAt(now), outgoingServer: { archivedAt: null } } })) > 0
  )
}

/** Inside the transaction that connects: of two owners who come back at the same time only one gets on. */
export async function useInvitation(
  tx: Prisma.TransactionClient,
  id: string,
  { identity }: Redeemed,
  now: Date,
  by: Admin,
): Promise<void> {
  const [used] = await tx.invitation.updateManyAndReturn({
    where: { id, ...openAt(now) },
    data: { usedAt: now },
  })
  if (!used) throw remoteFailure(ownFailure('sign-in-run-out'))
  await tx.activityEntry.create({
    data: activityEntry(by, now, {
      what: 'invitation.used',
      subject: used.mailbox,
      subjectId: used.outgoingServerId,
      detail: { invitation: id, signedInAs: identity.addresses[0] ?? '' },
    }),
  })
}
