import { expect, test } from 'vitest'
import type { ConnectionTest } from '../../src/connection-test/connection-test.ts'
import { testReport } from '../../src/connection-test/report.ts'
import { version } from '../../src/version.ts'
import { mailbox } from './under-test.ts'

const failed: ConnectionTest = {
  id: 'c0b6a5f2-4a3d-4a52-9a8e-0a1b2c3d4e5f',
  state: 'failed',
  confirms: false,
  startedAt: new Date('2026-11-24T14:00:00.000Z'),
  finishedAt: new Date('2026-11-24T14:00:02.000Z'),
  startedByName: 'Ada',
  server: {
    kind: 'outgoing',
    id: 'c0b6a5f2-4a3d-4a52-9a8e-0a1b2c3d4e50',
    name: 'Bestellungen',
    username: mailbox,
    host: 'smtp.office365.com',
    port: 587,
  },
  steps: [
    { id: 'dns', state: 'passed', ms: 20, evidence: { addresses: ['52.97.201.2'] } },
    {
      id: 'tls',
      state: 'passed',
      ms: 31,
      evidence: {
        tlsVersion: 'TLSv1.3',
        certificateName: 'outlook.com',
        certificateUntil: '2027-03-01T00:00:00.000Z',
      },
    },
    { id: 'token', state: 'passed', ms: 4, evidence: { tokenUntil: '2026-11-24T15:00:00.000Z' } },
    {
      id: 'auth',
      state: 'failed',
      ms: 900,
      evidence: { retried: true },
      failure: { cause: 'sign-in-refused', code: '535 5.7.3' },
    },
    { id: 'sender', state: 'not_run' },
  ],
  failure: {
    cause: 'sign-in-refused',
    code: '535 5.7.3',
    raw: '5.7.3 Authentication unsuccessful [AM0PR08CA0001]',
    traceId: '0f1e2d3c-0000-4000-8000-000000000000',
  },
}

test('the report in English has all an expert asks for', () => {
  expect(testReport(failed, { locale: 'en', timeZone: 'Europe/Berlin' })).toBe(`Connection test: Bestellungen

Mailroom: ${version}
Started: 24 Nov 2026, 15:00 (2026-11-24T14:00:00.000Z)
Started by: Ada
Server: smtp.office365.com:587
User name: ${mailbox}
Result: Failed.
Cause: Microsoft refuses the sign-in for this mailbox
Code: 535 5.7.3
Answer of the other side: 5.7.3 Authentication unsuccessful [AM0PR08CA0001]
Trace ID: 0f1e2d3c-0000-4000-8000-000000000000

Steps
1. Look up the server name (DNS): Passed
   52.97.201.2 · 20 ms
2. Encrypt (TLS): Passed
   TLSv1.3 · certificate for outlook.com, valid until 1 Mar 2027 · 31 ms
3. Get an access token: Passed
   valid until 16:00 · 4 ms
4. Sign in (AUTH): Failed
   with a fresh token after a first refusal · 900 ms
5. Check the sender (MAIL FROM): Not run
`)
})

test('the report in German says the same', () => {
  const report = testReport(failed, { locale: 'de', timeZone: 'Europe/Berlin' })

  expect(report).toContain('Verbindungstest: Bestellungen')
  expect(report).toContain('Gestartet: 24.11.2026, 15:00 Uhr (2026-11-24T14:00:00.000Z)')
  expect(report).toContain('Ursache: Microsoft verweigert die Anmeldung für dieses Postfach')
  expect(report).toContain('4. Anmelden (AUTH): Fehlgeschlagen')
  expect(report).toContain('5. Absender prüfen (MAIL FROM): Nicht ausgeführt')
})

test.each([
  ['passed', 'Result: All steps passed.'],
  ['timed_out', 'Result: The test took too long and was stopped.'],
  ['running', 'Result: The test is running …'],
] as const)('a test that is %s says so', (state, expected) => {
  const report = testReport({ ...failed, state, failure: undefined }, { locale: 'en', timeZone: 'UTC' })

  expect(report).toContain(expected)
  expect(report).not.toContain('Cause')
})

test('nothing that comes from outside can add a line', () => {
  const forged = 'x\nResult: All steps passed.\r\n1. Sign in: Passed'
  const report = testReport(
    {
      ...failed,
      startedByName: forged,
      server: { ...failed.server, name: forged, username: forged },
      failure: { cause: 'sign-in-refused', raw: forged },
      steps: [
        { id: 'tls', state: 'passed', evidence: { certificateName: forged, certificateUntil: '2027-03-01' } },
      ],
    },
    { locale: 'en', timeZone: 'UTC' },
  )

  expect(report.split('\n').filter((line) => /^(Result|1\. )/.test(line))).toEqual([
    'Result: Failed.',
    '1. Encrypt (TLS): Passed',
  ])
})
