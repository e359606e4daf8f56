import fc from 'fast-check'
import { expect, test } from 'vitest'
import { returnPath } from '../../src/sign-in/return-to.ts'

const routes = ['/mail', '/mail/', '/mail/general-settings', '/mail/outgoing-servers/:id']

test.each([
  '/mail/',
  '/mail/general-settings',
  '/mail/outgoing-servers/7d1c9a52-4f0e-4d3b-9c6a-8e1f7d905b0f',
])('%s is one of our pages', (path) => {
  expect(returnPath(path, routes)).toBe(path)
})

test('a query is dropped', () => {
  expect(returnPath('/mail/general-settings?done=saved&x=//evil.example', routes)).toBe(
    '/mail/general-settings',
  )
})

test.each([
  ...[
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example/mail/',
  ],
  ...[
    '%2f%2fevil.example',
    '/%2fevil.example',
    'javascript:alert(1)',
    '/mail/../..//evil.example',
    '/mail//',
  ],
  ...[
    '/mail/outgoing-servers/..',
    '/mail/outgoing-servers/%2e%2e',
    '/mail/\t/evil.example',
    '/\n/evil.example',
  ],
  ...[
    '/sign-out',
    '/microsoft_outlook/confirm',
    '/mail/nothing-here',
    '',
    ' /mail/',
    undefined,
    7,
    ['/mail/'],
  ],
  ...[`/mail/outgoing-servers/${'a'.repeat(300)}`, '/mail/outgoing-servers/x@evil.example'],
])('%j leads nowhere', (wish) => {
  expect(returnPath(wish, routes)).toBeUndefined()
})

test('whatever is asked for, a browser stays on our own pages', () => {
  const pieces = fc.constantFrom(
    ...['/', '//', '\\', ':', '@', '?', '#', '.', '..', '%2f', '%5c', '%0d%0a', '\t', '\r\n', ' ', '\u2028'],
    ...[
      'https',
      'javascript',
      'evil.example',
      'mail',
      'general-settings',
      'outgoing-servers',
      'a1',
      '//evil',
    ],
  )
  const wishes = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.array(pieces).map((parts) => parts.join('')),
    fc.array(pieces).map((parts) => `/mail/outgoing-servers/${parts.join('')}`),
  )

  fc.assert(
    fc.property(wishes, (wish) => {
      const path = returnPath(wish, routes)
      if (path === undefined) return
      const there = new URL(path, 'https://ours.example')
      expect(there.origin).toBe('https://ours.example')
      expect(there.pathname).toMatch(/^\/mail(\/(general-settings)?|\/outgoing-servers\/[\w.-]+)?$/)
    }),
    { numRuns: 2000 },
  )
})
