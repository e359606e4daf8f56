import { createReadStream } from 'node:fs'
import type { Mail, StoredMail } from '../../src/index.ts'

/** The same order again is the same mail, not a second one. */
export function sendConfirmation(
  mail: Mail,
  order: { id: string; email: string; invoice: string },
): Promise<StoredMail> {
  return mail.outbox.send({
    to: order.email,
    subject: `Your order ${order.id}`,
    text: 'Thank you! The invoice is attached.',
    attachments: [{ filename: 'invoice.pdf', content: createReadStream(order.invoice) }],
    idempotencyKey: `order-${order.id}`,
  })
}
