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

export interface Report {
  /** Whose name the report bears. */
  from: string | undefined
  recipients: readonly Reported[]
}

/**
 * Notes a delivery report at the mail that it is about. Anybody who knows a Message-ID can write one, every recipient
 * for a start, so it changes no state: nothing is sent again over it, and nothing dropped. A recipient who is said not
 * to have it stays accepted, with what the report says. That a mail is late, or has arrived, is only noted.
 */
export async function noteReport(
  tx: Transaction,
  mailId: string,
  { from, recipients: reported }: Report,
  at: Date,
): Promise<void> {
  const recipients = await tx.outboxRecipient.findMany({ where: { mailId } })
  const failed = reported.filter(({ action }) => action === 'failed')
  for (const one of failed)
    for (const { no } of meant(one, recipients))
      await tx.outboxRecipient.updateMany({
        where: { mailId, no, state: 'accepted' },
        data: { code: replyCodeIn(one), reply: one.diagnostic ?? one.status ?? one.action },
      })
  const delayed = reported.filter(({ action }) => action === 'delayed')
  await note(tx, { mailId, at, what: 'returned' }, { from, recipients: failed })
  await note(tx, { mailId, at, what: 'delayed' }, { from, recipients: delayed })
}

async function note(
  tx: Transaction,
  event: { mailId: string; at: Date; what: string },
  { from, recipients: reported }: Report,
) {
  if (reported.length === 0) return
  const response = reported
    .slice(0, mostNamed)
    .map(({ address, status, diagnostic }) => `${address}: ${diagnostic ?? status ?? ''}`)
    .join('\n')
  await tx.outboxEvent.create({
    data: { ...event, detail: { response, recipients: reported.length, ...(from ? { from } : {}) } },
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
