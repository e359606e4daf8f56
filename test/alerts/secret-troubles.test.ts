import { describe, expect, test } from 'vitest'
import { secretTroubles } from '../../src/alerts/secret-troubles.ts'
import { nothingYet } from '../../src/general-settings/settings-row.ts'

describe('the days a client secret has left', () => {
  const until = new Date('2026-12-07T00:00:00Z')
  const left = (now: string, clientSecretValidUntil: Date | null = until) =>
    secretTroubles({ ...nothingYet(new Date(0)), clientSecretValidUntil }, new Date(now))[0]?.days

  test.each([
    ['2026-11-06T23:59:00Z', undefined],
    ['2026-11-07T00:00:00Z', 30],
    ['2026-11-23T00:00:00Z', 14],
    ['2026-11-29T23:00:00Z', 8],
    ['2026-11-30T08:00:00Z', 7],
    ['2026-12-05T12:00:00Z', 2],
    ['2026-12-06T12:00:00Z', 1],
    ['2026-12-06T23:59:59Z', 1],
    ['2026-12-07T00:00:00Z', 0],
    ['2027-01-01T00:00:00Z', 0],
  ])('at %s: %s', (now, days) => {
    expect(left(now)).toBe(days)
  })

  test('are unknown as long as nobody entered the date', () => {
    expect(left('2027-01-01T00:00:00Z', null)).toBeUndefined()
  })
})
