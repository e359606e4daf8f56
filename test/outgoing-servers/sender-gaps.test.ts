import { describe, expect, test } from 'vitest'
import {
  type GapServer,
  type GapSettings,
  gapsOf,
  gapsOfShop,
  hasSender,
} from '../../src/outgoing-servers/sender-gaps.ts'
import { serverOf } from './choice.ts'

const mailbox = 'orders@mein-shop.example'

function server(fromFilter: string, changes: Partial<GapServer> = {}): GapServer {
  return {
    ...serverOf('Orders', fromFilter, 1),
    signInWith: 'outlook',
    username: mailbox,
    version: 3,
    ...changes,
  }
}

function settings(changes: Partial<GapSettings> = {}): GapSettings {
  const nothing = { defaultFromName: null, catchAllDomain: null, aliasDomain: null }

  return { ...nothing, defaultFromAddress: mailbox, customEmailServers: true, version: 7, ...changes }
}

const fixes = (one: GapServer, known: GapSettings, others: GapServer[] = []) =>
  gapsOf(one, [one, ...others], known).map(({ text, fix }) => fix?.label.en ?? text.en)

const other = server('mein-shop.example', { id: 'other', name: 'Other', username: 'other@mein-shop.example' })
const addToFilter = `Add ${mailbox} to the From filter`
const useAsDefault = `Use ${mailbox} as the default From`
const useDomain = 'Use mein-shop.example as the catch-all domain'

describe('one mailbox for all mail of the shop', () => {
  test.each<[string, GapServer, GapSettings, string[]]>([
    ['nothing is missing with an empty filter', server(''), settings(), []],
    ['nor with its address', server(mailbox), settings(), []],
    [
      'nor with its domain',
      server('mein-shop.example'),
      settings({ catchAllDomain: 'mein-shop.example' }),
      [],
    ],
    ['nor with other capitals', server('', { username: 'Orders@Mein-Shop.example' }), settings(), []],
    [
      'its filter leaves it out',
      server('info@mein-shop.example'),
      settings({ defaultFromAddress: 'info@mein-shop.example' }),
      [addToFilter],
    ],
    ['there is no default From', server(''), settings({ defaultFromAddress: null }), [useAsDefault]],
    [
      'the default From is another',
      server(''),
      settings({ defaultFromAddress: 'info@mein-shop.example' }),
      [useAsDefault],
    ],
    [
      'unless the filter names it',
      server(`${mailbox}, info@mein-shop.example`),
      settings({ defaultFromAddress: 'info@mein-shop.example' }),
      [],
    ],
    [
      'no filter lets the default From send',
      server(mailbox),
      settings({ defaultFromAddress: 'a@b.example' }),
      [useAsDefault],
    ],
    ['replies come back elsewhere', server(''), settings({ catchAllDomain: 'other.example' }), [useDomain]],
    [
      'all of it',
      server('x.example'),
      settings({ defaultFromAddress: null, catchAllDomain: 'other.example' }),
      [addToFilter, useAsDefault, useDomain],
    ],
    ['an archived server misses nothing', server('x.example', { archivedAt: new Date() }), settings(), []],
  ])('%s', (_name, one, known, expected) => {
    expect(fixes(one, known)).toEqual(expected)
  })

  test('a server that is no Outlook server can be told, but not put right by a click', () => {
    expect(fixes(server('', { signInWith: 'password' }), settings({ defaultFromAddress: null }))).toEqual([
      'There is no default From yet: mail of the shop itself has no sender.',
    ])
  })

  test('while custom email servers are off, nobody is told what no filter lets send', () => {
    const off = settings({ defaultFromAddress: 'a@b.example', customEmailServers: false })

    expect(fixes(server(mailbox), off)).toEqual([])
  })
})

describe('each employee sends from their own mailbox', () => {
  test('the default From and the catch-all domain need not be this one’s', () => {
    const known = settings({ defaultFromAddress: 'info@mein-shop.example', catchAllDomain: 'other.example' })

    expect(fixes(server(mailbox), known, [other])).toEqual([])
  })

  test('but there must be a default From, and a server for it', () => {
    expect(fixes(server(mailbox), settings({ defaultFromAddress: null }), [other])).toEqual([useAsDefault])
    expect(fixes(server(mailbox), settings({ defaultFromAddress: 'a@b.example' }), [other])).toEqual([
      useAsDefault,
    ])
  })
})

test('of the shop, the first Outlook server stands for all where one is enough', () => {
  const own = server('', { id: 'own', signInWith: 'password', username: 'shop', priority: 0 })
  const narrow = server('x.example', { id: 'narrow', username: 'n@mein-shop.example', priority: 9 })
  const told = gapsOfShop([narrow, own, server('')], settings({ defaultFromAddress: null }))

  expect(told.map(({ fix }) => fix?.label.en)).toEqual([
    useAsDefault,
    'Add n@mein-shop.example to the From filter',
  ])
  expect(gapsOfShop([], settings({ defaultFromAddress: null }))).toEqual([])
})

test('the shop has a sender when a default From is set and a server lets it send', () => {
  expect(hasSender([server('')], settings())).toBe(true)
  expect(hasSender([server('')], settings({ defaultFromAddress: null }))).toBe(false)
  expect(hasSender([server('x.example')], settings())).toBe(false)
  expect(hasSender([], settings())).toBe(false)
  expect(
    hasSender([server('')], settings({ defaultFromAddress: 'info', catchAllDomain: 'mein-shop.example' })),
  ).toBe(true)
})
