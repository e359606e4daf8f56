import type { Cause } from './causes.ts'
import type { SmtpEvidence } from './failure.ts'

type Stage = SmtpEvidence['stage']

/** Every condition that is given must hold; the first rule that matches wins. */
interface SmtpRule {
  cause: Cause
  stages?: readonly Stage[]
  signInWith?: SmtpEvidence['signInWith']
  /** On the three digits of the reply. */
  reply?: RegExp
  /** On the enhanced status code (RFC 3463). */
  enhanced?: RegExp
  text?: RegExp
}

const afterSignIn: readonly Stage[] = ['mail', 'rcpt', 'data', 'end']

const signIn: readonly SmtpRule[] = [
  { cause: 'no-encryption-offered', stages: ['starttls'], reply: /^5/ },
  { cause: 'port-and-encryption-differ', text: /must issue a STARTTLS/i },
  { cause: 'too-many-connections', reply: /^432/ },
  {
    cause: 'too-many-connections',
    text: /concurrent .*connections?|sender thread limit|too many .*connections/i,
  },
  { cause: 'smtp-auth-disabled', text: /SmtpClientAuthentication is disabled/i },
  { cause: 'password-wrong', text: /credentials were incorrect/i, signInWith: 'password' },
  { cause: 'passwords-not-accepted', enhanced: /^5\.7\.(139|30)$/, signInWith: 'password' },
  { cause: 'security-rule-blocks', enhanced: /^5\.7\.(139|30)$/, signInWith: 'outlook' },
  { cause: 'sign-in-required', enhanced: /^5\.7\.57$/ },
  { cause: 'sign-in-required', reply: /^530/ },
  { cause: 'sign-in-way-missing', stages: ['auth'], reply: /^50[0234]/ },
  { cause: 'request-not-understood', stages: ['auth'], reply: /^501/ },
  // Exchange's word for any refused sign-in; other servers say 5.7.8 when a password is wrong (RFC 4954, 6).
  { cause: 'passwords-not-accepted', stages: ['auth'], enhanced: /^5\.7\.3$/, signInWith: 'password' },
  { cause: 'sign-in-refused', stages: ['auth'], reply: /^5/, signInWith: 'outlook' },
  { cause: 'password-wrong', stages: ['auth'], reply: /^5/, signInWith: 'password' },
]

const mail: readonly SmtpRule[] = [
  { cause: 'from-refused', enhanced: /^5\.(7\.60|2\.252)$/ },
  { cause: 'from-refused', text: /SendAsDenied|permissions? to send as/i },
  // Postfix and others, who say it at MAIL, at RCPT or after the mail.
  {
    cause: 'from-refused',
    reply: /^5/,
    text: /sender address rejected|not owned by|sender (address )?(is )?not (allowed|authori[sz]ed)|not (allowed|authori[sz]ed) to send (as|from)/i,
  },
  { cause: 'daily-limit', enhanced: /^5\.7\.23[23]$/ },
  { cause: 'daily-limit', text: /SubmissionQuotaExceeded|recipient (rate )?limit .*exceeded/i },
  { cause: 'recipient-cannot-receive', enhanced: /^5\.2\.12[12]$/ },
  { cause: 'recipient-cannot-receive', enhanced: /^[45]\.2\.2$/, stages: ['rcpt'] },
  { cause: 'mailbox-full', enhanced: /^5\.2\.2$/ },
  { cause: 'mail-too-large', enhanced: /^5\.(3\.4|2\.3)$/ },
  { cause: 'mail-too-large', text: /MaxSubmissionExceeded|message too large|size exceeds/i },
  { cause: 'too-many-recipients', enhanced: /^[45]\.5\.3$/ },
  { cause: 'too-many-recipients', text: /too many recipients/i },
  { cause: 'from-domain-unknown', enhanced: /^5\.7\.750$/ },
  { cause: 'domain-not-trusted', enhanced: /^5\.7\.(23|509|512)$/ },
  { cause: 'wrong-mail-server', enhanced: /^5\.7\.64$/ },
  {
    cause: 'wrong-mail-server',
    text: /relay(ing)? (access )?denied|unable to relay|relay(ing)? not (allowed|permitted)/i,
  },
  { cause: 'server-busy', enhanced: /^4\./ },
  { cause: 'server-busy', reply: /^4/ },
  { cause: 'mailbox-blocked', enhanced: /^5\.(1\.8|7\.5\d\d|7\.70[58])$/ },
  { cause: 'recipient-unknown', enhanced: /^5\.1\.(1|2|3|6|10)$/, stages: afterSignIn },
  { cause: 'recipient-unknown', text: /RecipientNotFound|user unknown|no such user/i, stages: afterSignIn },
  // What it does not understand of an address, or of a whole mail, is about this one.
  { cause: 'recipient-refused', stages: ['rcpt'], reply: /^501/ },
  { cause: 'mail-refused', stages: ['end'], reply: /^50[0-3]/ },
  { cause: 'request-not-understood', reply: /^50[0-3]/ },
  { cause: 'mail-too-large', reply: /^552/ },
]

/** What is left when only the moment of the refusal is known. */
const moments: readonly SmtpRule[] = [
  { cause: 'from-refused', stages: ['mail'] },
  { cause: 'recipient-refused', stages: ['rcpt'] },
  { cause: 'mail-refused', stages: ['data', 'end'] },
]

export const smtpRules: readonly SmtpRule[] = [...signIn, ...mail, ...moments]

export function smtpCause(evidence: SmtpEvidence): Cause {
  return smtpRule(evidence)?.cause ?? 'unknown-smtp'
}

/** The rule that wins. */
export function smtpRule(evidence: SmtpEvidence): SmtpRule | undefined {
  return smtpRules.find((rule) => matches(rule, evidence))
}

/** The enhanced code, also where it was left in the text. */
export function enhancedOf({ enhanced, text }: SmtpEvidence): string | undefined {
  return enhanced || /^(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1]
}

function matches({ stages, signInWith, reply, enhanced, text }: SmtpRule, evidence: SmtpEvidence): boolean {
  const place =
    (!stages || stages.includes(evidence.stage)) && (!signInWith || signInWith === evidence.signInWith)
  const codes =
    (!reply || reply.test(String(evidence.code))) && (!enhanced || enhanced.test(enhancedOf(evidence) ?? ''))

  return place && codes && (!text || text.test(evidence.text))
}
