import { text } from '../language/text.ts'
import { type CauseEntry, permanent, refuser, sendDetails, transient, tryAgain } from './cause-entry.ts'

/** More folder names than this help nobody. */
const mostFolders = 8

/** Reading a mailbox. */
export const imapCauses = {
  'reading-refused': {
    ...permanent('mailbox', 'shop-admin'),
    title: (facts) =>
      text(
        `${refuser(facts).en} refuses reading this mailbox`,
        `${refuser(facts).de} verweigert den Zugriff auf dieses Postfach`,
      ),
    short: text('Reading refused', 'Lesen verweigert'),
    what: text(
      'IMAP may be off for the mailbox, or the wrong account is connected.',
      'IMAP ist eventuell ausgeschaltet, oder das falsche Konto ist verbunden.',
    ),
    steps: [
      ({ user }) =>
        text(
          `Microsoft 365 admin center › Active users › ${user ?? 'account'} › Mail › Manage email apps › tick IMAP.`,
          `Microsoft 365 Admin Center › Aktive Benutzer › ${user ?? 'Konto'} › E-Mail › E-Mail-Apps verwalten › IMAP ankreuzen.`,
        ),
      ({ user }) =>
        text(
          `Check which account is connected, and reconnect ${user ?? 'the mailbox account'}.`,
          `Prüfen Sie, welches Konto verbunden ist, und verbinden Sie ${user ?? 'das Postfach-Konto'} neu.`,
        ),
    ],
    link: 'server',
  },
  'not-this-mailbox': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('Signed in, but not to this mailbox', 'Angemeldet, aber nicht an diesem Postfach'),
    short: text('No access to this mailbox', 'Kein Zugriff aufs Postfach'),
    what: text(
      'The account is right, but it may not open this mailbox. IMAP or a licence may be missing too.',
      'Das Konto stimmt, darf aber dieses Postfach nicht öffnen. Vielleicht fehlen auch IMAP oder eine Lizenz.',
    ),
    steps: [
      ({ user }) =>
        text(`Connect ${user ?? 'the mailbox'} itself.`, `Verbinden Sie ${user ?? 'das Postfach'} selbst.`),
      text(
        'Or grant full access to the shared mailbox: Exchange admin center › Mailboxes › Delegation.',
        'Oder erteilen Sie Vollzugriff auf das freigegebene Postfach: Exchange Admin Center › Postfächer › Delegierung.',
      ),
    ],
    link: 'exchange-admin',
  },
  'folder-missing': {
    ...permanent('server', 'shop-admin'),
    title: ({ folder }) =>
      folder
        ? text(
            `Folder “${folder}” does not exist in this mailbox`,
            `Den Ordner „${folder}“ gibt es in diesem Postfach nicht`,
          )
        : text('The folder does not exist', 'Den Ordner gibt es nicht'),
    short: text('Folder missing', 'Ordner fehlt'),
    what: text(
      'The mailbox has no folder with this name. It may have been renamed.',
      'Im Postfach gibt es keinen Ordner mit diesem Namen. Vielleicht wurde er umbenannt.',
    ),
    steps: [
      ({ folders = [] }) => {
        const names = folders.slice(0, mostFolders).join(' · ')
        return names
          ? text(`Choose: ${names}`, `Wählen Sie: ${names}`)
          : text('Choose a folder.', 'Wählen Sie einen Ordner.')
      },
    ],
    link: 'server',
  },
  'session-expired': {
    ...transient('mailbox'),
    title: text('Reading starts again with a new session', 'Das Lesen beginnt mit einer neuen Sitzung'),
    short: text('New session', 'Neue Sitzung'),
    what: text(
      'Microsoft ends every reading session after about an hour. That is normal.',
      'Microsoft beendet jede Lesesitzung nach etwa einer Stunde. Das ist normal.',
    ),
    steps: [tryAgain],
    retryMinutes: 0,
  },
  'reading-too-fast': {
    ...transient('mailbox'),
    title: text('Microsoft asks us to read more slowly', 'Microsoft verlangt, langsamer zu lesen'),
    short: text('Reading too fast', 'Zu schnell gelesen'),
    what: text(
      'The mailbox was read too often in a short time. No mail is lost.',
      'Das Postfach wurde in kurzer Zeit zu oft gelesen. Keine E-Mail geht verloren.',
    ),
    steps: [tryAgain],
    retryMinutes: 5,
  },
  'reading-interrupted': {
    ...transient('server'),
    title: text('The mail server ended the connection', 'Der Mailserver hat die Verbindung beendet'),
    short: text('Reading interrupted', 'Lesen unterbrochen'),
    what: text(
      'It was restarted, is busy, or saw too many connections. No mail is lost.',
      'Er wurde neu gestartet, ist überlastet oder sah zu viele Verbindungen. Keine E-Mail geht verloren.',
    ),
    steps: [tryAgain],
    retryMinutes: 1,
  },
  'mail-not-given-out': {
    ...transient('server'),
    title: text('The mail server did not give an email out', 'Der Mailserver gab eine E-Mail nicht heraus'),
    short: text('Email not given out', 'E-Mail fehlt in Antwort'),
    what: text(
      'It lists the email and leaves it out when asked for it. If it stays so, the email is shown in the inbox as one that needs attention.',
      'Er führt die E-Mail auf und lässt sie weg, wenn wir sie anfordern. Bleibt es dabei, steht sie im Posteingang unter denen, die geprüft werden müssen.',
    ),
    steps: [tryAgain],
    retryMinutes: 1,
  },
  'mailbox-not-numbered': {
    ...permanent('server', 'hosting-partner'),
    title: text('The mailbox does not number its emails', 'Das Postfach nummeriert seine E-Mails nicht'),
    short: text('Emails not numbered', 'E-Mails ohne Nummern'),
    what: text(
      'Without lasting numbers (UIDVALIDITY) nobody can tell which emails were read already.',
      'Ohne bleibende Nummern (UIDVALIDITY) weiß niemand, welche E-Mails schon gelesen sind.',
    ),
    steps: [
      text(
        'Ask the provider of the mailbox why UIDVALIDITY is missing or 0.',
        'Fragen Sie den Anbieter des Postfachs, warum UIDVALIDITY fehlt oder 0 ist.',
      ),
      sendDetails,
    ],
    link: 'server',
  },
  'mailbox-numbered-anew': {
    ...permanent('server', 'hosting-partner'),
    title: text('The mailbox was rebuilt too often today', 'Das Postfach wurde heute zu oft neu aufgebaut'),
    short: text('Mailbox rebuilt too often', 'Zu oft neu aufgebaut'),
    what: text(
      'The provider numbered all emails anew more than three times in a day. We stopped, so that nothing is taken over twice.',
      'Der Anbieter hat alle E-Mails mehr als dreimal am Tag neu nummeriert. Wir haben angehalten, damit nichts doppelt übernommen wird.',
    ),
    steps: [
      text(
        'Ask the provider of the mailbox. Reading goes on a day after the last change.',
        'Fragen Sie den Anbieter des Postfachs. Einen Tag nach der letzten Änderung geht es weiter.',
      ),
    ],
    link: 'server',
  },
  'unknown-imap': {
    ...transient('server', 'shop-admin'),
    title: text(
      'The mail server reports an error while reading',
      'Der Mailserver meldet einen Fehler beim Lesen',
    ),
    short: text('Error while reading', 'Fehler beim Lesen'),
    what: text(
      'We do not know this answer. The details show what the server said.',
      'Diese Antwort kennen wir nicht. Die Details zeigen, was der Server gesagt hat.',
    ),
    steps: [text('Test the connection again.', 'Testen Sie die Verbindung erneut.'), sendDetails],
    link: 'server',
    retryMinutes: 5,
  },
} satisfies Record<string, CauseEntry>
