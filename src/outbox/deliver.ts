import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { endedWithin } from '../background/ended-within.ts'
import { type DatabaseClock, databaseClock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { createBudget } from './budget.ts'
import { type ClaimedMail, createClaims } from './claims.ts'
import { createConfiguration } from './configuration.ts'
import { createConnections } from './connections.ts'
import { createDeliverMail } from './deliver-mail.ts'
import { releaseMisplaced } from './misplaced.ts'
import type { ConnectionNeeds } from './open-connection.ts'
import { createPauses } from './pauses.ts'
import { createSentItems, type SentItemsNeeds } from './sent-items.ts'
import { type Settled, telling } from './settled.ts'
import type { Point } from './transmit.ts'
import { createUnclear } from './unclear.ts'

const mostAtOnce = 32
const leaseSeconds = 180
const stopMs = 25_000
const lookAgainMs = 2000

export interface DeliveryNeeds extends ConnectionNeeds, Pick<SentItemsNeeds, 'outlookImap'> {
  db: Database
  secrets: KeyRing
  log: Pick<FastifyBaseLogger, 'error'>
  clock?: DatabaseClock
  leaseSeconds?: number
  reached?: (point: Point) => Promise<void> | void
  /** Learns how each attempt ended. */
  settled?: (settled: Settled) => void
}

/** The worker: takes due mails and delivers them, side by side with other processes. */
export function createDelivery(needs: DeliveryNeeds) {
  const { db, log, clock = databaseClock, leaseSeconds: lease = leaseSeconds } = needs
  const holder = randomUUID()
  const shared = { db, clock, leaseSeconds: lease }
  const budget = createBudget(shared)
  const claims = telling(createClaims(shared), needs.settled ?? (() => {}), needs.now)
  const pauses = createPauses(db, clock)
  const connections = createConnections(needs, budget, { holder, leaseSeconds: lease })
  const configurations = createConfiguration(db)
  const unclear = createUnclear({ sentItems: createSentItems(needs), now: needs.now })
  const shares = { claims, pauses, budget, connections, unclear, drained: askAgain }
  const { deliver, room } = createDeliverMail({ ...needs, ...shares })
  const underway = new Map<ClaimedMail, Promise<void>>()
  let running: Promise<void> | undefined
  let stopped: Promise<void> | undefined
  let keeping: NodeJS.Timeout | undefined
  let settings: string | undefined
  let asked = false
  let wake = () => {}
  let stopping = false

  /** Delivers what is due; resolves when nothing more is. Calls that come meanwhile join. */
  function deliverDue(): Promise<void> {
    askAgain()
    // Idle connections are ours between two calls, too.
    keeping ??= setInterval(() => void keep(), (lease * 1000) / 3).unref()
    running ??= run().finally(() => {
      running = undefined
    })

    return running
  }

  async function run(): Promise<void> {
    while (!stopping && asked) await round()
    await Promise.all(underway.values())
    await connections.closeUnused()
  }

  async function round(): Promise<void> {
    asked = false
    while (!stopping && (await begin())) await roomForMore()
    // Not after each mail: what can be taken at once is taken in one go.
    while (!stopping && !asked && underway.size > 0) await oneEnds()
  }

  async function roomForMore(): Promise<void> {
    if (underway.size >= mostAtOnce) await Promise.race(underway.values())
  }

  function askAgain(): void {
    asked = true
    wake()
  }

  /** Or something may have become due: one slow server must not keep the mails of others. */
  async function oneEnds(): Promise<void> {
    const timer = setTimeout(askAgain, lookAgainMs)
    const woken = new Promise<void>((resolve) => {
      wake = resolve
    })
    await Promise.race([woken, ...underway.values()])
    clearTimeout(timer)
  }

  /** Begins with what can be claimed; false when that was nothing. */
  async function begin(): Promise<boolean> {
    const configuration = await configurations.get()
    if (configuration.mark !== settings) {
      await Promise.all([pauses.wake(configuration.mark), releaseMisplaced(db, clock, configuration)])
      settings = configuration.mark
    }
    const mails = await claims.claim({ most: mostAtOnce - underway.size, room, configuration })
    for (const mail of mails) {
      const done = deliver(mail, configuration, () => stopping)
        .catch((err: unknown) => log.error({ err, mail: mail.id }, 'mail not delivered'))
        .finally(() => ended(mail))
      underway.set(mail, done)
    }

    return mails.length > 0
  }

  function ended(mail: ClaimedMail): void {
    if (underway.size >= mostAtOnce) askAgain()
    underway.delete(mail)
  }

  async function keep(): Promise<void> {
    await Promise.all([claims.keep([...underway.keys()]), connections.keep()]).catch((err: unknown) =>
      log.error({ err }, 'leases not kept'),
    )
  }

  /** Takes nothing more, and waits for what is underway, but not for ever. */
  function stop(): Promise<void> {
    stopped ??= end()

    return stopped
  }

  async function end(): Promise<void> {
    stopping = true
    await endedWithin(
      stopMs,
      running?.catch(() => {}),
    )
    clearInterval(keeping)
    await connections.closeIdle()
  }

  return { deliverDue, stop }
}
