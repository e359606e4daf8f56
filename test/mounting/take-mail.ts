import type { Mail } from '../../src/index.ts'

interface Tickets {
  /** Does nothing when there is one with this id already. */
  addOnce(ticket: { id: string; from: string; subject: string; text: string }): Promise<void>
}

/** Each received mail becomes a ticket. It may come more than once, always with the same id. */
export function takeMail(mail: { inbox: Pick<Mail['inbox'], 'handle'> }, tickets: Tickets): void {
  mail.inbox.handle(async ({ id, from, subject, text }) => {
    await tickets.addOnce({ id, from: from?.address ?? '', subject: subject ?? '', text: text ?? '' })
  })
}
