import { describe, expect, test } from 'vitest'
import { weaknessOf } from '../../src/sign-in/common-passwords.ts'
import { createPasswords } from '../../src/sign-in/passwords.ts'
import { cheapPasswords } from './standalone.ts'

const sentence = 'Der Igel trinkt im Regen Tee'

test('a password is kept as scrypt at the usual cost: N = 2^17, r = 8, p = 1, 16 bytes of salt, 32 of hash', async () => {
  const stored = await createPasswords().hash(sentence)

  expect(stored).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await createPasswords().matches(sentence, stored)).toBe(true)
})

test('only the same password matches, and two hashes of it differ', async () => {
  const stored = await cheapPasswords.hash(sentence)

  expect(await cheapPasswords.matches(sentence, stored)).toBe(true)
  expect(await cheapPasswords.matches(sentence.toLowerCase(), stored)).toBe(false)
  expect(await cheapPasswords.hash(sentence)).not.toBe(stored)
})

test('an ü typed as one sign or as u and dots is the same password', async () => {
  const stored = await cheapPasswords.hash('grüner Tee mit Zitrone'.normalize('NFC'))

  expect(await cheapPasswords.matches('grüner Tee mit Zitrone'.normalize('NFD'), stored)).toBe(true)
})

test('a hash made at another cost still matches, and is known to be outdated', async () => {
  const stored = await createPasswords({ ln: 3, r: 8, p: 1 }).hash(sentence)

  expect(await cheapPasswords.matches(sentence, stored)).toBe(true)
  expect(cheapPasswords.isOutdated(stored)).toBe(true)
  expect(cheapPasswords.isOutdated(await cheapPasswords.hash(sentence))).toBe(false)
})

test('many at once all get their turn', async () => {
  const stored = await Promise.all(Array.from({ length: 9 }, () => cheapPasswords.hash(sentence)))

  expect(new Set(stored).size).toBe(9)
})

test('the hash of nobody matches nothing', async () => {
  expect(await cheapPasswords.matches('', cheapPasswords.nobody)).toBe(false)
  expect(cheapPasswords.isOutdated(cheapPasswords.nobody)).toBe(false)
})

describe('a new password', () => {
  const own = ['Maria Lehmann', 'maria.lehmann@mein-shop.example']

  test.each(['Correct horse, battery staple!', 'To be or not to be, that is the question'])(
    '%s is known from leaks',
    (password) => {
      expect(weaknessOf(password, own)).toBe('leaked')
    },
  )

  test.each([
    'aaaaaaaaaaaaaaa',
    'abababababababab',
    'Sommer Sommer Sommer',
    '123456789012345',
    'qwertzuiop123456',
    '1q2w3e4r5t6z7u8i9o0p',
    'Passwort2026!Sommer',
    'poiuztrewq987654',
    'Mailroom-Outlook-2026',
    'MariaLehmann1987',
    'mein-shop-example-1',
  ])('%s is easy to guess', (password) => {
    expect(weaknessOf(password, own)).toBe('guessable')
  })

  test.each([
    'Igel-Regen-Tasse-42!',
    'Der Igel trinkt im Regen Tee',
    'kH7#pQ2$vL9!xW4',
    '!"§$%&/()=?`*+~#',
    'Мой пароль — длинный',
    'Der Sommer im Laden war lang und heiß',
  ])('%s is taken', (password) => {
    expect(weaknessOf(password, own)).toBeUndefined()
  })
})
