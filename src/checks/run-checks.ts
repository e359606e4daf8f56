import { setMaxListeners } from 'node:events'
import { RemoteFailure } from '../errors.ts'
import { within } from '../network/within.ts'
import { type Check, type CheckId, type Outcome, settledChecks } from './check.ts'

/** Checks that are found out together, beside all the others. */
export interface Work {
  about: { id: CheckId; subject?: string }[]
  /** Milliseconds. */
  ms: number
  /** One outcome for each, in this order. */
  work: (signal: AbortSignal) => Promise<Outcome[]>
}

/** The whole run, milliseconds: nobody waits longer. */
export const wholeMs = 45_000

interface Run {
  signal: AbortSignal
  wholeMs?: number
  onChange: (checks: Check[]) => void
}

class Late extends Error {}

/** Takes all checks at once and never throws; a check that breaks by our own mistake is told to `broke`. */
export async function runChecks(
  works: readonly Work[],
  { signal, wholeMs: most = wholeMs, onChange }: Run,
  broke: (error: unknown) => void,
): Promise<Check[]> {
  const whole = AbortSignal.any([signal, AbortSignal.timeout(most)])
  // Every check listens; Node would take so many for a leak.
  setMaxListeners(0, whole)
  let checks = waitingChecks(works)
  let first = 0
  const starts = works.map(({ about }) => {
    const start = first
    first += about.length

    return start
  })

  await Promise.all(
    works.map(async (work, index) => {
      const outcomes = await outcomesOf(work, whole, broke)
      const start = starts[index] ?? 0
      checks = checks.map((check, place) => {
        const outcome = place < start + work.about.length ? outcomes[place - start] : undefined

        return outcome ? { ...check, ...outcome } : check
      })
      onChange(checks)
    }),
  )

  return settledChecks(checks)
}

export function waitingChecks(works: readonly Pick<Work, 'about'>[]): Check[] {
  return works.flatMap(({ about }) => about.map((each) => ({ ...each, state: 'running' as const })))
}

async function outcomesOf({ about, ms, work }: Work, whole: AbortSignal, broke: (error: unknown) => void) {
  // Ends what the check has opened, whichever way it ends.
  const stop = new AbortController()
  const signal = AbortSignal.any([whole, stop.signal])
  try {
    return await within(work(signal), { ms, signal: whole, late: () => new Late() })
  } catch (error) {
    const outcome = outcomeOf(error, whole)
    if (outcome.finding === 'broke') broke(error)

    return about.map(() => outcome)
  } finally {
    stop.abort()
  }
}

function outcomeOf(error: unknown, whole: AbortSignal): Outcome {
  if (error instanceof Late) return { state: 'err', finding: 'too-slow' }
  if (whole.aborted) return { state: 'not_run', finding: 'too-slow' }
  if (error instanceof RemoteFailure) return { state: 'err', finding: 'failed', failure: error.failure }

  return { state: 'err', finding: 'broke' }
}
