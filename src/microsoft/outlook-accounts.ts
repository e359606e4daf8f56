import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { NotFound } from '../errors.ts'
import type { Failure } from '../failures/failure.ts'
import type { Database } from '../storage/database.ts'
import type { OutlookAccount as Row } from '../storage/generated/client.ts'
import { failed, succeeded } from './last-result.ts'
import type { ServerRef } from './mailbox-servers.ts'
import { failedForGood, mailboxOf } from './outlook-account.ts'
import { refusals } from './refusals.ts'

/** A connection without its tokens. */
export type OutlookAccount = Omit<Row, 'sealedTokenCache' | 'renewalLeaseUntil' | 'renewalNo'>

const withoutTokens = { sealedTokenCache: true, renewalLeaseUntil: true, renewalNo: true } as const
const serverName = { select: { id: true, name: true }, orderBy: { name: 'asc' } } as const

interface Needs {
  db: Database
  now: () => Date
}

export type OutlookAccounts = ReturnType<typeof createOutlookAccounts>

export function createOutlookAccounts({ db, now }: Needs) {
  async function get(id: string): Promise<OutlookAccount> {
    const account = await db.outlookAccount.findUnique({ where: { id }, omit: withoutTokens })
    if (!account) throw new NotFound(refusals.accountGone)

    return account
  }

  function findByMailbox(mailbox: string): Promise<OutlookAccount | null> {
    return db.outlookAccount.findUnique({ where: { mailbox: mailboxOf(mailbox) }, omit: withoutTokens })
  }

  /** All connections, with the servers that sign in through them. */
  async function list(): Promise<(OutlookAccount & { uses: ServerRef[] })[]> {
    const rows = await db.outlookAccount.findMany({
      omit: withoutTokens,
      include: { outgoingServers: serverName, incomingServers: serverName },
      orderBy: { mailbox: 'asc' },
    })

    return rows.map(({ outgoingServers, incomingServers, ...account }) => ({
      ...account,
      uses: [...named('outgoing', outgoingServers), ...named('incoming', incomingServers)],
    }))
  }

  /** The servers that stop when this connection is removed. */
  async function uses(id: string): Promise<ServerRef[]> {
    const where = { outlookAccountId: id }
    const outgoing = await db.outgoingServer.findMany({ where, ...serverName })
    const incoming = await db.incomingServer.findMany({ where, ...serverName })

    return [...named('outgoing', outgoing), ...named('incoming', incoming)]
  }

  /**
   * Forgets the tokens for good and answers which servers are no longer connected. At Microsoft the consent stays until
   * the mailbox's owner removes it there.
   */
  async function disconnect(id: string, by: Admin): Promise<ServerRef[]> {
    const account = await get(id)
    const used = await uses(id)
    await db.$transaction([
      db.outlookAccount.delete({ where: { id } }),
      db.activityEntry.create({
        data: activityEntry(by, now(), {
          what: 'outlook-account.disconnected',
          subject: account.mailbox,
          subjectId: id,
          detail: { servers: used.map(({ name }) => name).join(', ') },
        }),
      }),
    ])

    return used
  }

  /**
   * A mail server let a token in. Tokens outlive what ends a connection, so this does not clear a failure that only a
   * new sign-in heals, nor what anyone stored since it was looked at.
   */
  async function recordSuccess(id: string): Promise<void> {
    const account = await db.outlookAccount.findUnique({
      where: { id },
      select: { connectedAt: true, lastFailureAt: true, lastFailure: true },
    })
    if (!account || failedForGood(account.lastFailure)) return
    const { connectedAt, lastFailureAt } = account
    await db.outlookAccount.updateMany({
      where: { id, connectedAt, lastFailureAt },
      data: succeeded(now()),
    })
  }

  async function recordFailure(id: string, failure: Failure): Promise<void> {
    await db.outlookAccount.updateMany({ where: { id }, data: failed(now(), failure) })
  }

  return { get, findByMailbox, list, uses, disconnect, recordSuccess, recordFailure }
}

function named(kind: ServerRef['kind'], servers: { id: string; name: string }[]): ServerRef[] {
  return servers.map(({ id, name }) => ({ kind, id, name }))
}
