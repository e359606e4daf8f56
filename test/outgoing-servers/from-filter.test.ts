import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  covers,
  mostEntries,
  parseFromFilter,
  storedEntries,
} from '../../src/outgoing-servers/from-filter.ts'

/** What the form stores, and the choice reads back. */
function lets(filter: string, address: string): boolean {
  const entries = parseFromFilter(filter)
  if (!entries) throw new Error(`${filter} is no From filter`)

  return covers(storedEntries(entries.join(', ')), address)
}

describe('the matcher', () => {
  // The address part of a From; its name never counts.
  test.each([
    ['1', 'admin@mail.example.com', 'mail.example.com', true],
    ['2', 'admin@mail.example.com', 'mail.EXAMPLE.com', true],
    ['3', 'admin@mail.example.com', '', true],
    ['4', 'ADMIN@mail.example.com', 'mail.example.com', true],
    ['5', 'admin@mail.example.com', 'test@mail.example.com', false],
    ['6', 'admin@mail.example.com', 'mail.éxample.com', false],
    ['7', 'admin@mmail.example.com', 'mail.example.com', false],
    ['8', 'fake@test.mycompany.com', 'mail.example.com', false],
    ['sub-domain', 'a@shop.mail.example.com', 'mail.example.com', false],
    ['parent domain', 'a@example.com', 'mail.example.com', false],
    ['suffix', 'a@mail.example.com.evil.example', 'mail.example.com', false],
    ['exact address', 'admin@mail.example.com', 'ADMIN@Mail.example.com', true],
    ['longer address', 'xadmin@mail.example.com', 'admin@mail.example.com', false],
    ['one of several', 'test@domain2.com', 'domain1.com, a@b.example, domain2.com', true],
    ['only commas', 'anyone@x.example', ' , ,, ', true],
    ['punycode', 'a@xn--mnchen-3ya.example', 'MÜNCHEN.example', true],
    ['cyrillic look-alike', 'a@paypal.example', 'pаypal.example', false],
    ['address as a domain', 'mail.example.com', 'x@mail.example.com', false],
  ])('%s: %s with the filter “%s” is %s', (_, address, filter, expected) => {
    expect(lets(filter, address)).toBe(expected)
  })
})

describe('a filter', () => {
  test.each([
    [' Mein-Shop.de ,INFO@Mein-Shop.de,', ['mein-shop.de', 'info@mein-shop.de']],
    ['a.de,A.DE, a.de', ['a.de']],
    ['', []],
    ['münchen.example', ['xn--mnchen-3ya.example']],
  ])('%j is stored as %j', (typed, entries) => {
    expect(parseFromFilter(typed)).toEqual(entries)
  })

  test.each([
    'mein-shop',
    '@mein-shop.de',
    '*.mein-shop.de',
    '*@mein-shop.de',
    'mein-shop.de; other.de',
    'mein-shop.de other.de',
    'https://mein-shop.de',
    'info@',
    'a.de, b',
    'a.de\r\nb.de',
    'Info <info@mein-shop.de>',
    '1.2.3.4',
  ])('%j is refused', (typed) => {
    expect(parseFromFilter(typed)).toBeUndefined()
  })

  test('has at most twenty entries', () => {
    const entries = Array.from({ length: mostEntries }, (_, n) => `d${n}.example`)

    expect(parseFromFilter(entries.join())).toHaveLength(20)
    expect(parseFromFilter([...entries, 'one-more.example'].join())).toBeUndefined()
  })
})

describe('whatever the filter', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
  const domain = fc.tuple(label, label).map((labels) => labels.join('.'))
  const address = fc.tuple(label, domain).map((parts) => parts.join('@'))
  const entries = fc.array(fc.oneof(domain, address), { minLength: 1, maxLength: 6 })
  const blanks = fc.constantFrom('', ' ', '\t', '  ')

  test('case, blanks, order and empty entries change nothing', () => {
    fc.assert(
      fc.property(entries, address, blanks, fc.boolean(), (list, from, blank, upper) => {
        const plain = lets(list.join(','), from)
        const written = [...list, ''].reverse().join(`${blank},${blank}`)

        expect(lets(upper ? written.toUpperCase() : written, from)).toBe(plain)
        expect(lets(list.join(','), from.toUpperCase())).toBe(plain)
      }),
    )
  })

  test('it lets exactly its own addresses and domains send', () => {
    fc.assert(
      fc.property(entries, address, (list, from) => {
        const ofDomain = from.slice(from.indexOf('@') + 1)
        expect(lets(list.join(), from)).toBe(list.includes(from) || list.includes(ofDomain))
      }),
    )
  })

  test('a sub-domain is another domain', () => {
    fc.assert(
      fc.property(label, label, domain, (user, sub, own) => {
        expect(lets(own, `${user}@${own}`)).toBe(true)
        expect(lets(own, `${user}@${sub}.${own}`)).toBe(false)
        expect(lets(`${sub}.${own}`, `${user}@${own}`)).toBe(false)
      }),
    )
  })

  test('one more entry never takes an address away', () => {
    fc.assert(
      fc.property(entries, address, domain, (list, from, more) => {
        if (lets(list.join(), from)) expect(lets([...list, more].join(), from)).toBe(true)
      }),
    )
  })
})
