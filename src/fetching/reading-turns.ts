import { createLanes } from '../background/lanes.ts'

/** Each holds some megabytes of mail in memory. */
const mostReading = 4
/** Whoever takes longer is slow, and waits for others that are slow. */
const longMs = 30_000

interface Reader {
  mailbox: string
  /** Mailboxes wait for those in the same lane only. */
  lane: string
  signal: AbortSignal
  /** Called when the mailbox has been in line for a while: its connection must not fall asleep. */
  inLine: () => void
}

interface Held {
  leave: () => void
  since: number
  isSlow: boolean
}

export type ReadingTurns = ReturnType<typeof createReadingTurns>

/**
 * Lets few mailboxes at once read a portion of mail each, so that hundreds share one process. A slow one gives its place
 * back and goes on among the slow ones, who are as many at most, and keeps none but them waiting.
 */
export function createReadingTurns(now: () => Date) {
  const lanes = createLanes(mostReading)
  /** Those whose last turn took long begin the next one among their like. */
  const slow = new Set<string>()
  const watched = new Set<() => void>()

  function placeOf({ mailbox, lane, signal, inLine }: Reader) {
    const slowLane = `${lane}, slow`
    let held: Held | undefined

    async function run<T>(work: () => Promise<T>): Promise<T> {
      await take()
      slow.delete(mailbox)
      try {
        return await work()
      } finally {
        if (isLong()) slow.add(mailbox)
        giveBack()
      }
    }

    /** Between two pieces of one turn: lets others of the same speed in. */
    async function rest(): Promise<void> {
      if (!isLong()) return
      slow.add(mailbox)
      giveBack()
      await take()
    }

    async function take(): Promise<void> {
      const isSlow = slow.has(mailbox)
      watched.add(inLine)
      try {
        const leave = await lanes.enter(isSlow ? slowLane : lane, signal)
        held = { leave, isSlow, since: now().getTime() }
        watched.add(moveOver)
      } finally {
        watched.delete(inLine)
      }
    }

    function giveBack(): void {
      watched.delete(moveOver)
      held?.leave()
      held = undefined
    }

    /** In the middle of an answer nobody can pause; its place is free for others as soon as the slow ones have room. */
    function moveOver(): void {
      if (!held || held.isSlow || !isLong()) return
      slow.add(mailbox)
      const leave = lanes.tryEnter(slowLane)
      if (!leave) return
      held.leave()
      held = { ...held, leave, isSlow: true }
    }

    function isLong(): boolean {
      return held !== undefined && now().getTime() - held.since >= longMs
    }

    return { run, rest }
  }

  /** To be called every other second. */
  function review(): void {
    for (const look of [...watched]) look()
  }

  return { placeOf, review }
}
