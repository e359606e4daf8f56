import { text } from '../language/text.ts'
import { type CauseEntry, permanent, reconnect } from './cause-entry.ts'

const startAgain = text('Start again.', 'Beginnen Sie neu.')

const ownMailbox = permanent('mailbox', 'shop-admin')

/** Connecting an Outlook account: what Mailroom itself finds wrong with it. */
export const connectCauses = {
  'credentials-missing': {
    ...permanent('app-registration', 'shop-admin'),
    title: text('First enter your Outlook credentials', 'Tragen Sie zuerst Ihre Outlook-Anmeldedaten ein'),
    short: text('Credentials missing', 'Anmeldedaten fehlen'),
    what: text(
      'Without client ID and client secret Microsoft does not talk to the shop.',
      'Ohne Client-ID und Client-Secret spricht Microsoft nicht mit dem Shop.',
    ),
    steps: [
      text(
        'Enter client ID and client secret in General settings.',
        'Tragen Sie Client-ID und Client-Secret unter „Allgemeine Einstellungen“ ein.',
      ),
      text(
        'The guide shows where you find both at Microsoft (steps 5 and 6).',
        'Die Anleitung zeigt, wo Sie beide bei Microsoft finden (Schritte 5 und 6).',
      ),
    ],
    link: 'general-settings',
  },
  'not-connected': {
    ...ownMailbox,
    title: text('No Outlook account is connected', 'Kein Outlook-Konto ist verbunden'),
    short: text('Not connected', 'Nicht verbunden'),
    what: text(
      'Nobody has signed in at Microsoft for this server yet.',
      'Für diesen Server hat sich noch niemand bei Microsoft angemeldet.',
    ),
    steps: [
      ({ user }) =>
        text(
          `Connect the Outlook account ${user ?? 'of this mailbox'}.`,
          `Verbinden Sie das Outlook-Konto ${user ?? 'dieses Postfachs'}.`,
        ),
    ],
    link: 'server',
    reconnect: true,
  },
  disconnected: {
    ...ownMailbox,
    title: text('The Outlook account was disconnected', 'Das Outlook-Konto wurde getrennt'),
    short: text('Disconnected', 'Getrennt'),
    what: text(
      'Someone has disconnected it here, and its sign-in was deleted.',
      'Jemand hat es hier getrennt, dabei wurde die Anmeldung gelöscht.',
    ),
    steps: [reconnect],
    link: 'server',
    reconnect: true,
  },
  'wrong-account': {
    ...ownMailbox,
    title: ({ got, want }) =>
      got && want
        ? text(
            `You signed in as ${got}, but the server uses ${want}`,
            `Angemeldet als ${got}, der Server nutzt aber ${want}`,
          )
        : text('You signed in with another account', 'Sie haben sich mit einem anderen Konto angemeldet'),
    short: text('Wrong account', 'Falsches Konto'),
    what: ({ got, want }) =>
      text(
        `At Microsoft ${got ?? 'another account'} signed in. The server is set to ${want ?? 'another user name'}. Nothing was saved yet.`,
        `Bei Microsoft hat sich ${got ?? 'ein anderes Konto'} angemeldet. Am Server steht ${want ?? 'ein anderer Benutzername'}. Noch ist nichts gespeichert.`,
      ),
    steps: [
      ({ want }) =>
        text(
          `Sign in again as ${want ?? 'the user of the server'}.`,
          `Melden Sie sich noch einmal als ${want ?? 'Benutzer des Servers'} an.`,
        ),
      ({ got, want }) =>
        text(
          `Or confirm: ${want ?? 'this'} is a shared mailbox, and ${got ?? 'this account'} may send as it.`,
          `Oder bestätigen Sie: ${want ?? 'Das'} ist ein freigegebenes Postfach, und ${got ?? 'dieses Konto'} darf als dieses senden.`,
        ),
      ({ got }) =>
        text(
          `Or use ${got ?? 'this account'} as the user name of the server.`,
          `Oder verwenden Sie ${got ?? 'dieses Konto'} als Benutzernamen des Servers.`,
        ),
    ],
    link: 'server',
    reconnect: true,
  },
  'scope-missing': {
    ...ownMailbox,
    title: text('Microsoft gave less than needed', 'Microsoft hat nicht alle Rechte erteilt'),
    short: text('Too few permissions', 'Zu wenige Rechte'),
    what: ({ missing }) =>
      missing
        ? text(
            `The sign-in worked, but this is missing: ${missing}.`,
            `Die Anmeldung gelang, aber es fehlt: ${missing}.`,
          )
        : text(
            'The sign-in worked, but a permission to send or to read mail is missing.',
            'Die Anmeldung gelang, aber das Recht zum Senden oder Lesen von E-Mails fehlt.',
          ),
    steps: [
      text(
        'Add the permission in the app registration (guide, step 4).',
        'Ergänzen Sie die Berechtigung in der App-Registrierung (Anleitung, Schritt 4).',
      ),
      text('Then try again.', 'Versuchen Sie es dann erneut.'),
    ],
    link: 'guide-4',
    reconnect: true,
  },
  'no-refresh-token': {
    ...ownMailbox,
    title: text('Microsoft did not allow staying signed in', 'Microsoft erlaubt keine dauerhafte Anmeldung'),
    short: text('Cannot stay signed in', 'Keine dauerhafte Anmeldung'),
    what: text(
      'The permission offline_access is missing. The sign-in would end after an hour.',
      'Die Berechtigung offline_access fehlt. Die Anmeldung würde nach einer Stunde enden.',
    ),
    steps: [
      text(
        'Add offline_access in the app registration (guide, step 4).',
        'Ergänzen Sie offline_access in der App-Registrierung (Anleitung, Schritt 4).',
      ),
      text('Then try again.', 'Versuchen Sie es dann erneut.'),
    ],
    link: 'guide-4',
    reconnect: true,
  },
  'sign-in-run-out': {
    ...ownMailbox,
    title: text('This sign-in has run out', 'Diese Anmeldung ist abgelaufen'),
    short: text('Sign-in has run out', 'Anmeldung abgelaufen'),
    what: text(
      'You stayed longer than 10 minutes, used the back button, or opened the link in another browser. Nothing was changed.',
      'Sie waren länger als 10 Minuten weg, haben „Zurück“ benutzt oder einen anderen Browser verwendet. Es wurde nichts geändert.',
    ),
    steps: [startAgain],
    link: 'server',
    reconnect: true,
  },
  'signed-out-here': {
    ...permanent('mailroom', 'shop-admin'),
    title: text('Sign in first, then start again', 'Melden Sie sich an und beginnen Sie neu'),
    short: text('Signed out here', 'Hier abgemeldet'),
    what: text(
      'While you were at Microsoft your session here ended, or someone else signed in.',
      'Während Sie bei Microsoft waren, endete Ihre Sitzung hier, oder jemand anderes hat sich angemeldet.',
    ),
    steps: [text('Sign in here.', 'Melden Sie sich hier an.'), startAgain],
    link: 'server',
  },
  'identity-not-proven': {
    ...ownMailbox,
    title: text('It is not proven who signed in', 'Es ist nicht erwiesen, wer sich angemeldet hat'),
    short: text('Identity not proven', 'Identität nicht erwiesen'),
    what: text(
      'The answer did not carry a valid proof from Microsoft. Nothing was saved.',
      'Die Antwort enthielt keinen gültigen Nachweis von Microsoft. Es wurde nichts gespeichert.',
    ),
    steps: [
      text('Start again in one browser tab.', 'Beginnen Sie neu, in einem einzigen Browser-Tab.'),
      text(
        'If it stays, ask your hosting partner to check the clock of the server.',
        'Bleibt es dabei, lassen Sie Ihren Hosting-Partner die Uhr des Servers prüfen.',
      ),
    ],
    link: 'server',
    reconnect: true,
  },
} satisfies Record<string, CauseEntry>
