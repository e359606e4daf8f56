import type { FaultId } from '../microsoft-365/fault-list.ts'

/** Where a page leads to, so that the fault can be mended: a page of ours, pressing again, or a page of Microsoft's. */
type Mend =
  | 'settings'
  | 'server'
  | 'again'
  | 'reconnect'
  | `https://${string}`
  | `/mail/set-up-guide#s${number}`

export interface FaultPage {
  fault: FaultId
  en: string
  de: string
  who: 'you' | 'microsoft' | 'hosting' | 'nobody'
  mend: Mend
}

type Row = readonly [FaultId, string, string, FaultPage['who'], Mend]

const page = ([fault, en, de, who, mend]: Row): FaultPage => ({ fault, en, de, who, mend })

const entra = 'https://entra.microsoft.com/'
const microsoft365 = 'https://admin.microsoft.com/'
const exchange = 'https://admin.exchange.microsoft.com/'
const notProven = [
  'It is not proven who signed in',
  'Es ist nicht erwiesen, wer sich angemeldet hat',
] as const
const distrusted = [
  'The certificate of the server is not trusted',
  'Dem Zertifikat des Servers wird nicht vertraut',
] as const
const smtpIsOff = [
  'Authenticated SMTP is switched off',
  '„Authentifiziertes SMTP“ ist ausgeschaltet',
] as const
const secretWrong = [
  'Microsoft does not accept the client secret',
  'Microsoft akzeptiert das Client-Secret nicht',
] as const
const secretExpired = ['The client secret has expired', 'Das Client-Secret ist abgelaufen'] as const
const ruleBlocks = [
  'A Microsoft security rule blocks the sign-in',
  'Eine Sicherheitsregel bei Microsoft blockiert die Anmeldung',
] as const
const noAnswer = ['Microsoft did not answer', 'Microsoft hat nicht geantwortet'] as const
const intercepted = [
  'Something answered in place of Microsoft',
  'Etwas anderes hat an Stelle von Microsoft geantwortet',
] as const
const busy = ['Microsoft is busy', 'Microsoft ist überlastet'] as const

/** The pages after the way back from Microsoft (pages.md 2.8). */
const connecting: Row[] = [
  ['wrong-secret', ...secretWrong, 'you', 'settings'],
  ['expired-secret', ...secretExpired, 'you', 'settings'],
  ['consent-refused', 'You did not accept', 'Sie haben nicht zugestimmt', 'you', 'again'],
  [
    'admin-approval',
    'Your Microsoft administrator must approve first',
    'Zuerst muss Ihr Microsoft-Administrator zustimmen',
    'microsoft',
    '/mail/set-up-guide#s4',
  ],
  [
    'no-refresh-token',
    'Microsoft did not allow staying signed in',
    'Microsoft erlaubt keine dauerhafte Anmeldung',
    'you',
    '/mail/set-up-guide#s4',
  ],
  [
    'missing-scope',
    'Microsoft gave less than needed',
    'Microsoft hat nicht alle Rechte erteilt',
    'you',
    '/mail/set-up-guide#s4',
  ],
  ['conditional-access', ...ruleBlocks, 'microsoft', entra],
  ['microsoft-busy', ...noAnswer, 'you', 'again'],
  ['microsoft-busy-html', ...noAnswer, 'you', 'again'],
  ['microsoft-garbled', ...intercepted, 'hosting', 'again'],
  ['microsoft-throttling', ...noAnswer, 'you', 'again'],
  ['microsoft-silent', ...noAnswer, 'hosting', 'again'],
]

const forged: FaultId[] = [
  'idtoken-alg-none',
  'idtoken-foreign-key',
  'idtoken-hs256',
  'idtoken-jku',
  'idtoken-wrong-audience',
  'idtoken-wrong-issuer',
  'idtoken-wrong-tenant',
  'idtoken-wrong-nonce',
  'idtoken-expired',
  'idtoken-no-identity',
]

/** The pages of a connection test of an outgoing server. */
const sending: Row[] = [
  ['smtp-auth-disabled', ...smtpIsOff, 'microsoft', microsoft365],
  ['smtp-auth-disabled-tenant', ...smtpIsOff, 'microsoft', microsoft365],
  [
    'smtp-refuses-sign-in',
    'Microsoft refuses the sign-in for this mailbox',
    'Microsoft verweigert die Anmeldung für dieses Postfach',
    'you',
    'server',
  ],
  [
    'sendas-denied',
    'Microsoft refused the From address',
    'Microsoft hat den Absender abgelehnt',
    'you',
    'settings',
  ],
  [
    'no-starttls',
    'The server offers no encryption',
    'Der Server bietet keine Verschlüsselung',
    'you',
    'server',
  ],
  ['smtp-port-closed', 'Nobody answers on port {port}', 'Auf Port {port} antwortet niemand', 'you', 'server'],
  [
    'too-many-connections',
    'Too many connections at once',
    'Zu viele Verbindungen gleichzeitig',
    'you',
    'server',
  ],
  ['bad-certificate', ...distrusted, 'hosting', 'server'],
  ['expired-certificate', ...distrusted, 'hosting', 'server'],
  ['other-host-certificate', ...distrusted, 'hosting', 'server'],
]

const reading: Row[] = [
  [
    'imap-refuses-sign-in',
    'Microsoft refuses reading this mailbox',
    'Microsoft verweigert den Zugriff auf dieses Postfach',
    'you',
    'server',
  ],
  [
    'imap-not-connected',
    'Signed in, but not to this mailbox',
    'Angemeldet, aber nicht an diesem Postfach',
    'you',
    exchange,
  ],
  [
    'imap-folder-missing',
    'Folder “INBOX” does not exist in this mailbox',
    'Den Ordner „INBOX“ gibt es in diesem Postfach nicht',
    'you',
    'server',
  ],
  [
    'imap-throttled',
    'Microsoft asks us to read more slowly',
    'Microsoft verlangt, langsamer zu lesen',
    'you',
    'server',
  ],
  ['imap-port-closed', 'Nobody answers on port {port}', 'Auf Port {port} antwortet niemand', 'you', 'server'],
  [
    'too-many-connections',
    'The mail server ended the connection',
    'Der Mailserver hat die Verbindung beendet',
    'you',
    'server',
  ],
  ['bad-certificate', ...distrusted, 'hosting', 'server'],
  ['expired-certificate', ...distrusted, 'hosting', 'server'],
  ['other-host-certificate', ...distrusted, 'hosting', 'server'],
]

/** The pages of a connection test that could not renew the access token. */
const renewing: Row[] = [
  [
    'revoked-token',
    'Microsoft has withdrawn the sign-in',
    'Microsoft hat die Anmeldung zurückgezogen',
    'you',
    'reconnect',
  ],
  ['inactive-token', 'The sign-in has run out', 'Die Anmeldung ist abgelaufen', 'you', 'reconnect'],
  ['mfa-required', ...ruleBlocks, 'microsoft', 'reconnect'],
  ['conditional-access', ...ruleBlocks, 'microsoft', entra],
]

/** The same, with a connection that stays good: nobody has to sign in again. */
const refusing: Row[] = [
  ['expired-secret', ...secretExpired, 'you', 'settings'],
  ['wrong-secret', ...secretWrong, 'you', 'settings'],
  [
    'unknown-client',
    'Microsoft does not know this client ID',
    'Microsoft kennt diese Client-ID nicht',
    'you',
    'settings',
  ],
  ['microsoft-busy', ...busy, 'you', 'server'],
  ['microsoft-busy-html', ...busy, 'you', 'server'],
  ['microsoft-garbled', ...intercepted, 'hosting', 'server'],
  ['microsoft-throttling', ...busy, 'you', 'server'],
  ['microsoft-silent', ...noAnswer, 'hosting', 'server'],
]

export const faultPages = {
  connecting: connecting.map(page),
  forged: forged.map((fault) => page([fault, ...notProven, 'you', 'again'])),
  sending: sending.map(page),
  reading: reading.map(page),
  renewing: renewing.map(page),
  refusing: refusing.map(page),
}

/** Microsoft keeps the browser, so Mailroom can only wait. */
export const withoutWayBack: FaultId[] = ['unknown-client', 'redirect-uri-mismatch']
/** No connection test can see these: it sends nothing, and has time. */
export const harmless: FaultId[] = [
  'sendas-denied-after-data',
  'smtp-lost-after-data',
  'smtp-lost-before-taking',
  'no-sent-copy',
  'smtp-throttled',
  'slow',
]
/** A question rather than a failure; it has a file of its own. */
export const asked: FaultId[] = ['wrong-account']
