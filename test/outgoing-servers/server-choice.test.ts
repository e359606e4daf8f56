import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMailbox } from '../../src/outgoing-servers/mailbox.ts'
import { chooseServer, createServerChoice, filterEntries } from '../../src/outgoing-servers/server-choice.ts'
import { addressOf, aFilter, anAddress, BOUNCE, D, N, NOTIF, send, serverOf, U, X } from './choice.ts'

describe('the matcher: an address and a filter', () => {
  test.each([
    [1, 'admin@mail.example.com', 'mail.example.com', true],
    [2, 'admin@mail.example.com', 'mail.EXAMPLE.com', true],
    [3, 'admin@mail.example.com', '', true],
    [4, '"fake@test.mycompany.com" <ADMIN@mail.example.com>', 'mail.example.com', true],
    [5, 'admin@mail.example.com', 'test@mail.example.com', false],
    [6, 'admin@mail.example.com', 'mail.éxample.com', false],
    [7, 'admin@mmail.example.com', 'mail.example.com', false],
    [8, '"admin@mail.example.com" <fake@test.mycompany.com>', 'mail.example.com', false],
  ])('%i: %s with the filter “%s”', (_, from, filter, fits) => {
    const { step } = chooseServer({ servers: [serverOf('S', filter)], from: parseMailbox(from) })

    expect(step).toBe(fits ? (filter === '' ? '3' : '1b') : '4')
  })
})

describe('which server sends, and under which From', () => {
  const all = [U, D, N, X]
  const several = serverOf('U', 'domain1.com, specific_user@test.mycompany.com, domain2.com')
  const custom = serverOf('X', 'custom_domain.com', 4)
  const customFrom = 'test@custom_domain.com'
  const unknown = { address: 'test@unknown_domain.com' }
  const unknownNamed = { name: 'Name', address: 'test@unknown_domain.com' }
  const specific = { address: 'specific_user@test.mycompany.com' }
  const capitals = { address: 'SPECIFIC_USER@test.mycompany.com' }
  const notNamed = { name: 'Unknown', address: 'unknown_email@test.mycompany.com' }
  const example = { name: 'Example', address: 'test@domain2.com' }
  const notif = (name: string) => ({ name, address: NOTIF })

  test.each([
    [9, all, NOTIF, specific, 'U', '1a', specific.address, specific],
    [10, all, NOTIF, capitals, 'U', '1a', capitals.address, capitals],
    [11, all, NOTIF, notNamed, 'D', '1b', BOUNCE, notNamed],
    [12, all, NOTIF, unknownNamed, 'N', '2a', NOTIF, notif('Name')],
    [13, all, NOTIF, unknown, 'N', '2a', NOTIF, notif('test')],
    [14, [U, D, X], NOTIF, unknownNamed, 'D', '2b', BOUNCE, notif('Name')],
    [15, all, NOTIF, undefined, 'N', '1a', NOTIF, { address: NOTIF }],
    [16, [several, D, N, X], NOTIF, example, 'U', '1b', example.address, example],
    [17, all, undefined, unknown, 'X', '3', BOUNCE, unknown],
    [
      18,
      [U, D, N, custom],
      customFrom,
      unknownNamed,
      'X',
      '2b',
      customFrom,
      { name: 'Name', address: customFrom },
    ],
  ])('%i', (_, servers, notificationAddress, from, server, step, envelopeFrom, header) => {
    const mail = send({ servers, notificationAddress, from })

    expect({ ...mail, server: mail.choice.server.name, step: mail.choice.step }).toMatchObject({
      server,
      step,
      envelopeFrom,
      from: header,
    })
    expect(mail.from).toEqual(header)
  })

  test('an exact address on a late server beats a domain on an early one', () => {
    const late = serverOf('Late', 'info@test.mycompany.com', 99)

    expect(choose([D, late], 'info@test.mycompany.com')).toBe('Late')
    expect(choose([D, late], 'other@test.mycompany.com')).toBe('D')
  })

  test('the smaller number comes first, then the older server', () => {
    const older = { ...serverOf('Older', 'a.example', 5), createdAt: new Date(1) }
    const newer = { ...serverOf('Newer', 'a.example', 5), createdAt: new Date(2) }

    expect(choose([newer, older], 'x@a.example')).toBe('Older')
    expect(choose([newer, older, serverOf('First', 'a.example', 4)], 'x@a.example')).toBe('First')
  })

  test('a sub-domain is another domain, and an accented one no look-alike', () => {
    const servers = [serverOf('Plain', 'example.com'), serverOf('Accented', 'éxample.com', 2)]

    expect(choose(servers, 'a@xn--xample-9ua.com')).toBe('Accented')
    expect(choose(servers, 'a@example.com')).toBe('Plain')
    expect(chooseServer({ servers, from: addressOf('a@mail.example.com') }).step).toBe('4')
  })

  test('archived servers are not considered', () => {
    const archived = { ...D, archivedAt: new Date() }

    expect(chooseServer({ servers: [archived], from: addressOf('a@test.mycompany.com') })).toMatchObject({
      step: '5',
      passedOver: [{ server: archived, reason: 'archived' }],
    })
  })

  test('where nothing fits the first server is taken, with a warning', () => {
    const choice = chooseServer({ servers: [D, U], from: addressOf('a@other.example') })

    expect(choice).toMatchObject({
      step: '4',
      warning: 'no-filter-fits',
      fromUsed: { address: 'a@other.example' },
    })
    expect(choice.server?.name).toBe('U')
  })

  test('without any server the mail waits', () => {
    expect(chooseServer({ servers: [], from: addressOf('a@b.example') })).toEqual({
      step: '5',
      given: { address: 'a@b.example' },
      passedOver: [],
    })
  })

  test('without a From and without a default From there is nothing to send under', () => {
    expect(() => chooseServer({ servers: [X] })).toThrow(
      'There is no From, and General settings has no default',
    )
  })

  test('a forced server sends under the From given, whatever its filter', () => {
    const from = { name: 'Ada', address: 'Ada@other.example' }
    const choice = chooseServer({ servers: [D, U], from, notificationAddress: NOTIF, forcedServerId: 'D' })

    expect(choice).toMatchObject({ step: 'F', fromUsed: from, passedOver: [{ reason: 'another-forced' }] })
    expect(choice.server?.name).toBe('D')
  })

  test('a forced server that is archived or gone is an error', () => {
    const ask = (forcedServerId: string) => () =>
      chooseServer({
        servers: [D, { ...U, archivedAt: new Date() }],
        from: addressOf('a@b.example'),
        forcedServerId,
      })

    expect(ask('U')).toThrow('“U” was chosen for this mail, but is archived')
    expect(ask('gone')).toThrow('does not exist any more')
    expect(ask('')).toThrow('does not exist any more')
  })
})

describe('why the other servers were passed over', () => {
  const reasons = (
    from: string | undefined,
    notificationAddress: string | undefined,
    servers = [U, D, N, X],
  ) => {
    const choice = chooseServer({ servers, from: from ? addressOf(from) : undefined, notificationAddress })

    return Object.fromEntries(choice.passedOver.map(({ server, reason }) => [server.name, reason]))
  }

  test.each([
    [
      'specific_user@test.mycompany.com',
      { D: 'only-domain', N: 'only-default-from', X: 'only-every-sender' },
    ],
    ['a@test.mycompany.com', { U: 'does-not-fit', N: 'only-default-from', X: 'only-every-sender' }],
    ['a@other.example', { U: 'does-not-fit', D: 'only-domain', X: 'only-every-sender' }],
  ])('%s', (from, expected) => {
    expect(reasons(from, NOTIF)).toEqual(expected)
  })

  test('a server that fits as well comes later', () => {
    expect(reasons('a@test.mycompany.com', undefined, [D, serverOf('D2', D.fromFilter, 9)])).toEqual({
      D2: 'comes-later',
    })
  })

  test('where nothing fits, no other server fits either', () => {
    expect(reasons('a@other.example', undefined, [U, D])).toEqual({ D: 'does-not-fit' })
  })
})

describe('whatever the servers', () => {
  const servers = fc
    .array(fc.tuple(aFilter, fc.integer({ min: 1, max: 3 })), { maxLength: 6 })
    .map((all) => all.map(([filter, priority], n) => serverOf(`S${n}`, filter, priority)))
  const maybeAddress = fc.option(anAddress, { nil: undefined })

  test('case, blanks and the order of entries change nothing', () => {
    const blank = fc.constantFrom('', ' ', '\t', '  ')
    fc.assert(
      fc.property(servers, anAddress, maybeAddress, blank, (list, from, notificationAddress, blanks) => {
        const written = list.map((server) => ({
          ...server,
          fromFilter: ['', ...server.fromFilter.split(',').reverse(), '']
            .join(`${blanks},${blanks}`)
            .toUpperCase(),
        }))
        const ask = (all: typeof list, address: string) => {
          const { server, step } = chooseServer({ servers: all, from: { address }, notificationAddress })
          return { server: server?.name, step }
        }

        expect(ask(written, from.toUpperCase())).toEqual(ask(list, from))
      }),
    )
  })

  test('the order in which they are given changes nothing', () => {
    fc.assert(
      fc.property(servers, anAddress, maybeAddress, (list, address, notificationAddress) => {
        const distinct = list.map((server, n) => ({ ...server, createdAt: new Date(n) }))
        const ask = (all: typeof list) =>
          chooseServer({ servers: all, from: { address }, notificationAddress })

        expect(ask([...distinct].reverse())).toEqual(ask(distinct))
      }),
    )
  })

  test('one more server that does not name the address never changes a choice made at 1a', () => {
    fc.assert(
      fc.property(servers, aFilter, fc.nat(4), anAddress, (list, filter, priority, address) => {
        fc.pre(!filterEntries(filter).includes(address))
        const ask = (all: typeof list) => {
          const { step, server } = chooseServer({
            servers: all,
            from: { address },
            notificationAddress: NOTIF,
          })
          return { step, server: server?.name }
        }
        const before = [serverOf('Exact', address, 2), ...list]

        expect(ask(before).step).toBe('1a')
        expect(ask([...before, serverOf('More', filter, priority)])).toEqual(ask(before))
      }),
    )
  })

  test('one more server never takes a From away that a filter lets through', () => {
    fc.assert(
      fc.property(
        servers,
        aFilter,
        fc.nat(4),
        anAddress,
        anAddress,
        (list, filter, priority, address, notification) => {
          const ask = (all: typeof list) =>
            chooseServer({ servers: all, from: { address }, notificationAddress: notification }).step
          const before = ask(list)

          if (before.startsWith('1')) expect(ask([...list, serverOf('More', filter, priority)])).toMatch(/^1/)
        },
      ),
    )
  })

  test('the envelope fits the filter of the server, or equals the From used', () => {
    fc.assert(
      fc.property(
        servers,
        anAddress,
        maybeAddress,
        maybeAddress,
        (list, address, notificationAddress, bounce) => {
          fc.pre(list.length > 0)
          const { envelopeFrom, from, choice } = send({
            servers: list,
            from: { address },
            notificationAddress,
            bounceAddress: bounce,
          })
          const entries = filterEntries(choice.server.fromFilter)
          const fits =
            entries.length === 0 ||
            entries.some((entry) => [envelopeFrom, domainOf(envelopeFrom)].includes(entry))

          expect(fits || envelopeFrom === from.address).toBe(true)
        },
      ),
    )
  })

  test('the others are all told, each with its reason', () => {
    fc.assert(
      fc.property(servers, anAddress, maybeAddress, (list, address, notificationAddress) => {
        const { server, passedOver } = chooseServer({ servers: list, from: { address }, notificationAddress })
        const told = [...(server ? [server] : []), ...passedOver.map((other) => other.server)]

        expect(told.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id).sort())
      }),
    )
  })

  test('hostile addresses and filters break nothing', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.stringMatching(/^["'<>@,;:()[\]\\\s.a-c\u00e4]{0,30}$/u),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, (filter, address, notificationAddress) => {
        const { choose } = createServerChoice([serverOf('S', filter)])

        expect(choose({ from: { address }, notificationAddress }).server?.name).toBe('S')
      }),
      { numRuns: 200 },
    )
  })

  test('what is no address is let through by no entry', () => {
    const servers = [serverOf('S', 'mail.example.com, @mail.example.com')]
    for (const address of ['mail.example.com', '@mail.example.com', '', '@'])
      expect(chooseServer({ servers, from: { address } }).step).toBe('4')
  })
})

function choose(servers: Parameters<typeof chooseServer>[0]['servers'], from: string): string | undefined {
  return chooseServer({ servers, from: addressOf(from) }).server?.name
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
