import { expect, test } from 'vitest'
import type { SmtpEvidence } from '../../src/failures/failure.ts'
import { ownFailure, remoteFailure } from '../../src/network/remote-failure.ts'
import { forecast } from '../../src/outbox/limits.ts'
import { decide, retrySeconds } from '../../src/outbox/outcome.ts'

const said = (stage: SmtpEvidence['stage'], text: string) =>
  remoteFailure({
    kind: 'smtp',
    stage,
    code: Number(text.slice(0, 3)),
    text: text.slice(4),
    signInWith: 'outlook',
  }).failure
const broken = remoteFailure({
  kind: 'network',
  stage: 'read',
  code: 'ECONNRESET',
  host: 'h',
  port: 587,
}).failure

test.each([
  ['a temporary refusal', said('end', '451 4.7.0 Try again later'), { handedOver: true }, { kind: 'retry' }],
  ['an unknown recipient', said('rcpt', '550 5.1.10 RecipientNotFound'), {}, { kind: 'failed' }],
  ['a mail too large', said('end', '554 5.2.3 too large'), { handedOver: true }, { kind: 'failed' }],
  ['a break before the body', broken, {}, { kind: 'pause', of: 'server' }],
  ['a break after the body', broken, { handedOver: true }, { kind: 'unknown' }],
  [
    'a refused From',
    said('end', '554 5.2.252 SendAsDenied'),
    { handedOver: true },
    { kind: 'pause', of: 'from' },
  ],
  [
    'SMTP switched off',
    said('auth', '535 5.7.139 SmtpClientAuthentication is disabled'),
    {},
    { kind: 'pause', of: 'server', seconds: 900 },
  ],
  [
    'the day used up',
    said('end', '554 5.2.0 SubmissionQuotaExceeded'),
    { handedOver: true },
    { kind: 'pause', of: 'server' },
  ],
  [
    'too many connections',
    said('end', '432 4.3.2 Concurrent connections limit exceeded'),
    { handedOver: true },
    { kind: 'pause', of: 'server', seconds: 60 },
  ],
  [
    'an expired secret',
    ownFailure('client-secret-expired').failure,
    { connecting: true },
    { kind: 'pause', of: 'app-registration', seconds: 900 },
  ],
] as const)(
  '%s is judged by the reply, and by whether the mail was handed over',
  (_, failure, moment, decision) => {
    expect(decide(failure, moment)).toMatchObject(decision)
  },
)

test('waits grow from a minute to four hours, and end after five days of them', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((attempts) => (retrySeconds(attempts) ?? 0) / 60)
  expect(minutes).toEqual([1, 5, 15, 30, 60, 120, 240, 240, 240])

  let waited = 0
  let attempts = 1
  for (let wait = retrySeconds(attempts); wait; wait = retrySeconds(++attempts)) waited += wait
  expect(waited / 3600).toBeGreaterThan(4.8 * 24)
  expect(waited / 3600).toBeLessThanOrEqual(5 * 24)
})

test('a forecast says when the next mail leaves and when the last one', () => {
  const now = new Date('2026-11-24T14:00:00Z')
  const freeAt = new Date('2026-11-24T14:05:00Z')

  expect(forecast({ waiting: 26, perMinute: 30, freeAt, now })).toEqual({
    waiting: 26,
    next: freeAt,
    last: new Date('2026-11-24T14:06:00Z'),
  })
  expect(forecast({ waiting: 3, now })).toEqual({ waiting: 3, next: now, last: now })
})
