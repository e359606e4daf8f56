import type { Cause } from '../../src/failures/causes.ts'
import type { FaultId } from '../microsoft-365/fault-list.ts'
import { played } from './played.ts'

/** Where a cause is produced from outside to the page: by what, in which file, and the words there that name it. */
export interface Proof {
  by: string
  file: string
  names: string
}

const pages = 'test/main-job/fault-pages.ts'

// biome-ignore format: a table, one cause in a line
const faults: readonly (readonly [Cause, FaultId, file?: string])[] = [
  ['client-secret-wrong', 'wrong-secret'],
  ['client-secret-expired', 'expired-secret'],
  ['client-id-unknown', 'unknown-client'],
  ['redirect-uri-mismatch', 'redirect-uri-mismatch'],
  ['consent-refused', 'consent-refused'],
  ['admin-approval-needed', 'admin-approval'],
  ['wrong-account', 'wrong-account', 'test/main-job/faults-wrong-account.test.ts'],
  ['no-refresh-token', 'no-refresh-token'],
  ['scope-missing', 'missing-scope'],
  ['sign-in-withdrawn', 'revoked-token'],
  ['sign-in-expired', 'inactive-token'],
  ['security-rule-blocks', 'conditional-access'],
  ['microsoft-busy', 'microsoft-busy'],
  ['answer-intercepted', 'microsoft-garbled'],
  ['microsoft-silent', 'microsoft-silent'],
  ['identity-not-proven', 'idtoken-wrong-nonce'],
  ['smtp-auth-disabled', 'smtp-auth-disabled'],
  ['sign-in-refused', 'smtp-refuses-sign-in'],
  ['from-refused', 'sendas-denied'],
  ['no-encryption-offered', 'no-starttls'],
  ['connection-refused', 'smtp-port-closed'],
  ['too-many-connections', 'too-many-connections'],
  ['certificate-not-trusted', 'bad-certificate'],
  ['reading-refused', 'imap-refuses-sign-in'],
  ['not-this-mailbox', 'imap-not-connected'],
  ['folder-missing', 'imap-folder-missing'],
  ['reading-too-fast', 'imap-throttled'],
  ['reading-interrupted', 'too-many-connections'],
  ['delivery-unclear', 'smtp-lost-after-data', 'test/outbox/sent-items.test.ts'],
]

// biome-ignore format: a table, one cause in a line
const others: readonly (readonly [Cause, by: string, file: string, names: string])[] = [
  ['folder-missing', 'Dovecot', 'test/dovecot/test-and-confirm.test.ts', `'folder-missing'`],
  ['sign-in-withdrawn', 'Dovecot', 'test/dovecot/test-and-confirm.test.ts', `'sign-in-withdrawn'`],
  ['reading-refused', 'Dovecot', 'test/dovecot/test-and-confirm.test.ts', `'reading-refused'`],
  ['connection-broken', 'Dovecot', 'test/dovecot/broken-off.test.ts', `'connection-broken'`],
  ['reading-interrupted', 'Dovecot', 'test/dovecot/broken-off.test.ts', `'reading-interrupted'`],
  ['session-expired', 'Dovecot', 'test/dovecot/broken-off.test.ts', 'AccessTokenExpired'],
  ['timed-out', 'Dovecot', 'test/dovecot/trouble.test.ts', `'timed-out'`],
  ...(
    ['recipient-unknown', 'wrong-mail-server', 'mail-too-large', 'from-refused', 'too-many-recipients', 'password-wrong', 'too-many-connections'] as const
  ).map((cause) => [cause, 'Postfix', 'test/postfix/refusals.test.ts', cause] as const),
  ['session-expired', 'server of ours', 'test/connection-test/imap.test.ts', 'session-expired'],
  ['timed-out', 'server of ours', 'test/connection-test/attacks.test.ts', 'timed-out'],
  ['encryption-too-old', 'server of ours', 'test/connection-test/attacks.test.ts', 'knows only TLS 1.1'],
  ['clock-wrong', 'server of ours', 'test/connection-test/attacks.test.ts', 'clock-wrong'],
  ['dns-silent', 'server of ours', 'test/connection-test/attacks.test.ts', 'dns-silent'],
  ['port-blocked', 'server of ours', 'test/connection-test/attacks.test.ts', 'port-blocked'],
  ['test-too-long', 'server of ours', 'test/connection-test/attacks.test.ts', 'test-too-long'],
  ['connection-broken', 'server of ours', 'test/connection-test/smtp.test.ts', 'connection-broken'],
  ['proxy-refuses', 'proxy of ours', 'test/network/proxy-dial.test.ts', 'proxy-refuses'],
  ['proxy-wants-sign-in', 'proxy of ours', 'test/network/proxy-dial.test.ts', 'proxy-wants-sign-in'],
  ['proxy-unreachable', 'proxy of ours', 'test/network/proxy-dial.test.ts', 'proxy-unreachable'],
  ['proxy-finds-no-way', 'proxy of ours', 'test/network/proxy-dial.test.ts', 'proxy-finds-no-way'],
  ['mail-not-given-out', 'stand-in', 'test/fetching/withheld.test.ts', 'mail-not-given-out'],
  ['mailbox-not-numbered', 'stand-in', 'test/fetching/numbers.test.ts', 'mailbox-not-numbered'],
  ['mailbox-numbered-anew', 'stand-in', 'test/fetching/numbers.test.ts', 'mailbox-numbered-anew'],
  ['not-connected', 'own', 'test/microsoft/access-tokens.test.ts', 'not-connected'],
  ['disconnected', 'own', 'test/microsoft/access-tokens.test.ts', 'disconnected'],
  ['secret-unreadable', 'own', 'test/microsoft/access-tokens.test.ts', 'secret-unreadable'],
  ['sender-unknown', 'own', 'test/connection-test/smtp.test.ts', 'sender-unknown'],
  ['sign-in-run-out', 'own', 'test/accessibility/sign-in-endings.ts', 'sign-in-run-out'],
  ['signed-out-here', 'own', 'test/sign-in/sign-in.test.ts', 'Sign in first'],
  ['webhook-silent', 'receiver of ours', 'test/hand-over/webhook.test.ts', 'did not answer in time'],
  ['webhook-address-blocked', 'receiver of ours', 'test/hand-over/https.test.ts', 'inside your network and blocked'],
  ['webhook-certificate', 'receiver of ours', 'test/hand-over/test-event.test.ts', 'a foreign certificate'],
  ['webhook-refuses', 'receiver of ours', 'test/hand-over/test-event.test.ts', 'did not take the email'],
  ['webhook-redirects', 'receiver of ours', 'test/hand-over/test-event.test.ts', 'leads to another address'],
  ['webhook-gone', 'receiver of ours', 'test/hand-over/test-event.test.ts', 'does not exist any more'],
  ['webhook-broken-off', 'receiver of ours', 'test/hand-over/test-event.test.ts', 'broke off'],
  ['webhook-unreachable', 'receiver of ours', 'test/hand-over/test-event.test.ts', 'could not be reached'],
  ['webhook-port-blocked', 'receiver of ours', 'test/hand-over/test-event.test.ts', 'port of the webhook is not allowed'],
  ...(
    ['address-not-allowed', 'port-not-allowed', 'server-name-unknown', 'not-a-mail-server', 'port-and-encryption-differ', 'no-encryption-offered'] as const
  ).map((cause) => [cause, 'server of ours', 'test/main-job/causes-of-servers.test.ts', `'${cause}'`] as const),
]

/** No system here can produce these, so the rule is all there is. */
export const onlyByRule: Partial<Record<Cause, string>> = {
  'network-unreachable': 'by analogy with the other codes of the system',
  'unknown-network': 'by a code that nothing sends',
  'unknown-imap': 'by an answer that no server gives',
  'webhook-not-found': 'as server-name-unknown, by the same look-up',
}

const files = {
  identity: 'causes-of-identity',
  codes: 'causes-of-identity',
  smtp: 'causes-of-servers',
  mails: 'causes-of-servers',
  imap: 'causes-of-servers',
}
const speakers = {
  identity: 'stand-in: `tokenRefusal`',
  codes: 'stand-in: `tokenRefusal`',
  smtp: 'server of ours',
  mails: 'server of ours',
  imap: 'server of ours',
}

/** Every way a cause is produced. */
export function proofsOf(cause: Cause): Proof[] {
  const byFault = faults
    .filter(([of]) => of === cause)
    .map(([, fault, file = pages]) => ({ by: `stand-in: \`${fault}\``, file, names: `'${fault}'` }))
  const byWords = (['identity', 'codes', 'smtp', 'mails', 'imap'] as const)
    .filter((kind) => played[kind].some((example) => example.cause === cause))
    .map((kind) => ({
      by: speakers[kind],
      file: `test/main-job/${files[kind]}.test.ts`,
      names: `played.${kind}`,
    }))
  const elsewhere = others.filter(([of]) => of === cause).map(([, by, file, names]) => ({ by, file, names }))

  return [...byFault, ...byWords, ...elsewhere]
}
