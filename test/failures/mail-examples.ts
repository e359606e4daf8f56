import type { Cause } from '../../src/failures/causes.ts'
import type { ImapEvidence, NetworkEvidence, SmtpEvidence } from '../../src/failures/failure.ts'

type SmtpExample = readonly [Cause, SmtpEvidence['stage'], string, SmtpEvidence['signInWith']?]
type ImapExample = readonly [Cause, ImapEvidence['stage'], string, ImapEvidence['signInWith']?]
type NetworkExample = readonly [Cause, NetworkEvidence['stage'], string, text?: string]

const id = '[AM0PR08CA0001.eurprd08.prod.outlook.com 2026-11-24T15:00:00.000Z 08DE2B0000000000]'
const visit = 'Visit https://aka.ms/smtp_auth_disabled for more information.'

const smtp: readonly SmtpExample[] = [
  ['sign-in-refused', 'auth', `535 5.7.3 Authentication unsuccessful ${id}`],
  ['passwords-not-accepted', 'auth', `535 5.7.3 Authentication unsuccessful ${id}`, 'password'],
  [
    'smtp-auth-disabled',
    'auth',
    `535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. ${visit} ${id}`,
  ],
  [
    'smtp-auth-disabled',
    'auth',
    `535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. ${visit} ${id}`,
  ],
  [
    'smtp-auth-disabled',
    'auth',
    `535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. ${visit} ${id}`,
    'password',
  ],
  [
    'passwords-not-accepted',
    'auth',
    `535 5.7.139 Authentication unsuccessful, basic authentication is disabled. ${id}`,
    'password',
  ],
  [
    'security-rule-blocks',
    'auth',
    `535 5.7.139 Authentication unsuccessful, basic authentication is disabled. ${id}`,
  ],
  [
    'passwords-not-accepted',
    'auth',
    `535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. ${id}`,
    'password',
  ],
  [
    'security-rule-blocks',
    'auth',
    `535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. ${id}`,
  ],
  [
    'password-wrong',
    'auth',
    `535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. ${id}`,
    'password',
  ],
  [
    'passwords-not-accepted',
    'auth',
    '550 5.7.30 Basic authentication is not supported for Client Submission.',
    'password',
  ],
  ['password-wrong', 'auth', '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6', 'password'],
  ['password-wrong', 'auth', '535 Incorrect authentication data', 'password'],
  ['sign-in-required', 'mail', `530 5.7.57 Client not authenticated to send mail. ${id}`],
  ['sign-in-required', 'mail', '530 5.7.0 Authentication required', 'password'],
  [
    'sign-in-required',
    'rcpt',
    '554 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM',
  ],
  ['request-not-understood', 'auth', '501 5.5.124 Invalid XOAUTH2 auth data'],
  ['sign-in-way-missing', 'auth', '504 5.7.4 Unrecognized authentication type'],
  ['sign-in-way-missing', 'auth', '503 5.5.1 Error: authentication not enabled', 'password'],
  ['from-refused', 'mail', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
  [
    'from-refused',
    'end',
    '554 5.2.252 SendAsDenied; orders@mein-shop.de not allowed to send as info@mein-shop.de; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied;',
  ],
  [
    'from-refused',
    'end',
    '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception',
  ],
  [
    'from-refused',
    'mail',
    '553 5.7.1 <info@mein-shop.de>: Sender address rejected: not owned by user',
    'password',
  ],
  [
    'too-many-connections',
    'data',
    '432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. [Hostname=AM0PR08MB1234.eurprd08.prod.outlook.com]',
  ],
  ['too-many-connections', 'data', '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded'],
  [
    'too-many-connections',
    'greeting',
    '421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission channel',
  ],
  [
    'too-many-connections',
    'greeting',
    '421 4.7.0 Too many concurrent SMTP connections; please try again later.',
    'password',
  ],
  [
    'daily-limit',
    'end',
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message',
  ],
  [
    'daily-limit',
    'end',
    '550 5.7.233 Message cannot be sent because the tenant exceeded its limit for external recipients',
  ],
  [
    'mailbox-full',
    'end',
    '554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiException(Shutoff)QuotaExceeded',
  ],
  ['mail-too-large', 'mail', '552 5.3.4 Message size exceeds fixed maximum message size'],
  ['mail-too-large', 'end', '552 5.3.4 Header size exceeds fixed maximum size'],
  [
    'mail-too-large',
    'end',
    '554 5.2.3 MapiExceptionMaxSubmissionExceeded; Message size exceeds maximum size limit.; STOREDRV.Submission.Exception:MessageSubmissionExceededException',
  ],
  ['mail-too-large', 'rcpt', '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient'],
  ['mail-too-large', 'end', '552 Maximum size reached', 'password'],
  ['too-many-recipients', 'rcpt', '452 4.5.3 Too many recipients'],
  ['too-many-recipients', 'rcpt', '550 5.5.3 Too many recipients'],
  ['too-many-recipients', 'rcpt', '452 Too many recipients received this hour', 'password'],
  ['mailbox-blocked', 'end', '550 5.1.8 Access denied, bad outbound sender'],
  ['mailbox-blocked', 'end', '550 5.7.501 Access denied, spam abuse detected from IP'],
  ['mailbox-blocked', 'end', '550 5.7.705 Access denied, tenant has exceeded threshold'],
  [
    'mailbox-blocked',
    'end',
    '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP',
  ],
  [
    'from-domain-unknown',
    'end',
    '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains',
  ],
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
  [
    'recipient-unknown',
    'rcpt',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  ],
  [
    'recipient-unknown',
    'rcpt',
    '550 5.1.1 <kunde@example.com>: Recipient address rejected: User unknown',
    'password',
  ],
  ['recipient-unknown', 'rcpt', '550 No such user here', 'password'],
  ['recipient-refused', 'rcpt', '550 5.7.1 Recipient address rejected: policy', 'password'],
  [
    'domain-not-trusted',
    'end',
    '550 5.7.23 The message was rejected because of Sender Policy Framework violation',
  ],
  ['domain-not-trusted', 'end', '550 5.7.509 Access denied, sending domain does not pass DMARC verification'],
  [
    'domain-not-trusted',
    'end',
    '550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant',
  ],
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

const imap: readonly ImapExample[] = [
  ['reading-refused', 'auth', 'NO AUTHENTICATE failed.'],
  ['reading-refused', 'auth', 'NO [AUTHENTICATIONFAILED] Invalid credentials'],
  ['not-this-mailbox', 'select', 'BAD User is authenticated but not connected.'],
  ['not-this-mailbox', 'capability', 'BAD User is authenticated but not connected.'],
  ['not-this-mailbox', 'select', 'BYE Connection closed. 14'],
  ['not-this-mailbox', 'select', 'NO [NOPERM] Permission denied'],
  ['passwords-not-accepted', 'auth', 'NO LOGIN failed.', 'password'],
  ['passwords-not-accepted', 'auth', 'NO Basic authentication is disabled.', 'password'],
  ['password-wrong', 'auth', 'NO [AUTHENTICATIONFAILED] Authentication failed.', 'password'],
  ['session-expired', 'fetch', 'BYE Session invalidated - AccessTokenExpired'],
  ['reading-too-fast', 'fetch', 'BAD Request is throttled. Suggested Backoff Time: 91999 milliseconds'],
  ['request-not-understood', 'fetch', 'BAD Command Error. 12'],
  ['request-not-understood', 'fetch', 'BAD Command Argument Error. 11'],
  ['request-not-understood', 'end', 'BAD command line limit exceeded'],
  ['reading-interrupted', 'select', 'NO Server Unavailable. 15'],
  ['reading-interrupted', 'auth', 'NO Server Unavailable. 15'],
  ['reading-interrupted', 'auth', 'NO [UNAVAILABLE] Temporary authentication failure.', 'password'],
  ['reading-interrupted', 'greeting', 'BYE Connection is closed. 13'],
  ['reading-interrupted', 'fetch', 'BYE Microsoft Exchange Server IMAP4 server signing off.'],
  [
    'too-many-connections',
    'auth',
    'NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded',
    'password',
  ],
  ['sign-in-way-missing', 'auth', 'NO Unsupported authentication mechanism'],
  ['no-encryption-offered', 'auth', 'NO [PRIVACYREQUIRED] Plaintext authentication disallowed', 'password'],
  ['folder-missing', 'select', `NO INBOX/Shop doesn't exist.`],
  ['folder-missing', 'select', 'NO [NONEXISTENT] Unknown Mailbox: Shop', 'password'],
  ['unknown-imap', 'fetch', 'NO Something new'],
  ['unknown-imap', 'select', 'BAD Something new'],
]

const network: readonly NetworkExample[] = [
  ['server-name-unknown', 'dns', 'ENOTFOUND'],
  ['server-name-unknown', 'http', 'ENOTFOUND'],
  ['server-name-unknown', 'dns', 'EDNS'],
  ['dns-silent', 'dns', 'EAI_AGAIN'],
  ['dns-silent', 'dns', 'ETIMEDOUT'],
  ['connection-refused', 'tcp', 'ECONNREFUSED'],
  ['port-blocked', 'tcp', 'ETIMEDOUT'],
  ['port-blocked', 'tcp', 'CONNECT_TIMEOUT'],
  ['port-blocked', 'tcp', 'UND_ERR_CONNECT_TIMEOUT'],
  ['timed-out', 'read', 'GREETING_TIMEOUT'],
  ['timed-out', 'read', 'ETIMEDOUT'],
  ['timed-out', 'tls', 'UPGRADE_TIMEOUT'],
  ['timed-out', 'read', 'SOCKET_TIMEOUT'],
  ['timed-out', 'read', 'ETIMEOUT'],
  ['microsoft-silent', 'http', 'ETIMEDOUT'],
  ['microsoft-silent', 'http', 'TimeoutError'],
  ['microsoft-silent', 'http', 'UND_ERR_HEADERS_TIMEOUT'],
  ['microsoft-silent', 'http', 'ECONNRESET'],
  ['connection-broken', 'read', 'ECONNRESET'],
  ['connection-broken', 'read', 'NoConnection'],
  ['connection-broken', 'tls', 'ClosedAfterConnectTLS'],
  ['network-unreachable', 'tcp', 'EHOSTUNREACH'],
  ['network-unreachable', 'tcp', 'ENETUNREACH'],
  ['certificate-not-trusted', 'tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['certificate-not-trusted', 'tls', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['certificate-not-trusted', 'tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['certificate-not-trusted', 'tls', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['certificate-not-trusted', 'tls', 'CERT_HAS_EXPIRED'],
  ['port-and-encryption-differ', 'tls', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  [
    'port-and-encryption-differ',
    'tls',
    'EPROTO',
    'error:0A00010B:SSL routines:ssl3_get_record:wrong version number',
  ],
  ['encryption-too-old', 'tls', 'EPROTO'],
  ['encryption-too-old', 'tls', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
  ['encryption-too-old', 'tls', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ['no-encryption-offered', 'tls', 'ETLS'],
  ['proxy-refuses', 'proxy', 'EPROXY', 'Invalid response from proxy: 407'],
  ['proxy-refuses', 'proxy', 'ECONNREFUSED'],
  ['proxy-refuses', 'http', 'UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling'],
  ['proxy-refuses', 'http', 'HTTP_407'],
  ['answer-intercepted', 'http', 'BAD_BODY'],
  ['answer-intercepted', 'http', 'HTTP_404'],
  ['not-a-mail-server', 'read', 'EPROTOCOL'],
  ['not-a-mail-server', 'read', 'not-a-mail-server'],
  ['address-not-allowed', 'dns', 'address-not-allowed'],
  ['port-not-allowed', 'tcp', 'port-not-allowed'],
  ['unknown-network', 'tcp', 'ESOMETHINGNEW'],
]

export const smtpExamples = smtp.map(([cause, stage, reply, signInWith = 'outlook']) => {
  const evidence: SmtpEvidence = {
    kind: 'smtp',
    stage,
    code: Number(reply.slice(0, 3)),
    text: reply.slice(4),
    signInWith,
  }
  return { cause, evidence, name: `${stage} ${reply.slice(0, 70)} (${signInWith})` }
})

export const imapExamples = imap.map(([cause, stage, answer, signInWith = 'outlook']) => {
  const evidence: ImapEvidence = { kind: 'imap', stage, ...answerOf(answer), signInWith }
  return { cause, evidence, name: `${stage} ${answer} (${signInWith})` }
})

export const networkExamples = network.map(([cause, stage, code, text]) => {
  const evidence: NetworkEvidence = {
    kind: 'network',
    stage,
    code,
    host: 'smtp.example.com',
    port: 587,
    ...(text ? { text } : {}),
  }
  return { cause, evidence, name: `${stage} ${code} ${text ?? ''}` }
})

function answerOf(answer: string): Pick<ImapEvidence, 'status' | 'text'> {
  const text = answer.slice(answer.indexOf(' ') + 1)
  if (answer.startsWith('NO')) return { status: 'NO', text }

  return { status: answer.startsWith('BYE') ? 'BYE' : 'BAD', text }
}
