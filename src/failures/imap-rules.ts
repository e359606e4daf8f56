import type { Cause } from './causes.ts'
import type { ImapEvidence } from './failure.ts'

/** Every condition that is given must hold; the first rule that matches wins. */
interface ImapRule {
  cause: Cause
  status?: ImapEvidence['status']
  stages?: readonly ImapEvidence['stage'][]
  signInWith?: ImapEvidence['signInWith']
  text?: RegExp
}

/** Exchange Online's words, and the response codes of RFC 5530 that other servers use. */
export const imapRules: readonly ImapRule[] = [
  { cause: 'session-expired', text: /AccessTokenExpired/ },
  { cause: 'reading-too-fast', text: /throttled|Suggested Backoff/i },
  { cause: 'too-many-connections', text: /(too many|maximum number of) .*connections/i },
  // Exchange says OK to the sign-in and refuses only the next command.
  { cause: 'not-this-mailbox', text: /authenticated but not connected|connection closed\. 14/i },
  { cause: 'not-this-mailbox', text: /\[NOPERM\]/ },
  { cause: 'reading-interrupted', text: /server unavailable|\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]/i },
  { cause: 'no-encryption-offered', text: /\[PRIVACYREQUIRED\]/ },
  { cause: 'sign-in-way-missing', text: /unsupported authentication mechanism|AUTH=XOAUTH2/i },
  {
    cause: 'passwords-not-accepted',
    text: /^LOGIN failed|basic authentication is disabled/i,
    signInWith: 'password',
  },
  { cause: 'request-not-understood', text: /command (argument )?error|command line limit exceeded/i },
  { cause: 'reading-interrupted', status: 'BYE' },
  { cause: 'reading-refused', stages: ['auth'], signInWith: 'outlook' },
  { cause: 'password-wrong', stages: ['auth'], signInWith: 'password' },
  { cause: 'folder-missing', stages: ['select'], status: 'NO' },
]

export function imapCause(evidence: ImapEvidence): Cause {
  return imapRule(evidence)?.cause ?? 'unknown-imap'
}

/** The rule that wins. */
export function imapRule(evidence: ImapEvidence): ImapRule | undefined {
  return imapRules.find((rule) => matches(rule, evidence))
}

/** Exchange names the wait in milliseconds. */
export function suggestedWaitSeconds(text: string): number | undefined {
  const ms = /Suggested Backoff Time: (\d{1,9}) milliseconds/i.exec(text)?.[1]

  return ms ? Math.ceil(Number(ms) / 1000) : undefined
}

function matches({ status, stages, signInWith, text }: ImapRule, evidence: ImapEvidence): boolean {
  const place =
    (!stages || stages.includes(evidence.stage)) && (!signInWith || signInWith === evidence.signInWith)

  return place && (!status || status === evidence.status) && (!text || text.test(evidence.text))
}
