import { RemoteFailure } from '../errors.ts'
import { refusedIn, senderHeaders } from '../outgoing-servers/smtp.ts'
import type { Database } from '../storage/database.ts'
import type { ByteSecrets } from '../storage/secrets.ts'
import type { Budget } from './budget.ts'
import { type ClaimedMail, type Claims, LeaseLost, type Settlement } from './claims.ts'
import type { Configuration } from './configuration.ts'
import type { Connections, Opened } from './connections.ts'
import { bodyOf } from './delivery-body.ts'
import { createJudge } from './judge.ts'
import { createLanes } from './lanes.ts'
import { limitsOf } from './limits.ts'
import type { Pauses } from './pauses.ts'
import { fromOf, placeOf, prepare, type Ready, reasonOf } from './prepare.ts'
import { mimePlace } from './send.ts'
import { allRefused, concernsRecipient, failed, held, taken } from './settlements.ts'
import { outboxTexts } from './texts.ts'
import type { Unclear } from './unclear.ts'

/** How far a mail came; tests stop a process here. */
export type Point = 'claimed' | 'admitted' | 'data-started' | 'data-written' | 'accepted' | 'saved'

interface Needs {
  db: Database
  secrets: ByteSecrets
  claims: Claims
  pauses: Pauses
  budget: Budget
  connections: Connections
  unclear: Unclear
  now: () => Date
  reached?: ((point: Point) => Promise<void> | void) | undefined
}

interface Progress {
  handedOver: boolean
  /** Why the body was not read: the database, or another process has the mail. */
  ownError?: unknown
}

const noConnectionSeconds = 5

/** Delivers one claimed mail and writes what became of it. */
export function createDeliverMail(needs: Needs) {
  const { db, secrets, claims, pauses, budget, connections, unclear, now, reached = () => {} } = needs
  const judge = createJudge(needs)
  const lane = createLanes(2)
  const opening = createLanes(1)

  /** When `stopping`, mails that have not begun go back. */
  async function deliver(mail: ClaimedMail, configuration: Configuration, stopping: () => boolean) {
    try {
      await reached('claimed')
      const settlement = await unclear.resolve(mail)
      if (settlement) return await settle(mail, settlement)
      const ready = prepare(mail, configuration)
      if (!('choice' in ready)) return await settle(mail, ready)
      await lane(ready.key, () => (stopping() ? settle(mail, held(undefined)) : overConnection(ready)))
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
    }
  }

  const settle = (mail: ClaimedMail, settlement: Settlement) => claims.settle(mail, settlement)

  async function overConnection(ready: Ready): Promise<void> {
    const { mail, choice, key } = ready
    const way = await opening(key, () => connect(ready))
    if (!way) return
    const { opened, probing } = way
    try {
      if (!(await budget.take(key, limitsOf(choice.server), ready.rewritten.envelopeTo.length))) {
        connections.giveBack(opened)
        return await settle(mail, held({ text: outboxTexts.atItsLimit }, undefined, placeOf(ready)))
      }
      await claims.write(mail, { ...placeOf(ready), stage: 'envelope' })
      await reached('admitted')
      const isWell = await transmit(ready, opened)
      if (probing && isWell) await pauses.lift(choice.server.id, fromOf(ready))
    } catch (error) {
      await connections.close(opened)
      throw error
    }
  }

  /** One at a time for each account: what stops the first must not be asked again by the next. */
  async function connect(ready: Ready): Promise<{ opened: Opened; probing: boolean } | undefined> {
    const { mail, configuration, choice, key } = ready
    const pass = await pauses.pass(choice.server.id, fromOf(ready), configuration.mark)
    if (typeof pass === 'object') return settleHeld(ready, pass.held)
    try {
      const opened = await connections.take(choice.server, key)
      if (opened) return { opened, probing: pass === 'probe' }
      await settle(mail, held(undefined, noConnectionSeconds, placeOf(ready)))
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error
      await judge(ready, error.failure, { connecting: true })
    }

    return undefined
  }

  async function settleHeld(ready: Ready, reason: unknown): Promise<undefined> {
    const { data } = held(undefined, undefined, placeOf(ready))
    await settle(ready.mail, { data: { ...data, reason: JSON.parse(JSON.stringify(reason)) } })
  }

  /** True when the server works, whatever it says about this mail. */
  async function transmit(ready: Ready, opened: Opened): Promise<boolean> {
    const { mail, rewritten } = ready
    const parts = await partsOf(ready)
    if (!parts) {
      connections.giveBack(opened)
      return false
    }
    const progress: Progress = { handedOver: false }
    async function handOver(): Promise<void> {
      await claims.write(mail, { stage: 'data_started', lookups: 0 }).catch((error: unknown) => {
        progress.ownError = error
        throw error
      })
      progress.handedOver = true
      await reached('data-started')
    }
    try {
      const sent = await opened.smtp.send({
        from: rewritten.envelopeFrom,
        to: rewritten.envelopeTo,
        size: parts.reduce((sum, { length }) => sum + length, 0),
        body: bodyOf(parts, handOver, async () => reached('data-written')),
      })
      await reached('accepted')
      await settle(mail, taken(mail, sent, now()))
      await reached('saved')
      connections.giveBack(opened)
      return true
    } catch (error) {
      return await refused(ready, opened, error, progress)
    }
  }

  /** The bytes of the mail; one that cannot be made fails, and only that one. */
  async function partsOf({ mail, rewritten }: Ready): Promise<Buffer[] | undefined> {
    const row = await db.outboxMail.findUniqueOrThrow({
      where: { id: mail.id },
      select: { sealedMime: true },
    })
    try {
      const mime = secrets.openBytes(row.sealedMime, mimePlace(mail.id))
      return [Buffer.from(senderHeaders(rewritten.from, rewritten.replyTo)), mime]
    } catch (error) {
      await settle(mail, failed(reasonOf(error)))
      return undefined
    }
  }

  async function refused(ready: Ready, opened: Opened, error: unknown, progress: Progress): Promise<boolean> {
    if (progress.ownError) throw progress.ownError
    if (!(error instanceof RemoteFailure)) throw error
    await connections.close(opened)
    const recipients = refusedIn(error)
    const isWell = recipients.length > 0 && recipients.every(concernsRecipient)
    if (isWell) await settle(ready.mail, allRefused(ready.mail, recipients, now()))
    else await judge(ready, error.failure, progress)

    return isWell
  }

  return deliver
}
