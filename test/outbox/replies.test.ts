import { expect, test } from 'vitest'
import type { SmtpEvidence } from '../../src/failures/failure.ts'
import { remoteFailure } from '../../src/network/remote-failure.ts'
import { decide } from '../../src/outbox/outcome.ts'

type Stage = SmtpEvidence['stage']
type Fate = 'retry' | 'failed' | 'server pauses' | 'From pauses'

const storedriver = 'STOREDRV.Submission.Exception:'

// biome-ignore format: one line for one reply
const exchange: readonly (readonly [Fate, Stage, string])[] = [
  ['server pauses', 'auth', '535 5.7.3 Authentication unsuccessful'],
  ['server pauses', 'auth', '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.'],
  ['server pauses', 'auth', '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.'],
  ['server pauses', 'auth', '550 5.7.30 Basic authentication is not supported for Client Submission.'],
  ['server pauses', 'mail', '530 5.7.57 Client not authenticated to send mail.'],
  ['server pauses', 'auth', '501 5.5.124 Invalid XOAUTH2 auth data'],
  ['server pauses', 'auth', '504 5.7.4 Unrecognized authentication type'],
  ['From pauses', 'mail', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
  ['From pauses', 'end', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
  ['From pauses', 'end', `554 5.2.252 SendAsDenied; a not allowed to send as b; ${storedriver}SendAsDeniedException.MapiExceptionSendAsDenied`],
  ['From pauses', 'end', `554 5.2.0 ${storedriver}SendAsDeniedException.MapiExceptionSendAsDenied`],
  ['server pauses', 'data', '432 4.3.2 Concurrent connections limit exceeded.'],
  ['server pauses', 'end', '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded'],
  ['server pauses', 'end', `554 5.2.0 ${storedriver}SubmissionQuotaExceededException`],
  ['server pauses', 'end', `554 5.2.2 mailbox full; ${storedriver}QuotaExceededException.MapiException(Shutoff)QuotaExceeded`],
  ['failed', 'mail', '552 5.3.4 Message size exceeds fixed maximum message size'],
  ['failed', 'end', `554 5.2.3 MapiExceptionMaxSubmissionExceeded; ${storedriver}MessageSubmissionExceededException`],
  ['retry', 'rcpt', '452 4.5.3 Too many recipients'],
  ['failed', 'rcpt', '550 5.5.3 Too many recipients'],
  ['server pauses', 'end', '550 5.1.8 Access denied, bad outbound sender'],
  ['server pauses', 'end', '550 5.7.501 Access denied, spam abuse detected'],
  ['server pauses', 'end', '550 5.7.705 Access denied, tenant has exceeded threshold'],
  ['server pauses', 'end', '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP'],
  ['From pauses', 'end', '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains'],
  ['server pauses', 'rcpt', '550 5.7.64 TenantAttribution; Relay Access Denied'],
  ['retry', 'end', '451 4.7.500 Access denied, please try again later'],
  ['server pauses', 'mail', '421 4.4.2 Connection dropped due to ConnectionAborted'],
  ['retry', 'end', '451 4.7.0 Temporary server error. Please try again later. PRX2'],
  ['failed', 'rcpt', '550 5.1.10 RESOLVER.ADR.RecipientNotFound'],
  ['server pauses', 'starttls', '502 5.3.3 Command not implemented'],
]

// biome-ignore format: one line for one reply
const others: readonly (readonly [Fate, Stage, string])[] = [
  ['From pauses', 'end', '553 5.7.1 Sender address rejected: not owned by user'],
  ['From pauses', 'rcpt', '553 5.7.1 <info@mein-shop.example>: Sender address rejected: not owned by user orders'],
  ['From pauses', 'mail', '553 5.7.1 <info@mein-shop.example>: Sender address rejected: not logged in'],
  ['From pauses', 'end', '550 Sender address is not allowed.'],
  ['retry', 'rcpt', '450 4.2.0 <kundin@example.com>: Recipient address rejected: Greylisted'],
  ['failed', 'rcpt', '550 5.1.1 <kundin@example.com>: Recipient address rejected: User unknown'],
  ['failed', 'end', '554 5.7.1 Message contains spam'],
  ['failed', 'rcpt', '501 Bad address'],
  ['failed', 'end', '500 Line too long'],
  ['server pauses', 'mail', '503 Bad sequence of commands'],
  ['server pauses', 'auth', '535 5.7.8 Error: authentication failed'],
]

const all = [
  ...exchange.map((row) => [...row, 'outlook'] as const),
  ...others.map((row) => [...row, 'password'] as const),
]

test.each(all)('%s: at %s the server says "%s" (%s)', (fate, stage, reply, signInWith) => {
  const { failure } = remoteFailure({
    ...{ kind: 'smtp', stage, signInWith },
    code: Number(reply.slice(0, 3)),
    text: reply.slice(4),
  })
  const connecting = stage === 'auth' || stage === 'starttls'
  const decision = decide(failure, { connecting, handedOver: stage === 'end' })

  expect(decision.kind === 'pause' ? `${nameOf(decision.of)} pauses` : decision.kind).toBe(fate)
})

function nameOf(paused: string): string {
  return paused === 'from' ? 'From' : paused
}
