import type { SmtpConnection } from '../outgoing-servers/smtp.ts'
import type { Budget, Slot } from './budget.ts'
import type { SendingServer } from './configuration.ts'
import { type ConnectionNeeds, createOpen } from './open-connection.ts'

const wayOf = ['host', 'port', 'encryption', 'signInWith', 'outlookAccountId', 'sealedPassword'] as const
/**
 * The next mail of an account finds its connection signed in. What a burst needed on top goes sooner, and everything
 * at once when another process has no connection and asks.
 */
const lastIdleMs = 60_000
const furtherIdleMs = 10_000

export interface Opened extends Slot {
  smtp: SmtpConnection
  server: SendingServer
  /** It must not begin a mail after this. */
  until: number
  /** When it was last needed; a connection that has not carried a mail yet was opened for one. */
  usedAt: number
  /** It may have been dropped meanwhile without anybody noticing. */
  reused: boolean
}

/** Signed-in connections of this process: reused for mails of the same way, as many as the account may have. */
export function createConnections(needs: ConnectionNeeds, budget: Budget, { holder, leaseSeconds }: Holder) {
  const { now } = needs
  const open = createOpen(needs)
  const all = new Set<Opened>()
  const idle = new Map<string, Opened[]>()
  const waiting = new Map<string, (() => void)[]>()
  const opening = new Set<Slot>()
  /** Given up, but the database did not hear of it yet. */
  const unfreed = new Map<string, Slot>()
  const wished = new Set<string>()
  let keptAt = 0

  /** Undefined when all connections of the account are in use elsewhere; waits for one of ours. Throws RemoteFailure. */
  async function take(server: SendingServer, key: string): Promise<Opened | undefined> {
    const found = await takeIdle(server, key)
    if (found) return found
    const slot = await budget.takeSlot(key, holder)
    if (slot !== undefined) return openAt({ key, slot }, server)
    if ([...all].some((opened) => opened.key === key)) {
      if (!idle.has(key)) await nextFree(key)
      return take(server, key)
    }
    wished.add(key)
    await budget.askForSlot(key, holder)

    return undefined
  }

  function nextFree(key: string): Promise<void> {
    return new Promise((free) => waiting.set(key, [...(waiting.get(key) ?? []), free]))
  }

  async function takeIdle(server: SendingServer, key: string): Promise<Opened | undefined> {
    for (let found = popIdle(key); found; found = popIdle(key)) {
      if (isUsable(found) && sameWay(found.server, server)) return Object.assign(found, { reused: true })
      await close(found)
    }

    return undefined
  }

  function popIdle(key: string): Opened | undefined {
    const line = idle.get(key)
    const last = line?.pop()
    if (line?.length === 0) idle.delete(key)

    return last
  }

  async function openAt(taken: Slot, server: SendingServer): Promise<Opened> {
    opening.add(taken)
    unfreed.delete(nameOf(taken))
    try {
      if (wished.delete(taken.key)) await budget.forgetWish(taken.key, holder)
      const usedAt = now().getTime()
      const opened = { ...(await open(server)), ...taken, server, usedAt, reused: false }
      all.add(opened)

      return opened
    } catch (error) {
      await free(taken)
      throw error
    } finally {
      opening.delete(taken)
    }
  }

  /** Never fails: what the database does not hear now it hears with the next leases, and a lease ends by itself. */
  async function free(given: Slot): Promise<void> {
    unfreed.set(nameOf(given), given)
    await budget.freeSlot(given.key, given.slot, holder).then(
      () => unfreed.delete(nameOf(given)),
      () => {},
    )
  }

  function isUsable(opened: Opened): boolean {
    const at = now().getTime()
    // A process that was stopped for long has lost its slot to another one.
    const hasSlot = at < Math.max(keptAt, opened.usedAt) + leaseSeconds * 1000

    return all.has(opened) && opened.smtp.isOpen() && opened.until > at && hasSlot
  }

  function giveBack(opened: Opened): void {
    opened.usedAt = now().getTime()
    idle.set(opened.key, [...(idle.get(opened.key) ?? []), opened])
    tellWaiting(opened.key)
  }

  function tellWaiting(key: string): void {
    const line = waiting.get(key) ?? []
    waiting.delete(key)
    for (const free of line) free()
  }

  async function close(opened: Opened): Promise<void> {
    if (!all.delete(opened)) return
    await opened.smtp.quit()
    const { key, slot } = opened
    await free({ key, slot })
    tellWaiting(key)
  }

  /** Gives up what was not used for a while, what cannot be used any more, and what another process asks for. */
  async function closeUnused(): Promise<void> {
    if (all.size === 0) return
    const wanted = await budget.slotsWanted(holder)
    const at = now().getTime()
    const over: Opened[] = []
    for (const [key, line] of idle) {
      const stays = line.filter((opened, index) => {
        const idleMs = index === line.length - 1 ? lastIdleMs : furtherIdleMs

        return !wanted.has(key) && isUsable(opened) && at - opened.usedAt < idleMs
      })
      over.push(...line.filter((opened) => !stays.includes(opened)))
      if (stays.length > 0) idle.set(key, stays)
      else idle.delete(key)
    }
    await Promise.all(over.map(close))
  }

  async function closeIdle(): Promise<void> {
    const rest = [...idle.values()].flat()
    idle.clear()
    await Promise.all(rest.map(close))
  }

  /** The slots of open connections stay ours; a connection whose slot another process has begins no mail any more. */
  async function keep(): Promise<void> {
    await Promise.all([...unfreed.values()].map(free))
    const ours = [...all]
    const slots = [...ours, ...opening]
    if (slots.length === 0) return
    const at = now().getTime()
    const kept = await budget.keepSlots(holder, slots)
    keptAt = at
    const names = new Set(kept.map(nameOf))
    const lost = ours.filter((one) => !names.has(nameOf(one)))
    for (const opened of lost) opened.until = 0
    if (lost.length > 0) await closeUnused()
  }

  return { take, giveBack, close, closeUnused, closeIdle, keep }
}

interface Holder {
  holder: string
  leaseSeconds: number
}

export type Connections = ReturnType<typeof createConnections>

function nameOf({ key, slot }: Slot): string {
  return `${slot} ${key}`
}

/** Both sign in as the same user at the same place. */
function sameWay(one: SendingServer, other: SendingServer): boolean {
  return wayOf.every((name) => one[name] === other[name])
}
