import { type Agent, fetch } from 'undici'

const requests = 1500
const connections = 10

export interface Load {
  /** Answers per second. */
  rate: number
  /** Milliseconds within which 99 of 100 answers came. */
  p99: number
}

/** Asks one address again and again over ten connections. Throws when an answer is not 200. */
export async function loadOf(url: string, headers: Record<string, string>, dispatcher: Agent): Promise<Load> {
  const times: number[] = []
  let left = requests
  async function visitor(): Promise<void> {
    while (left-- > 0) {
      const start = performance.now()
      const answer = await fetch(url, { headers, dispatcher, redirect: 'manual' })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
      times.push(performance.now() - start)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, visitor))
  const seconds = (performance.now() - start) / 1000
  times.sort((a, b) => a - b)

  return { rate: times.length / seconds, p99: times[Math.floor(times.length * 0.99)] ?? 0 }
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)

  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
