import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Key } from '../../src/storage/keys.ts'
import { createSecrets, SecretUnreadable } from '../../src/storage/secrets.ts'

const key = (id: string): Key => ({ id, bytes: randomBytes(32) })
const [k1, k2] = [key('k1'), key('k2')]
const secrets = createSecrets([k1])
const place = 'OutgoingServer.password:1'

test('a sealed secret opens at its place', () => {
  const sealed = secrets.seal('Grüße, geheim', place)

  expect(sealed).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/)
  expect(secrets.open(sealed, place)).toBe('Grüße, geheim')
  expect(secrets.open(secrets.seal('', place), place)).toBe('')
})

test.each(['OutgoingServer.password:2', 'IncomingServer.password:1', 'OutgoingServer.token:1'])(
  'a sealed secret copied to %s does not open',
  (elsewhere) => {
    expect(() => secrets.open(secrets.seal('secret', place), elsewhere)).toThrow(SecretUnreadable)
  },
)

test('a sealed secret with one character changed does not open', () => {
  const sealed = secrets.seal('secret', place)

  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    expect(() => secrets.open(changed, place), changed).toThrow(SecretUnreadable)
  }
})

test('a sealed secret that claims another key does not open', () => {
  const both = createSecrets([k1, { id: 'k2', bytes: k1.bytes }])
  const sealed = both.seal('secret', place)

  expect(() => both.open(sealed.replace('.k1.', '.k2.'), place)).toThrow(SecretUnreadable)
})

test.each([
  'plain',
  '',
  'v1',
  'v1.k1..',
  'v1.k1.AAAAAAAAAAAAAAAA.AA',
  'v2.k1.AAAAAAAAAAAAAAAA.AA',
  'a.b.c.d.e',
])('what was never sealed is not taken for a secret: %j', (value) => {
  expect(() => secrets.open(value, place)).toThrow(SecretUnreadable)
})

test('an unreadable secret says what to do and gives nothing away', () => {
  const sealed = secrets.seal('hunter2', place)
  const others = createSecrets([k2])

  expect(() => others.open(sealed, place)).toThrow(
    expect.objectContaining({
      name: 'SecretUnreadable',
      keyId: 'k1',
      message: 'The stored secret cannot be read any more (key changed). Enter it again.',
    }),
  )
})

test('after a new key is put in front, old secrets open and new ones are sealed with it', () => {
  const old = secrets.seal('secret', place)
  const rotated = createSecrets([k2, k1])

  expect(rotated.open(old, place)).toBe('secret')
  expect(rotated.seal('secret', place)).toMatch(/^v1\.k2\./)
  expect(() => secrets.open(rotated.seal('secret', place), place)).toThrow(SecretUnreadable)
})

test('no two of 10 000 sealed values share an initialisation vector', () => {
  const vectors = Array.from({ length: 10_000 }, () => secrets.seal('secret', place).split('.')[2])

  expect(new Set(vectors).size).toBe(10_000)
})

test('keys for other purposes are 32 bytes, stable, and differ from each other and from the key', () => {
  const [cookie, report] = [secrets.derive('cookie'), secrets.derive('report')]

  expect(cookie).toHaveLength(32)
  expect(secrets.derive('cookie')).toEqual(cookie)
  expect(cookie).not.toEqual(report)
  expect(cookie).not.toEqual(k1.bytes)
})

test('sealed bytes open at their place, and with no byte changed', () => {
  const mail = randomBytes(5000)
  const sealed = secrets.sealBytes(mail, place)

  expect(sealed.length).toBe(mail.length + 'v1.k1.'.length + 12 + 16)
  expect(secrets.openBytes(sealed, place)).toEqual(mail)
  expect(secrets.openBytes(secrets.sealBytes(Buffer.alloc(0), place), place)).toEqual(Buffer.alloc(0))
  expect(() => secrets.openBytes(sealed, 'OutgoingServer.password:2')).toThrow(SecretUnreadable)
  expect(() => createSecrets([k2]).openBytes(sealed, place)).toThrow(SecretUnreadable)
  for (const at of [0, 3, 8, 40, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => secrets.openBytes(changed, place)).toThrow(SecretUnreadable)
  }
})
