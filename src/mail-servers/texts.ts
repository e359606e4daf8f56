import { titleAnd } from '../failures/explain.ts'
import { text } from '../language/text.ts'

/** What outgoing and incoming servers have in common: the form, the badges, the actions. */
export const mailServerTexts = {
  name: text('Name', 'Name'),
  nameHint: text('Only you see this.', 'Das sehen nur Sie.'),
  nameMissing: text(
    'Enter a name of at most 60 characters',
    'Geben Sie einen Namen mit höchstens 60 Zeichen ein',
  ),
  nameTaken: text(
    'A server with this name exists, maybe among the archived ones',
    'Ein Server mit diesem Namen besteht schon, vielleicht unter den archivierten',
  ),
  signInWith: text('Sign in with', 'Anmelden mit'),
  outlook: text('Outlook account (Microsoft 365)', 'Outlook-Konto (Microsoft 365)'),
  password: text('User name and password', 'Benutzername und Passwort'),
  username: text('User name', 'Benutzername'),
  usernameWrong: text(
    'Enter the full email address of the mailbox',
    'Geben Sie die vollständige E-Mail-Adresse des Postfachs ein',
  ),
  usernameMissing: text(
    'Enter the user name of the server',
    'Geben Sie den Benutzernamen für den Server ein',
  ),
  passwordField: text('Password', 'Passwort'),
  passwordHint: text(
    'Not for Outlook accounts. Microsoft switches password sign-in off from the end of 2026.',
    'Nicht für Outlook-Konten. Microsoft schaltet die Anmeldung mit Passwort ab Ende 2026 ab.',
  ),
  passwordStored: text(
    'A password is stored. Leave this empty to keep it.',
    'Ein Passwort ist hinterlegt. Leer lassen, um es zu behalten.',
  ),
  passwordMissing: text('Enter the password of the mailbox', 'Geben Sie das Passwort des Postfachs ein'),
  passwordAgain: text(
    'The server or the user name is another one now. Enter the password again.',
    'Server oder Benutzername haben sich geändert. Geben Sie das Passwort neu ein.',
  ),
  outlookHost: (host: string) =>
    text(
      `An Outlook account signs in at ${host} only. For another server choose user name and password.`,
      `Ein Outlook-Konto meldet sich nur bei ${host} an. Wählen Sie für einen anderen Server Benutzername und Passwort.`,
    ),
  passwordTooLong: text(
    'The password is longer than 1,000 characters',
    'Das Passwort ist länger als 1.000 Zeichen',
  ),
  passwordRefused: text(
    'An Outlook account has no password here. Empty this field and connect the account.',
    'Ein Outlook-Konto hat hier kein Passwort. Leeren Sie das Feld und verbinden Sie das Konto.',
  ),
  serverAddress: text('Server address and port', 'Serveradresse und Port'),
  moreOptions: text('More options', 'Weitere Optionen'),
  hostBlocked: text(
    'Servers inside your own network are blocked. Your hosting partner can allow them.',
    'Server im eigenen Netz sind gesperrt. Ihr Hosting-Partner kann sie freigeben.',
  ),
  port: text('Port', 'Port'),
  encryption: text('Encryption', 'Verschlüsselung'),
  starttls: text('STARTTLS', 'STARTTLS'),
  tls: text('TLS', 'TLS'),
  none: text('None', 'Keine'),
  plaintextRefused: text(
    'Mail would travel unencrypted. Your hosting partner must allow this first.',
    'E-Mails würden unverschlüsselt übertragen. Ihr Hosting-Partner muss das zuerst erlauben.',
  ),
  encryptionMissing: text('Choose an encryption', 'Wählen Sie eine Verschlüsselung'),
  priority: text('Priority', 'Priorität'),
  priorityHint: text('Lower number first.', 'Kleinere Zahl zuerst.'),
  priorityWrong: text(
    'Priority must be a number from 1 to 999',
    'Die Priorität muss eine Zahl von 1 bis 999 sein',
  ),

  accountColumn: text('Outlook account', 'Outlook-Konto'),
  testColumn: text('Last test', 'Letzter Test'),
  actionColumn: text('Action', 'Aktion'),
  credentialsMissing: titleAnd('credentials-missing'),
  toSettings: text('Open General settings', 'Allgemeine Einstellungen öffnen'),
  saveAndConnect: text('Save and connect Outlook account', 'Speichern und Outlook-Konto verbinden'),
  connect: text('Connect Outlook account', 'Outlook-Konto verbinden'),
  reconnect: text('Reconnect Outlook account', 'Outlook-Konto neu verbinden'),
  disconnect: text('Disconnect Outlook account', 'Verbindung zum Outlook-Konto trennen'),
  connectedAs: (mailbox: string, by: string) =>
    text(`${mailbox}, connected by ${by}`, `${mailbox}, verbunden von ${by}`),
  connectedAt: text('on', 'am'),
  renewed: text('Last renewed', 'Zuletzt erneuert'),
  keptAlive: (day: string) =>
    text(
      `It is renewed by itself, also while nothing is sent or read; without that it would end on ${day}.`,
      `Die Anmeldung wird von selbst erneuert, auch wenn nichts gesendet oder gelesen wird; sonst würde sie am ${day} enden.`,
    ),
  signedInAs: (who: string) =>
    text(`Signed in at Microsoft as ${who}`, `Bei Microsoft angemeldet als ${who}`),
  sharedWith: (servers: string) =>
    text(`This connection also serves: ${servers}`, `Diese Verbindung nutzt auch: ${servers}`),
  useConnected: (mailbox: string) =>
    text(`Use the connected account ${mailbox}`, `Verbundenes Konto ${mailbox} verwenden`),
  test: text('Test', 'Test'),
  testConnection: text('Test connection', 'Verbindung testen'),
  testing: text('Testing …', 'Test läuft …'),
  showTest: text('Show the result', 'Ergebnis ansehen'),
  testSavedFirst: text(
    'The test uses what is saved. Save your changes first.',
    'Der Test nutzt, was gespeichert ist. Speichern Sie Änderungen zuerst.',
  ),

  tokenValid: text('Outlook token valid', 'Outlook-Token gültig'),
  tokenUnchecked: text('Outlook token not checked yet', 'Outlook-Token noch nicht geprüft'),
  tokenExpiring: (by: string) => text(`Sign-in needed by ${by}`, `Neu anmelden bis ${by}`),
  tokenExpired: text('Reconnect needed', 'Neu verbinden nötig'),
  tokenNone: text('Not connected', 'Nicht verbunden'),
  tokenPending: text('Waiting for Microsoft', 'Warten auf Microsoft'),
  testOk: text('Working', 'Funktioniert'),
  testNever: text('Not tested yet', 'Noch nicht getestet'),
  testOld: text('Changed since last test', 'Seit dem letzten Test geändert'),
  archived: text('Archived', 'Archiviert'),

  archive: text('Archive', 'Archivieren'),
  restore: text('Restore', 'Wiederherstellen'),
  removeServer: text('Delete server', 'Server löschen'),
  keep: text('Keep', 'Behalten'),
  archivedServers: text('Archived servers', 'Archivierte Server'),
  serverGone: text(
    'This server does not exist any more. Someone may have deleted it.',
    'Diesen Server gibt es nicht mehr. Vielleicht hat ihn jemand gelöscht.',
  ),
  savedMeanwhile: (who: string) =>
    text(
      `${who} saved this server meanwhile. Your entries are below; compare and save again.`,
      `${who} hat diesen Server inzwischen gespeichert. Ihre Eingaben stehen unten; vergleichen und speichern Sie erneut.`,
    ),
  microsoftKeepsConsent: (mailbox: string) =>
    text(
      `The connection to ${mailbox} is removed here. Microsoft keeps the consent until you remove it under myapps.microsoft.com.`,
      `Die Verbindung zu ${mailbox} wird hier entfernt. Bei Microsoft bleibt die Zustimmung, bis Sie sie unter myapps.microsoft.com entfernen.`,
    ),
}
