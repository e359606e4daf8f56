import { type Cause, isCause } from './causes.ts'
import type { NetworkEvidence } from './failure.ts'
import { webhookRules } from './webhook-rules.ts'

/** Every condition that is given must hold; the first rule that matches wins. */
export interface NetworkRule {
  cause: Cause
  stages?: readonly NetworkEvidence['stage'][]
  /** On the code of Node, undici, nodemailer or imapflow. */
  code?: RegExp
  text?: RegExp
}

const waited =
  /^(ETIMEDOUT|ESOCKETTIMEDOUT|ETIMEOUT|TimeoutError|AbortError|23|UND_ERR_\w+_TIMEOUT|\w+_TIMEOUT)$/
const cutOff =
  /^(ECONNRESET|ECONNABORTED|EPIPE|ECONNECTION|EConnectionClosed|NoConnection|ClosedAfterConnect\w*|UND_ERR_SOCKET)$/
const distrust =
  /^(UNABLE_TO_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|INVALID_CA|INVALID_PURPOSE)$/

export const networkRules: readonly NetworkRule[] = [
  ...webhookRules,
  { cause: 'proxy-wants-sign-in', code: /^(HTTP_407|SOCKS_SIGN_IN)$/ },
  // Tinyproxy's word for a wrong password.
  { cause: 'proxy-wants-sign-in', stages: ['proxy'], code: /^HTTP_401$/ },
  // What a proxy says of the way beyond it: HTTP 5xx, and of RFC 1928 (6) all but its ruleset and what it cannot do at all.
  { cause: 'proxy-finds-no-way', stages: ['proxy'], code: /^(HTTP_5\d\d|SOCKS_[13456]|PROXY_SILENT)$/ },
  { cause: 'proxy-refuses', stages: ['proxy'], code: /^(HTTP_\d+|SOCKS_\d+)$/ },
  { cause: 'proxy-unreachable', stages: ['proxy'] },
  // Hardly anyone serves a certificate of the future: it is our own clock that is behind.
  { cause: 'clock-wrong', code: /^CERT_NOT_YET_VALID$/ },
  { cause: 'certificate-not-trusted', code: distrust },
  {
    cause: 'port-and-encryption-differ',
    code: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/,
  },
  { cause: 'port-and-encryption-differ', text: /wrong version number|packet length too long/i },
  { cause: 'encryption-too-old', code: /^(EPROTO|ERR_SSL_\w+)$/ },
  { cause: 'no-encryption-offered', code: /^ETLS$/ },
  { cause: 'dns-silent', code: /^(EAI_AGAIN|ESERVFAIL)$/ },
  { cause: 'dns-silent', stages: ['dns'], code: waited },
  { cause: 'server-name-unknown', code: /^(ENOTFOUND|ENODATA|EDNS|EAI_NONAME|EAI_NODATA)$/ },
  { cause: 'server-name-unknown', stages: ['dns'] },
  { cause: 'connection-refused', code: /^ECONNREFUSED$/ },
  { cause: 'network-unreachable', code: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN)$/ },
  { cause: 'microsoft-silent', stages: ['http'], code: waited },
  { cause: 'microsoft-silent', stages: ['http'], code: cutOff },
  {
    cause: 'answer-intercepted',
    stages: ['http'],
    code: /^(BAD_BODY|HTTP_\d+|token_parsing_error|HPE_\w+)$/,
  },
  { cause: 'port-blocked', stages: ['tcp'], code: waited },
  { cause: 'port-blocked', code: /^(CONNECT_TIMEOUT|UND_ERR_CONNECT_TIMEOUT)$/ },
  { cause: 'timed-out', code: waited },
  { cause: 'connection-broken', code: cutOff },
  { cause: 'not-a-mail-server', code: /^(EPROTOCOL|(Literal|Response|Line)TooLarge|TooMany\w+)$/ },
]

export function networkCause(evidence: NetworkEvidence): Cause {
  // A word of ours may name the cause itself, for example `port-not-allowed`; of a webhook it has one of its own.
  if (isCause(evidence.code) && evidence.stage !== 'webhook') return evidence.code

  return networkRule(evidence)?.cause ?? 'unknown-network'
}

/** The rule that wins. */
export function networkRule(evidence: NetworkEvidence): NetworkRule | undefined {
  return networkRules.find((rule) => matches(rule, evidence))
}

function matches({ stages, code, text }: NetworkRule, evidence: NetworkEvidence): boolean {
  const place = !stages || stages.includes(evidence.stage)

  return place && (!code || code.test(evidence.code)) && (!text || text.test(evidence.text ?? ''))
}
