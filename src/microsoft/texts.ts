import { titleOf, whatAnd } from '../failures/explain.ts'
import { type Text, text } from '../language/text.ts'

export const microsoftTexts = {
  continueTitle: text('Continue to Microsoft', 'Weiter zu Microsoft'),
  youLeave: (host: string) =>
    text(
      `You leave the shop admin and go to ${host}.`,
      `Sie verlassen die Shop-Verwaltung und gehen zu ${host}.`,
    ),
  chooseAccount: text('Choose the account', 'Wählen Sie das Konto'),
  notYourOwn: text('not your own one.', 'nicht Ihr eigenes.'),
  microsoftAsks: text('Microsoft asks whether the shop may:', 'Microsoft fragt, ob der Shop darf:'),
  maySend: text('send mail as this mailbox', 'E-Mails als dieses Postfach senden'),
  mayRead: text('read the mail of this mailbox', 'die E-Mails dieses Postfachs lesen'),
  mayStay: text('stay signed in', 'angemeldet bleiben'),
  accept: text(
    'Choose “Accept”. You come back here automatically.',
    'Wählen Sie „Akzeptieren“. Sie kommen automatisch hierher zurück.',
  ),
  nothingSaved: text(
    'Nothing is saved until you come back. You have 10 minutes.',
    'Es wird nichts gespeichert, bis Sie zurückkehren. Sie haben 10 Minuten Zeit.',
  ),
  notBack: text(
    'If Microsoft shows an error and you do not come back, the redirect URI or the client ID does not match. Compare both in General settings.',
    'Zeigt Microsoft einen Fehler und Sie kommen nicht zurück, passen Umleitungs-URI oder Client-ID nicht. Vergleichen Sie beide in den Allgemeinen Einstellungen.',
  ),

  servers: text('Servers', 'Server'),
  tryAgain: text('Try again', 'Erneut versuchen'),
  startAgain: text('Start again', 'Neu beginnen'),
  toServer: text('Back to the server', 'Zurück zum Server'),
  toSettings: text('Open General settings', 'Allgemeine Einstellungen öffnen'),
  replaceSecret: text('Replace client secret', 'Client-Secret ersetzen'),

  connectedTitle: text('Connected', 'Verbunden'),
  connectedText: (mailbox: string) => text(`${mailbox} is connected.`, `${mailbox} ist verbunden.`),
  openTitle: text('Microsoft has not answered yet', 'Microsoft hat noch nicht geantwortet'),
  openText: text(
    'Finish the sign-in in the other window, or start again.',
    'Schließen Sie die Anmeldung im anderen Fenster ab oder beginnen Sie neu.',
  ),
  deniedTitle: text('You did not accept', 'Sie haben nicht zugestimmt'),
  deniedText: text(
    'Nothing was changed. Without your consent the shop cannot use the mailbox.',
    'Es wurde nichts geändert. Ohne Ihre Zustimmung kann der Shop das Postfach nicht nutzen.',
  ),
  approvalTitle: text(
    'Your Microsoft administrator must approve first',
    'Zuerst muss Ihr Microsoft-Administrator zustimmen',
  ),
  approvalText: text(
    'Send this link to your administrator:',
    'Senden Sie diesen Link an Ihren Administrator:',
  ),
  approvalMessageLabel: text('Or copy this message:', 'Oder kopieren Sie diese Nachricht:'),
  approvalMessage: (mailbox: string, url: string) =>
    text(
      `Our shop needs your approval to use the mailbox ${mailbox} in Microsoft 365. Open this link and accept: ${url}`,
      `Unser Shop braucht Ihre Zustimmung, um das Postfach ${mailbox} in Microsoft 365 zu nutzen. Öffnen Sie dafür diesen Link und stimmen Sie zu: ${url}`,
    ),
  approvalAfter: text(
    'After the approval, connect the mailbox again.',
    'Verbinden Sie nach der Zustimmung das Postfach erneut.',
  ),
  approvedTitle: text(
    'The administrator’s page is done',
    'Die Seite für den Administrator ist abgeschlossen',
  ),
  approvedText: text(
    'Now connect the mailbox again from its server.',
    'Verbinden Sie jetzt das Postfach erneut von seinem Server aus.',
  ),
  wrongTitle: (got: string, want: string) =>
    text(
      `You signed in as ${got}, but the server uses ${want}`,
      `Angemeldet als ${got}, der Server nutzt aber ${want}`,
    ),
  otherAccountTitle: titleOf('wrong-account'),
  sameAddressTitle: text('This is another account than before', 'Das ist ein anderes Konto als bisher'),
  wrongText: text(
    'Nothing was saved yet. Choose what is true:',
    'Noch nichts gespeichert. Wählen Sie, was stimmt:',
  ),
  wrongTextNaming: (got: string, want: string) =>
    text(
      `At Microsoft ${got} signed in, but the server uses ${want}. Nothing was saved yet. Choose what is true:`,
      `Bei Microsoft hat sich ${got} angemeldet, der Server nutzt aber ${want}. Noch nichts gespeichert. Wählen Sie, was stimmt:`,
    ),
  wrongQuestion: text('What shall happen?', 'Was soll geschehen?'),
  signInAgainAs: (want: string) => text(`Sign in again as ${want}`, `Noch einmal als ${want} anmelden`),
  sharedMailbox: (want: string, got: string) =>
    text(
      `${want} is a shared mailbox, and ${got} may use it`,
      `${want} ist ein freigegebenes Postfach, und ${got} darf es nutzen`,
    ),
  takeOver: (want: string) =>
    text(`Use this account for ${want} from now on`, `Ab jetzt dieses Konto für ${want} verwenden`),
  useAsUsername: (got: string) => text(`Use ${got} as the user name`, `${got} als Benutzernamen verwenden`),
  goOn: text('Continue', 'Weiter'),
  chooseOne: text('Choose one of the answers', 'Wählen Sie eine der Antworten'),
  missingTitle: titleOf('scope-missing'),
  missingText: (rights: string) =>
    text(
      `Missing: ${rights}. Add the permission in the app registration (set-up guide, step 4), then try again.`,
      `Es fehlt: ${rights}. Ergänzen Sie die Berechtigung in der App-Registrierung (Anleitung, Schritt 4), dann versuchen Sie es erneut.`,
    ),
  noRefreshTitle: titleOf('no-refresh-token'),
  noRefreshText: text(
    'The permission offline_access is missing. Add it in the app registration (set-up guide, step 4), then try again.',
    'Die Berechtigung offline_access fehlt. Ergänzen Sie sie in der App-Registrierung (Anleitung, Schritt 4), dann versuchen Sie es erneut.',
  ),
  runOutTitle: titleOf('sign-in-run-out'),
  runOutText: whatAnd('sign-in-run-out'),
  otherTitle: titleOf('unknown-identity'),
  busyTitle: titleOf('microsoft-silent'),
  busyText: text(
    'Nothing was changed. The sign-in can be used once, so start again.',
    'Es wurde nichts geändert. Der Vorgang muss neu begonnen werden.',
  ),

  disconnectTitle: (mailbox: string) => text(`Disconnect ${mailbox}?`, `Verbindung zu ${mailbox} trennen?`),
  disconnectText: (servers: string) =>
    text(
      `These servers stop until you connect again: ${servers}.`,
      `Diese Server stehen still, bis Sie neu verbinden: ${servers}.`,
    ),
  disconnectUnused: text('No server uses this connection.', 'Kein Server nutzt diese Verbindung.'),
  microsoftKeeps: text(
    'Microsoft keeps the consent until you remove it under myapps.microsoft.com.',
    'Bei Microsoft bleibt die Zustimmung bestehen, bis Sie sie unter myapps.microsoft.com entfernen.',
  ),
  disconnect: text('Disconnect Outlook account', 'Verbindung zum Outlook-Konto trennen'),
  keep: text('Keep', 'Behalten'),
}

/** The permissions in an admin's words. */
export const rights: Readonly<Record<'send' | 'read', Text>> = {
  send: text('send mail', 'E-Mails senden'),
  read: text('read mail', 'E-Mails lesen'),
}
