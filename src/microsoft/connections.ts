import { randomUUID } from 'node:crypto'
import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import type { OutlookAccount, Prisma } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import type { Redeemed } from './entra.ts'
import { succeeded } from './last-result.ts'
import { attach, serversOf } from './mailbox-servers.ts'
import { tokenCachePlace } from './renewals.ts'

interface Connection {
  /** In lower case. */
  mailbox: string
  redeemed: Redeemed
  clientId: string
}

interface Needs {
  secrets: Secrets
  now: () => Date
}

/** Stores tokens as the one connection of a mailbox, which all its servers share, inside the caller's transaction. */
export function createConnections({ secrets, now }: Needs) {
  return async function connect(
    tx: Prisma.TransactionClient,
    { mailbox, redeemed, clientId }: Connection,
    by: Admin,
  ): Promise<void> {
    const { identity } = redeemed
    const existing = await tx.outlookAccount.findUnique({ where: { mailbox } })
    const id = existing?.id ?? randomUUID()
    const data = { ...columns(redeemed, id), clientId, connectedBy: by.name }
    if (existing) await tx.outlookAccount.update({ where: { id }, data: { ...data, ...fenced } })
    else await tx.outlookAccount.create({ data: { ...data, id, mailbox } })
    await attach(tx, id, await serversOf(tx, mailbox), {
      at: now(),
      identityChanged: changed(existing, redeemed),
    })
    await tx.activityEntry.create({
      data: activityEntry(by, now(), {
        what: 'outlook-account.connected',
        subject: mailbox,
        subjectId: id,
        detail: { signedInAs: identity.addresses[0] ?? mailbox, permissions: redeemed.scopes.join(' ') },
      }),
    })
  }

  function columns(redeemed: Redeemed, id: string) {
    const { identity, homeAccountId, scopes, expiresAt, cache } = redeemed

    return {
      signedInAs: identity.addresses[0] ?? '',
      tenantId: identity.tenantId,
      objectId: identity.objectId,
      homeAccountId,
      scopes,
      sealedTokenCache: secrets.seal(cache, tokenCachePlace(id)),
      accessTokenExpiresAt: expiresAt,
      connectedAt: now(),
      ...succeeded(now()),
    }
  }
}

/** A renewal under way with the old tokens must not write them back. */
const fenced = { renewalNo: { increment: 1 }, renewalLeaseUntil: null } as const

function changed(existing: OutlookAccount | null, { identity }: Redeemed): boolean {
  return (
    existing !== null && (existing.tenantId !== identity.tenantId || existing.objectId !== identity.objectId)
  )
}
