import { describe, expect, test } from 'vitest'
import { rewriteFrom } from '../../src/outgoing-servers/from-rewrite.ts'
import type { Mailbox } from '../../src/outgoing-servers/mailbox.ts'
import { type SenderSettings, senderAddresses } from '../../src/outgoing-servers/sender-addresses.ts'
import { addressOf, BOUNCE, NOTIF } from './choice.ts'

const ada: Mailbox = { name: 'Ada', address: 'ada@customer.example' }

function rewritten({ given = ada, used = given, filter = '', ...rest }: Partial<Case> = {}) {
  return rewriteFrom({ choice: { server: { fromFilter: filter }, given, fromUsed: used }, ...rest })
}

interface Case {
  given: Mailbox
  used: Mailbox
  filter: string
  replyTo: Mailbox
  bounceAddress: string
  recipients: string[]
  offersSmtpUtf8: boolean
}

describe('the header', () => {
  test('under another From the name stays, and replies reach the one given', () => {
    expect(rewritten({ used: addressOf(NOTIF) })).toMatchObject({
      from: { name: 'Ada', address: NOTIF },
      replyTo: ada,
    })
  })

  test('without a name the local part is the name', () => {
    expect(rewritten({ given: addressOf('ada@customer.example'), used: addressOf(NOTIF) })).toMatchObject({
      from: { name: 'ada', address: NOTIF },
      replyTo: { address: 'ada@customer.example' },
    })
    const emptyName = { name: '', address: 'ada@customer.example' }
    expect(rewritten({ given: emptyName, used: addressOf(NOTIF) }).from.name).toBe('ada')
  })

  test('a Reply-To that is set stays', () => {
    const replyTo = addressOf('service@mein-shop.example')

    expect(rewritten({ used: addressOf(NOTIF), replyTo }).replyTo).toEqual(replyTo)
    expect(rewritten({ replyTo }).replyTo).toEqual(replyTo)
  })

  test('the From given stays as it is, without a Reply-To', () => {
    expect(rewritten()).toEqual({ from: ada, envelopeFrom: ada.address, envelopeTo: [] })
  })

  test('the same address in other letters is no other From', () => {
    const given = { name: 'Notes', address: NOTIF.toUpperCase() }

    expect(rewritten({ given, used: addressOf(NOTIF) })).toMatchObject({ from: given })
    expect(rewritten({ given, used: addressOf(NOTIF) })).not.toHaveProperty('replyTo')
  })
})

describe('the envelope', () => {
  test.each([
    ['test.mycompany.com', BOUNCE],
    ['other.example, BOUNCE.TEST@test.mycompany.com', BOUNCE],
    ['', BOUNCE],
    [' , ', BOUNCE],
    ['ada@customer.example', ada.address],
    ['mycompany.com', ada.address],
  ])('with the filter “%s” mail comes back to %s', (filter, envelopeFrom) => {
    expect(rewritten({ filter, bounceAddress: BOUNCE }).envelopeFrom).toBe(envelopeFrom)
  })

  test('an Outlook server for its own mailbox sends as the mailbox', () => {
    const given = addressOf('orders@test.mycompany.com')

    expect(rewritten({ given, filter: given.address, bounceAddress: BOUNCE }).envelopeFrom).toBe(
      given.address,
    )
  })

  test('domains travel in ASCII', () => {
    const given = addressOf('info@MÜNCHEN.example')
    const sent = rewritten({ given, recipients: ['kurt@Bücher.example'] })

    expect(sent).toMatchObject({
      from: { address: 'info@xn--mnchen-3ya.example' },
      envelopeFrom: 'info@xn--mnchen-3ya.example',
      envelopeTo: ['kurt@xn--bcher-kva.example'],
    })
  })

  test('letters beyond ASCII before the @ need a server with SMTPUTF8, wherever they stand', () => {
    const jürgen = addressOf('jürgen@b.example')
    const cases: Partial<Case>[] = [
      { given: jürgen },
      { given: jürgen, used: addressOf(NOTIF) },
      { given: jürgen, bounceAddress: BOUNCE },
      { replyTo: jürgen },
      { recipients: [jürgen.address] },
    ]

    for (const one of cases) {
      expect(() => rewritten(one)).toThrow(
        'jürgen@b.example has letters before the @ that only mail servers with',
      )
      expect(() => rewritten({ ...one, offersSmtpUtf8: true })).not.toThrow()
    }
  })

  test('a recipient named twice gets one mail', () => {
    const recipients = [
      'Ada@b.example',
      'bob@b.example',
      'ada@B.example',
      'a@münchen.example',
      'a@xn--mnchen-3ya.example',
    ]

    expect(rewritten({ recipients }).envelopeTo).toEqual([
      'Ada@b.example',
      'bob@b.example',
      'a@xn--mnchen-3ya.example',
    ])
  })

  test.each([
    'ok@x.example\r\nRCPT TO:<evil@x.example>',
    'ok@x.example> SIZE=1',
    'group:evil@x.example;',
    '"a b"@x.example',
    'a@b@x.example',
    'a,b@x.example',
    'a@x.example,b@x.example',
    '@x.example',
    'a@',
    'a',
    '',
    'a@\u00ad',
    'a@x\u2028.example',
  ])('%j is no address to send to or from', (address) => {
    expect(() => rewritten({ recipients: [address] })).toThrow('is not an email address')
    expect(() => rewritten({ given: { address } })).toThrow('is not an email address')
  })
})

describe('the addresses of General settings', () => {
  const nothing: SenderSettings = {
    defaultFromName: null,
    defaultFromAddress: null,
    catchAllDomain: null,
    aliasDomain: null,
  }

  test.each<[string, Partial<SenderSettings>, object]>([
    ['nothing', {}, {}],
    [
      'a default From',
      { defaultFromAddress: 'Info@mein-shop.example', defaultFromName: 'Mein Shop' },
      {
        defaultFrom: { name: 'Mein Shop', address: 'Info@mein-shop.example' },
        notificationAddress: 'Info@mein-shop.example',
      },
    ],
    [
      'a local part and an alias domain',
      { defaultFromAddress: 'info', aliasDomain: 'mein-shop.example' },
      {
        defaultFrom: { address: 'info@mein-shop.example' },
        notificationAddress: 'info@mein-shop.example',
        bounceAddress: 'bounce@mein-shop.example',
      },
    ],
    ['a local part without a domain', { defaultFromAddress: 'info' }, {}],
    ['a name alone', { defaultFromName: 'Mein Shop' }, {}],
    ['an alias domain', { aliasDomain: 'alias.example' }, { bounceAddress: 'bounce@alias.example' }],
    [
      'both domains',
      { aliasDomain: 'alias.example', catchAllDomain: 'all.example' },
      { bounceAddress: 'bounce@all.example' },
    ],
  ])('%s', (_, settings, addresses) => {
    expect(senderAddresses({ ...nothing, ...settings })).toEqual(addresses)
  })

  test('delivery reports may go to another local part', () => {
    expect(senderAddresses({ ...nothing, aliasDomain: 'alias.example' }, 'bounce.test').bounceAddress).toBe(
      'bounce.test@alias.example',
    )
  })
})
