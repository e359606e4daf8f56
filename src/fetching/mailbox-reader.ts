import { RemoteFailure } from '../errors.ts'
import type { ImapMailbox } from '../network/imap-mailbox.ts'
import type { Connect } from './connect.ts'
import { type FetchedServer, type FolderReading, openFolder, type ReadingNeeds } from './folder-reading.ts'
import type { Lease } from './leases.ts'
import type { ReadingTurns } from './reading-turns.ts'
import type { Results } from './results.ts'

/** A connection that lasted so long was no accident. */
const provenMs = 60_000
/** An IDLE that ends sooner was not wanted by the server; then only polls look for mail. */
const shortestIdleMs = 1000

type Lane = <T>(key: string, work: () => Promise<T>) => Promise<T>

export interface ReaderNeeds extends ReadingNeeds {
  connect: Connect
  results: Results
  /** Connecting and reading take turns with other mailboxes, each apart from the other. */
  connecting: Lane
  reading: ReadingTurns
  now: () => Date
  /** New mails are stored. */
  stored: () => void
}

/** Reads one mailbox and stays connected, until it is stopped or something goes wrong. */
export function readMailbox(needs: ReaderNeeds, lease: Lease, server: FetchedServer) {
  const { connect, results, connecting, reading, now, stored } = needs
  const stopping = new AbortController()
  const { signal } = stopping
  // Those that failed before wait for each other, and for nobody else.
  const lane = server.fetching?.failures ? 'doubtful' : 'usual'
  let isAsked = true
  let wakeUp = () => {}
  let until = Number.POSITIVE_INFINITY
  let hasSucceeded = false
  let endedAt = 0
  let imapInLine: ImapMailbox | undefined
  const place = reading.placeOf({
    mailbox: server.id,
    lane,
    signal,
    // Nothing else keeps the connection alive meanwhile; the next command ends it.
    inLine: () => void imapInLine?.idle(),
  })

  const done = live()

  function wake(): void {
    isAsked = true
    wakeUp()
  }

  /** Resolves when the mailbox is not read any more: stopped, or failed and written down. */
  async function live(): Promise<void> {
    try {
      while (!signal.aborted) await oneConnection()
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof RemoteFailure)) throw error
      await results.fail(lease, error.failure)
    }
  }

  async function oneConnection(): Promise<void> {
    const opened = await connecting(lane, () => connect(server, signal))
    const { imap } = opened
    until = opened.until
    imapInLine = imap
    try {
      imap.onClose(wake)
      await stayConnected(imap, now().getTime())
    } catch (error) {
      if (!isPlannedEnd(error)) throw error
    } finally {
      imap.close()
    }
  }

  async function stayConnected(imap: ImapMailbox, since: number): Promise<void> {
    // Between two pieces of a long mail others have their turn.
    async function piece(...given: Parameters<typeof imap.piece>) {
      await place.rest()

      return imap.piece(...given)
    }
    const folder = await openFolder(needs, lease, server, { ...imap, piece })
    imap.onNews(wake)
    while (!signal.aborted) {
      isAsked = false
      await round(folder, now().getTime() - since >= provenMs)
      await quiet(imap)
      if (now().getTime() >= until) return imap.logout()
      // Servers tell of news with any answer; this one also tells whether the connection is still alive.
      if (!signal.aborted) await imap.noop()
    }
  }

  async function round(folder: FolderReading, isProven: boolean): Promise<void> {
    let added = 0
    let toldAt = now().getTime()
    const tell = () => {
      const problem = folder.problem()

      return results.succeed(lease, { added, everyMinutes: server.everyMinutes, isProven, problem })
    }
    const goesOn = () => folder.hasMore() && !signal.aborted && now().getTime() < until
    await folder.look()
    while (goesOn()) {
      const more = await turn(folder)
      added += more
      if (more > 0 && now().getTime() - toldAt >= provenMs) {
        await tell()
        toldAt = now().getTime()
      }
    }
    if (signal.aborted) return
    // What is left when the token ends comes over the next connection.
    if (folder.hasMore()) isAsked = true
    await tell()
    hasSucceeded = true
  }

  /** What has come meanwhile is read first, however much is still missing of the past. */
  async function turn(folder: FolderReading): Promise<number> {
    // A connection that ended wakes as well: what ended it is found by going on.
    if (isAsked && imapInLine?.isOpen()) {
      isAsked = false
      await folder.look()
    }
    const added = await place.run(folder.turn)
    if (added > 0) stored()

    return added
  }

  /** Until there is news, a poll is due, the connection ends, or someone stops it. */
  async function quiet(imap: ImapMailbox): Promise<void> {
    while (!isAsked && imap.isOpen()) {
      const since = Date.now()
      const woken = new Promise<'woken'>((resolve) => {
        wakeUp = () => resolve('woken')
      })
      const ended = await Promise.race([woken, imap.idle()])
      if (ended !== 'woken' && Date.now() - since < shortestIdleMs && !isAsked) await woken
    }
  }

  /** A session ends with its token; the next one begins with a fresh one, but not again and again. */
  function isPlannedEnd(error: unknown): boolean {
    const isExpired = error instanceof RemoteFailure && error.failure.cause === 'session-expired'
    const at = now().getTime()
    const isFirst = hasSucceeded && at - endedAt >= provenMs
    hasSucceeded = false
    endedAt = at

    return isExpired && isFirst
  }

  return {
    done,
    /** There may be new mail, or it is time to look. */
    wake,
    isEnding: (at: number): boolean => at >= until,
    async stop(): Promise<void> {
      stopping.abort()
      wakeUp()
      await done
    },
  }
}

export type MailboxReader = ReturnType<typeof readMailbox>
