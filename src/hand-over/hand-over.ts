import type { FastifyBaseLogger } from 'fastify'
import { endedWithin } from '../background/ended-within.ts'
import type { ParseResult } from '../inbox/parser.ts'
import type { Database } from '../storage/database.ts'
import { Prisma } from '../storage/generated/client.ts'
import { type Claimed, createHandOverClaims, mostTries, waitAfter } from './claims.ts'
import type { Destination, Outcome } from './destination.ts'
import { type MailBytes, type ReceivedMail, receivedMail } from './received-mail.ts'
import { handOverTexts } from './texts.ts'

const leaseSeconds = 60
const stopMs = 25_000

/** Where a hand-over is; tests stop a process here. */
export type HandOverPoint = 'claimed' | 'answered' | 'saved'

export interface HandOverNeeds {
  db: Database
  inbox: MailBytes & { read: (id: string) => Promise<ParseResult> }
  /** Who gets the mails now; undefined while nobody does. */
  destination: () => Promise<Destination | undefined>
  now: () => Date
  log: Pick<FastifyBaseLogger, 'error'>
  leaseSeconds?: number
  reached?: (point: HandOverPoint) => Promise<void> | void
}

/** Gives processed mails to the backend, in order and one at a time: each at least once, always under the same id. */
export function createHandOver(needs: HandOverNeeds) {
  const { db, destination, now, log, reached = () => {} } = needs
  const lease = needs.leaseSeconds ?? leaseSeconds
  const claims = createHandOverClaims({ db, now, leaseSeconds: lease })
  let running: Promise<void> | undefined
  let asked = false
  let started = false
  let stopping = false

  /** Hands over what is due; resolves when nothing more is. Calls that come meanwhile join. */
  function handOverDue(): Promise<void> {
    started = true
    asked = true
    running ??= run().finally(() => {
      running = undefined
    })

    return running
  }

  /** To be called when there may be something to hand over. */
  function wake(): void {
    if (started) handOverDue().catch((err: unknown) => log.error({ err }, 'received mail not handed over'))
  }

  async function run(): Promise<void> {
    while (asked && !stopping) {
      asked = false
      while (!stopping && (await next()));
    }
  }

  /** False when there is nothing, or nobody to give it to. */
  async function next(): Promise<boolean> {
    const to = await destination()
    const claimed = to && (await claims.claim())
    if (!claimed) return false
    await reached('claimed')
    const keeping = setInterval(() => void keep(claimed), (lease * 1000) / 3)
    try {
      const outcome = await give(claimed, to)
      await reached('answered')
      await claims.settle(claimed, changesFor(outcome, claimed))
      await reached('saved')
    } finally {
      clearInterval(keeping)
    }

    return true
  }

  async function keep(claimed: Claimed): Promise<void> {
    await claims.keep(claimed).catch((err: unknown) => log.error({ err }, 'lease not kept'))
  }

  async function give({ id, tries }: Claimed, to: Destination): Promise<Outcome> {
    if (tries > mostTries) return { state: 'failed', reason: handOverTexts.endedProcess }
    const mail = await mailOf(id).catch((err: unknown) => {
      log.error({ err, mail: id }, 'received mail not read for the hand-over')
    })

    return mail ? to(mail) : { state: 'again', reason: handOverTexts.unreadable, wait: 0 }
  }

  async function mailOf(id: string): Promise<ReceivedMail> {
    const row = await db.inboxMail.findUniqueOrThrow({ where: { id }, select: handedColumns })
    const result = await needs.inbox.read(id)
    if (!('mail' in result)) throw new Error(`mail ${id} cannot be read any more`)

    return receivedMail(row, result.mail, needs.inbox)
  }

  function changesFor(outcome: Outcome, { tries }: Claimed) {
    if (outcome.state === 'done')
      return { handOver: 'done', handedOverAt: now(), handOverReason: Prisma.DbNull } as const
    const handOverReason = reasonIn(outcome)
    if (outcome.state === 'failed') return { handOver: 'failed', handOverAt: now(), handOverReason } as const
    // Nothing against the mail: its tries are for it alone.
    if (outcome.state === 'kept') return { handOverTries: tries - 1, handOverReason, handOverAt: now() }
    const wait = waitAfter(tries)
    if (wait === undefined) return { handOver: 'failed', handOverAt: now(), handOverReason } as const

    return { handOverReason, handOverAt: new Date(now().getTime() + Math.max(wait, outcome.wait) * 1000) }
  }

  /** Takes nothing more, and waits for what is underway, but not for ever. */
  async function stop(): Promise<void> {
    stopping = true
    await endedWithin(
      stopMs,
      running?.catch(() => {}),
    )
  }

  return { handOverDue, wake, stop }
}

function reasonIn(outcome: Exclude<Outcome, { state: 'done' }>): Prisma.InputJsonObject {
  const forViewers = outcome.state === 'again' ? outcome.forViewers : undefined

  return { text: { ...outcome.reason }, ...(forViewers ? { forViewers: { ...forViewers } } : {}) }
}

export const handedColumns = {
  id: true,
  server: { select: { id: true, name: true } },
  folder: true,
  fetchedAt: true,
  route: true,
  routeName: true,
  outboxMailId: true,
} as const
