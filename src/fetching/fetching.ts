import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { endedWithin } from '../background/ended-within.ts'
import { createLanes } from '../background/lanes.ts'
import { type DatabaseClock, databaseClock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { createActions } from './actions.ts'
import { createAfterReading } from './after-reading.ts'
import { type ConnectNeeds, createConnect } from './connect.ts'
import { createCursors } from './cursors.ts'
import type { Point } from './folder-reading.ts'
import { createLeases, type Held, LeaseLost } from './leases.ts'
import { createMailBytes } from './mail-bytes.ts'
import { type MailboxReader, type ReaderNeeds, readMailbox } from './mailbox-reader.ts'
import { createReadingTurns } from './reading-turns.ts'
import { createResults } from './results.ts'
import { createStoreMails } from './store-mails.ts'
import { createSuspects } from './suspects.ts'

const leaseSeconds = 60
const mostMailboxes = 1000
const mostConnecting = 16
const stopMs = 5000
const brokenSeconds = 60

export interface FetchingNeeds extends ConnectNeeds {
  db: Database
  secrets: KeyRing
  log: Pick<FastifyBaseLogger, 'error'>
  clock?: DatabaseClock
  leaseSeconds?: number
  reached?: (point: Point) => Promise<void> | void
  /** New mails are stored. */
  stored?: () => void
}

interface Running {
  held: Held
  reader: MailboxReader
  /** By us, for others to go on at once. */
  isEnded: boolean
  /** By a mistake of ours, or of the database: not again at once. */
  isBroken: boolean
  finished: Promise<void>
}

/** Reads the mail of all confirmed servers, each mailbox by one process at a time. */
export function createFetching(needs: FetchingNeeds) {
  const { db, log, now, clock = databaseClock, leaseSeconds: seconds = leaseSeconds } = needs
  const leases = createLeases({ db, clock, leaseSeconds: seconds, holder: randomUUID() })
  const parts = readerParts(needs, leases)
  const running = new Map<string, Running>()
  let keptAt = 0
  let isStopping = false
  let ticking: Promise<void> | undefined

  /** Looks after the mailboxes of this process and takes those that are due. To be called every other second. */
  function tick(): Promise<void> {
    ticking ??= work().finally(() => {
      ticking = undefined
    })

    return ticking
  }

  async function work(): Promise<void> {
    if (isStopping) return
    parts.reading.review()
    if (running.size > 0) await lookAfter()
    const room = mostMailboxes - running.size
    for (const held of room > 0 ? await leases.claim(room) : [])
      await begin(held).catch((error: unknown) => giveBack(held, error))
  }

  async function lookAfter(): Promise<void> {
    await keep()
    const found = new Map((await leases.held()).map((held) => [held.serverId, held]))
    for (const held of found.values()) if (!running.has(held.serverId)) await leases.release(held)
    for (const one of running.values()) follow(one, found.get(one.held.serverId))
  }

  async function keep(): Promise<void> {
    if (Date.now() - keptAt < (seconds * 1000) / 4) return
    await leases.keep([...running.keys()])
    keptAt = Date.now()
  }

  function follow(one: Running, current: Held | undefined): void {
    if (!isSame(one.held, current)) void end(one)
    else if (current?.isDue || one.reader.isEnding(now().getTime())) one.reader.wake()
  }

  async function begin(held: Held): Promise<void> {
    const { serverId } = held
    // The old reader still ends: at the next look. One that hangs must not make the other mailboxes wait.
    if (running.has(serverId)) return leases.release(held)
    const server = await db.incomingServer.findUnique({
      where: { id: serverId },
      include: { fetching: { select: { failures: true } } },
    })
    if (!server || isStopping) return leases.release(held)
    const reader = readMailbox(parts, held, server)
    const one: Running = { held, reader, isEnded: false, isBroken: false, finished: Promise.resolve() }
    running.set(serverId, one)
    one.finished = ending(one)
  }

  /** One mailbox that cannot be begun with keeps no other back. */
  async function giveBack(held: Held, err: unknown): Promise<void> {
    log.error({ err, server: held.serverId }, 'mailbox not read')
    await leases.failed(held, brokenSeconds)
  }

  /** Gives the mailbox back when its reader has ended, however it did. */
  async function ending(one: Running): Promise<void> {
    const server = one.held.serverId
    try {
      await one.reader.done
    } catch (err) {
      one.isBroken = !(err instanceof LeaseLost)
      if (one.isBroken) log.error({ err, server }, 'mailbox not read')
    }
    await finish(one).catch((err: unknown) => log.error({ err, server }, 'mailbox not given back'))
  }

  /** Ends a connection whose settings are not the same any more; the next look begins it anew. */
  async function end(one: Running): Promise<void> {
    one.isEnded = true
    await one.reader.stop().catch(() => {})
  }

  async function finish({ held, isEnded, isBroken }: Running): Promise<void> {
    try {
      if (isBroken) await leases.failed(held, brokenSeconds)
      else await leases.release(held, isEnded ? 0 : undefined)
    } finally {
      running.delete(held.serverId)
    }
  }

  /** Ends all connections and gives the mailboxes back. */
  async function stop(): Promise<void> {
    isStopping = true
    await ticking?.catch(() => {})
    const all = [...running.values()]
    await endedWithin(stopMs, Promise.all(all.map((one) => end(one).then(() => one.finished))))
  }

  const { connect } = parts

  return { tick, stop, actions: createActions({ db, connect, tick, now, clock }) }
}

function isSame(held: Held, current: Held | undefined): boolean {
  return current?.leaseNo === held.leaseNo && current.mark === held.mark
}

function readerParts(needs: FetchingNeeds, leases: ReturnType<typeof createLeases>): ReaderNeeds {
  const { db, secrets, now, reached = () => {}, stored = () => {} } = needs

  return {
    db,
    now,
    stored,
    reached,
    connect: createConnect(needs),
    cursors: createCursors({ db, leases, now }),
    mailBytes: createMailBytes({ db, secrets, now }),
    storeMails: createStoreMails({ db, leases, now }),
    suspects: createSuspects(db),
    afterReading: createAfterReading(db),
    results: createResults({ db, leases, now }),
    connecting: createLanes(mostConnecting).run,
    reading: createReadingTurns(now),
  }
}
