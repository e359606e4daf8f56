import { text } from '../language/text.ts'
import { type CauseEntry, connectAgainAfterwards, permanent } from './cause-entry.ts'

const ownRegistration = permanent('app-registration', 'shop-admin')

/** The app registration at Microsoft, or what General settings say about it, is not right: every mailbox stops. */
export const appCauses = {
  'client-secret-expired': {
    ...ownRegistration,
    title: text('The client secret has expired', 'Das Client-Secret ist abgelaufen'),
    short: text('Client secret expired', 'Client-Secret abgelaufen'),
    what: text(
      'Every client secret ends on a date. Yours has passed, so Microsoft turns the shop away.',
      'Jedes Client-Secret gilt nur bis zu einem Datum. Ihres ist abgelaufen, daher weist Microsoft den Shop ab.',
    ),
    steps: [
      text(
        'Create a new client secret at Microsoft (guide, step 5).',
        'Erzeugen Sie bei Microsoft einen neuen geheimen Clientschlüssel (Anleitung, Schritt 5).',
      ),
      text(
        'Replace the client secret in General settings. Nobody needs to sign in again.',
        'Ersetzen Sie das Client-Secret unter „Allgemeine Einstellungen“. Niemand muss sich neu anmelden.',
      ),
    ],
    link: 'general-settings',
  },
  'client-secret-wrong': {
    ...ownRegistration,
    title: text(
      'Microsoft does not accept the client secret',
      'Microsoft akzeptiert das Client-Secret nicht',
    ),
    short: text('Client secret refused', 'Client-Secret abgelehnt'),
    what: text(
      'The stored client secret does not belong to this client ID. Often the "Secret ID" was copied.',
      'Das hinterlegte Client-Secret gehört nicht zu dieser Client-ID. Oft wurde die „Geheime ID“ kopiert.',
    ),
    steps: [
      text(
        'Copy the "Value", not the "Secret ID", without spaces, and replace it in General settings.',
        'Kopieren Sie den „Wert“, nicht die „Geheime ID“, ohne Leerzeichen, in die „Allgemeinen Einstellungen“.',
      ),
      text(
        'If Microsoft no longer shows the value, create a new client secret (guide, step 5).',
        'Zeigt Microsoft den Wert nicht mehr an, erzeugen Sie ein neues Client-Secret (Anleitung, Schritt 5).',
      ),
    ],
    link: 'general-settings',
  },
  'client-id-unknown': {
    ...ownRegistration,
    title: text('Microsoft does not know this client ID', 'Microsoft kennt diese Client-ID nicht'),
    short: text('Client ID unknown', 'Client-ID unbekannt'),
    what: text(
      'There is no app with this client ID where Microsoft looked. The ID or the tenant is wrong.',
      'Dort, wo Microsoft gesucht hat, gibt es keine App mit dieser Client-ID. Client-ID oder Mandant ist falsch.',
    ),
    steps: [
      text(
        'Compare the client ID with "Application (client) ID" in the overview of the app registration.',
        'Vergleichen Sie die Client-ID mit der „Anwendungs-ID (Client)“ in der Übersicht der App-Registrierung.',
      ),
      text(
        'Check the account type of the app, or the tenant in General settings › Advanced.',
        'Prüfen Sie den Kontotyp der App oder den Mandanten unter „Allgemeine Einstellungen“ › „Erweitert“.',
      ),
    ],
    link: 'general-settings',
  },
  'app-disabled': {
    ...permanent('app-registration', 'microsoft-admin'),
    title: text('The app is switched off at Microsoft', 'Die App ist bei Microsoft ausgeschaltet'),
    short: text('App switched off', 'App ausgeschaltet'),
    what: text(
      'An administrator has switched sign-in off for this app.',
      'Ein Administrator hat die Anmeldung für diese App ausgeschaltet.',
    ),
    steps: [
      text(
        'Open Enterprise applications › app › Properties and set "Enabled for users to sign in" to Yes.',
        'Stellen Sie unter Unternehmensanwendungen › App › Eigenschaften „Aktiviert für die Benutzeranmeldung“ auf „Ja“.',
      ),
      text(
        'Then try again. Connected accounts stay connected.',
        'Versuchen Sie es dann erneut. Verbundene Konten bleiben verbunden.',
      ),
    ],
    link: 'entra',
  },
  'redirect-uri-mismatch': {
    ...ownRegistration,
    title: text('The redirect URI does not match', 'Die Umleitungs-URI stimmt nicht überein'),
    short: text('Redirect URI differs', 'Umleitungs-URI weicht ab'),
    what: text(
      'Microsoft only sends you back to addresses that the app registration lists, letter by letter.',
      'Microsoft leitet nur an Adressen zurück, die Zeichen für Zeichen in der App-Registrierung stehen.',
    ),
    steps: [
      ({ redirectUri }) =>
        redirectUri
          ? text(
              `Copy this redirect URI: ${redirectUri}`,
              `Kopieren Sie diese Umleitungs-URI: ${redirectUri}`,
            )
          : text(
              'Copy the redirect URI from General settings.',
              'Kopieren Sie die Umleitungs-URI aus „Allgemeine Einstellungen“.',
            ),
      text(
        'Enter it at Microsoft for platform "Web", exactly, no slash at the end (guide, step 3).',
        'Tragen Sie sie bei Microsoft für Plattform „Web“ ein, genau so, ohne Schrägstrich am Ende (Anleitung, Schritt 3).',
      ),
      text(
        'If both are the same, ask your hosting partner to check PUBLIC_URL.',
        'Sind beide gleich, lassen Sie Ihren Hosting-Partner PUBLIC_URL prüfen.',
      ),
    ],
    link: 'guide-3',
  },
  'redirect-uri-platform': {
    ...ownRegistration,
    title: text('The redirect URI has the wrong platform', 'Die Umleitungs-URI hat die falsche Plattform'),
    short: text('Wrong platform in the app', 'Falsche Plattform der App'),
    what: text(
      'The redirect URI is not registered as "Web". Microsoft then refuses to keep the shop signed in.',
      'Die Umleitungs-URI ist nicht als „Web“ eingetragen. Dann hält Microsoft den Shop nicht angemeldet.',
    ),
    steps: [
      text(
        'Delete the redirect URI at Microsoft and add it under platform "Web" (guide, step 3).',
        'Löschen Sie die Umleitungs-URI bei Microsoft und tragen Sie sie unter „Web“ ein (Anleitung, Schritt 3).',
      ),
      connectAgainAfterwards,
    ],
    link: 'guide-3',
    reconnect: true,
  },
  'single-tenant-app': {
    ...ownRegistration,
    title: text('The app allows only your organisation', 'Die App erlaubt nur Ihre Organisation'),
    short: text('Tenant ID missing', 'Verzeichnis-ID fehlt'),
    what: text(
      'The app is registered for one organisation, but the shop does not name it.',
      'Die App ist für eine einzige Organisation registriert, aber der Shop nennt diese nicht.',
    ),
    steps: [
      text(
        'Enter the tenant ID in General settings › Advanced.',
        'Tragen Sie die Verzeichnis-ID unter „Allgemeine Einstellungen“ › „Erweitert“ ein.',
      ),
      text(
        'Or open the app to other organisations under "Supported account types" (guide, step 2).',
        'Oder öffnen Sie die App unter „Unterstützte Kontotypen“ für andere Organisationen (Anleitung, Schritt 2).',
      ),
    ],
    link: 'general-settings',
  },
} satisfies Record<string, CauseEntry>
