import { createConnectionTests } from '../../src/connection-test/connection-tests.ts'
import type { TestResult } from '../../src/connection-test/run-steps.ts'
import { type Step, stepsOf, waitingSteps } from '../../src/connection-test/steps.ts'
import type { RunOptions } from '../../src/connection-test/test-input.ts'
import type { Database } from '../../src/storage/database.ts'
import { stoppedClock } from './shop.ts'
import { incoming, outgoing } from './under-test.ts'

export const steps = waitingSteps(stepsOf('smtp', 'outlook'))
export const passed: TestResult = {
  state: 'passed',
  steps: steps.map((step) => ({ ...step, state: 'passed', ms: 20 })),
}
export const failed: TestResult = {
  state: 'failed',
  steps: steps.map((step) => ({ ...step, state: step.id === 'dns' ? 'failed' : 'not_run' })),
  failure: { cause: 'server-name-unknown', code: 'ENOTFOUND', host: 'smtp.mein-shop.example', port: 587 },
}

export type Run = (options: RunOptions, onStep: (steps: Step[]) => void) => Promise<TestResult>

/** Connection tests whose dialogues are played by the test; each ends when it says so. */
export function connectionTests(db: Database, run: Run = async () => passed) {
  const clock = stoppedClock()
  const logged: unknown[] = []
  const tests = createConnectionTests({
    db,
    now: clock.now,
    log: { error: (details) => logged.push(details) },
    serversUnderTest: { outgoing: () => outgoing(587), incoming: () => incoming(993) },
    runOutgoing: (_, options, onStep) => run(options, onStep),
    runIncoming: (_, options, onStep) => run(options, onStep),
  })

  return { ...tests, ...clock, logged }
}

export function endedByHand(): { run: Run; end: (result: TestResult) => void } {
  let end = (_: TestResult) => {}
  const ended = new Promise<TestResult>((resolve) => {
    end = resolve
  })

  return { run: () => ended, end: (result) => end(result) }
}
