import type { ImapMailbox, MailFacts } from '../network/imap-mailbox.ts'
import { type MailBytes, pieceBytes, type SealedMail } from './mail-bytes.ts'
import { shortOnes } from './short-ones.ts'
import type { Suspect, Suspects } from './suspects.ts'

interface Needs {
  mailBytes: MailBytes
  suspects: Suspects
}

interface Place {
  imap: ImapMailbox
  folder: Omit<Suspect, 'uid'>
  /** So many times a single mail is read, which finds the one that is to blame for a failure. */
  singles: number
}

export interface MailBatch {
  mails: SealedMail[]
  /** The first that was left for the next batch. */
  until?: number | undefined
}

/** Reads and seals mails of an open folder: as many together as may be in memory, a long one alone. */
export function createMailBatches({ mailBytes, suspects }: Needs, { imap, folder, singles }: Place) {
  /** Longer than the server had said. */
  const long = new Set<number>()
  let singlesLeft = singles

  /** The first of these. */
  async function read(uids: number[]): Promise<MailBatch> {
    if (uids[0] === undefined) return { mails: [] }
    if (singlesLeft-- > 0) return { mails: listOf(await readSingle(uids[0], uids[1])), until: uids[1] }
    const facts = await imap.facts(uids)
    const [first, second] = facts
    if (first && isLong(first)) return { mails: listOf(await readAlone(first)), until: second?.uid }
    const short = shortOnes(facts, isLong)
    const mails = await readShort(short)
    const tooLong = short.find(({ uid }) => long.has(uid))

    return {
      mails: mails.filter(({ uid }) => !tooLong || uid < tooLong.uid),
      until: tooLong?.uid ?? facts[short.length]?.uid,
    }
  }

  /** One that the server does not give out again and again must not keep all others from being read. */
  async function readSingle(uid: number, next: number | undefined): Promise<SealedMail | undefined> {
    let facts: MailFacts | undefined
    const mail = await suspects.readAlone(
      { ...folder, uid },
      {
        isOpen: imap.isOpen,
        readOther: next === undefined ? undefined : () => isGivenOut(next),
        read: async () => {
          facts = (await imap.facts([uid]))[0]

          return facts && readAlone(facts)
        },
      },
    )

    return mail === 'to-blame' ? mailBytes.sealRefused(facts ?? { uid, size: 0, internalDate: null }) : mail
  }

  async function isGivenOut(uid: number): Promise<boolean> {
    return (await imap.piece({ uid, size: 0 }, 0, 1)) !== undefined
  }

  async function readAlone(facts: MailFacts): Promise<SealedMail | undefined> {
    const [mail] = isLong(facts) ? [] : await readShort([facts])

    return isLong(facts) ? mailBytes.sealLong(imap, facts) : mail
  }

  function isLong({ uid, size }: MailFacts): boolean {
    return size > pieceBytes || long.has(uid)
  }

  async function readShort(facts: MailFacts[]): Promise<SealedMail[]> {
    const factsOf = new Map(facts.map((one) => [one.uid, one]))
    const mails: SealedMail[] = []
    if (facts.length === 0) return mails
    for await (const { uid, bytes } of imap.starts(facts, pieceBytes + 1)) {
      const one = factsOf.get(uid)
      if (bytes.length > pieceBytes) long.add(uid)
      else if (one) mails.push(mailBytes.sealShort(one, bytes))
    }

    return mails.toSorted((one, other) => one.uid - other.uid)
  }

  return {
    read,
    /** Whether mails are still read one by one. */
    isCareful: (): boolean => singlesLeft > 0,
  }
}

function listOf<T>(one: T | undefined): T[] {
  return one === undefined ? [] : [one]
}
