import { describe, expect, test } from 'vitest'
import { checklist, type MailFacts, type ServerFacts } from '../../src/mail-status/mail-status.ts'

const nothing: MailFacts = {
  customEmailServers: false,
  hasCredentials: false,
  hasSender: false,
  sending: 'none',
  outgoing: [],
  incoming: [],
}
const server = (changes: Partial<ServerFacts> = {}): ServerFacts => ({
  id: 'orders',
  connection: 'none',
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
    ['nothing', {}, 'open open open open open open open open'],
    ['credentials', { hasCredentials: true }, 'done open open open open open open open'],
    ['the switch', { customEmailServers: true }, 'open done open open open open open open'],
    ['a server', { outgoing: [server()] }, 'open open done open open open open open'],
    [
      'a connected server',
      { outgoing: [server({ connection: 'connected' })] },
      'open open done done open open open open',
    ],
    [
      'a lost connection',
      { outgoing: [server({ connection: 'lost' })] },
      'open open done failed open open open open',
    ],
    [
      'a failed test',
      { outgoing: [server({ lastTest: 'failed' })] },
      'open open done open failed open open open',
    ],
    [
      'a passed test on the second server',
      { outgoing: [server({ lastTest: 'failed' }), server({ connection: 'connected', lastTest: 'passed' })] },
      'open open done done done open open open',
    ],
    ['a sender', { hasSender: true }, 'open open open open open done open open'],
    ['a mail that has left', { sending: 'sent' }, 'open open open open open open done open'],
    ['mails of which none has left', { sending: 'failed' }, 'open open open open open open failed open'],
    [
      'an incoming server',
      { incoming: [{ ...server({ connection: 'connected', lastTest: 'passed' }), confirmed: false }] },
      'open open open open open open open open',
    ],
    [
      'a confirmed incoming server',
      { incoming: [{ ...server(), confirmed: true }] },
      'open open open open open open open done',
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
      '/outgoing-servers/new',
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
      '/outgoing-servers/orders/test-mails',
      '/incoming-servers/replies',
    ])
  })
})
