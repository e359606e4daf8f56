import { z } from 'zod'
import { activityEntry } from '../activity/activity.ts'
import { changesOf } from '../activity/changes.ts'
import type { Admin } from '../admin.ts'
import { RuleBroken } from '../errors.ts'
import { parseAddress } from '../mail-address.ts'
import type { Prisma, OutlookSignIn as Row } from '../storage/generated/client.ts'
import { createConnections } from './connections.ts'
import type { Redeemed } from './entra.ts'
import { attach, getServer, needOf, rename, serversOf } from './mailbox-servers.ts'
import { mailboxOf } from './outlook-account.ts'
import { refusals } from './refusals.ts'
import { type Decision, detailOf, mayDecide, tokensFor } from './sign-in.ts'
import { hash, pendingPlace, type SignInNeeds, serverKeyOf } from './sign-in-row.ts'

type Decided = 'connected' | 'run-out' | 'again'

const heldBack = z.object({
  cache: z.string(),
  homeAccountId: z.string(),
  identity: z.object({
    tenantId: z.string(),
    objectId: z.string(),
    addresses: z.array(z.string()),
    name: z.string(),
  }),
  scopes: z.array(z.string()),
  expiresAt: z.coerce.date(),
  hasRefreshToken: z.boolean(),
})

/** What becomes of tokens that another account than expected has brought. */
export function createWrongAccounts({ db, secrets, now }: SignInNeeds) {
  const connect = createConnections({ secrets, now })

  /**
   * `shared-mailbox` keeps the mailbox and lets the other account in; `use-as-username` makes the other account's
   * address the server's user name. Throws RuleBroken where that cannot be; answers `run-out` after ten minutes, and
   * `again` when the server has its new user name but only a new sign-in gives all that the mailbox is used for.
   */
  async function decide(
    id: string,
    decision: Decision,
    admin: Admin,
    browser: string,
  ): Promise<{ outcome: Decided }> {
    const row = await db.outlookSignIn.findUnique({
      where: { id, adminId: admin.id, browserHash: hash(browser) },
    })
    if (!row?.sealedPending || !mayDecide(row, now())) return runOut(row)
    const redeemed: Redeemed = heldBack.parse(JSON.parse(secrets.open(row.sealedPending, pendingPlace(id))))
    const outcome = await db.$transaction((tx) => apply(tx, row, { redeemed, decision, admin }))

    return { outcome }
  }

  async function apply(
    tx: Prisma.TransactionClient,
    row: Row,
    { redeemed, decision, admin }: { redeemed: Redeemed; decision: Decision; admin: Admin },
  ): Promise<Decided> {
    const { count } = await tx.outlookSignIn.updateMany({
      where: { id: row.id, sealedPending: row.sealedPending },
      data: { sealedPending: null, outcome: 'connected' },
    })
    if (count === 0) return 'run-out'
    if (decision === 'use-as-username') return takeUsername(tx, row, redeemed, admin)
    await connect(tx, { mailbox: row.mailbox, redeemed, clientId: row.clientId }, admin)

    return 'connected'
  }

  /** The mailbox of the other account may serve other servers already: what they have stays. */
  async function takeUsername(
    tx: Prisma.TransactionClient,
    row: Row,
    redeemed: Redeemed,
    admin: Admin,
  ): Promise<Decided> {
    const { clientId } = row
    const { server, mailbox } = await renamed(tx, row, admin)
    const existing = await tx.outlookAccount.findUnique({ where: { mailbox } })
    const users = await serversOf(tx, mailbox)
    const others = users.filter(({ archivedAt }) => archivedAt === null).map(needOf)
    const tokens = tokensFor(needOf(server), { existing, others, redeemed, clientId, now: now() })
    if (tokens === 'fresh') await connect(tx, { mailbox, redeemed, clientId }, admin)
    if (tokens === 'existing' && existing)
      await attach(tx, existing.id, [server], { at: now(), identityChanged: false })
    if (tokens !== 'neither') return 'connected'
    await tx.outlookSignIn.update({ where: { id: row.id }, data: { outcome: 'run-out' } })

    return 'again'
  }

  async function renamed(tx: Prisma.TransactionClient, row: Row, by: Admin) {
    const username = parseAddress(detailOf(row).got ?? '')
    if (!username) throw new RuleBroken(refusals.noAddress)
    const server = await getServer(tx, serverKeyOf(row))
    if (server.confirmed) throw new RuleBroken(refusals.usernameLocked)
    await rename(tx, server, { username, at: now(), by: by.name })
    await tx.activityEntry.create({
      data: activityEntry(by, now(), {
        what: `${server.kind}-server.changed`,
        subject: server.name,
        subjectId: server.id,
        changes: changesOf(server, { username }, ['username']),
      }),
    })

    return { server: { ...server, username, outlookAccountId: null }, mailbox: mailboxOf(username) }
  }

  async function runOut(row: Row | null): Promise<{ outcome: 'run-out' }> {
    if (row?.outcome === 'wrong-account')
      await db.outlookSignIn.update({
        where: { id: row.id },
        data: { outcome: 'run-out', sealedPending: null },
      })

    return { outcome: 'run-out' }
  }

  return { decide }
}
