import { readFileSync, writeFileSync } from 'node:fs'

/** Megabytes this process holds when it has thrown away what it needs no more. */
export function restingMemory(): number {
  globalThis.gc?.()

  return process.memoryUsage.rss() / 1024 / 1024
}

/** Megabytes of it that are really in use, as far as JavaScript knows of them. */
export function liveMemory(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()

  return (heapUsed + external) / 1024 / 1024
}

/** Lets Linux count the most memory of this process anew. */
export function forgetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5')
}

/** The most megabytes this process has held since then, as Linux counts it: no moment is missed. */
export function peakMemory(): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? []

  return Number(kilobytes) / 1024
}
