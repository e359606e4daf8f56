/** What a fault does; `en` and `de` stand on the control page. */
interface Words {
  en: string
  de: string
}

export type FaultGroup = 'registration' | 'browser' | 'token' | 'sending' | 'reading' | 'network' | 'identity'

export interface Fault {
  id: FaultId
  group: FaultGroup
  title: Words
  expect: Words
}

export type FaultId = (typeof rows)[number][1]

export const faultGroups: Record<FaultGroup, Words> = {
  registration: { en: 'App registration', de: 'App-Registrierung' },
  browser: { en: 'Sign-in in the browser', de: 'Anmeldung im Browser' },
  token: { en: 'Tokens', de: 'Token' },
  sending: { en: 'Sending (SMTP)', de: 'Senden (SMTP)' },
  reading: { en: 'Receiving (IMAP)', de: 'Empfangen (IMAP)' },
  network: { en: 'Network', de: 'Netz' },
  identity: { en: 'Forged identity (attacks)', de: 'Gefälschte Identität (Angriffe)' },
}

// group, id, title in English and German, what to expect in English and German
// biome-ignore format: a table, one fault in two lines
const rows = [
  ['registration', 'wrong-secret', 'Wrong client secret', 'Falscher geheimer Clientschlüssel',
    'Every token request: 401 AADSTS7000215.', 'Jede Token-Anfrage: 401 AADSTS7000215.'],
  ['registration', 'expired-secret', 'Client secret expired', 'Geheimer Clientschlüssel abgelaufen',
    'Every token request: 401 AADSTS7000222.', 'Jede Token-Anfrage: 401 AADSTS7000222.'],
  ['registration', 'unknown-client', 'Client ID unknown', 'Client-ID unbekannt',
    'Microsoft shows AADSTS700016 and does not come back; token requests fail with it too.', 'Microsoft zeigt AADSTS700016 und kehrt nicht zurück; auch Token-Anfragen scheitern damit.'],
  ['registration', 'redirect-uri-mismatch', 'Redirect URI not registered', 'Umleitungs-URI nicht eingetragen',
    'Microsoft shows AADSTS50011 and does not come back.', 'Microsoft zeigt AADSTS50011 und kehrt nicht zurück.'],
  ['browser', 'consent-refused', 'Permission refused', 'Zustimmung verweigert',
    'After choosing the account: back with access_denied, AADSTS65004.', 'Nach der Kontoauswahl: zurück mit access_denied, AADSTS65004.'],
  ['browser', 'admin-approval', 'Admin approval needed', 'Genehmigung durch Administrator nötig',
    'Page “Need admin approval”, AADSTS90094.', 'Seite „Need admin approval“, AADSTS90094.'],
  ['browser', 'wrong-account', 'Another account signs in', 'Ein anderes Konto meldet sich an',
    'Whichever account is chosen, Bernd comes back.', 'Welches Konto auch gewählt wird: Es kommt Bernd zurück.'],
  ['token', 'no-refresh-token', 'No refresh token', 'Kein Aktualisierungstoken',
    'Signing in works, but the answer holds no refresh token.', 'Die Anmeldung gelingt, aber ohne Aktualisierungstoken.'],
  ['token', 'missing-scope', 'A permission is missing', 'Eine Berechtigung fehlt',
    'The last mail permission asked for is not granted.', 'Die letzte angefragte Mail-Berechtigung wird nicht erteilt.'],
  ['token', 'revoked-token', 'Sign-in withdrawn', 'Anmeldung widerrufen',
    'Renewing the token: AADSTS50173.', 'Token-Erneuerung: AADSTS50173.'],
  ['token', 'inactive-token', 'Not used for 90 days', '90 Tage nicht benutzt',
    'Renewing the token: AADSTS700082.', 'Token-Erneuerung: AADSTS700082.'],
  ['token', 'mfa-required', 'Second factor required', 'Zweiter Faktor verlangt',
    'Renewing the token: AADSTS50076.', 'Token-Erneuerung: AADSTS50076.'],
  ['token', 'conditional-access', 'Blocked by a security policy', 'Von einer Sicherheitsrichtlinie blockiert',
    'Every token request after the browser: AADSTS53003.', 'Jede Token-Anfrage nach dem Browser: AADSTS53003.'],
  ['token', 'microsoft-busy', 'Microsoft is busy', 'Microsoft ist überlastet',
    'Token requests: 503 temporarily_unavailable, AADSTS90033.', 'Token-Anfragen: 503 temporarily_unavailable, AADSTS90033.'],
  ['token', 'microsoft-busy-html', 'Microsoft is busy, with a web page', 'Microsoft ist überlastet, mit Webseite',
    'Token requests: 503 with HTML instead of JSON.', 'Token-Anfragen: 503 mit HTML statt JSON.'],
  ['token', 'microsoft-garbled', 'Half an answer', 'Eine halbe Antwort',
    'Token requests: 200 with JSON that breaks off.', 'Token-Anfragen: 200 mit JSON, das abbricht.'],
  ['token', 'microsoft-throttling', 'Too many requests', 'Zu viele Anfragen',
    'Token requests: 429 with Retry-After: 30.', 'Token-Anfragen: 429 mit Retry-After: 30.'],
  ['token', 'microsoft-silent', 'Microsoft does not answer', 'Microsoft antwortet nicht',
    'Token requests are taken and never answered.', 'Token-Anfragen werden angenommen und nie beantwortet.'],
  ['sending', 'smtp-auth-disabled', 'SMTP AUTH off for the mailbox', 'SMTP-AUTH für das Postfach aus',
    '535 5.7.139 … disabled for the Mailbox.', '535 5.7.139 … disabled for the Mailbox.'],
  ['sending', 'smtp-auth-disabled-tenant', 'SMTP AUTH off for the organisation', 'SMTP-AUTH für die Organisation aus',
    '535 5.7.139 … disabled for the Tenant.', '535 5.7.139 … disabled for the Tenant.'],
  ['sending', 'smtp-refuses-sign-in', 'Sign-in refused', 'Anmeldung abgelehnt',
    '535 5.7.3 Authentication unsuccessful.', '535 5.7.3 Authentication unsuccessful.'],
  ['sending', 'sendas-denied', 'Send As refused at MAIL FROM', '„Senden als“ bei MAIL FROM abgelehnt',
    '550 5.7.60 at MAIL FROM.', '550 5.7.60 bei MAIL FROM.'],
  ['sending', 'sendas-denied-after-data', 'Send As refused after the mail', '„Senden als“ nach der E-Mail abgelehnt',
    '554 5.2.252 SendAsDenied after the mail was sent over.', '554 5.2.252 SendAsDenied nach der Übertragung.'],
  ['sending', 'smtp-throttled', 'Too many parallel mails', 'Zu viele gleichzeitige E-Mails',
    '432 4.3.2 after the mail was sent over.', '432 4.3.2 nach der Übertragung.'],
  ['sending', 'smtp-lost-after-data', 'Connection lost after the mail was taken', 'Verbindung bricht ab, nachdem die E-Mail angenommen war',
    'The mail is delivered, but no answer comes.', 'Die E-Mail wird zugestellt, aber es kommt keine Antwort.'],
  ['sending', 'smtp-lost-before-taking', 'Connection lost before the mail was taken', 'Verbindung bricht ab, bevor die E-Mail angenommen war',
    'The mail is not delivered, and no answer comes.', 'Die E-Mail wird nicht zugestellt, und es kommt keine Antwort.'],
  ['sending', 'no-sent-copy', 'No copy in Sent Items', 'Keine Kopie in „Gesendete Elemente“',
    'Mails are delivered, but not kept by who sent them.', 'E-Mails werden zugestellt, aber nicht beim Absender aufbewahrt.'],
  ['sending', 'no-starttls', 'No encryption offered', 'Keine Verschlüsselung angeboten',
    'STARTTLS is missing from the list and refused.', 'STARTTLS fehlt in der Liste und wird abgelehnt.'],
  ['sending', 'smtp-port-closed', 'SMTP port closed', 'SMTP-Port geschlossen',
    'Connection refused.', 'Verbindung abgelehnt.'],
  ['reading', 'imap-refuses-sign-in', 'Sign-in refused', 'Anmeldung abgelehnt',
    'NO AUTHENTICATE failed.', 'NO AUTHENTICATE failed.'],
  ['reading', 'imap-not-connected', 'Signed in, but no access to the mailbox', 'Angemeldet, aber kein Zugriff auf das Postfach',
    'BAD User is authenticated but not connected.', 'BAD User is authenticated but not connected.'],
  ['reading', 'imap-folder-missing', 'Folder missing', 'Ordner fehlt',
    'Opening any folder: NO.', 'Öffnen jedes Ordners: NO.'],
  ['reading', 'imap-throttled', 'Too much traffic', 'Zu viel Verkehr',
    'BAD Request is throttled, with the suggested time to wait.', 'BAD Request is throttled, mit vorgeschlagener Wartezeit.'],
  ['reading', 'imap-port-closed', 'IMAP port closed', 'IMAP-Port geschlossen',
    'Connection refused.', 'Verbindung abgelehnt.'],
  ['network', 'too-many-connections', 'Too many connections', 'Zu viele Verbindungen',
    'SMTP greets with 421 4.3.2, IMAP with BYE.', 'SMTP begrüßt mit 421 4.3.2, IMAP mit BYE.'],
  ['network', 'bad-certificate', 'Certificate of an unknown authority', 'Zertifikat einer unbekannten Stelle',
    'SMTP and IMAP show a self-signed certificate.', 'SMTP und IMAP zeigen ein selbst signiertes Zertifikat.'],
  ['network', 'expired-certificate', 'Certificate expired', 'Zertifikat abgelaufen',
    'SMTP and IMAP show an expired certificate.', 'SMTP und IMAP zeigen ein abgelaufenes Zertifikat.'],
  ['network', 'other-host-certificate', 'Certificate of another host', 'Zertifikat eines anderen Rechners',
    'SMTP and IMAP show a certificate for another name.', 'SMTP und IMAP zeigen ein Zertifikat auf anderen Namen.'],
  ['network', 'slow', 'Everything is slow', 'Alles ist langsam',
    'Every answer takes one and a half seconds more.', 'Jede Antwort dauert eineinhalb Sekunden länger.'],
  ['identity', 'idtoken-alg-none', 'id_token without signature', 'id_token ohne Signatur',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-foreign-key', 'id_token with a foreign key', 'id_token mit fremdem Schlüssel',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-hs256', 'id_token signed with the public key', 'id_token mit dem öffentlichen Schlüssel signiert',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-jku', 'id_token that brings its own key', 'id_token mit eigenem Schlüssel im Kopf',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-wrong-audience', 'id_token for another app', 'id_token für eine andere App',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-wrong-issuer', 'id_token of another issuer', 'id_token eines anderen Ausstellers',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-wrong-tenant', 'id_token of another tenant', 'id_token eines anderen Mandanten',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-wrong-nonce', 'id_token of another sign-in', 'id_token einer anderen Anmeldung',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-expired', 'id_token expired', 'id_token abgelaufen',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
  ['identity', 'idtoken-no-identity', 'id_token without a name', 'id_token ohne Namen',
    'Signing in is refused.', 'Die Anmeldung wird abgelehnt.'],
] as const

export const faultList: readonly Fault[] = rows.map(([group, id, en, de, expectEn, expectDe]) => ({
  id,
  group,
  title: { en, de },
  expect: { en: expectEn, de: expectDe },
}))
