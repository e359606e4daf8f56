import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { endedWithin } from './ended-within.ts'

/** What is in the middle of something may end within so many milliseconds; then its lease runs out. */
const stopMs = 25_000

/** What a run answers when no job may go on. */
export const endAll = Symbol('end all jobs')

/** Work that is done again and again, never twice at once. */
export interface Job {
  name: string
  everyMs: number
  run: () => Promise<unknown>
  /** Lets a run with a backlog end after what is underway; it begins with nothing more. */
  stop?: () => Promise<void>
}

/** Runs jobs until stopped. A job that fails is logged and tried again at its next time. */
export function createRunner(jobs: readonly Job[], log: Pick<FastifyBaseLogger, 'error'>) {
  const stopping = new AbortController()
  // Each job listens while it waits; more than ten are no leak.
  setMaxListeners(jobs.length, stopping.signal)
  let running: Promise<void>[] = []

  async function loop({ name, everyMs, run }: Job): Promise<void> {
    while (!stopping.signal.aborted) {
      const answer = await run().catch((err: unknown) => log.error({ err, job: name }, 'job failed'))
      if (answer === endAll) void stop()
      await pause(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }

  /** Resolves when no job is in the middle of something, but after 25 seconds at the latest. */
  async function stop(): Promise<void> {
    stopping.abort()
    // Jobs first: a run that works off a long backlog would keep us waiting.
    await endedWithin(stopMs, Promise.all([...jobs.map((job) => job.stop?.()), ...running]))
  }

  return {
    start(): void {
      if (running.length === 0) running = jobs.map(loop)
    },
    stop,
  }
}
