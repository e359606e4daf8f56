import { afterEach, expect, test, vi } from 'vitest'
import { needs } from './needs.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('tests whose part is missing are skipped by name', () => {
  vi.stubEnv('CI', '')
  const warn = vi.spyOn(console, 'warn').mockReturnValue()

  expect(needs('Dovecot', true)).toBe(true)
  expect(needs('Dovecot', false)).toBe(false)
  expect(warn).toHaveBeenCalledExactlyOnceWith('SKIPPED: tests that need Dovecot, because it is not there.')
})

test('on CI a missing part is a failure', () => {
  vi.stubEnv('CI', 'true')

  expect(() => needs('Dovecot', false)).toThrow('These tests need Dovecot, which is not there.')
})
