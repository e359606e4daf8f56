import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { RuleBroken } from '../errors.ts'
import { parseAddress } from '../mail-address.ts'
import type { Prisma, OutlookSignIn as Row } from '../storage/generated/client.ts'
import { createConnections } from './connections.ts'
import type { Redeemed } from './entra.ts'
import { getServer, rename } from './mailbox-servers.ts'
import { mailboxOf } from './outlook-account.ts'
import { refusals } from './refusals.ts'
import { type Decision, detailOf, mayDecide } from './sign-in.ts'
import { hash, pendingPlace, type SignInNeeds, serverKeyOf } from './sign-in-row.ts'

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
   * address the server's user name. Throws RuleBroken where that cannot be; answers `run-out` after ten minutes.
   */
  async function decide(
    id: string,
    decision: Decision,
    admin: Admin,
    browser: string,
  ): Promise<{ outcome: 'connected' | 'run-out' }> {
    const row = await db.outlookSignIn.findUnique({
      where: { id, adminId: admin.id, browserHash: hash(browser) },
    })
    if (!row?.sealedPending || !mayDecide(row, now())) return runOut(row)
    const redeemed: Redeemed = heldBack.parse(JSON.parse(secrets.open(row.sealedPending, pendingPlace(id))))
    const done = await db.$transaction((tx) => apply(tx, row, { redeemed, decision, admin }))

    return { outcome: done ? 'connected' : 'run-out' }
  }

  async function apply(
    tx: Prisma.TransactionClient,
    row: Row,
    { redeemed, decision, admin }: { redeemed: Redeemed; decision: Decision; admin: Admin },
  ): Promise<boolean> {
    const { count } = await tx.outlookSignIn.updateMany({
      where: { id: row.id, sealedPending: row.sealedPending },
      data: { sealedPending: null, outcome: 'connected' },
    })
    if (count === 0) return false
    const mailbox = decision === 'shared-mailbox' ? row.mailbox : await takeUsername(tx, row, admin)
    await connect(tx, { mailbox, redeemed, clientId: row.clientId }, admin)

    return true
  }

  async function takeUsername(tx: Prisma.TransactionClient, row: Row, by: Admin): Promise<string> {
    const username = parseAddress(detailOf(row).got ?? '')
    if (!username) throw new RuleBroken(refusals.noAddress)
    const server = await getServer(tx, serverKeyOf(row))
    if (server.confirmed) throw new RuleBroken(refusals.usernameLocked)
    await rename(tx, server, { username, at: now(), by: by.name })

    return mailboxOf(username)
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
