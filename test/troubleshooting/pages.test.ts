import { expect, test } from 'vitest'
import { causes } from '../../src/failures/causes.ts'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })
const path = '/mail/troubleshooting'

/** The titles of what was found, in order. */
async function found(q: string): Promise<string[]> {
  const { status, body } = await host.get(`${path}?${new URLSearchParams({ q })}`)
  expect(status).toBe(200)
  const [, results = ''] = /id="found"[\s\S]*?(<\/h2>[\s\S]*?)<\/section>\s*<section/.exec(body) ?? []

  return [...results.matchAll(/<article[^>]*><h3>(.*?)<\/h3>/g)].map(([, title = '']) => title)
}

test.each([
  ['AADSTS50011', 'The redirect URI does not match'],
  ['50011', 'The redirect URI does not match'],
  ['7000222', 'The client secret has expired'],
  [
    'AADSTS7000215: Invalid client secret provided. Trace ID: 1 Correlation ID: 2',
    'Microsoft does not accept the client secret',
  ],
  [
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled',
    'Authenticated SMTP is switched off',
  ],
  ['smtp said: 554 5.2.252 SendAsDenied; not allowed to send as', 'Microsoft refused the From address'],
  ['NO AUTHENTICATE failed.', 'Microsoft refuses reading this mailbox'],
  ['BAD User is authenticated but not connected.', 'Signed in, but not to this mailbox'],
  ['connect ECONNREFUSED 10.0.0.1:587', 'Nobody answers'],
  ['CERT_HAS_EXPIRED', 'The certificate of the server is not trusted'],
  ['client secret expired', 'The client secret has expired'],
  ['Client-Secret abgelaufen', 'The client secret has expired'],
])('finds what “%s” means', async (asked, title) => {
  const [first = ''] = await found(asked)

  expect(first).toContain(title)
})

test('a number that nobody here knows leads to Microsoft’s own explanation', async () => {
  const { body } = await host.get(`${path}?q=AADSTS1234567`)

  expect(body).toContain('https://login.microsoftonline.com/error?code=1234567')
  expect(body).toContain('We do not know the code AADSTS1234567.')
})

test('words that nothing fits still say what to do next', async () => {
  const { body } = await host.get(`${path}?q=zzzz+qqqq`)

  expect(body).toContain('Nothing fits.')
  expect(body).toContain('send the report of the test to your hosting partner')
})

test('every cause of the catalogue has its place on the page, and what Microsoft keeps to itself comes first', async () => {
  const { body } = await host.get(`${path}?seen=microsoft`)

  for (const cause of Object.keys(causes)) expect(body).toContain(`id="${cause}"`)
  for (const code of ['50011', '700016', '50105', '50020', '90094']) expect(body).toContain(`AADSTS${code}`)
  expect(body).toContain('<details class="card" open>')
  expect(body).toContain('http://localhost:3000/microsoft_outlook/confirm')
})

test('what was typed stays typed and is nothing but text', async () => {
  const { body } = await host.get(`${path}?q=${encodeURIComponent('<script>alert(1)</script> 535')}`)

  expect(body).not.toContain('<script>alert(1)')
  expect(body).toContain('value="&lt;script&gt;alert(1)&lt;/script&gt; 535"')
})

test('a query of any length or kind is answered', async () => {
  for (const q of ['a'.repeat(5000), '('.repeat(1900), '1 '.repeat(900), '\u0000\ud800'])
    expect((await host.get(`${path}?${new URLSearchParams({ q })}`)).status).toBe(200)
  expect((await host.get(`${path}?q=1&q=2`)).status).toBe(200)
})
