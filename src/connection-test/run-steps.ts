import { RemoteFailure } from '../errors.ts'
import type { Failure } from '../failures/failure.ts'
import { ownFailure } from '../network/remote-failure.ts'
import { within } from '../network/within.ts'
import {
  type Step,
  type StepEvidence,
  type StepId,
  settledSteps,
  type Timeouts,
  waitingSteps,
} from './steps.ts'

/** Adds to what the page shows for a step, also when the step fails later. */
export type Note = (evidence: StepEvidence) => void

export interface StepWork {
  id: StepId
  /** Throws RemoteFailure. */
  work: (note: Note) => Promise<unknown>
  /** What it means that this step took too long. */
  late: () => RemoteFailure
}

export interface TestResult {
  state: 'passed' | 'failed' | 'timed_out'
  steps: Step[]
  /** The failure of the step that failed; none when the test was stopped from outside. */
  failure?: Failure
}

interface Run {
  timeouts: Timeouts
  /** Ends everything the steps have opened. Aborted by `runSteps` at the end, and when the whole test takes too long. */
  stop: AbortController
  now: () => Date
  /** Told of every change, with all steps. */
  onStep: (steps: Step[]) => void
}

/** Takes one step after the other until one fails. Errors that are no RemoteFailure are ours, and travel on. */
export async function runSteps(works: readonly StepWork[], run: Run): Promise<TestResult> {
  const { stop, timeouts, onStep } = run
  let steps = waitingSteps(works.map(({ id }) => id))
  const tooLong = ownFailure('test-too-long')
  const timer = setTimeout(() => stop.abort(tooLong), timeouts.whole)

  function change(id: StepId, changes: Partial<Step>): void {
    steps = steps.map((step) => (step.id === id ? { ...step, ...changes } : step))
    onStep(steps)
  }

  try {
    for (const work of works) await runStep(work, run, (changes) => change(work.id, changes))

    return { state: 'passed', steps }
  } catch (error) {
    const failed = { state: error === tooLong ? 'timed_out' : 'failed', steps: settledSteps(steps) } as const
    if (error instanceof RemoteFailure) return { ...failed, failure: error.failure }
    if (error === stop.signal.reason) return { ...failed, state: 'timed_out' }
    throw error
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

async function runStep({ id, work, late }: StepWork, run: Run, change: (changes: Partial<Step>) => void) {
  const startedAt = run.now().getTime()
  let evidence: StepEvidence = {}
  const note = (more: StepEvidence) => {
    evidence = { ...evidence, ...more }
  }
  const known = () => ({ ms: run.now().getTime() - startedAt, evidence })

  change({ state: 'running' })
  try {
    await within(work(note), { ms: run.timeouts[id], signal: run.stop.signal, late })
    change({ state: 'passed', ...known() })
  } catch (error) {
    // Whatever broke because the test was stopped says nothing about the server.
    const reason: unknown = run.stop.signal.aborted ? run.stop.signal.reason : error
    if (reason instanceof RemoteFailure) change({ state: 'failed', ...known(), failure: reason.failure })
    throw reason
  }
}
