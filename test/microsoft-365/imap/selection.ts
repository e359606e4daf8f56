import type { StoredMail } from '../mailboxes.ts'
import type { Session } from './session.ts'

/** The mails a set names, `1:3,7,12:*`, by UID or by sequence number (RFC 3501, 9: sequence-set). */
export function select(session: Session, set: string, byUid: boolean): StoredMail[] {
  const numberOf = (mail: StoredMail, index: number): number => (byUid ? mail.uid : index + 1)
  const last = session.view.at(-1)
  const highest = last ? numberOf(last, session.view.length - 1) : 0

  return session.view.filter((mail, index) => isIn(set, numberOf(mail, index), highest))
}

export function isSet(text: string): boolean {
  return /^[\d*]+(:[\d*]+)?(,[\d*]+(:[\d*]+)?)*$/.test(text)
}

function isIn(set: string, number: number, highest: number): boolean {
  return set.split(',').some((part) => {
    const [from = 0, to = from] = part.split(':').map((end) => (end === '*' ? highest : Number(end)))

    // `5:*` holds the highest even when it is below 5.
    return number >= Math.min(from, to) && number <= Math.max(from, to)
  })
}
