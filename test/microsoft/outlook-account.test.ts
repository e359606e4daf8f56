import { describe, expect, test } from 'vitest'
import type { Cause } from '../../src/failures/causes.ts'
import {
  missingNeeds,
  needsIn,
  purposeOf,
  sameAddress,
  scopesFor,
  tokenState,
} from '../../src/microsoft/outlook-account.ts'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
const now = new Date('2026-11-24T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const worked = (ms: number) => ({ lastSuccessAt: ago(ms), lastFailureAt: null, lastFailure: null })
const failed = (cause: Cause, { success, failure }: { success: number; failure: number }) => ({
  lastSuccessAt: ago(success),
  lastFailureAt: ago(failure),
  lastFailure: { cause },
})

describe('the badge of a connection', () => {
  test.each([
    ['worked just now', worked(0), 'valid'],
    ['worked a day ago', worked(24 * hourMs), 'valid'],
    ['worked more than a day ago', worked(24 * hourMs + 1), 'unchecked'],
    ['worked 60 days ago', worked(60 * dayMs), 'unchecked'],
    ['worked more than 60 days ago', worked(60 * dayMs + 1), 'expiring'],
    ['worked 90 days ago', worked(90 * dayMs), 'expiring'],
    ['worked more than 90 days ago', worked(90 * dayMs + 1), 'expired'],
    ['was withdrawn after it worked', failed('sign-in-withdrawn', { success: 2, failure: 1 }), 'expired'],
    ['ran out after it worked', failed('sign-in-expired', { success: 2, failure: 1 }), 'expired'],
    [
      'was withdrawn in the moment it worked',
      failed('sign-in-withdrawn', { success: 1, failure: 1 }),
      'expired',
    ],
    [
      'met a busy Microsoft after it worked',
      failed('microsoft-busy', { success: 2, failure: 1 }),
      'unchecked',
    ],
    [
      'met a wrong secret after it worked',
      failed('client-secret-expired', { success: 2, failure: 1 }),
      'unchecked',
    ],
    ['worked after it was withdrawn', failed('sign-in-withdrawn', { success: 1, failure: 2 }), 'valid'],
    ['does not exist', undefined, 'none'],
    ['does not exist', null, 'none'],
  ])('of one that %s', (_what, account, state) => {
    expect(tokenState(account, false, now).state).toBe(state)
  })

  test.each([
    ['valid', worked(0), 'valid'],
    ['unchecked', worked(25 * hourMs), 'unchecked'],
    ['expired', worked(91 * dayMs), 'pending'],
    ['none', undefined, 'pending'],
  ])('that is %s, while someone is at Microsoft', (_state, account, state) => {
    expect(tokenState(account, true, now).state).toBe(state)
  })

  test('says until when signing in is needed', () => {
    expect(tokenState(worked(61 * dayMs), false, now)).toEqual({
      state: 'expiring',
      by: new Date('2026-12-23T12:00:00Z'),
    })
  })
})

test('permissions belong to the mail resource of the cloud', () => {
  expect(scopesFor('both', 'https://outlook.office365.us/')).toEqual([
    'https://outlook.office365.us/SMTP.Send',
    'https://outlook.office365.us/IMAP.AccessAsUser.All',
  ])
})

test('granted permissions are recognised in any capitals', () => {
  expect(needsIn(['https://outlook.office.com/smtp.send', 'openid'])).toEqual(new Set(['send']))
  expect(missingNeeds('both', ['https://outlook.office.com/SMTP.Send'])).toEqual(['read'])
  expect(missingNeeds('send', [])).toEqual(['send'])
})

test('two uses make one sign-in for both', () => {
  expect(purposeOf(new Set(['send']))).toBe('send')
  expect(purposeOf(new Set(['read']))).toBe('read')
  expect(purposeOf(new Set(['send', 'read']))).toBe('both')
})

test('addresses are the same in any capitals, and only then', () => {
  expect(sameAddress(' Orders@Mein-Shop.example', 'orders@mein-shop.example ')).toBe(true)
  expect(sameAddress('orders_@mein-shop.example', 'ordersx@mein-shop.example')).toBe(false)
  expect(sameAddress(null, '')).toBe(false)
})
