import { describe, expect, test } from 'vitest'
import { filterWarnings } from '../../src/outgoing-servers/filter-warnings.ts'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'
import { serverOf } from './choice.ts'
import { addServer, inGerman, outlook, own } from './form.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })

const root = '/mail/outgoing-servers'
const add = (form: Record<string, string>) => addServer(host, root, form)

function server(name: string, fromFilter: string, priority = 1, username: string | null = null) {
  const signInWith = username ? ('outlook' as const) : ('password' as const)

  return { ...serverOf(name, fromFilter, priority), signInWith, username }
}

const said = (...servers: ReturnType<typeof server>[]) => filterWarnings(servers).map(({ text }) => text.en)

describe('two filters overlap', () => {
  test('when both name the same, and the first in order is used', () => {
    expect(
      said(server('B', 'x.example, a@b.example', 2), server('A', 'A@b.example,X.example,c.example', 1)),
    ).toEqual(['The From filters of A, B overlap: a@b.example, x.example. “A” comes first and is used.'])
  })

  test('not when one names an address of the other’s domain, takes every sender, or is archived', () => {
    const archived = { ...server('C', 'x.example'), archivedAt: new Date() }

    expect(
      said(server('A', 'x.example'), server('B', 'a@x.example'), server('C', ''), server('D', '')),
    ).toEqual([])
    expect(said(server('A', 'x.example'), archived)).toEqual([])
    expect(said(server('A', 'x.example, x.example'))).toEqual([])
  })

  test('each group of servers is told once, with some names of many', () => {
    const many = Array.from({ length: 7 }, (_, n) => server(`S${n}`, 'x.example', n))

    expect(said(...many, server('T', 'y.example'), server('U', 'y.example'))).toEqual([
      'The From filters of S0, S1, S2, S3, S4, … overlap: x.example. “S0” comes first and is used.',
      'The From filters of T, U overlap: y.example. “T” comes first and is used.',
    ])
  })
})

describe('a filter names a sender the mailbox is not known to own', () => {
  test.each([
    ['orders@mein-shop.example', []],
    ['ORDERS@mein-shop.example', []],
    ['mein-shop.example', []],
    ['', []],
    ['info@mein-shop.example', ['info@mein-shop.example']],
    ['other.example, mein-shop.example', ['other.example']],
    ['shop.mein-shop.example', ['shop.mein-shop.example']],
  ])('%s', (filter, named) => {
    const warnings = said(server('Orders', filter, 1, 'Orders@Mein-Shop.example'))

    expect(warnings).toEqual(
      named.map(
        (entry) =>
          `The From filter of “Orders” names ${entry}. Microsoft lets orders@mein-shop.example send like that only with the right “Send as”.`,
      ),
    )
  })

  test('nothing is known about other mail servers', () => {
    expect(said(server('Own', 'info@other.example'))).toEqual([])
  })
})

describe('the warnings are shown', () => {
  const overlap = 'The From filters of Own server, Orders overlap: mein-shop.example.'
  const foreign = 'The From filter of “Orders” names other.example.'

  test('on the list, on the pages of the servers they are about, and in General settings', async () => {
    const orders = await add({ ...outlook, fromFilter: 'mein-shop.example, other.example', priority: '2' })
    const first = await add({ ...own, fromFilter: 'mein-shop.example', priority: '1' })
    const third = await add({ ...own, name: 'Third', fromFilter: 'third.example' })
    const pages = [
      root,
      `${root}/${orders}`,
      `${root}/${first}`,
      `${root}/${third}`,
      '/mail/general-settings',
    ]
    const shown = await Promise.all(pages.map(async (url) => (await host.get(url)).body))

    expect(shown.map((body) => body.includes(overlap))).toEqual([true, true, true, false, true])
    expect(shown.map((body) => body.includes(foreign))).toEqual([true, true, false, false, true])
    expect((await inGerman(host, root)).body).toContain('überschneiden sich: mein-shop.example')
  })

  test('the default From that no filter lets through is told there as well', async () => {
    await db.generalSettings.create({
      data: { customEmailServers: true, defaultFromAddress: 'info@mein-shop.example' },
    })
    const warning = 'No outgoing server accepts the default From info@mein-shop.example'
    expect((await host.get('/mail/general-settings')).body).not.toContain(warning)

    const id = await add({ ...own, fromFilter: 'other.example' })
    for (const url of [root, `${root}/${id}`, '/mail/general-settings'])
      expect((await host.get(url)).body).toContain(warning)
    expect((await host.get(`${root}/new`)).body).not.toContain(warning)
  })

  test('of many notes some are shown, and how many more there are', async () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7])
      await add({ ...outlook, name: `Outlook ${n}`, fromFilter: `other${n}.example` })
    const { body } = await host.get(root)

    expect(body.split('only with the right “Send as”')).toHaveLength(6)
    expect(body).toContain('More notes: 2')
  })
})
