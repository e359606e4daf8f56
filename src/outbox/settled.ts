import type { Cause } from '../failures/causes.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import type { MailState } from '../storage/generated/client.ts'
import type { ClaimedMail, Claims, Settlement } from './claims.ts'

/** How one attempt ended. */
export interface Settled {
  /** `held`: the mail waits on as if nothing had been tried. */
  outcome: MailState | 'held'
  cause?: Cause | undefined
  /** Since the mail might leave. */
  seconds: number
}

/** The same claims; `tell` learns what became of each mail once that is on disk. */
export function telling(claims: Claims, tell: (settled: Settled) => void, now: () => Date) {
  const secondsSince = ({ createdAt, sendAt }: ClaimedMail) =>
    Math.max(0, now().getTime() - Math.max(createdAt.getTime(), sendAt?.getTime() ?? 0)) / 1000

  return {
    ...claims,
    async settle(mail: ClaimedMail, settlement: Settlement): Promise<void> {
      await claims.settle(mail, settlement)
      const { state, reason } = settlement.data
      const outcome = typeof state === 'string' && state !== 'waiting' ? state : 'held'
      tell({ outcome, cause: parseFailure(reason)?.cause, seconds: secondsSince(mail) })
    },
    async settleSent(mail: ClaimedMail, taken: Parameters<Claims['settleSent']>[1]): Promise<void> {
      await claims.settleSent(mail, taken)
      tell({ outcome: 'sent', seconds: secondsSince(mail) })
    },
  }
}
