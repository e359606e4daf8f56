import { describe, expect, test } from 'vitest'
import { showClock, showDay, showTime, zoneName } from '../../src/web/times.ts'

const berlin = 'Europe/Berlin'

describe('a time, as the reader’s wall clock shows it', () => {
  test.each([
    ['2026-11-24T13:58:00Z', berlin, '24 Nov 2026, 14:58', '24.11.2026, 14:58 Uhr'],
    ['2026-07-24T13:58:00Z', berlin, '24 Jul 2026, 15:58', '24.07.2026, 15:58 Uhr'],
    ['2026-11-24T23:30:00Z', berlin, '25 Nov 2026, 00:30', '25.11.2026, 00:30 Uhr'],
    ['2026-11-24T13:58:00Z', 'America/New_York', '24 Nov 2026, 08:58', '24.11.2026, 08:58 Uhr'],
    ['2026-11-24T13:58:00Z', 'Asia/Kathmandu', '24 Nov 2026, 19:43', '24.11.2026, 19:43 Uhr'],
    ['2026-12-31T23:00:00Z', 'Pacific/Auckland', '1 Jan 2027, 12:00', '01.01.2027, 12:00 Uhr'],
    // The clock goes from 02:00 to 03:00 in March, and passes 02:30 twice in October.
    ['2026-03-29T00:59:00Z', berlin, '29 Mar 2026, 01:59', '29.03.2026, 01:59 Uhr'],
    ['2026-03-29T01:00:00Z', berlin, '29 Mar 2026, 03:00', '29.03.2026, 03:00 Uhr'],
    ['2026-10-25T00:30:00Z', berlin, '25 Oct 2026, 02:30', '25.10.2026, 02:30 Uhr'],
    ['2026-10-25T01:30:00Z', berlin, '25 Oct 2026, 02:30', '25.10.2026, 02:30 Uhr'],
    ['2026-10-25T01:30:00Z', 'UTC', '25 Oct 2026, 01:30', '25.10.2026, 01:30 Uhr'],
  ])('%s in %s', (iso, timeZone, en, de) => {
    const at = new Date(iso)

    expect(showTime(at, { locale: 'en', timeZone })).toEqual({ iso: at.toISOString(), text: en })
    expect(showTime(at, { locale: 'de', timeZone })).toEqual({ iso: at.toISOString(), text: de })
  })
})

test('a day is the same day everywhere', () => {
  const day = new Date('2026-12-07T00:00:00Z')

  expect(showDay(day, { locale: 'en' })).toEqual({ iso: '2026-12-07', text: '7 Dec 2026' })
  expect(showDay(day, { locale: 'de' })).toEqual({ iso: '2026-12-07', text: '07.12.2026' })
})

test('a clock goes by the zone', () => {
  const at = new Date('2026-11-24T23:05:00Z')

  expect(showClock(at, { locale: 'de', timeZone: berlin })).toBe('00:05')
  expect(showClock(at, { locale: 'en', timeZone: 'America/New_York' })).toBe('18:05')
})

test.each([
  ['de', berlin, '2026-11-24', 'MEZ'],
  ['de', berlin, '2026-07-24', 'MESZ'],
  ['en', berlin, '2026-11-24', 'CET'],
  ['en', berlin, '2026-07-24', 'CEST'],
  ['en', 'Europe/London', '2026-07-24', 'BST'],
  ['de', 'UTC', '2026-07-24', 'UTC'],
] as const)('in %s the zone %s on %s is called %s', (locale, timeZone, day, name) => {
  expect(zoneName({ locale, timeZone }, new Date(day))).toBe(name)
})
