import type { MailFacts } from '../network/imap-mailbox.ts'

/** Asked for at once: what is in memory while the database stores as much. */
const mostAtOnceBytes = 1024 * 1024

/** The first mails that may be asked for together; one at least. */
export function shortOnes(facts: MailFacts[], isLong: (mail: MailFacts) => boolean): MailFacts[] {
  let bytes = 0
  const end = facts.findIndex((mail) => {
    bytes += mail.size

    return isLong(mail) || bytes > mostAtOnceBytes
  })

  return end < 0 ? facts : facts.slice(0, Math.max(1, end))
}
