import type { Place } from './stored-causes.ts'

/** Where it is told, the title and the first step in English and German, and the way there: `here`, to the server, or an address. */
export type Told = readonly [
  place: Place,
  titleEn: string,
  titleDe: string,
  stepEn: string,
  stepDe: string,
  way: 'here' | 'server' | `/mail/${string}` | `https://${string}`,
]

/** What Microsoft's sign-in says, in words of this table's own. */
// biome-ignore format: a table, one cause in a line
export const toldOfSignIn = {
  'client-secret-expired': ['account', 'The client secret has expired', 'Das Client-Secret ist abgelaufen', 'Create a new client secret at Microsoft (guide, step 5).', 'Erzeugen Sie bei Microsoft einen neuen geheimen Clientschlüssel (Anleitung, Schritt 5).', '/mail/general-settings'],
  'client-secret-wrong': ['account', 'Microsoft does not accept the client secret', 'Microsoft akzeptiert das Client-Secret nicht', 'Copy the "Value", not the "Secret ID", without spaces, and replace it in General settings.', 'Kopieren Sie den „Wert“, nicht die „Geheime ID“, ohne Leerzeichen, in die „Allgemeinen Einstellungen“.', '/mail/general-settings'],
  'client-id-unknown': ['account', 'Microsoft does not know this client ID', 'Microsoft kennt diese Client-ID nicht', 'Compare the client ID with "Application (client) ID" in the overview of the app registration.', 'Vergleichen Sie die Client-ID mit der „Anwendungs-ID (Client)“ in der Übersicht der App-Registrierung.', '/mail/general-settings'],
  'app-disabled': ['account', 'The app is switched off at Microsoft', 'Die App ist bei Microsoft ausgeschaltet', 'Open Enterprise applications › app › Properties and set "Enabled for users to sign in" to Yes.', 'Stellen Sie unter Unternehmensanwendungen › App › Eigenschaften „Aktiviert für die Benutzeranmeldung“ auf „Ja“.', 'https://entra.microsoft.com/'],
  'single-tenant-app': ['account', 'The app allows only your organisation', 'Die App erlaubt nur Ihre Organisation', 'Enter the tenant ID in General settings › Advanced.', 'Tragen Sie die Verzeichnis-ID unter „Allgemeine Einstellungen“ › „Erweitert“ ein.', '/mail/general-settings'],
  'tenant-unknown': ['account', 'Microsoft cannot find your organisation', 'Microsoft findet Ihre Organisation nicht', 'Copy "Directory (tenant) ID" from the overview of the app registration.', 'Kopieren Sie die „Verzeichnis-ID (Mandant)“ aus der Übersicht der App-Registrierung.', '/mail/general-settings'],
  'permission-missing': ['account', 'A permission is missing in the app', 'In der App fehlt eine Berechtigung', 'Add SMTP.Send, IMAP.AccessAsUser.All, offline_access, openid, email and profile (guide, step 4).', 'Ergänzen Sie SMTP.Send, IMAP.AccessAsUser.All, offline_access, openid, email und profile (Anleitung, Schritt 4).', '/mail/set-up-guide#s4'],
  'no-exchange-online': ['account', 'This organisation has no Exchange Online', 'Diese Organisation hat kein Exchange Online', 'Check the tenant in General settings › Advanced.', 'Prüfen Sie den Mandanten unter „Allgemeine Einstellungen“ › „Erweitert“.', 'https://admin.microsoft.com/'],
  'security-rule-blocks': ['account', 'A Microsoft security rule blocks the sign-in', 'Eine Sicherheitsregel bei Microsoft blockiert die Anmeldung', 'Reconnect the Outlook account and confirm the second factor if Microsoft asks for it.', 'Verbinden Sie das Outlook-Konto neu und bestätigen Sie den zweiten Faktor, wenn Microsoft danach fragt.', 'https://entra.microsoft.com/'],
  'account-disabled': ['account', 'The account is blocked at Microsoft', 'Das Konto ist bei Microsoft gesperrt', 'Microsoft 365 admin center › Active users › account › Unblock sign-in.', 'Microsoft 365 Admin Center › Aktive Benutzer › Konto › Anmeldung zulassen.', 'https://admin.microsoft.com/'],
  'account-locked': ['account', 'Microsoft has locked the account for a while', 'Microsoft hat das Konto vorübergehend gesperrt', 'Wait half an hour, then connect again.', 'Warten Sie eine halbe Stunde und verbinden Sie dann neu.', 'https://entra.microsoft.com/'],
  'account-unknown': ['account', 'Microsoft does not know this account', 'Microsoft kennt dieses Konto nicht', 'Check the user name of the server for typing errors.', 'Prüfen Sie die Schreibweise des Benutzernamens am Server.', 'here'],
  'password-expired': ['account', 'The password of the account has expired', 'Das Passwort des Kontos ist abgelaufen', 'Sign in at office.com with orders@mein-shop.example and change the password.', 'Melden Sie sich bei office.com mit orders@mein-shop.example an und ändern Sie das Passwort.', 'here'],
  'sign-in-expired': ['account', 'The sign-in has run out', 'Die Anmeldung ist abgelaufen', 'Reconnect the Outlook account orders@mein-shop.example.', 'Verbinden Sie das Outlook-Konto orders@mein-shop.example neu.', 'here'],
  'sign-in-withdrawn': ['account', 'Microsoft has withdrawn the sign-in', 'Microsoft hat die Anmeldung zurückgezogen', 'Reconnect the Outlook account orders@mein-shop.example.', 'Verbinden Sie das Outlook-Konto orders@mein-shop.example neu.', 'here'],
  'reconnect-needed': ['account', 'Microsoft asks you to sign in again', 'Microsoft verlangt eine neue Anmeldung', 'Reconnect the Outlook account orders@mein-shop.example.', 'Verbinden Sie das Outlook-Konto orders@mein-shop.example neu.', 'here'],
  'too-many-requests': ['account', 'Too many requests in a short time', 'Zu viele Anfragen in kurzer Zeit', 'Wait. We try again by ourselves.', 'Warten Sie. Wir versuchen es von selbst erneut.', 'here'],
  'microsoft-busy': ['account', 'Microsoft is busy', 'Microsoft ist überlastet', 'Wait. We try again by ourselves.', 'Warten Sie. Wir versuchen es von selbst erneut.', 'here'],
  'request-not-understood': ['account', 'Our request was not understood', 'Unsere Anfrage wurde nicht verstanden', 'Start again once.', 'Beginnen Sie einmal neu.', 'here'],
  'unknown-identity': ['account', 'Microsoft answered with an error', 'Microsoft meldet einen Fehler', 'Connect the Outlook account again.', 'Verbinden Sie das Outlook-Konto erneut.', 'here'],
  'credentials-missing': ['account', 'First enter your Outlook credentials', 'Tragen Sie zuerst Ihre Outlook-Anmeldedaten ein', 'Enter client ID and client secret in General settings.', 'Tragen Sie Client-ID und Client-Secret unter „Allgemeine Einstellungen“ ein.', '/mail/general-settings'],
  'redirect-uri-mismatch': ['sign-in', 'The redirect URI does not match', 'Die Umleitungs-URI stimmt nicht überein', 'Copy the redirect URI from General settings.', 'Kopieren Sie die Umleitungs-URI aus „Allgemeine Einstellungen“.', '/mail/set-up-guide#s3'],
  'redirect-uri-platform': ['sign-in', 'The redirect URI has the wrong platform', 'Die Umleitungs-URI hat die falsche Plattform', 'Delete the redirect URI at Microsoft and add it under platform "Web" (guide, step 3).', 'Löschen Sie die Umleitungs-URI bei Microsoft und tragen Sie sie unter „Web“ ein (Anleitung, Schritt 3).', '/mail/set-up-guide#s3'],
  'admin-approval-needed': ['sign-in', 'Your Microsoft administrator must approve first', 'Zuerst muss Ihr Microsoft-Administrator zustimmen', 'Send the approval link to your Microsoft 365 administrator.', 'Senden Sie den Zustimmungslink an Ihren Microsoft-365-Administrator.', '/mail/set-up-guide#s4'],
  'foreign-account': ['sign-in', 'This account belongs to another organisation', 'Dieses Konto gehört zu einer anderen Organisation', 'Sign out at Microsoft, then sign in with orders@mein-shop.example.', 'Melden Sie sich bei Microsoft ab und mit orders@mein-shop.example an.', 'server'],
  'account-not-assigned': ['sign-in', 'The account is not assigned to the app', 'Das Konto ist der App nicht zugewiesen', 'Enterprise applications › app › Users and groups › add orders@mein-shop.example.', 'Unternehmensanwendungen › App › Benutzer und Gruppen › orders@mein-shop.example hinzufügen.', 'https://entra.microsoft.com/'],
  'consent-refused': ['sign-in', 'You did not accept', 'Sie haben nicht zugestimmt', 'Connect again and choose Accept.', 'Verbinden Sie erneut und wählen Sie „Akzeptieren“.', 'server'],
  'sign-in-already-used': ['sign-in', 'This sign-in was already used', 'Diese Anmeldung wurde schon verwendet', 'Start again, unless the mailbox already shows as connected.', 'Beginnen Sie neu, falls das Postfach nicht schon als verbunden gilt.', 'server'],
  'wrong-account': ['troubleshooting', 'You signed in with another account', 'Sie haben sich mit einem anderen Konto angemeldet', 'Sign in again as the user of the server.', 'Melden Sie sich noch einmal als Benutzer des Servers an.', '/mail/outgoing-servers'],
  'scope-missing': ['sign-in', 'Microsoft gave less than needed', 'Microsoft hat nicht alle Rechte erteilt', 'Add the permission in the app registration (guide, step 4).', 'Ergänzen Sie die Berechtigung in der App-Registrierung (Anleitung, Schritt 4).', '/mail/set-up-guide#s4'],
  'no-refresh-token': ['sign-in', 'Microsoft did not allow staying signed in', 'Microsoft erlaubt keine dauerhafte Anmeldung', 'Add offline_access in the app registration (guide, step 4).', 'Ergänzen Sie offline_access in der App-Registrierung (Anleitung, Schritt 4).', '/mail/set-up-guide#s4'],
  'sign-in-run-out': ['sign-in', 'This sign-in has run out', 'Diese Anmeldung ist abgelaufen', 'Start again.', 'Beginnen Sie neu.', 'server'],
  'identity-not-proven': ['sign-in', 'It is not proven who signed in', 'Es ist nicht erwiesen, wer sich angemeldet hat', 'Start again in one browser tab.', 'Beginnen Sie neu, in einem einzigen Browser-Tab.', 'server'],
  'microsoft-silent': ['sign-in', 'Microsoft did not answer', 'Microsoft hat nicht geantwortet', 'Wait a minute, then try again.', 'Warten Sie eine Minute und versuchen Sie es dann erneut.', 'server'],
  'answer-intercepted': ['sign-in', 'Something answered in place of Microsoft', 'Etwas anderes hat an Stelle von Microsoft geantwortet', 'Ask your hosting partner to let login.microsoftonline.com through without a filter.', 'Lassen Sie Ihren Hosting-Partner login.microsoftonline.com ungefiltert durchlassen.', 'server'],
  'signed-out-here': ['troubleshooting', 'Sign in first, then start again', 'Melden Sie sich an und beginnen Sie neu', 'Sign in here.', 'Melden Sie sich hier an.', '/mail/outgoing-servers'],
} as const satisfies Record<string, Told>
