/** The real time, and minutes later on demand: for a mailroom and its Microsoft together. */
export function createClock() {
  let aheadMs = 0

  return {
    now: (): Date => new Date(Date.now() + aheadMs),
    later(ms: number): void {
      aheadMs += ms
    },
  }
}
