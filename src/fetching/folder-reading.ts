import { RemoteFailure } from '../errors.ts'
import type { Failure } from '../failures/failure.ts'
import type { ImapMailbox, MailFacts } from '../network/imap-mailbox.ts'
import type { Database } from '../storage/database.ts'
import type { IncomingServer } from '../storage/generated/client.ts'
import type { AfterReadingWork } from './after-reading.ts'
import { type Cursor, type Cursors, folderOf } from './cursors.ts'
import type { Lease } from './leases.ts'
import { type MailBytes, pieceBytes, type SealedMail } from './mail-bytes.ts'
import { shortOnes } from './short-ones.ts'
import type { StoreMails } from './store-mails.ts'
import type { Suspects } from './suspects.ts'

/** After so many mails the next mailbox gets its turn. */
const mostMails = 50
const dayMs = 24 * 60 * 60_000

/** Moments at which a test may end the process. */
export type Point = 'fetched' | 'stored'

export interface ReadingNeeds {
  db: Database
  cursors: Cursors
  mailBytes: MailBytes
  storeMails: StoreMails
  suspects: Suspects
  afterReading: AfterReadingWork
  reached: (point: Point) => Promise<void> | void
}

export type FetchedServer = IncomingServer & { fetching: { failures: number } | null }

export type FolderReading = Awaited<ReturnType<typeof openFolder>>

/** Opens the folder of a server and reads it turn by turn: new mails first, then older ones that are still missing. */
export async function openFolder(
  needs: ReadingNeeds,
  lease: Lease,
  server: FetchedServer,
  imap: ImapMailbox,
) {
  const { db, cursors, mailBytes, storeMails, suspects, afterReading, reached } = needs
  const changes = server.afterReading !== 'leave' || (await afterReading.isUnfinished(server.id))
  const opened = await imap.open(folderOf(server), { readOnly: !changes })
  let cursor = await cursors.find(lease, server, imap, opened)
  let fresh: number[] = []
  let older: number[] | undefined
  /** Why mails stay unmarked: no reason to leave further ones unread. */
  let problem: Failure | undefined
  /** After a failure, so many turns with a single mail each find the one that is to blame. */
  let singles = server.fetching?.failures ? mostMails : 0
  /** Longer than the server had said. */
  const long = new Set<number>()

  /** Looks for mails that have come. */
  async function look(): Promise<void> {
    fresh = await imap.uids({ uid: cursor.nextUid })
  }

  function hasMore(): boolean {
    return fresh.length > 0 || cursor.againFromUid !== null
  }

  /** Reads and stores some; answers how many of them are new here. */
  async function turn(): Promise<number> {
    const isFresh = fresh.length > 0
    const waiting = isFresh ? fresh : await listOlder()
    const uids = waiting.slice(0, mostMails)
    const { mails, until } = await read(isFresh ? uids : await withoutStored(uids))
    const done = until === undefined ? uids : uids.filter((uid) => uid < until)
    waiting.splice(0, done.length)
    const last = done.at(-1)
    const nextUid = last === undefined ? cursor.nextUid : last + 1

    return store(mails, isFresh ? { nextUid } : afterOlder(last, waiting))
  }

  /** Mails of the past that were asked for: at the start, again, or after the provider numbered them anew. */
  async function listOlder(): Promise<number[]> {
    const { againFromUid, againSince, matchBefore, nextUid } = cursor
    if (older || againFromUid === null) return older ?? []
    // Servers search by days of their own time zone.
    const day = againSince && matchBefore !== null ? new Date(againSince.getTime() - dayMs) : againSince

    older = (await imap.uids({ uid: againFromUid, day })).filter((uid) => uid < nextUid)

    return older
  }

  function afterOlder(last: number | undefined, waiting: number[]): Partial<Cursor> {
    if (waiting.length === 0) return { againFromUid: null, againSince: null, matchBefore: null }

    return last === undefined ? {} : { againFromUid: last + 1 }
  }

  async function withoutStored(uids: number[]): Promise<number[]> {
    const { serverId, folder, uidValidity } = cursor
    const those = {
      where: { serverId, folder, uidValidity, uid: { in: uids } },
      select: { uid: true },
    }
    const stored = await db.inboxMail.findMany(those)
    // Afterwards: one whose time is over meanwhile is found in either.
    const purged = await db.purgedMail.findMany(those)
    const known = new Set([...stored, ...purged].map(({ uid }) => Number(uid)))

    return uids.filter((uid) => !known.has(uid))
  }

  /** As many as may be in memory; a long one alone. `until` is the first that was left for the next turn. */
  async function read(uids: number[]): Promise<{ mails: SealedMail[]; until?: number | undefined }> {
    if (uids[0] === undefined) return { mails: [] }
    if (singles-- > 0) return { mails: listOf(await readSingle(uids[0])), until: uids[1] }
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
  async function readSingle(uid: number): Promise<SealedMail | undefined> {
    let facts: MailFacts | undefined
    const mail = await suspects.readAlone({ ...cursor, uid }, imap.isOpen, async () => {
      facts = (await imap.facts([uid]))[0]

      return facts && readAlone(facts)
    })

    return mail === 'to-blame' ? mailBytes.sealRefused(facts ?? { uid, size: 0, internalDate: null }) : mail
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
    for await (const { uid, bytes } of imap.starts([...factsOf.keys()], pieceBytes + 1)) {
      const one = factsOf.get(uid)
      if (bytes.length > pieceBytes) long.add(uid)
      else if (one) mails.push(mailBytes.sealShort(one, bytes))
    }

    return mails.toSorted((one, other) => one.uid - other.uid)
  }

  async function store(mails: SealedMail[], next: Partial<Cursor>): Promise<number> {
    await reached('fetched')
    const { added } = await storeMails(lease, { server, cursor, mails, next })
    cursor = { ...cursor, ...next }
    if (added > 0) await reached('stored')
    if (added > 0) await finish()

    return added
  }

  /** Marks or moves what is stored. */
  async function finish(): Promise<void> {
    if (!changes || problem) return
    await afterReading.finish(imap, server, cursor).catch((error: unknown) => {
      if (!(error instanceof RemoteFailure) || !imap.isOpen()) throw error
      problem = error.failure
    })
  }

  await finish()

  return { look, hasMore, turn, problem: () => problem }
}

function listOf<T>(one: T | undefined): T[] {
  return one === undefined ? [] : [one]
}
