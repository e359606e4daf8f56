import { describe, expect, test } from 'vitest'
import { createDnsRecords } from '../../src/checks/dns-records.ts'
import { checkDkim, checkDmarc, checkMx, foreignDomain } from '../../src/checks/domain-checks.ts'
import { checkSpf } from '../../src/checks/spf.ts'
import { type Said, useDns } from './dns-server.ts'

const dns = useDns()
const domain = 'mein-shop.example'
const microsoft = 'spf.protection.outlook.com'
const signal = new AbortController().signal
const records = () => createDnsRecords({ servers: [dns.address()], timeoutMs: 200 })
const tell = (zone: Record<string, Said>) => {
  for (const [name, said] of Object.entries(zone)) dns.zone.set(name, said)
}
const spf = () => checkSpf(records(), domain, microsoft, signal)
const microsoftKnows = { [`TXT ${microsoft}`]: { txt: ['v=spf1 ip4:40.92.0.0/15 -all'] } }
const own = `TXT ${domain}`
const txt = (...texts: string[]): Said => ({ txt: texts })

describe('SPF', () => {
  test.each<[string, Record<string, Said>, object]>([
    [
      'as Microsoft wants it',
      { [own]: txt(`v=spf1 include:${microsoft} -all`) },
      { state: 'ok', finding: 'fine' },
    ],
    ['beside other texts', { [own]: txt('x=1', `v=spf1 include:${microsoft} ~all`) }, { state: 'ok' }],
    ['none', { [own]: txt('google-site-verification=1') }, { state: 'err', finding: 'spf-missing' }],
    ['an unknown domain', {}, { state: 'err', finding: 'spf-missing', evidence: ['NXDOMAIN'] }],
    ['no text at all', { [own]: 'nothing' }, { finding: 'spf-missing', evidence: ['NODATA'] }],
    ['twice', { [own]: txt('v=spf1 mx -all', `v=spf1 include:${microsoft} -all`) }, { finding: 'spf-twice' }],
    ['of another provider', { [own]: txt('v=spf1 mx -all') }, { state: 'err', finding: 'spf-not-microsoft' }],
    [
      'open to everyone',
      { [own]: txt(`v=spf1 include:${microsoft} +all`) },
      { state: 'warn', finding: 'spf-open' },
    ],
    ['neutral', { [own]: txt(`v=spf1 include:${microsoft} ?all`) }, { state: 'warn', finding: 'spf-open' }],
    [
      'by a redirect',
      {
        [own]: txt('v=spf1 redirect=_spf.mein-shop.example'),
        'TXT _spf.mein-shop.example': txt(`v=spf1 include:${microsoft} -all`),
      },
      { state: 'ok' },
    ],
    [
      'that includes a name without a record',
      { [own]: txt(`v=spf1 include:gone.example include:${microsoft} -all`) },
      { state: 'err', finding: 'spf-broken', fact: 'gone.example' },
    ],
    [
      'that includes itself',
      { [own]: txt(`v=spf1 include:${domain} include:${microsoft} -all`) },
      { finding: 'spf-broken' },
    ],
    [
      'that the server does not give out',
      { [own]: 'servfail' },
      { state: 'warn', finding: 'dns-unanswered', fact: 'SERVFAIL' },
    ],
    [
      'that nobody answers',
      { [own]: 'silence' },
      { state: 'warn', finding: 'dns-unanswered', fact: 'timeout' },
    ],
  ])('%s', async (_, zone, expected) => {
    tell({ ...microsoftKnows, ...zone })

    expect(await spf()).toMatchObject(expected)
  })

  test('counts the lookups of everything included, and stops where a receiver stops', async () => {
    const includes = Array.from({ length: 11 }, (_, no) => `include:s${no}.example`)
    tell({ ...microsoftKnows, [own]: txt(`v=spf1 ${includes.join(' ')} include:${microsoft} -all`) })
    for (let no = 0; no < 11; no++) tell({ [`TXT s${no}.example`]: txt('v=spf1 -all') })

    expect(await spf()).toMatchObject({ state: 'err', finding: 'spf-too-many' })
    expect(dns.asked.length).toBeLessThanOrEqual(12)
  })

  test.each([
    [['v=spf1 mx ip4:192.0.2.1 -all'], `mx ip4:192.0.2.1 include:${microsoft} -all`],
    [['v=spf1 mx ~all'], `mx include:${microsoft} ~all`],
    [['v=spf1 mx -all', 'v=spf1 a mx ?all'], `mx a include:${microsoft} ~all`],
    [['v=spf1 redirect=_spf.hoster.example'], `include:_spf.hoster.example include:${microsoft} ~all`],
    [['v=spf1 mx -all redirect=_spf.hoster.example'], `mx include:${microsoft} -all`],
  ])(
    'says what to enter: everything that is allowed now, and Microsoft, no less strict: %j',
    async (now, value) => {
      tell({ ...microsoftKnows, [own]: txt(...now) })

      expect((await spf()).records).toEqual([{ type: 'TXT', name: domain, value: `v=spf1 ${value}` }])
    },
  )
})

describe('DKIM', () => {
  const name = `selector1._domainkey.${domain}`
  const dkim = () => checkDkim(records(), domain, 'selector1', signal)

  test.each([
    'selector1-mein-shop-example._domainkey.meinshop.onmicrosoft.com',
    'selector1-mein-shop-example._domainkey.meinshop.n-v1.dkim.mail.microsoft',
  ])('that leads to %s is Microsoft’s', async (cname) => {
    tell({ [`CNAME ${name}`]: { cname } })

    expect(await dkim()).toMatchObject({ state: 'ok' })
  })

  test('that is missing is told with the name to enter', async () => {
    expect(await dkim()).toMatchObject({
      state: 'err',
      finding: 'dkim-missing',
      records: [{ type: 'CNAME', name }],
    })
  })

  test('that leads elsewhere is a warning', async () => {
    tell({ [`CNAME ${name}`]: { cname: 'selector1.mailer.example' } })

    expect(await dkim()).toMatchObject({ state: 'warn', finding: 'dkim-elsewhere' })
  })
})

describe('DMARC', () => {
  const dmarc = (of = domain) => checkDmarc(records(), of, signal)

  test.each<[string, string[], object]>([
    ['strict with reports', ['v=DMARC1; p=reject; rua=mailto:d@x.example'], { state: 'ok' }],
    [
      'that only watches',
      ['v=DMARC1; p=none; rua=mailto:d@x.example'],
      { state: 'warn', finding: 'dmarc-none' },
    ],
    ['without reports', ['v=DMARC1; p=quarantine'], { state: 'warn', finding: 'dmarc-no-reports' }],
    ['without a policy', ['v=DMARC1; rua=mailto:d@x.example'], { state: 'err', finding: 'dmarc-broken' }],
    ['twice', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], { state: 'err', finding: 'dmarc-twice' }],
  ])('%s', async (_, texts, expected) => {
    tell({ [`TXT _dmarc.${domain}`]: { txt: texts } })

    expect(await dmarc()).toMatchObject(expected)
  })

  test('a domain below inherits it', async () => {
    tell({ [`TXT _dmarc.${domain}`]: txt('v=DMARC1; p=reject; sp=none; rua=mailto:d@x.example') })

    expect(await dmarc(`news.${domain}`)).toMatchObject({ finding: 'dmarc-none' })
  })

  test('none at all is told with the record to enter', async () => {
    expect(await dmarc()).toMatchObject({
      finding: 'dmarc-missing',
      records: [{ type: 'TXT', name: `_dmarc.${domain}` }],
    })
  })
})

test('where mail arrives is told, and never a problem', async () => {
  const mx = () => checkMx(records(), domain, signal)
  expect(await mx()).toMatchObject({ state: 'info', finding: 'mx-missing' })
  tell({ [`MX ${domain}`]: { mx: ['mein-shop-example.mail.protection.outlook.com'] } })
  expect(await mx()).toMatchObject({ state: 'ok' })
  tell({ [`MX ${domain}`]: { mx: ['mx.filter.example'] } })
  expect(await mx()).toMatchObject({
    state: 'info',
    finding: 'mx-elsewhere',
    evidence: ['mx.filter.example'],
  })
})

test('of domains whose records nobody in the shop can change it is said', () => {
  expect(foreignDomain('meinshop.onmicrosoft.com')?.finding).toBe('domain-of-microsoft')
  expect(foreignDomain('gmail.com')?.finding).toBe('domain-of-freemailer')
  expect(foreignDomain(domain)).toBeUndefined()
})
