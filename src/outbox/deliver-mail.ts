import { createLanes } from '../background/lanes.ts'
import { RemoteFailure } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import type { ByteSecrets } from '../storage/secrets.ts'
import type { Budget } from './budget.ts'
import { type ClaimedMail, type Claims, LeaseLost, type Settlement } from './claims.ts'
import type { Configuration } from './configuration.ts'
import type { Connections, Opened } from './connections.ts'
import { createJudge } from './judge.ts'
import { noteLargest } from './largest-mail.ts'
import { limitsOf } from './limits.ts'
import type { Pauses } from './pauses.ts'
import { fromOf, placeOf, prepare, type Ready } from './prepare.ts'
import { createPutBack } from './put-back.ts'
import { held } from './settlements.ts'
import { outboxTexts } from './texts.ts'
import { createTransmit, type Learnt, type Point } from './transmit.ts'
import type { Unclear } from './unclear.ts'

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
  /** More mails of some account may be taken. */
  drained: () => void
}

interface Way {
  opened: Opened
  /** This mail tries whether a paused server is well again. */
  probing: boolean
}

const mostOfOneAccount = 8
/** With so many left of an account more are taken, several at a time. */
const fewOfOneAccount = 3
/** All connections of an account are in use elsewhere: its mails are left to others for so long. */
const noConnectionMs = 2000
/** A probe that broke off may be repeated by another mail. */
const unclearProbeSeconds = 60

/** Delivers one claimed mail and writes what became of it. */
export function createDeliverMail(needs: Needs) {
  const { db, claims, pauses, budget, connections, unclear, drained, now, reached = () => {} } = needs
  const judge = createJudge(needs)
  const transmit = createTransmit({ ...needs, judge, reached })
  const putBack = createPutBack(db)
  const lane = createLanes(2, { low: fewOfOneAccount, drained })
  const opening = createLanes(1)
  const shutUntil = new Map<string, number>()

  /** When `stopping`, mails that have not begun go back. */
  async function deliver(mail: ClaimedMail, configuration: Configuration, stopping: () => boolean) {
    try {
      await reached('claimed')
      const settlement = await unclear.resolve(mail)
      if (settlement) return await settle(mail, settlement)
      const ready = prepare(mail, configuration)
      if (!('choice' in ready)) return await settle(mail, ready)
      await inLane(ready, stopping)
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
    }
  }

  /** Only now it is known whose mail it is: too many of one slow account would keep the others out. */
  async function inLane(ready: Ready, stopping: () => boolean): Promise<void> {
    const goesBack = () => putBack(ready.mail, placeOf(ready))
    if (lane.size(ready.key) >= mostOfOneAccount) return goesBack()
    await lane.run(ready.key, () => (stopping() || isShut(ready.key) ? goesBack() : overConnection(ready)))
  }

  const settle = (mail: ClaimedMail, settlement: Settlement) => claims.settle(mail, settlement)

  /** `admitted`: it was counted already, and then an old connection turned out to be gone. */
  async function overConnection(ready: Ready, admitted = false): Promise<void> {
    const way = await opening.run(ready.key, () => connect(ready))
    if (!way) return
    let learnt: Learnt = 'nothing'
    try {
      learnt = await over(way.opened, ready, admitted)
    } catch (error) {
      await connections.close(way.opened)
      throw error
    } finally {
      if (way.probing) await endProbe(ready, learnt)
    }
    if (learnt === 'stale') await overConnection(ready, true)
  }

  async function over(opened: Opened, ready: Ready, admitted: boolean): Promise<Learnt> {
    const { mail, choice, key, rewritten } = ready
    if (!opened.reused) await noteLargest(db, choice.server, opened.smtp.largest)
    if (!admitted && !(await budget.take(key, limitsOf(choice.server), rewritten.envelopeTo.length))) {
      connections.giveBack(opened)
      await settle(mail, held({ text: outboxTexts.atItsLimit }, undefined, placeOf(ready)))
      return 'nothing'
    }
    await claims.write(mail, { ...placeOf(ready), stage: 'envelope' })
    await reached('admitted')

    return transmit(ready, opened)
  }

  /** A probe that learnt nothing is given back, or the others would wait for it in vain. */
  async function endProbe(ready: Ready, learnt: Learnt): Promise<void> {
    const [serverId, from] = [ready.choice.server.id, fromOf(ready)]
    if (learnt === 'works') await pauses.lift(serverId, from)
    else if (learnt !== 'paused')
      await pauses.giveBack(serverId, from, learnt === 'unclear' ? unclearProbeSeconds : 0)
  }

  /** One at a time for each account: what stops the first must not be asked again by the next. */
  async function connect(ready: Ready): Promise<Way | undefined> {
    const { choice, configuration } = ready
    const pass = await pauses.pass(choice.server.id, fromOf(ready), configuration.mark)
    if (typeof pass === 'object') return settleHeld(ready, pass.held)
    const probing = pass === 'probe'
    const opened = await open(ready).catch(async (error: unknown) => {
      if (probing) await endProbe(ready, 'nothing')
      throw error
    })
    if (typeof opened === 'string') {
      if (probing) await endProbe(ready, opened)
      return undefined
    }

    return { opened, probing }
  }

  async function open(ready: Ready): Promise<Opened | Learnt> {
    const { mail, choice, key } = ready
    try {
      const opened = await connections.take(choice.server, key)
      if (opened) return opened
      shutUntil.set(key, now().getTime() + noConnectionMs)
      await putBack(mail, placeOf(ready))
      return 'nothing'
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error
      const decision = await judge(ready, error.failure, { connecting: true })
      return decision === 'pause' ? 'paused' : 'unclear'
    }
  }

  async function settleHeld(ready: Ready, reason: unknown): Promise<undefined> {
    const { data } = held(undefined, undefined, placeOf(ready))
    await settle(ready.mail, { data: { ...data, reason: JSON.parse(JSON.stringify(reason)) } })
  }

  /** How many more mails of this account may be taken now. */
  function room(key: string): number {
    if (isShut(key)) return 0
    const size = lane.size(key)

    return size <= fewOfOneAccount ? mostOfOneAccount - size : 0
  }

  function isShut(key: string): boolean {
    return (shutUntil.get(key) ?? 0) > now().getTime()
  }

  return { deliver, room }
}
