interface Limit {
  ms: number
  /** What it means that the time is up. */
  late: () => Error
  signal?: AbortSignal | undefined
}

/** The answer, if it comes in time and before `signal`; with the signal's reason otherwise. The work itself goes on. */
export async function within<T>(answer: Promise<T>, { ms, late, signal }: Limit): Promise<T> {
  const { promise: interrupted, reject, settle } = interruption(signal)
  const timer = setTimeout(() => reject(late()), ms)
  try {
    return await Promise.race([answer, interrupted])
  } finally {
    clearTimeout(timer)
    settle()
  }
}

function interruption(signal: AbortSignal | undefined) {
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse
  })
  const abort = () => reject(signal?.reason)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)

  return { promise, reject, settle: () => signal?.removeEventListener('abort', abort) }
}
