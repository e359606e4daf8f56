import { describe, expect, test } from 'vitest'
import { checklist, daysLeft, type MailFacts, type ServerFacts } from '../../src/mail-status/mail-status.ts'

const nothing: MailFacts = {
  customEmailServers: false,
  hasCredentials: false,
  hasSender: false,
  secretValidUntil: null,
  outgoing: [],
  incoming: [],
}
const server = (changes: Partial<ServerFacts> = {}): ServerFacts => ({
  id: 'orders',
  connected: false,
  lastTest: 'none',
  ...changes,
})

function states(facts: Partial<MailFacts>): string {
  return checklist({ ...nothing, ...facts })
    .map(({ state }) => state)
    .join(' ')
}

describe('the checklist', () => {
  test.each<[string, Partial<MailFacts>, string]>([
    ['nothing', {}, 'open open open open open open open'],
    ['credentials', { hasCredentials: true }, 'done open open open open open open'],
    ['the switch', { customEmailServers: true }, 'open done open open open open open'],
    ['a server', { outgoing: [server()] }, 'open open done open open open open'],
    ['a connected server', { outgoing: [server({ connected: true })] }, 'open open done done open open open'],
    ['a failed test', { outgoing: [server({ lastTest: 'failed' })] }, 'open open done open failed open open'],
    [
      'a passed test on the second server',
      { outgoing: [server({ lastTest: 'failed' }), server({ connected: true, lastTest: 'passed' })] },
      'open open done done done open open',
    ],
    ['a sender', { hasSender: true }, 'open open open open open done open'],
    [
      'an incoming server',
      { incoming: [{ ...server({ connected: true, lastTest: 'passed' }), confirmed: false }] },
      'open open open open open open open',
    ],
    [
      'a confirmed incoming server',
      { incoming: [{ ...server(), confirmed: true }] },
      'open open open open open open done',
    ],
  ])('with %s', (_, facts, expected) => {
    expect(states(facts)).toBe(expected)
  })

  test('leads to the page where each step is done', () => {
    const paths = (facts: Partial<MailFacts>) => checklist({ ...nothing, ...facts }).map(({ path }) => path)

    expect(paths({})).toEqual([
      '/general-settings',
      '/general-settings',
      '/outgoing-servers/new',
      '/outgoing-servers/new',
      '/outgoing-servers/new',
      '/general-settings',
      '/incoming-servers/new',
    ])
    expect(
      paths({
        outgoing: [server()],
        incoming: [
          { ...server({ id: 'read' }), confirmed: true },
          { ...server({ id: 'replies' }), confirmed: false },
        ],
      }).slice(2),
    ).toEqual([
      '/outgoing-servers/orders',
      '/outgoing-servers/orders',
      '/outgoing-servers/orders',
      '/general-settings',
      '/incoming-servers/replies',
    ])
  })
})

describe('the days left for the client secret', () => {
  const until = new Date('2026-12-07T00:00:00Z')
  const left = (now: string) => daysLeft({ ...nothing, secretValidUntil: until }, new Date(now))

  test.each([
    ['2026-11-06T23:59:00Z', undefined],
    ['2026-11-07T00:00:00Z', 30],
    ['2026-11-23T00:00:00Z', 14],
    ['2026-11-29T23:00:00Z', 8],
    ['2026-11-30T08:00:00Z', 7],
    ['2026-12-05T12:00:00Z', 2],
    ['2026-12-06T12:00:00Z', 1],
    ['2026-12-06T23:59:59Z', 1],
    ['2026-12-07T00:00:00Z', 0],
    ['2027-01-01T00:00:00Z', 0],
  ])('at %s: %s', (now, days) => {
    expect(left(now)).toBe(days)
  })

  test('are unknown as long as nobody entered the date', () => {
    expect(daysLeft(nothing, new Date())).toBeUndefined()
  })
})
