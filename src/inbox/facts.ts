import { cleanText } from './clean-text.ts'
import type { ParsedReceived } from './received.ts'

const longestSearch = 4000
const searchedRecipients = 50

/** What a mail says of itself, as columns of InboxMail. */
export function factsOf(mail: ParsedReceived) {
  return {
    messageId: mail.messageId ?? null,
    fromName: mail.from?.name ?? null,
    fromAddress: mail.from?.address || null,
    subject: mail.subject ?? null,
    sentAt: mail.date ?? null,
    attachments: mail.attachments.length,
    isAutomatic: mail.isAutomatic,
    search: searchOf(mail),
  }
}

/** Whom it was delivered to: as the mail servers noted it, then as its sender wrote it. */
export function recipientsOf({ deliveredTo, to, cc }: ParsedReceived): string[] {
  return [...deliveredTo, ...[...to, ...cc].map(({ address }) => address)].filter((address) => address !== '')
}

/** Never the text of the mail: that is stored sealed only. */
function searchOf(mail: ParsedReceived): string {
  const people = [mail.from, ...mail.to, ...mail.cc].slice(0, searchedRecipients)
  const words = [mail.subject, ...people.flatMap((one) => [one?.name, one?.address])]

  return cleanText(words.filter(Boolean).join(' ').toLowerCase(), longestSearch)
}
