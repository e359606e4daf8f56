interface Drain {
  /** With so many left for a key, or fewer, … */
  low?: number
  /** … this is called. */
  drained?: () => void
}

interface Lane {
  running: number
  waiting: (() => void)[]
}

/** Lets so many through at once for each key; the others wait in line. */
export function createLanes(most: number, { low = 0, drained = () => {} }: Drain = {}) {
  const lanes = new Map<string, Lane>()

  async function run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const leave = await enter(key)
    try {
      return await work()
    } finally {
      leave()
    }
  }

  /** Waits in line for a place, which is free again for others when the answer is called. Throws the signal's reason. */
  async function enter(key: string, signal?: AbortSignal): Promise<() => void> {
    const leave = tryEnter(key)
    if (leave) return leave
    signal?.throwIfAborted()
    const lane = laneOf(key)
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        lane.waiting.splice(lane.waiting.indexOf(go), 1)
        reject(signal?.reason)
      }
      lane.waiting.push(go)
      signal?.addEventListener('abort', stop, { once: true })
    })

    return () => end(key)
  }

  /** A place, if there is one at once. */
  function tryEnter(key: string): (() => void) | undefined {
    const lane = laneOf(key)
    if (lane.running >= most) return undefined
    lane.running += 1

    return () => end(key)
  }

  function laneOf(key: string): Lane {
    const lane = lanes.get(key) ?? { running: 0, waiting: [] }
    lanes.set(key, lane)

    return lane
  }

  function end(key: string): void {
    const lane = laneOf(key)
    const next = lane.waiting.shift()
    if (next) next()
    else lane.running -= 1
    if (lane.running === 0) lanes.delete(key)
    if (size(key) <= low) drained()
  }

  /** How many are under way or in line. */
  function size(key: string): number {
    const { running, waiting } = lanes.get(key) ?? { running: 0, waiting: [] }

    return running + waiting.length
  }

  return { run, enter, tryEnter, size }
}
