import { imapSteps } from './imap-steps.ts'
import { runSteps, type StepWork, type TestResult } from './run-steps.ts'
import { smtpSteps } from './smtp-steps.ts'
import { defaultTimeouts, type Step } from './steps.ts'
import type { IncomingUnderTest, OutgoingUnderTest, RunOptions } from './test-input.ts'

type OnStep = (steps: Step[]) => void

/** Tests an outgoing server step by step. Nothing is sent. Throws only our own mistakes; every failure is a result. */
export function runSmtpTest(
  server: OutgoingUnderTest,
  options: RunOptions,
  onStep: OnStep,
): Promise<TestResult> {
  return run((signal) => smtpSteps(server, signal), options, onStep)
}

/** Tests an incoming server step by step. Nothing is changed in the mailbox. */
export function runImapTest(
  server: IncomingUnderTest,
  options: RunOptions,
  onStep: OnStep,
): Promise<TestResult> {
  return run((signal) => imapSteps(server, signal), options, onStep)
}

async function run(
  steps: (signal: AbortSignal) => StepWork[],
  { timeouts, signal, now }: RunOptions,
  onStep: OnStep,
): Promise<TestResult> {
  const stop = new AbortController()
  const stopped = () => stop.abort(signal?.reason)
  if (signal?.aborted) stopped()
  signal?.addEventListener('abort', stopped)
  try {
    return await runSteps(steps(stop.signal), {
      stop,
      now,
      onStep,
      timeouts: { ...defaultTimeouts, ...timeouts },
    })
  } finally {
    signal?.removeEventListener('abort', stopped)
  }
}
