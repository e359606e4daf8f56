import type { NetworkEvidence, SmtpEvidence } from '../failures/failure.ts'
import { type Credentials, signInWith, withoutSecrets } from '../network/credentials.ts'

export interface Refused {
  address: string
  evidence: SmtpEvidence
}

const stages: readonly (readonly [RegExp, SmtpEvidence['stage']])[] = [
  [/^AUTH/, 'auth'],
  [/^STARTTLS/, 'starttls'],
  [/^(EHLO|HELO|LHLO)/, 'ehlo'],
  [/^MAIL/, 'mail'],
  [/^RCPT/, 'rcpt'],
  [/^DATA/, 'end'],
]

/** What an error of nodemailer says, without a secret. */
export function evidenceOf(
  error: unknown,
  stage: SmtpEvidence['stage'],
  place: Pick<NetworkEvidence, 'host' | 'port' | 'proxy'>,
  credentials: Credentials,
) {
  const smtp = smtpEvidence(error, stage, credentials)
  if (smtp) return smtp
  const original = wordOf(error, 'originalCode') ?? wordOf(error, 'code') ?? 'ECONNRESET'
  const isTls = /CERT|SSL|TLS|SIGNATURE|SELF_SIGNED/.test(original)
  const code = original === 'ECONNECTION' ? 'ECONNRESET' : original

  return {
    kind: 'network',
    stage: isTls ? 'tls' : stage === 'greeting' ? 'tcp' : 'read',
    code,
    ...place,
  } as const
}

function smtpEvidence(
  error: unknown,
  stage: SmtpEvidence['stage'],
  credentials: Credentials,
): SmtpEvidence | undefined {
  const response = wordOf(error, 'response')
  const code = Number(response?.slice(0, 3))
  if (response === undefined || !(code >= 400)) return undefined
  const command = wordOf(error, 'command') ?? ''

  return {
    kind: 'smtp',
    stage: stages.find(([pattern]) => pattern.test(command))?.[1] ?? stage,
    code,
    text: clean(response.replace(/^\d{3}[ -]/, ''), credentials),
    signInWith: signInWith(credentials),
  }
}

/** The recipients a result or an error of nodemailer names. */
export function refusedOf(result: unknown, credentials: Credentials): Refused[] {
  const errors =
    typeof result === 'object' && result && 'rejectedErrors' in result ? result.rejectedErrors : []

  return (Array.isArray(errors) ? errors : []).flatMap((error: unknown) => {
    const evidence = smtpEvidence(error, 'rcpt', credentials)
    const address = wordOf(error, 'recipient')

    return evidence && address ? [{ address, evidence }] : []
  })
}

/** The recipients an error of `send` names; none when the mail itself was refused or the connection broke. */
export function refusedIn(error: unknown): Refused[] {
  return error instanceof Error && 'refused' in error && Array.isArray(error.refused) ? error.refused : []
}

/** SIZE in the answer to EHLO; 0 means no fixed limit (RFC 1870, 4). */
export function announcedSize(ehlo: string | false): number | undefined {
  return Number(/^250[- ]SIZE (\d+)/im.exec(ehlo || '')?.[1]) || undefined
}

export function clean(text: string, credentials: Credentials): string {
  return withoutSecrets(text, credentials).slice(0, 500)
}

export function wordOf(error: unknown, name: string): string | undefined {
  const word: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined

  return typeof word === 'string' ? word : undefined
}
