import { nameOnPage } from '../activity/invited-by.ts'
import { type Explanation, explain } from '../failures/explain.ts'
import { endsAt } from '../microsoft/outlook-account.ts'
import type { Reader } from '../web/reader.ts'
import { type ShownTime, showDay, showTime } from '../web/times.ts'
import { storedFailure } from './server-badges.ts'

interface StoredAccount {
  id: string
  mailbox: string
  signedInAs: string
  connectedAt: Date
  connectedBy: string
  lastSuccessAt: Date
  lastFailureAt: Date | null
  lastFailure: unknown
}

/** The connected Outlook account as a server's page shows it. */
export interface Account {
  id: string
  mailbox: string
  /** Only for a shared mailbox: who signed in for it. */
  signedInAs: string | undefined
  connectedAt: ShownTime
  connectedBy: string
  /** The last sign-in or renewal, and when Microsoft would forget it if nothing renewed it. */
  renewedAt: ShownTime
  endsOn: ShownTime
  /** What went wrong last, unless something went right since. */
  problem: Explanation | undefined
}

export function accountOf(account: StoredAccount | null, reader: Reader): Account | undefined {
  if (!account) return undefined
  const failed = account.lastFailureAt !== null && account.lastFailureAt >= account.lastSuccessAt
  const shared = account.signedInAs.toLowerCase() !== account.mailbox.toLowerCase()

  return {
    id: account.id,
    mailbox: account.mailbox,
    signedInAs: shared ? account.signedInAs : undefined,
    connectedAt: showTime(account.connectedAt, reader),
    connectedBy: nameOnPage(account.connectedBy, reader.locale),
    renewedAt: showTime(account.lastSuccessAt, reader),
    endsOn: showDay(endsAt(account), reader),
    problem: failed
      ? explain(storedFailure(account.lastFailure), reader.locale, {
          user: account.mailbox,
          server: 'linked',
        })
      : undefined,
  }
}
