interface Drain {
  /** With so many left for a key, or fewer, … */
  low?: number
  /** … this is called. */
  drained?: () => void
}

/** Lets so many through at once for each key; the others wait in line. */
export function createLanes(most: number, { low = 0, drained = () => {} }: Drain = {}) {
  const lanes = new Map<string, { running: number; waiting: (() => void)[] }>()

  async function run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lane = lanes.get(key) ?? { running: 0, waiting: [] }
    lanes.set(key, lane)
    if (lane.running >= most) await new Promise<void>((go) => lane.waiting.push(go))
    else lane.running += 1
    try {
      return await work()
    } finally {
      const next = lane.waiting.shift()
      if (next) next()
      else lane.running -= 1
      if (lane.running === 0) lanes.delete(key)
      if (size(key) <= low) drained()
    }
  }

  /** How many are under way or in line. */
  function size(key: string): number {
    const { running, waiting } = lanes.get(key) ?? { running: 0, waiting: [] }

    return running + waiting.length
  }

  return { run, size }
}
