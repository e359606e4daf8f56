/**
 * Whether a part of the machine that some tests need is there, for `describe.runIf(needs('Chromium', found))`. When it
 * is not, the tests are skipped and say so by name; on CI nothing may be skipped.
 */
export function needs(part: string, available: boolean): boolean {
  if (available) return true
  if (process.env['CI'] === 'true') throw new Error(`These tests need ${part}, which is not there.`)
  console.warn(`SKIPPED: tests that need ${part}, because it is not there.`)

  return false
}
