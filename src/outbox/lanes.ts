/** Lets so many through at once for each key; the others wait in line. */
export function createLanes(most: number) {
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
    }
  }

  /** Keys with so many under way or in line. */
  function full(many: number): string[] {
    return [...lanes].flatMap(([key, { running, waiting }]) =>
      running + waiting.length >= many ? [key] : [],
    )
  }

  return { run, full }
}
