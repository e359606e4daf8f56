import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  comparableAddress,
  parseMailbox,
  showMailbox,
  toMailbox,
} from '../../src/outgoing-servers/mailbox.ts'

describe('a From is read', () => {
  test.each([
    ['a@b.example', { address: 'a@b.example' }],
    [' <a@b.example> ', { address: 'a@b.example' }],
    ['Mein Shop <info@Mein-Shop.example>', { name: 'Mein Shop', address: 'info@mein-shop.example' }],
    ['"Mein Shop" <Info@mein-shop.example>', { name: 'Mein Shop', address: 'Info@mein-shop.example' }],
    [
      'Dr. Jürgen O’Neil & Söhne <a@b.example>',
      { name: 'Dr. Jürgen O’Neil & Söhne', address: 'a@b.example' },
    ],
    [
      '"Müller, \\"Kurt\\" \\\\ (Berlin)" <a@b.example>',
      { name: 'Müller, "Kurt" \\ (Berlin)', address: 'a@b.example' },
    ],
    ['"" <a@b.example>', { address: 'a@b.example' }],
    [
      '"admin@mail.example.com" <fake@b.example>',
      { name: 'admin@mail.example.com', address: 'fake@b.example' },
    ],
    [
      '"<admin@mail.example.com>" <fake@b.example>',
      { name: '<admin@mail.example.com>', address: 'fake@b.example' },
    ],
    [
      '"a@b.example>, <c@d.example" <fake@b.example>',
      { name: 'a@b.example>, <c@d.example', address: 'fake@b.example' },
    ],
    ['info@münchen.example', { address: 'info@xn--mnchen-3ya.example' }],
    ['jürgen@b.example', { address: 'jürgen@b.example' }],
    ['ju\u0308rgen@b.example', { address: 'jürgen@b.example' }],
    ['\u212Aurt@b.example', { address: 'Kurt@b.example' }],
  ])('%j', (written, mailbox) => {
    expect(parseMailbox(written)).toEqual(mailbox)
  })

  test.each([
    '',
    ' ',
    'a',
    '@',
    'a@b',
    '<>',
    '>',
    '"Name"',
    'Name <>',
    'a@b.example, c@d.example',
    'A <a@b.example>, B <c@d.example>',
    'a@b.example <c@d.example>',
    'Group: a@b.example;',
    'Group: A <a@b.example>',
    'ok@x.example\r\nRCPT TO:<evil@x.example>',
    'Name\r\nBcc: evil@x.example <a@b.example>',
    'Name\u2028Bcc: evil@x.example <a@b.example>',
    'a@b.example\n',
    'a@b.example\0',
    '\u202Eevil <a@b.example>',
    '"\uD800" <a@b.example>',
    '"Name <a@b.example>',
    'Name" <a@b.example>',
    '"A" "B" <a@b.example>',
    '"A\\" <a@b.example>',
    'Name (comment) <a@b.example>',
    'Name <a@b.example> (comment)',
    'Name <<a@b.example>>',
    'Name <a@b.example>>',
    'Name <@relay.example:a@b.example>',
    'Name <"quoted local"@b.example>',
    '=?utf-8?Q?admin=40mail.example.com?= <a@b.example>',
    '.a@b.example',
    'jür..gen@b.example',
    'jür gen@b.example',
    '\u200Bjürgen@b.example',
    `${'ü'.repeat(33)}@b.example`,
    `"${'x'.repeat(65)}" <a@b.example>`,
    `${'<'.repeat(100_000)}>`,
    `"${'\\'.repeat(100_000)}" <a@b.example>`,
  ])('%j is refused', (written) => {
    expect(parseMailbox(written)).toBeUndefined()
  })
})

describe('whatever is written', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 30 })
  const address = fc.constantFrom('a@b.example', 'Info@mein-shop.example', 'jürgen@xn--mnchen-3ya.example')

  test('what is shown is read back as it was', () => {
    fc.assert(
      fc.property(name, address, (shown, to) => {
        const mailbox = toMailbox({ name: shown, address: to })

        if (mailbox) expect(parseMailbox(showMailbox(mailbox))).toEqual(mailbox)
      }),
    )
  })

  test('an address inside a name never counts', () => {
    const around = fc.stringMatching(/^[a-z<>,;:@ ]{0,10}$/)
    fc.assert(
      fc.property(around, around, address, (before, after, real) => {
        const inside = `${before}admin@mail.example.com${after}`
        const asName = parseMailbox(`"${inside}" <${real}>`)
        const bare = parseMailbox(`${inside} <${real}>`)

        expect(asName).toEqual({ name: inside.trim(), address: real })
        expect(bare).toBeUndefined()
      }),
    )
  })

  test('hostile strings are read or refused, and hold one address at most', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.stringMatching(/^["'<>@,;:()[\]\\\s.a-c=?\u00e4]{0,40}$/u),
    )
    fc.assert(
      fc.property(hostile, (written) => {
        const mailbox = parseMailbox(written)

        if (mailbox) expect(mailbox.address).toMatch(/^[^\s<>,;:"()\\@]+@[a-z0-9.-]+$/u)
        expect(typeof comparableAddress(written)).toBe('string')
      }),
      { numRuns: 1000 },
    )
  })
})
