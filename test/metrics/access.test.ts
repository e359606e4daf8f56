import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { mayReadMetrics } from '../../src/metrics/access.ts'

function from(remoteAddress: string | undefined, headers: Record<string, string> = {}) {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })

  return { headers, socket }
}

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])(
  'without a token a process of this machine may read, at %s',
  (address) => {
    expect(mayReadMetrics(from(address), undefined)).toBe(true)
  },
)

test.each(['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', '2001:db8::127', '127.evil', undefined])(
  'without a token nobody else may, at %s',
  (address) => {
    expect(mayReadMetrics(from(address), undefined)).toBe(false)
    expect(mayReadMetrics(from(address, { authorization: 'Bearer undefined' }), undefined)).toBe(false)
  },
)

test.each(['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'])(
  'what a proxy on this machine passes on with %s is not from this machine',
  (header) => {
    expect(mayReadMetrics(from('127.0.0.1', { [header]: '127.0.0.1' }), undefined)).toBe(false)
  },
)

test('with a token a process of this machine needs it, too', () => {
  const token = 'a-token-of-the-scraper'

  expect(mayReadMetrics(from('127.0.0.1'), token)).toBe(false)
  expect(mayReadMetrics(from('10.0.0.7', { authorization: `Bearer ${token}` }), token)).toBe(true)
})
