import type { LastSeen, Workers } from '../health/workers.ts'
import { within } from '../network/within.ts'
import type { Numbers } from './numbers.ts'

/** Whoever asks more often gets the same again. */
const keptMs = 5000
const answerMs = 1500

export interface Figures {
  numbers: Numbers
  workers: LastSeen
}

interface Needs {
  numbers: () => Promise<Numbers>
  workers: Pick<Workers, 'lastSeen'>
  now: () => Date
}

/** What the database knows, at most five seconds old; undefined when it does not answer within 1.5 seconds. */
export function createFigures({ numbers, workers, now }: Needs): () => Promise<Figures | undefined> {
  let kept: { at: number; figures: Promise<Figures> } | undefined

  return async () => {
    if (!kept || now().getTime() - kept.at >= keptMs) kept = { at: now().getTime(), figures: read() }
    const { figures } = kept

    return within(figures, { ms: answerMs, late: () => new Error('late') }).catch(() => undefined)
  }

  async function read(): Promise<Figures> {
    const [found, seen] = await Promise.all([numbers(), workers.lastSeen()])

    return { numbers: found, workers: seen }
  }
}
