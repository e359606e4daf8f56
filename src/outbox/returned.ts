import { comparableAddress } from '../outgoing-servers/mailbox.ts'
import type { Prisma } from '../storage/generated/client.ts'

type Transaction = Prisma.TransactionClient

/** What a mail server reported about one recipient (RFC 3464). */
export interface Reported {
  address: string
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  status: string | undefined
  diagnostic: string | undefined
}

const mostNamed = 20

/**
 * Notes a delivery report at the mail that it is about. The mail stays sent, because it was: a recipient who did not
 * get it is refused, with what the other server said. That a mail is late, or has arrived, is only noted.
 */
export async function noteReport(
  tx: Transaction,
  mailId: string,
  reported: readonly Reported[],
  at: Date,
): Promise<void> {
  const recipients = await tx.outboxRecipient.findMany({ where: { mailId } })
  const failed = reported.filter(({ action }) => action === 'failed')
  for (const one of failed)
    for (const { no } of meant(one, recipients))
      await tx.outboxRecipient.updateMany({
        where: { mailId, no, state: { in: ['accepted', 'refused'] } },
        data: { state: 'refused', code: replyCodeIn(one), reply: one.diagnostic ?? one.status ?? null },
      })
  await note(tx, mailId, 'returned', failed, at)
  await note(
    tx,
    mailId,
    'delayed',
    reported.filter(({ action }) => action === 'delayed'),
    at,
  )
}

async function note(tx: Transaction, mailId: string, what: string, reported: readonly Reported[], at: Date) {
  if (reported.length === 0) return
  const response = reported
    .slice(0, mostNamed)
    .map(({ address, status, diagnostic }) => `${address}: ${diagnostic ?? status ?? ''}`)
    .join('\n')
  await tx.outboxEvent.create({
    data: { mailId, at, what, detail: { response, recipients: reported.length } },
  })
}

/** After a redirect the report may name an address we do not know; with one recipient it is that one anyway. */
function meant<R extends { address: string }>(one: Reported, recipients: readonly R[]): readonly R[] {
  const address = comparableAddress(one.address)
  const named = recipients.filter((recipient) => comparableAddress(recipient.address) === address)

  return named.length === 0 && recipients.length === 1 ? recipients : named
}

function replyCodeIn({ diagnostic = '' }: Reported): number | null {
  const code = /(?:^|\s)([45]\d\d)(?=[\s-]|$)/.exec(diagnostic)?.[1]

  return code ? Number(code) : null
}
