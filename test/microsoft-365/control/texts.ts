import { text } from '../../../src/language/text.ts'

export const controlTexts = {
  title: text('Microsoft 365 sandbox', 'Microsoft-365-Sandbox'),
  intro: text(
    'This stands in for Microsoft 365 on your computer: sign-in, sending and receiving. Nothing leaves this machine.',
    'Das steht auf Ihrem Rechner für Microsoft 365: Anmeldung, Senden und Empfangen. Nichts verlässt dieses Gerät.',
  ),
  openMailroom: text('Open Mailroom', 'Mailroom öffnen'),
  steps: text('What to click', 'Was Sie klicken'),
  stepSettings: text(
    'In Mailroom open General settings and enter the client ID and the client secret from below. Save.',
    'Öffnen Sie in Mailroom die allgemeinen Einstellungen und tragen Sie Client-ID und geheimen Clientschlüssel von unten ein. Speichern.',
  ),
  stepServer: text(
    'Add an outgoing server with Outlook and the mailbox orders@mein-shop.example.',
    'Legen Sie einen Postausgangsserver mit Outlook und dem Postfach orders@mein-shop.example an.',
  ),
  stepConnect: text(
    'Press Connect. On the sign-in page choose the account and press Accept.',
    'Klicken Sie auf Verbinden. Wählen Sie auf der Anmeldeseite das Konto und klicken Sie auf Accept.',
  ),
  stepTest: text(
    'Test the connection. Then do the same for an incoming server.',
    'Testen Sie die Verbindung. Danach dasselbe für einen Posteingangsserver.',
  ),
  stepFaults: text(
    'Switch on a fault on this page and see what Mailroom makes of it.',
    'Schalten Sie auf dieser Seite eine Störung ein und sehen Sie, was Mailroom daraus macht.',
  ),
  values: text('Values to copy', 'Werte zum Kopieren'),
  clientId: text('Application (client) ID', 'Anwendungs-ID (Client)'),
  clientSecret: text('Client secret (value)', 'Geheimer Clientschlüssel (Wert)'),
  tenant: text('Directory (tenant) ID', 'Verzeichnis-ID (Mandant)'),
  redirectUri: text('Registered redirect URI', 'Eingetragene Umleitungs-URI'),
  smtp: text('Outgoing server (Outlook)', 'Postausgang (Outlook)'),
  imap: text('Incoming server (Outlook)', 'Posteingang (Outlook)'),
  hoster: text('Servers with user name and password', 'Server mit Benutzername und Passwort'),
  password: text('Password of every account', 'Passwort jedes Kontos'),
  mailboxes: text('Mailboxes', 'Postfächer'),
  shared: text(
    'shared mailbox, nobody signs in as it',
    'freigegebenes Postfach, niemand meldet sich damit an',
  ),
  mayUse: (addresses: string) => text(`may also use ${addresses}`, `darf auch ${addresses} benutzen`),
  counts: (sent: number, inbox: number) =>
    text(`${sent} sent, ${inbox} in the inbox`, `${sent} gesendet, ${inbox} im Posteingang`),
  deliver: text('Deliver a mail', 'E-Mail zustellen'),
  deliverTo: (address: string) => text(`Deliver a mail: ${address}`, `E-Mail zustellen: ${address}`),
  faults: text('Faults', 'Störungen'),
  faultsOn: (count: number) =>
    text(
      count === 0 ? 'No fault is on.' : `On: ${count}`,
      count === 0 ? 'Keine Störung ist eingeschaltet.' : `Eingeschaltet: ${count}`,
    ),
  turnOn: text('Switch on', 'Einschalten'),
  turnOff: text('Switch off', 'Ausschalten'),
  isOn: text('On', 'Ein'),
  received: text('Mails sent through the sandbox', 'Über die Sandbox gesendete E-Mails'),
  none: text('None yet.', 'Noch keine.'),
  reset: text('Reset the sandbox', 'Sandbox zurücksetzen'),
  resetHint: text(
    'Switches every fault off and forgets sign-ins and mails.',
    'Schaltet alle Störungen aus und vergisst Anmeldungen und E-Mails.',
  ),
}
