import { createSecrets } from '../../src/storage/secrets.ts'

export const secrets = createSecrets([{ id: 'k1', bytes: Buffer.alloc(32, 7) }])
export const ada = { id: 'ada', name: 'Ada' }
export const start = new Date('2026-11-24T15:00:00Z')
export const now = () => start

interface Outcome<T> {
  done: T[]
  /** How many failed, by the name of the error: a deadlock or a timeout is not taken for a refusal. */
  errors: Record<string, number>
}

/** Twenty calls, all begun before any has ended. */
export async function twentyAtOnce<T>(work: (no: number) => Promise<T>): Promise<Outcome<T>> {
  const all = await Promise.allSettled(Array.from({ length: 20 }, (_, no) => work(no)))
  const outcome: Outcome<T> = { done: [], errors: {} }
  for (const one of all) {
    if (one.status === 'fulfilled') outcome.done.push(one.value)
    else outcome.errors[nameOf(one.reason)] = (outcome.errors[nameOf(one.reason)] ?? 0) + 1
  }

  return outcome
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)

  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name
}
