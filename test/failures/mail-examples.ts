import type { Cause } from '../../src/failures/causes.ts'
import type { ImapEvidence, NetworkEvidence } from '../../src/failures/failure.ts'

type ImapExample = readonly [Cause, ImapEvidence['stage'], string, ImapEvidence['signInWith']?]
type NetworkExample = readonly [Cause, NetworkEvidence['stage'], string, text?: string]

// biome-ignore format: one line for one answer
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
  ['too-many-connections', 'auth', 'NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded', 'password'],
  ['sign-in-way-missing', 'auth', 'NO Unsupported authentication mechanism'],
  ['no-encryption-offered', 'auth', 'NO [PRIVACYREQUIRED] Plaintext authentication disallowed', 'password'],
  ['folder-missing', 'select', `NO INBOX/Shop doesn't exist.`],
  ['folder-missing', 'select', 'NO [NONEXISTENT] Unknown Mailbox: Shop', 'password'],
  ['unknown-imap', 'fetch', 'NO Something new'],
  ['unknown-imap', 'select', 'BAD Something new'],
]

// biome-ignore format: one line for one answer
const network: readonly NetworkExample[] = [
  ['webhook-address-blocked', 'webhook', 'address-not-allowed'],
  ['webhook-port-blocked', 'webhook', 'port-not-allowed'],
  ['webhook-not-found', 'webhook', 'ENOTFOUND'],
  ['webhook-not-found', 'webhook', 'EDNS'],
  ['webhook-certificate', 'webhook', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['webhook-certificate', 'webhook', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['webhook-unreachable', 'webhook', 'ECONNREFUSED'],
  ['webhook-silent', 'webhook', 'ETIMEDOUT'],
  ['webhook-silent', 'webhook', 'UND_ERR_HEADERS_TIMEOUT'],
  ['webhook-gone', 'webhook', '410'],
  ['webhook-redirects', 'webhook', '301'],
  ['webhook-refuses', 'webhook', '500'],
  ['webhook-broken-off', 'webhook', 'UND_ERR_SOCKET'],
  ['server-name-unknown', 'dns', 'ENOTFOUND'],
  ['server-name-unknown', 'http', 'ENOTFOUND'],
  ['server-name-unknown', 'dns', 'EDNS'],
  ['server-name-unknown', 'dns', 'EBADNAME'],
  ['dns-silent', 'dns', 'EAI_AGAIN'],
  ['dns-silent', 'dns', 'ETIMEDOUT'],
  ['connection-refused', 'tcp', 'ECONNREFUSED'],
  ['port-blocked', 'tcp', 'ETIMEDOUT'],
  ['port-blocked', 'tcp', 'CONNECT_TIMEOUT'],
  ['port-blocked', 'tcp', 'UND_ERR_CONNECT_TIMEOUT'],
  ['port-blocked', 'read', 'CONNECT_TIMEOUT'],
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
  ['clock-wrong', 'tls', 'CERT_NOT_YET_VALID'],
  ['port-and-encryption-differ', 'tls', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ['port-and-encryption-differ', 'tls', 'EPROTO', 'error:0A00010B:SSL routines:ssl3_get_record:wrong version number'],
  ['encryption-too-old', 'tls', 'EPROTO'],
  ['encryption-too-old', 'tls', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
  ['encryption-too-old', 'tls', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ['no-encryption-offered', 'tls', 'ETLS'],
  ['proxy-refuses', 'proxy', 'HTTP_403'],
  ['proxy-refuses', 'proxy', 'SOCKS_2'],
  ['proxy-refuses', 'proxy', 'SOCKS_8'],
  ['proxy-wants-sign-in', 'proxy', 'HTTP_407'],
  ['proxy-wants-sign-in', 'proxy', 'HTTP_401'],
  ['proxy-wants-sign-in', 'proxy', 'SOCKS_SIGN_IN'],
  ['proxy-wants-sign-in', 'http', 'HTTP_407'],
  ['proxy-finds-no-way', 'proxy', 'HTTP_502'],
  ['proxy-finds-no-way', 'proxy', 'SOCKS_5'],
  ['proxy-finds-no-way', 'proxy', 'PROXY_SILENT'],
  ['proxy-unreachable', 'proxy', 'ECONNREFUSED'],
  ['proxy-unreachable', 'proxy', 'ENOTFOUND'],
  ['proxy-unreachable', 'proxy', 'ETIMEDOUT'],
  ['proxy-unreachable', 'proxy', 'ECONNRESET'],
  ['proxy-unreachable', 'proxy', 'HPE_INVALID_CONSTANT'],
  ['proxy-unreachable', 'proxy', 'SOCKS_VERSION'],
  ['answer-intercepted', 'http', 'BAD_BODY'],
  ['answer-intercepted', 'http', 'HTTP_404'],
  ['not-a-mail-server', 'read', 'EPROTOCOL'],
  ['not-a-mail-server', 'read', 'not-a-mail-server'],
  ['address-not-allowed', 'dns', 'address-not-allowed'],
  ['port-not-allowed', 'tcp', 'port-not-allowed'],
  ['unknown-network', 'tcp', 'ESOMETHINGNEW'],
]

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
