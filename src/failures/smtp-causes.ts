import { text } from '../language/text.ts'
import { type CauseEntry, permanent, refuser, sendDetails, transient, tryAgain } from './cause-entry.ts'

/** Signing in at a mail server, and what stops a whole mailbox or server from sending. */
export const smtpCauses = {
  'smtp-auth-disabled': {
    ...permanent('mailbox', 'microsoft-admin'),
    title: text('Authenticated SMTP is switched off', '„Authentifiziertes SMTP“ ist ausgeschaltet'),
    short: text('SMTP is switched off', 'SMTP ist ausgeschaltet'),
    what: text(
      'Microsoft lets an app send only where this switch is on, for the mailbox or for everyone.',
      'Microsoft lässt Apps nur senden, wo dieser Schalter an ist, für das Postfach oder für alle.',
    ),
    steps: [
      ({ user }) =>
        text(
          `Microsoft 365 admin center › Active users › ${user ?? 'account'} › Mail › Manage email apps › tick Authenticated SMTP.`,
          `Microsoft 365 Admin Center › Aktive Benutzer › ${user ?? 'Konto'} › E-Mail › E-Mail-Apps verwalten › Authentifiziertes SMTP ankreuzen.`,
        ),
      text(
        'Wait: it takes up to an hour. Then test again.',
        'Warten Sie: Es dauert bis zu einer Stunde. Testen Sie dann erneut.',
      ),
    ],
    link: 'microsoft-365-admin',
  },
  'sign-in-refused': {
    ...permanent('mailbox', 'shop-admin'),
    title: text(
      'Microsoft refuses the sign-in for this mailbox',
      'Microsoft verweigert die Anmeldung für dieses Postfach',
    ),
    short: text('Sign-in refused', 'Anmeldung verweigert'),
    what: text(
      'Usually the wrong account was connected, or the user name is an alias.',
      'Meist wurde das falsche Konto verbunden, oder der Benutzername ist ein Alias.',
    ),
    steps: [
      ({ user }) =>
        text(
          `Reconnect with ${user ?? 'the mailbox account'}.`,
          `Verbinden Sie ${user ?? 'das Postfach-Konto'} neu.`,
        ),
      text(
        'For a shared mailbox, connect the person who may send as it.',
        'Verbinden Sie bei einem freigegebenen Postfach die Person, die als dieses senden darf.',
      ),
      text(
        'If it stays, let your administrator check Authenticated SMTP: Active users › account › Mail › Manage email apps.',
        'Bleibt es dabei, prüft Ihr Administrator „Authentifiziertes SMTP“: Aktive Benutzer › Konto › E-Mail › E-Mail-Apps verwalten.',
      ),
    ],
    link: 'server',
  },
  'sign-in-required': {
    ...permanent('server', 'shop-admin'),
    title: text('The server wants a sign-in first', 'Der Server verlangt zuerst eine Anmeldung'),
    short: text('Sign-in required', 'Anmeldung nötig'),
    what: text(
      'The mail was offered without user name and sign-in.',
      'Die E-Mail wurde ohne Benutzernamen und Anmeldung angeboten.',
    ),
    steps: [
      text(
        'Choose "Outlook account", or enter user name and password.',
        'Wählen Sie „Outlook-Konto“, oder geben Sie Benutzername und Passwort ein.',
      ),
    ],
    link: 'server',
  },
  'sign-in-way-missing': {
    ...permanent('server', 'shop-admin'),
    title: text(
      'The server does not offer this way to sign in',
      'Der Server bietet diese Anmeldeart nicht an',
    ),
    short: text('Way to sign in missing', 'Anmeldeart fehlt'),
    what: ({ signInWith }) =>
      signInWith === 'password'
        ? text('It accepts no user name and password.', 'Er nimmt keinen Benutzernamen mit Passwort an.')
        : text('It cannot sign in Outlook accounts.', 'Er kann keine Outlook-Konten anmelden.'),
    steps: [
      text(
        'For Microsoft 365 use smtp.office365.com for sending and outlook.office365.com for reading.',
        'Verwenden Sie für Microsoft 365 smtp.office365.com zum Senden und outlook.office365.com zum Lesen.',
      ),
      text(
        'For other servers check how to sign in.',
        'Prüfen Sie bei anderen Servern die Art der Anmeldung.',
      ),
    ],
    link: 'server',
  },
  'passwords-not-accepted': {
    ...permanent('server', 'shop-admin'),
    title: text('Microsoft no longer accepts passwords', 'Microsoft akzeptiert keine Passwörter mehr'),
    short: text('Passwords not accepted', 'Keine Passwörter mehr'),
    what: text(
      'Microsoft 365 lets apps in only through an Outlook account, not with a password.',
      'Microsoft 365 lässt Apps nur über ein Outlook-Konto zu, nicht mit einem Passwort.',
    ),
    steps: [
      text('Choose "Outlook account".', 'Wählen Sie „Outlook-Konto“.'),
      text('Save and connect the account.', 'Speichern und verbinden Sie das Konto.'),
    ],
    link: 'server',
  },
  'password-wrong': {
    ...permanent('server', 'shop-admin'),
    title: text('User name or password is wrong', 'Benutzername oder Passwort ist falsch'),
    short: text('Password wrong', 'Passwort falsch'),
    what: text('The sign-in was refused.', 'Die Anmeldung wurde abgelehnt.'),
    steps: [
      text('Enter user name and password again.', 'Geben Sie Benutzername und Passwort neu ein.'),
      text('For Microsoft 365 choose "Outlook account".', 'Wählen Sie für Microsoft 365 „Outlook-Konto“.'),
    ],
    link: 'server',
  },
  'wrong-mail-server': {
    ...permanent('server', 'shop-admin'),
    title: text('This server does not pass on your mail', 'Dieser Server leitet Ihre E-Mails nicht weiter'),
    short: text('Wrong mail server', 'Falscher Mailserver'),
    what: text(
      'It only takes mail for its own mailboxes. It is not the server for sending.',
      'Er nimmt nur E-Mails für eigene Postfächer an. Zum Senden ist er nicht gedacht.',
    ),
    steps: [
      text(
        'For Microsoft 365 enter smtp.office365.com and port 587.',
        'Tragen Sie für Microsoft 365 smtp.office365.com und Port 587 ein.',
      ),
    ],
    link: 'server',
  },
  'server-busy': {
    ...transient('server'),
    title: text('The mail server is busy', 'Der Mailserver ist überlastet'),
    short: text('Mail server busy', 'Mailserver überlastet'),
    what: (facts) =>
      text(
        `${refuser(facts).en} cannot take mail right now. Nothing is lost.`,
        `${refuser(facts).de} kann gerade keine E-Mails annehmen. Nichts geht verloren.`,
      ),
    steps: [tryAgain],
    retryMinutes: 2,
  },
  'unknown-smtp': {
    ...permanent('server', 'shop-admin'),
    title: text('The mail server answered with an error', 'Der Mailserver meldet einen Fehler'),
    short: text('Mail server error', 'Fehler am Mailserver'),
    what: text(
      'We do not know this answer. The details show what the server said.',
      'Diese Antwort kennen wir nicht. Die Details zeigen, was der Server gesagt hat.',
    ),
    steps: [
      text('Check server, port and user name.', 'Prüfen Sie Server, Port und Benutzername.'),
      sendDetails,
    ],
    link: 'server',
  },
} satisfies Record<string, CauseEntry>
