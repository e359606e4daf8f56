import { text } from '../language/text.ts'
import { type CauseEntry, connectAgainAfterwards, permanent, reconnect } from './cause-entry.ts'

/** The account that signs in at Microsoft. */
export const accountCauses = {
  'foreign-account': {
    ...permanent('mailbox', 'shop-admin'),
    title: text(
      'This account belongs to another organisation',
      'Dieses Konto gehört zu einer anderen Organisation',
    ),
    short: text('Foreign account', 'Fremdes Konto'),
    what: text(
      'The browser signed in with an account that the app is not meant for.',
      'Der Browser hat ein Konto angemeldet, für das die App nicht gedacht ist.',
    ),
    steps: [
      ({ user }) =>
        user
          ? text(
              `Sign out at Microsoft, then sign in with ${user}.`,
              `Melden Sie sich bei Microsoft ab und mit ${user} an.`,
            )
          : text(
              'Sign out at Microsoft, then sign in with the mailbox account.',
              'Melden Sie sich bei Microsoft ab und mit dem Postfach-Konto an.',
            ),
      text(
        'If the mailbox really is elsewhere, open the app to other organisations (guide, step 2).',
        'Liegt das Postfach wirklich dort, öffnen Sie die App für andere Organisationen (Anleitung, Schritt 2).',
      ),
    ],
    link: 'server',
    reconnect: true,
  },
  'account-not-assigned': {
    ...permanent('mailbox', 'microsoft-admin'),
    title: text('The account is not assigned to the app', 'Das Konto ist der App nicht zugewiesen'),
    short: text('Account not assigned', 'Konto nicht zugewiesen'),
    what: text(
      'Only accounts that an administrator has assigned may use this app.',
      'Diese App dürfen nur Konten benutzen, die ein Administrator zugewiesen hat.',
    ),
    steps: [
      ({ user }) =>
        text(
          `Enterprise applications › app › Users and groups › add ${user ?? 'the account'}.`,
          `Unternehmensanwendungen › App › Benutzer und Gruppen › ${user ?? 'Konto'} hinzufügen.`,
        ),
      connectAgainAfterwards,
    ],
    link: 'entra',
    reconnect: true,
  },
  'account-unknown': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('Microsoft does not know this account', 'Microsoft kennt dieses Konto nicht'),
    short: text('Account unknown', 'Konto unbekannt'),
    what: text(
      'The address is mistyped, the account was deleted, or it belongs to another organisation.',
      'Die Adresse ist vertippt, das Konto wurde gelöscht oder es gehört zu einer anderen Organisation.',
    ),
    steps: [
      text(
        'Check the user name of the server for typing errors.',
        'Prüfen Sie die Schreibweise des Benutzernamens am Server.',
      ),
      text(
        'Check the tenant in General settings › Advanced.',
        'Prüfen Sie den Mandanten unter „Allgemeine Einstellungen“ › „Erweitert“.',
      ),
    ],
    link: 'server',
    reconnect: true,
  },
  'account-disabled': {
    ...permanent('mailbox', 'microsoft-admin'),
    title: text('The account is blocked at Microsoft', 'Das Konto ist bei Microsoft gesperrt'),
    short: text('Account blocked', 'Konto gesperrt'),
    what: text(
      'An administrator has blocked sign-in for this account.',
      'Ein Administrator hat die Anmeldung für dieses Konto gesperrt.',
    ),
    steps: [
      text(
        'Microsoft 365 admin center › Active users › account › Unblock sign-in.',
        'Microsoft 365 Admin Center › Aktive Benutzer › Konto › Anmeldung zulassen.',
      ),
      connectAgainAfterwards,
    ],
    link: 'microsoft-365-admin',
    reconnect: true,
  },
  'account-locked': {
    ...permanent('mailbox', 'shop-admin'),
    title: text(
      'Microsoft has locked the account for a while',
      'Microsoft hat das Konto vorübergehend gesperrt',
    ),
    short: text('Account locked', 'Konto vorübergehend gesperrt'),
    what: text(
      'There were too many failed sign-ins, or they came from a suspicious address.',
      'Es gab zu viele falsche Anmeldungen, oder sie kamen von einer verdächtigen Adresse.',
    ),
    steps: [
      text(
        'Wait half an hour, then connect again.',
        'Warten Sie eine halbe Stunde und verbinden Sie dann neu.',
      ),
      text(
        'Let your Microsoft 365 administrator see who tried: Entra › Sign-in logs.',
        'Lassen Sie Ihren Microsoft-365-Administrator nachsehen, wer es war: Entra › Anmeldeprotokolle.',
      ),
    ],
    link: 'entra',
    reconnect: true,
  },
  'password-expired': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('The password of the account has expired', 'Das Passwort des Kontos ist abgelaufen'),
    short: text('Password expired', 'Passwort abgelaufen'),
    what: text(
      'Microsoft lets the account in only after its password was changed.',
      'Microsoft lässt das Konto erst wieder zu, wenn sein Passwort geändert ist.',
    ),
    steps: [
      ({ user }) =>
        text(
          `Sign in at office.com with ${user ?? 'the mailbox account'} and change the password.`,
          `Melden Sie sich bei office.com mit ${user ?? 'dem Postfach-Konto'} an und ändern Sie das Passwort.`,
        ),
      connectAgainAfterwards,
    ],
    link: 'server',
    reconnect: true,
  },
  'consent-refused': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('Consent was refused', 'Die Zustimmung wurde abgelehnt'),
    short: text('Consent refused', 'Zustimmung abgelehnt'),
    what: text(
      'Nothing was changed. Without your consent the shop cannot send.',
      'Es wurde nichts geändert. Ohne Ihre Zustimmung kann der Shop nicht senden.',
    ),
    steps: [text('Connect again and choose Accept.', 'Verbinden Sie erneut und wählen Sie „Akzeptieren“.')],
    link: 'server',
    reconnect: true,
  },
  'sign-in-expired': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('The sign-in has run out', 'Die Anmeldung ist abgelaufen'),
    short: text('Sign-in has run out', 'Anmeldung abgelaufen'),
    what: text(
      'A sign-in ends after 90 days without use, or earlier by a rule of your organisation.',
      'Eine Anmeldung endet nach 90 Tagen ohne Nutzung oder früher durch eine Regel Ihrer Organisation.',
    ),
    steps: [reconnect],
    link: 'server',
    reconnect: true,
  },
  'sign-in-withdrawn': {
    ...permanent('mailbox', 'shop-admin'),
    // The reason stands in `what`: with it the German title would pass 70 characters.
    title: text('Microsoft has withdrawn the sign-in', 'Microsoft hat die Anmeldung zurückgezogen'),
    short: text('Sign-in withdrawn', 'Anmeldung zurückgezogen'),
    what: text(
      'That happens after a password reset, or when someone signed the account out everywhere.',
      'Das geschieht nach dem Zurücksetzen des Passworts oder wenn das Konto überall abgemeldet wurde.',
    ),
    steps: [reconnect],
    link: 'server',
    reconnect: true,
  },
} satisfies Record<string, CauseEntry>
