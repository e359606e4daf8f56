import { comparableAddress, type Mailbox } from '../outgoing-servers/mailbox.ts'
import type { ParsedMail } from './mail-input.ts'

const kinds = ['to', 'cc', 'bcc'] as const

/** Each address once, in the first place it stands. */
export function recipientsOf(mail: ParsedMail) {
  const byAddress = new Map<string, Mailbox & { kind: (typeof kinds)[number] }>()
  for (const kind of kinds)
    for (const mailbox of mail[kind]) {
      const compared = comparableAddress(mailbox.address)
      if (!byAddress.has(compared)) byAddress.set(compared, { ...mailbox, kind })
    }

  return [...byAddress.values()].map(({ name, address, kind }, no) => ({
    no,
    kind,
    name: name ?? null,
    address,
  }))
}

/** What the search finds a mail by. */
export function searchOf(mail: ParsedMail, from: Mailbox, messageId: string): string {
  const people = [from, ...recipientsOf(mail)].flatMap(({ name, address }) => [name ?? '', address])

  return [mail.subject, ...people, messageId]
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase()
}
