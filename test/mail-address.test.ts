import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  longestAddress,
  parseAddress,
  parseDomain,
  parseHostName,
  parsePastedDomain,
} from '../src/mail-address.ts'

describe('an address', () => {
  test.each([
    ['info@mein-shop.de', 'info@mein-shop.de'],
    ['  info@mein-shop.de \n', 'info@mein-shop.de'],
    ['Info@MEIN-Shop.DE', 'Info@mein-shop.de'],
    ['orders+2026@sub.mein-shop.co.uk', 'orders+2026@sub.mein-shop.co.uk'],
    ["o_r.d-e/r!s#$%&'*=?^{|}~@x.test", "o_r.d-e/r!s#$%&'*=?^{|}~@x.test"],
    ['info@münchen.example', 'info@xn--mnchen-3ya.example'],
    ['info@ＭＥＩＮ-shop.de', 'info@mein-shop.de'],
    ['info@xn--mnchen-3ya.example', 'info@xn--mnchen-3ya.example'],
    [`${'a'.repeat(64)}@x.test`, `${'a'.repeat(64)}@x.test`],
    ['a@1shop.de', 'a@1shop.de'],
  ])('%j is %j', (typed, address) => {
    expect(parseAddress(typed)).toBe(address)
  })

  test.each([
    '',
    ' ',
    '@',
    'info',
    'info@',
    '@mein-shop.de',
    'info@localhost',
    'info@@mein-shop.de',
    'info@mein-shop.de@evil.example',
    'info@mein-shop',
    'info@mein_shop.de',
    'info@-shop.de',
    'info@shop-.de',
    'info@shop..de',
    'info@.shop.de',
    'info@shop.de.',
    '.info@shop.de',
    'info.@shop.de',
    'in..fo@shop.de',
    'in fo@shop.de',
    'info@shop.de, evil@evil.example',
    'info@shop.de;evil@evil.example',
    'info@shop.de evil@evil.example',
    'Info <info@shop.de>',
    '<info@shop.de>',
    '"in fo"@shop.de',
    '"info"@shop.de',
    'info(comment)@shop.de',
    'jürgen@shop.de',
    'info\u00a0@shop.de',
    'info@1.2.3.4',
    'info@127.1',
    'info@0x7f.1',
    'info@１.２.３.４',
    'info@[1.2.3.4]',
    'info@[IPv6:::1]',
    'info@shop.de/path',
    'info@shop.de?x',
    'info@shop.de#x',
    'info@shop.de:25',
    'info@shop%2ede',
    'info@evil.example%00.shop.de',
    'info@shop.de\0',
    'info\0@shop.de',
    'info@sh\top.de',
    'info@sh\nop.de',
    `${'a'.repeat(65)}@x.test`,
    `a@${'b'.repeat(64)}.test`,
    `a@${'b.'.repeat(130)}test`,
  ])('%j is none', (typed) => {
    expect(parseAddress(typed)).toBeUndefined()
  })

  test.each([
    'ok@x.test\r\nRCPT TO:<evil@x.test>',
    'ok@x.test\nBcc: evil@x.test',
    'ok\r\nBcc: evil@x.test\r\n@x.test',
    'ok@x.test\r\n\r\nbody',
    'ok@x.test>\r\nRCPT TO:<evil@x.test',
    'ok@x.test> SIZE=1<',
    'ok@x.test\u2028RCPT TO:<evil@x.test>',
    'ok@x.test\u0085Bcc: evil',
    'ok@x.test\u000bRCPT',
  ])('%j smuggles nothing into an envelope or a header', (typed) => {
    expect(parseAddress(typed)).toBeUndefined()
  })

  test('is never longer than SMTP allows', () => {
    const domain = `${'d'.repeat(62)}.`.repeat(3)
    const longest = `${'a'.repeat(longestAddress - domain.length - 5)}@${domain}test`

    expect(longest).toHaveLength(longestAddress)
    expect(parseAddress(longest)).toBe(longest)
    expect(parseAddress(`a${longest}`)).toBeUndefined()
  })

  test('once parsed stays the same, and holds nothing that ends a line or a bracket', () => {
    const part = fc.string({ unit: fc.constantFrom(...'aZ0.+-_@<> \r\n"ü%,;:\0') })
    fc.assert(
      fc.property(part, part, (local, domain) => {
        const address = parseAddress(`${local}@${domain}.test`)
        if (address === undefined) return
        expect(parseAddress(address)).toBe(address)
        expect(address).toMatch(/^[^\s<>@"(),:;\\]+@[a-z0-9.-]+$/)
      }),
    )
  })
})

describe('a domain', () => {
  test.each([
    ['mein-shop.de', 'mein-shop.de'],
    [' MEIN-SHOP.de ', 'mein-shop.de'],
    ['straße.example', 'xn--strae-oqa.example'],
    ['mein\u00adshop.de', 'meinshop.de'],
  ])('%j is %j', (typed, domain) => {
    expect(parseDomain(typed)).toBe(domain)
  })

  test.each([
    'localhost',
    'shop',
    '',
    '.',
    'a..b',
    '1.2.3.4',
    'shop.de/x',
    '@shop.de',
    'shop de',
    '*.shop.de',
  ])('%j is none', (typed) => {
    expect(parseDomain(typed)).toBeUndefined()
  })

  test('a look-alike is another domain', () => {
    // The first has a Cyrillic а.
    expect(parseDomain('pаypal.example')).toBe('xn--pypal-4ve.example')
    expect(parseDomain('éxample.com')).not.toBe('example.com')
  })

  test.each([
    ['@mein-shop.de', 'mein-shop.de'],
    ['https://mein-shop.de/', 'mein-shop.de'],
    [' HTTP://Mein-Shop.de ', 'mein-shop.de'],
    ['https://mein-shop.de/about', undefined],
    ['ftp://mein-shop.de', undefined],
    ['info@mein-shop.de', undefined],
    ['https://user@mein-shop.de/', undefined],
  ])('pasted as %j it is %j', (typed, domain) => {
    expect(parsePastedDomain(typed)).toBe(domain)
  })
})

test('text of any size is judged at once', () => {
  const size = 100_000
  const letters = Array.from({ length: size }, (_, n) => String.fromCodePoint(0x4e00 + (n % 20_000))).join('')
  const repeated = [
    'a',
    'a.',
    'ü',
    'ü.',
    '@',
    'a@',
    '-',
    ' ',
    '\t',
    '.',
    '%',
    '1.',
    'xn--a.',
    'https://',
    '\u{1f600}',
  ]
  const hostile = [...repeated.map((part) => part.repeat(size / part.length)), letters, `a@${letters}`]

  const started = performance.now()
  for (const parse of [parseAddress, parseDomain, parseHostName, parsePastedDomain])
    for (const value of hostile) expect(parse(value)).toBeUndefined()

  // Seconds when any of them looks at each character more than a few times; some milliseconds otherwise.
  expect(performance.now() - started).toBeLessThan(1500)
})
