import { RemoteFailure } from '../errors.ts'
import type { Failure } from '../failures/failure.ts'
import type { ImapMailbox } from '../network/imap-mailbox.ts'
import type { Database } from '../storage/database.ts'
import type { IncomingServer } from '../storage/generated/client.ts'
import type { AfterReadingWork } from './after-reading.ts'
import { storeWhileReading } from './ahead.ts'
import { arrivedSince } from './arrived-since.ts'
import { type Cursor, type Cursors, folderOf } from './cursors.ts'
import type { Lease } from './leases.ts'
import { createMailBatches } from './mail-batches.ts'
import type { MailBytes, SealedMail } from './mail-bytes.ts'
import type { StoreMails } from './store-mails.ts'
import type { Suspects } from './suspects.ts'

/** Stored in one commit. */
const mostMails = 50
/** After so many commits the next mailbox gets its turn. */
const mostBatches = 4

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

interface Batch {
  mails: SealedMail[]
  /** Where the cursor stands when they are stored. */
  next: Partial<Cursor>
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
  const { db, cursors, storeMails, afterReading, reached } = needs
  const name = folderOf(server)
  const changes = server.afterReading !== 'leave' || (await afterReading.isUnfinished(server.id, name))
  const opened = await imap.open(name, { readOnly: !changes })
  let cursor = await cursors.find(lease, server, imap, opened)
  let fresh: number[] = []
  let older: number[] | undefined
  /** Why mails stay unmarked: no reason to leave further ones unread. */
  let problem: Failure | undefined
  /** Why mails could not be read, when those before them could be stored. */
  let unread: PromiseRejectedResult | undefined
  const singles = server.fetching?.failures ? mostMails : 0
  const batches = createMailBatches(needs, { imap, folder: cursor, singles })

  /** Looks for mails that have come. */
  async function look(): Promise<void> {
    fresh = await imap.uids({ uid: cursor.nextUid })
  }

  function hasMore(): boolean {
    return fresh.length > 0 || cursor.againFromUid !== null
  }

  /** Reads and stores some; answers how many of them are new here. */
  async function turn(): Promise<number> {
    if (unread) throw unread.reason
    const isFresh = fresh.length > 0
    const waiting = isFresh ? fresh : await listOlder()
    const { added, failure } = await storeWhileReading({
      most: batches.isCareful() ? 1 : mostBatches,
      read: async (no) => (no > 0 && waiting.length === 0 ? undefined : next(waiting, isFresh)),
      store,
    })
    // What is stored is told of first; then the next turn fails.
    unread = failure
    if (added > 0) await finish()

    return added
  }

  /** Takes the first ones off the list. */
  async function next(waiting: number[], isFresh: boolean): Promise<Batch> {
    const uids = waiting.slice(0, mostMails)
    const { mails, until } = await batches.read(isFresh ? uids : await withoutStored(uids))
    const done = until === undefined ? uids : uids.filter((uid) => uid < until)
    waiting.splice(0, done.length)
    const last = done.at(-1)

    return { mails, next: isFresh ? afterFresh(last) : afterOlder(last, waiting) }
  }

  /** Mails of the past that were asked for: at the start, again, or after the provider numbered them anew. */
  async function listOlder(): Promise<number[]> {
    const { againFromUid, againSince, nextUid } = cursor
    if (older || againFromUid === null) return older ?? []
    const wanted = againSince ? await arrivedSince(imap, againSince) : await imap.uids({ uid: againFromUid })
    older = wanted.filter((uid) => uid >= againFromUid && uid < nextUid)

    return older
  }

  function afterFresh(last: number | undefined): Partial<Cursor> {
    return last === undefined ? {} : { nextUid: last + 1 }
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

  async function store(batch: Batch): Promise<number> {
    await reached('fetched')
    const { added } = await storeMails(lease, { server, cursor, ...batch })
    cursor = { ...cursor, ...batch.next }
    if (added > 0) await reached('stored')

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
