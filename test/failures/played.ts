import type { Cause } from '../../src/failures/causes.ts'
import type { IdentityEvidence, ImapEvidence, SmtpEvidence } from '../../src/failures/failure.ts'
import { identityExamples } from './identity-examples.ts'
import { imapExamples } from './mail-examples.ts'
import { smtpExamples } from './smtp-examples.ts'

interface Example<E> {
  cause: Cause
  evidence: E
}

/** What has no fault of its own in the stand-in: its token endpoint says these words of Microsoft's. */
const ofIdentity = [
  'app-disabled',
  'redirect-uri-mismatch',
  'redirect-uri-platform',
  'single-tenant-app',
  'tenant-unknown',
  'permission-missing',
  'no-exchange-online',
  'admin-approval-needed',
  'foreign-account',
  'account-not-assigned',
  'account-unknown',
  'account-disabled',
  'account-locked',
  'password-expired',
  'reconnect-needed',
  'too-many-requests',
  'request-not-understood',
  'credentials-missing',
  'unknown-identity',
] as const satisfies readonly Cause[]

/** What Microsoft says to a code that comes back from the browser. */
const ofCodes = ['sign-in-already-used'] as const satisfies readonly Cause[]

/** What a server with a password says before a mail is handed over; the connection test hears it. */
const ofSmtp = [
  'passwords-not-accepted',
  'password-wrong',
  'sign-in-required',
  'sign-in-way-missing',
  'wrong-mail-server',
  'server-busy',
  'unknown-smtp',
  'recipient-cannot-receive',
  'recipient-unknown',
  'recipient-refused',
  'too-many-recipients',
] as const satisfies readonly Cause[]

/** What a server says of a mail; its page in the outbox shows it. */
const ofMails = [
  'daily-limit',
  'mailbox-full',
  'mailbox-blocked',
  'from-domain-unknown',
  'domain-not-trusted',
  'mail-too-large',
  'mail-refused',
] as const satisfies readonly Cause[]

const ofImap = [
  'too-many-connections',
  'sign-in-way-missing',
  'no-encryption-offered',
  'passwords-not-accepted',
  'password-wrong',
] as const satisfies readonly Cause[]

/** In the words of the first example of each cause. */
export const played = {
  identity: pick<IdentityEvidence>(ofIdentity, identityExamples, ({ text }) => /AADSTS/.test(text ?? '')),
  codes: pick<IdentityEvidence>(ofCodes, identityExamples, ({ text }) => /AADSTS/.test(text ?? '')),
  smtp: pick<SmtpEvidence>(ofSmtp, smtpExamples, ({ stage }) => stage !== 'data' && stage !== 'end'),
  mails: pick<SmtpEvidence>(ofMails, smtpExamples, ({ stage }) => stage === 'end'),
  imap: pick<ImapEvidence>(ofImap, imapExamples, ({ stage }) => stage === 'auth'),
}

function pick<E>(
  causes: readonly Cause[],
  from: readonly Example<E>[],
  fits: (evidence: E) => boolean,
): Example<E>[] {
  return causes.map((cause) => {
    const found = from.find((example) => example.cause === cause && fits(example.evidence))
    if (!found) throw new Error(`No example of ${cause} can be played`)

    return found
  })
}
