import type { Cause } from '../../src/failures/causes.ts'
import type { SmtpEvidence } from '../../src/failures/failure.ts'

type SmtpExample = readonly [Cause, SmtpEvidence['stage'], string, SmtpEvidence['signInWith']?]

const id = '[AM0PR08CA0001.eurprd08.prod.outlook.com 2026-11-24T15:00:00.000Z 08DE2B0000000000]'
const visit = 'Visit https://aka.ms/smtp_auth_disabled for more information.'

// biome-ignore format: one line for one answer
const smtp: readonly SmtpExample[] = [
  ['sign-in-refused', 'auth', `535 5.7.3 Authentication unsuccessful ${id}`],
  ['passwords-not-accepted', 'auth', `535 5.7.3 Authentication unsuccessful ${id}`, 'password'],
  ['smtp-auth-disabled', 'auth', `535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. ${visit} ${id}`],
  ['smtp-auth-disabled', 'auth', `535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. ${visit} ${id}`],
  ['smtp-auth-disabled', 'auth', `535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. ${visit} ${id}`, 'password'],
  ['passwords-not-accepted', 'auth', `535 5.7.139 Authentication unsuccessful, basic authentication is disabled. ${id}`, 'password'],
  ['security-rule-blocks', 'auth', `535 5.7.139 Authentication unsuccessful, basic authentication is disabled. ${id}`],
  ['passwords-not-accepted', 'auth', `535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. ${id}`, 'password'],
  ['security-rule-blocks', 'auth', `535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. ${id}`],
  ['password-wrong', 'auth', `535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. ${id}`, 'password'],
  ['passwords-not-accepted', 'auth', '550 5.7.30 Basic authentication is not supported for Client Submission.', 'password'],
  ['password-wrong', 'auth', '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6', 'password'],
  ['password-wrong', 'auth', '535 Incorrect authentication data', 'password'],
  ['sign-in-required', 'mail', `530 5.7.57 Client not authenticated to send mail. ${id}`],
  ['sign-in-required', 'mail', '530 5.7.0 Authentication required', 'password'],
  ['sign-in-required', 'rcpt', '554 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM'],
  ['request-not-understood', 'auth', '501 5.5.124 Invalid XOAUTH2 auth data'],
  ['sign-in-way-missing', 'auth', '504 5.7.4 Unrecognized authentication type'],
  ['sign-in-way-missing', 'auth', '503 5.5.1 Error: authentication not enabled', 'password'],
  ['from-refused', 'mail', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
  ['from-refused', 'end', '554 5.2.252 SendAsDenied; orders@mein-shop.de not allowed to send as info@mein-shop.de; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied;'],
  ['from-refused', 'end', '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception'],
  ['from-refused', 'end', '553 5.7.1 Sender address rejected: not owned by user', 'password'],
  ['from-refused', 'rcpt', '553 5.7.1 <info@mein-shop.de>: Sender address rejected: not owned by user orders', 'password'],
  ['from-refused', 'end', '550 Sender address is not allowed.', 'password'],
  ['server-busy', 'mail', '450 4.1.8 <info@mein-shop.de>: Sender address rejected: Domain not found', 'password'],
  ['from-refused', 'mail', '553 5.7.1 <info@mein-shop.de>: Sender address rejected: not owned by user', 'password'],
  ['too-many-connections', 'data', '432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. [Hostname=AM0PR08MB1234.eurprd08.prod.outlook.com]'],
  ['too-many-connections', 'data', '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded'],
  ['too-many-connections', 'greeting', '421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission channel'],
  ['too-many-connections', 'greeting', '421 4.7.0 Too many concurrent SMTP connections; please try again later.', 'password'],
  ['daily-limit', 'end', '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message'],
  ['daily-limit', 'end', '550 5.7.233 Message cannot be sent because the tenant exceeded its limit for external recipients'],
  ['mailbox-full', 'end', '554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiException(Shutoff)QuotaExceeded'],
  ['mail-too-large', 'mail', '552 5.3.4 Message size exceeds fixed maximum message size'],
  ['mail-too-large', 'end', '552 5.3.4 Header size exceeds fixed maximum size'],
  ['mail-too-large', 'end', '554 5.2.3 MapiExceptionMaxSubmissionExceeded; Message size exceeds maximum size limit.; STOREDRV.Submission.Exception:MessageSubmissionExceededException'],
  ['mail-too-large', 'rcpt', '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient'],
  ['mail-too-large', 'end', '552 Maximum size reached', 'password'],
  ['too-many-recipients', 'rcpt', '452 4.5.3 Too many recipients'],
  ['too-many-recipients', 'rcpt', '550 5.5.3 Too many recipients'],
  ['too-many-recipients', 'rcpt', '452 Too many recipients received this hour', 'password'],
  ['mailbox-blocked', 'end', '550 5.1.8 Access denied, bad outbound sender'],
  ['mailbox-blocked', 'end', '550 5.7.501 Access denied, spam abuse detected from IP'],
  ['mailbox-blocked', 'end', '550 5.7.705 Access denied, tenant has exceeded threshold'],
  ['mailbox-blocked', 'end', '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP'],
  ['from-domain-unknown', 'end', '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains'],
  ['wrong-mail-server', 'rcpt', '550 5.7.64 TenantAttribution; Relay Access Denied'],
  ['wrong-mail-server', 'rcpt', '554 5.7.1 <kunde@example.com>: Relay access denied', 'password'],
  ['server-busy', 'rcpt', '451 4.7.500 Server busy. Please try again later.'],
  ['server-busy', 'end', '550 4.7.650 Access denied, please try again later'],
  ['server-busy', 'mail', '421 4.4.2 Connection dropped due to ConnectionAborted'],
  ['server-busy', 'ehlo', '421 4.3.2 Service not available'],
  ['server-busy', 'end', '451 4.7.0 Temporary server error. Please try again later. PRX2'],
  ['server-busy', 'auth', '454 4.7.0 Temporary authentication failure'],
  ['server-busy', 'greeting', '450 Busy', 'password'],
  ['server-busy', 'starttls', '454 4.3.3 TLS not available due to temporary reason'],
  ['recipient-unknown', 'rcpt', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'],
  ['recipient-unknown', 'rcpt', '550 5.1.1 <kunde@example.com>: Recipient address rejected: User unknown', 'password'],
  ['recipient-unknown', 'rcpt', '550 No such user here', 'password'],
  ['recipient-refused', 'rcpt', '550 5.7.1 Recipient address rejected: policy', 'password'],
  ['domain-not-trusted', 'end', '550 5.7.23 The message was rejected because of Sender Policy Framework violation'],
  ['domain-not-trusted', 'end', '550 5.7.509 Access denied, sending domain does not pass DMARC verification'],
  ['domain-not-trusted', 'end', '550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant'],
  ['recipient-cannot-receive', 'rcpt', '550 5.2.121 Recipient receive rate exceeded'],
  ['recipient-cannot-receive', 'rcpt', '552 5.2.2 Mailbox full', 'password'],
  ['recipient-cannot-receive', 'rcpt', '452 4.2.2 Mailbox full', 'password'],
  ['request-not-understood', 'mail', `500 5.3.3 Unrecognized command 'XYZ'`],
  ['request-not-understood', 'data', '503 5.5.2 Need rcpt command'],
  ['no-encryption-offered', 'starttls', '502 5.3.3 Command not implemented'],
  ['port-and-encryption-differ', 'mail', '530 5.7.0 Must issue a STARTTLS command first'],
  ['mail-refused', 'end', '554 5.7.1 Message contains spam', 'password'],
  ['mail-refused', 'data', '554 Transaction failed'],
  ['unknown-smtp', 'greeting', '554 No service for you'],
  ['unknown-smtp', 'ehlo', '550 5.7.1 Go away', 'password'],
]

/** Servers change their words; the codes alone must do. */
// biome-ignore format: one line for one answer
const codesOnly: readonly SmtpExample[] = [
  ['too-many-connections', 'data', '432 4.3.2 x'],
  ['from-refused', 'end', '550 5.7.60 x'],
  ['from-refused', 'end', '554 5.2.252 x'],
  ['mail-too-large', 'end', '554 5.3.4 x'],
  ['mail-too-large', 'end', '554 5.2.3 x'],
  ['mail-too-large', 'end', '554 Message too large', 'password'],
  ['too-many-recipients', 'rcpt', '550 5.5.3 x'],
  ['wrong-mail-server', 'rcpt', '550 5.7.64 x'],
  ['recipient-unknown', 'rcpt', '550 5.1.10 x'],
  ['recipient-unknown', 'rcpt', '550 5.1.1 x', 'password'],
]

export const smtpExamples = [...smtp, ...codesOnly].map(([cause, stage, reply, signInWith = 'outlook']) => {
  const evidence: SmtpEvidence = {
    kind: 'smtp',
    stage,
    code: Number(reply.slice(0, 3)),
    text: reply.slice(4),
    signInWith,
  }
  return { cause, evidence, name: `${stage} ${reply.slice(0, 70)} (${signInWith})` }
})
