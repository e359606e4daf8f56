import type { Admin } from '../admin.ts'
import { NotFound } from '../errors.ts'
import type { OutlookSignIn as Row, SignInPurpose } from '../storage/generated/client.ts'
import type { ServerRef } from './mailbox-servers.ts'
import { refusals } from './refusals.ts'
import { detailOf, mayDecide, type Outcome, type OutcomeDetail, shownOutcome, signInMs } from './sign-in.ts'
import { createSignInCallback } from './sign-in-callback.ts'
import { createSignInDeparture } from './sign-in-departure.ts'
import { columnsOf, type SignInNeeds, serverOf, withoutSecrets } from './sign-in-row.ts'
import { createWrongAccounts } from './wrong-accounts.ts'

export interface SignInResult extends OutcomeDetail {
  id: string
  outcome: Outcome | 'open'
  /** The mailbox the server uses. */
  want: string
  purpose: SignInPurpose
  server: ServerRef
  /** For the administrator, when they have to approve first. */
  approvalUrl?: string
  decideUntil?: Date
}

export type SignIns = ReturnType<typeof createSignIns>

/** Trips to Microsoft and back: ten minutes, single use, bound to an admin and a browser. */
export function createSignIns(needs: SignInNeeds) {
  const { db, entra, credentials, now } = needs
  const { begin, authorizeUrl, purposeFor } = createSignInDeparture(needs)
  const { finish } = createSignInCallback(needs)
  const { decide } = createWrongAccounts(needs)

  /** For the result page. Throws NotFound, also for another admin's sign-in. */
  async function result(id: string, admin: Admin): Promise<SignInResult> {
    const row = await db.outlookSignIn.findUnique({ where: { id, adminId: admin.id } })
    if (!row) throw new NotFound(refusals.signInGone)
    const outcome = shownOutcome(row, now())

    return {
      id,
      outcome,
      ...detailOf(row),
      want: row.mailbox,
      purpose: row.purpose,
      server: await serverOf(db, row),
      ...(outcome === 'admin-approval' ? { approvalUrl: await approvalUrl(row) } : {}),
      ...(row.usedAt && mayDecide(row, now())
        ? { decideUntil: new Date(row.usedAt.getTime() + signInMs) }
        : {}),
    }
  }

  /** An open trip to Microsoft for this server, for the badge. */
  async function isPending(server: Pick<ServerRef, 'kind' | 'id'>): Promise<boolean> {
    const open = { ...columnsOf(server), usedAt: null, expiresAt: { gt: now() } }

    return (await db.outlookSignIn.count({ where: open })) > 0
  }

  /** Ends an open trip from which its admin did not come back. Throws NotFound, also for another admin's sign-in. */
  async function dismiss(id: string, admin: Admin): Promise<void> {
    const row = await db.outlookSignIn.findUnique({ where: { id, adminId: admin.id } })
    if (!row) throw new NotFound(refusals.signInGone)
    await db.outlookSignIn.updateMany({
      where: { id, usedAt: null },
      data: { usedAt: now(), outcome: 'run-out', ...withoutSecrets },
    })
  }

  /** Forgets the secrets of trips that can no longer be finished or decided. */
  async function forgetUnfinished(): Promise<void> {
    const tooLongAgo = new Date(now().getTime() - signInMs)
    await db.outlookSignIn.updateMany({
      where: { expiresAt: { lte: now() }, sealedVerifier: { not: '' } },
      data: withoutSecrets,
    })
    await db.outlookSignIn.updateMany({
      where: { usedAt: { lte: tooLongAgo }, sealedPending: { not: null } },
      data: { sealedPending: null },
    })
  }

  async function approvalUrl({ redirectUri, purpose }: Row): Promise<string> {
    const { clientId, tenant } = await credentials()

    return entra.approvalUrl({ clientId, tenant, redirectUri, purpose })
  }

  return { begin, authorizeUrl, purposeFor, finish, decide, result, dismiss, isPending, forgetUnfinished }
}
