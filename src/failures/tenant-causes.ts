import { text } from '../language/text.ts'
import { type CauseEntry, connectAgainAfterwards, permanent } from './cause-entry.ts'

/** The organisation at Microsoft, and what it lets the app do. */
export const tenantCauses = {
  'tenant-unknown': {
    ...permanent('app-registration', 'shop-admin'),
    title: text('Microsoft cannot find your organisation', 'Microsoft findet Ihre Organisation nicht'),
    short: text('Tenant not found', 'Mandant nicht gefunden'),
    what: text(
      'The directory (tenant) ID is missing, mistyped, or does not fit the account type of the app.',
      'Die Verzeichnis-ID (Mandant) fehlt, ist vertippt oder passt nicht zum Kontotyp der App.',
    ),
    steps: [
      text(
        'Copy "Directory (tenant) ID" from the overview of the app registration.',
        'Kopieren Sie die „Verzeichnis-ID (Mandant)“ aus der Übersicht der App-Registrierung.',
      ),
      text(
        'Enter it in General settings › Advanced.',
        'Tragen Sie sie unter „Allgemeine Einstellungen“ › „Erweitert“ ein.',
      ),
    ],
    link: 'general-settings',
  },
  'permission-missing': {
    ...permanent('app-registration', 'shop-admin'),
    title: text('A permission is missing in the app', 'In der App fehlt eine Berechtigung'),
    short: text('Permission missing', 'Berechtigung fehlt'),
    what: text(
      'The shop asked for a permission that the app registration does not list.',
      'Der Shop hat eine Berechtigung verlangt, die in der App-Registrierung nicht steht.',
    ),
    steps: [
      text(
        'Add SMTP.Send, IMAP.AccessAsUser.All, offline_access, openid, email and profile (guide, step 4).',
        'Ergänzen Sie SMTP.Send, IMAP.AccessAsUser.All, offline_access, openid, email und profile (Anleitung, Schritt 4).',
      ),
      connectAgainAfterwards,
    ],
    link: 'guide-4',
    reconnect: true,
  },
  'no-exchange-online': {
    ...permanent('app-registration', 'microsoft-admin'),
    title: text('This organisation has no Exchange Online', 'Diese Organisation hat kein Exchange Online'),
    short: text('No Exchange Online', 'Kein Exchange Online'),
    what: text(
      'Microsoft found no mail service in the organisation that was asked. It may be the wrong one.',
      'Microsoft hat in der gefragten Organisation keinen Maildienst gefunden. Vielleicht ist es die falsche.',
    ),
    steps: [
      text(
        'Check the tenant in General settings › Advanced.',
        'Prüfen Sie den Mandanten unter „Allgemeine Einstellungen“ › „Erweitert“.',
      ),
      text(
        'Assign a licence with Exchange Online: Microsoft 365 admin center › Active users › account.',
        'Weisen Sie eine Lizenz mit Exchange Online zu: Microsoft 365 Admin Center › Aktive Benutzer › Konto.',
      ),
    ],
    link: 'microsoft-365-admin',
  },
  'admin-approval-needed': {
    ...permanent('mailbox', 'microsoft-admin'),
    title: text('An administrator must approve', 'Ein Administrator muss zustimmen'),
    short: text('Admin approval needed', 'Zustimmung des Admins fehlt'),
    what: text(
      'In this organisation only an administrator may give the app the permissions it needs.',
      'In dieser Organisation darf nur ein Administrator der App die nötigen Berechtigungen geben.',
    ),
    steps: [
      text(
        'Send the approval link to your Microsoft 365 administrator.',
        'Senden Sie den Zustimmungslink an Ihren Microsoft-365-Administrator.',
      ),
      text(
        'Or let the administrator choose "Grant admin consent" in the app registration (guide, step 4).',
        'Oder lassen Sie ihn in der App-Registrierung „Administratorzustimmung erteilen“ wählen (Anleitung, Schritt 4).',
      ),
      connectAgainAfterwards,
    ],
    link: 'guide-4',
    reconnect: true,
  },
  'security-rule-blocks': {
    ...permanent('mailbox', 'microsoft-admin'),
    title: text(
      'A Microsoft security rule blocks the sign-in',
      'Eine Sicherheitsregel bei Microsoft blockiert die Anmeldung',
    ),
    short: text('Blocked by a security rule', 'Sicherheitsregel blockiert'),
    what: text(
      'Your organisation asks for a second factor, a known device or a known place.',
      'Ihre Organisation verlangt einen zweiten Faktor, ein bekanntes Gerät oder einen bekannten Ort.',
    ),
    steps: [
      text(
        'Reconnect the Outlook account and confirm the second factor if Microsoft asks for it.',
        'Verbinden Sie das Outlook-Konto neu und bestätigen Sie den zweiten Faktor, wenn Microsoft danach fragt.',
      ),
      text(
        'If it stays, the administrator must allow the app in Conditional Access.',
        'Bleibt es dabei, muss der Administrator die App im bedingten Zugriff erlauben.',
      ),
      text(
        'The rule is named in Entra under Sign-in logs › entry › Conditional Access.',
        'Welche Regel es war, steht in Entra unter Anmeldeprotokolle › Eintrag › Bedingter Zugriff.',
      ),
    ],
    link: 'entra',
    reconnect: true,
  },
} satisfies Record<string, CauseEntry>
