import { expect, test } from 'vitest'
import { explain, needsReconnect, retries, shortTitle, titleOf } from '../../src/failures/explain.ts'

test('a refused From is explained with the addresses, the fix and who can do it', () => {
  const failure = {
    cause: 'from-refused',
    code: '554 5.2.252',
    raw: 'SendAsDenied',
    signInWith: 'outlook',
  } as const

  expect(explain(failure, 'en', { user: 'orders@mein-shop.de', from: 'info@mein-shop.de' })).toEqual({
    cause: 'from-refused',
    title: 'Microsoft refused the From address',
    short: 'From address refused',
    what: 'The sign-in works, but orders@mein-shop.de may not send as info@mein-shop.de.',
    steps: [
      'Set the default From to orders@mein-shop.de.',
      'Or give "Send as" for info@mein-shop.de in the Exchange admin center. It takes up to an hour.',
    ],
    who: 'You can fix this yourself.',
    link: { to: 'general-settings', text: 'Open General settings', path: '/general-settings' },
    raw: 'SendAsDenied',
    code: '554 5.2.252',
  })
})

test('a password server is not called Microsoft', () => {
  const failure = { cause: 'from-refused', signInWith: 'password' } as const

  expect(explain(failure, 'de').title).toBe('Der Mailserver hat den Absender abgelehnt')
})

test('what the failure knows is told without being asked for', () => {
  const failure = { cause: 'port-blocked', host: 'smtp.office365.com', port: 587 } as const

  expect(explain(failure, 'de')).toMatchObject({
    title: 'Port 587 ist gesperrt',
    steps: [
      'Lassen Sie Ihren Hosting-Partner smtp.office365.com:587 ausgehend freigeben.',
      'Prüfen Sie Servername und Port.',
    ],
    who: 'Das kann Ihr Hosting-Partner beheben.',
  })
})

test('a page of Microsoft is linked by its address', () => {
  expect(explain({ cause: 'smtp-auth-disabled' }, 'de').link).toEqual({
    to: 'microsoft-365-admin',
    text: 'Microsoft 365 Admin Center öffnen',
    url: 'https://admin.microsoft.com/',
  })
})

test('the ids for support come along, but only those there are', () => {
  expect(explain({ cause: 'microsoft-busy', traceId: 'a' }, 'en').ids).toEqual({ traceId: 'a' })
  expect(explain({ cause: 'microsoft-busy' }, 'en')).not.toHaveProperty('ids')
})

test('a cause stored by another version still gets an explanation', () => {
  const stored = JSON.parse('{"cause":"of-the-future"}')

  expect(explain(stored, 'en').title).toBe('The connection failed')
  expect(shortTitle(stored, 'de')).toBe('Verbindung gescheitert')
  expect(retries(stored)).toBe(true)
})

test('waiting helps only where the cause passes by itself', () => {
  expect(retries({ cause: 'microsoft-busy' })).toBe(true)
  expect(retries({ cause: 'sign-in-expired' })).toBe(false)
  expect(retries({ cause: 'delivery-unclear' })).toBe(false)
})

test('signing in again helps when the sign-in is spent, not when the secret is', () => {
  expect(needsReconnect({ cause: 'sign-in-withdrawn' })).toBe(true)
  expect(needsReconnect({ cause: 'client-secret-expired' })).toBe(false)
  expect(needsReconnect({ cause: 'microsoft-busy' })).toBe(false)
})

test('a title stands alone without any fact', () => {
  expect(titleOf('connection-refused').en).toBe('Nobody answers on this port')
  expect(titleOf('connection-refused', { port: 25 }).de).toBe('Auf Port 25 antwortet niemand')
})
