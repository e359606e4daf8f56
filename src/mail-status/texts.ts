import { titleAnd } from '../failures/explain.ts'
import { text } from '../language/text.ts'

const expired = titleAnd('client-secret-expired')
const signIn = titleAnd('reconnect-needed')

import { mailServerTexts } from '../mail-servers/texts.ts'

export const mailStatusTexts = {
  ...mailServerTexts,
  title: text('Mail status', 'Mail-Status'),
  setUp: (done: number, all: number) =>
    text(`Set-up: ${done} of ${all} steps done`, `Einrichtung: ${done} von ${all} Schritten erledigt`),
  taskCredentials: text('Enter Outlook credentials', 'Outlook-Anmeldedaten eintragen'),
  taskSwitch: text('Switch custom email servers on', 'Benutzerdefinierte E-Mail-Server einschalten'),
  taskOutgoing: text('Add an outgoing server', 'Postausgangsserver anlegen'),
  taskConnect: text('Connect its Outlook account', 'Outlook-Konto verbinden'),
  taskTest: text('Test the connection', 'Verbindung testen'),
  taskSender: text('Choose who the shop’s own mail is from', 'Absender für E-Mails des Shops festlegen'),
  taskTestMail: text('Send a test email to yourself', 'Test-E-Mail an sich selbst senden'),
  taskIncoming: text('Test and confirm an incoming server', 'Posteingangsserver testen und bestätigen'),
  done: text('Done', 'Erledigt'),
  failed: text('Failed', 'Fehlgeschlagen'),
  notStarted: text('Not started', 'Noch nicht begonnen'),
  nextStep: (step: string) => text(`Next: ${step}`, `Nächster Schritt: ${step}`),
  off: text(
    'Custom email servers are off. The shop sends nothing.',
    '„Benutzerdefinierte E-Mail-Server“ ist ausgeschaltet. Der Shop sendet nichts.',
  ),
  workerSilent: (at: string) =>
    text(
      `The mail worker has not reported since ${at}. Ask your hosting partner to restart it.`,
      `Der Mail-Dienst hat sich seit ${at} nicht gemeldet. Bitten Sie Ihren Hosting-Partner, ihn neu zu starten.`,
    ),
  workerMissing: text(
    'No mail worker runs: nothing is sent or read. Ask your hosting partner to start it.',
    'Es läuft kein Mail-Dienst: Es wird nichts gesendet und nichts abgerufen. Bitten Sie Ihren Hosting-Partner, ihn zu starten.',
  ),
  secretExpires: (days: number) =>
    text(
      `The client secret expires in ${days === 1 ? '1 day' : `${days} days`}. From then on the shop cannot send or read mail.`,
      `Das Client-Secret läuft in ${days === 1 ? '1 Tag' : `${days} Tagen`} ab. Ab dann kann der Shop keine E-Mails mehr senden oder abrufen.`,
    ),
  secretExpired: titleAnd(
    'client-secret-expired',
    text(
      'The shop cannot send or read mail until you replace it.',
      'Der Shop kann keine E-Mails senden oder abrufen, bis Sie es ersetzen.',
    ),
  ),
  replaceSecret: text('Replace client secret', 'Client-Secret ersetzen'),
  reconnectNeeded: (account: string) =>
    text(
      `Mail through ${account} has stopped. ${signIn.en}`,
      `E-Mails über ${account} sind gestoppt. ${signIn.de}`,
    ),
  secretDead: (waiting: string) =>
    text(
      `Mail has stopped: ${expired.en.replace('The', 'the')} Emails that wait: ${waiting}. They are sent after you replace it.`,
      `E-Mails sind gestoppt: ${expired.de} Wartende E-Mails: ${waiting}. Sie werden gesendet, sobald Sie es ersetzen.`,
    ),
  attention: (mails: number) =>
    text(
      mails === 1 ? '1 email needs your decision.' : `${mails} emails need your decision.`,
      mails === 1 ? '1 E-Mail braucht Ihre Entscheidung.' : `${mails} E-Mails brauchen Ihre Entscheidung.`,
    ),
  openOutbox: text('Open outbox', 'Postausgang öffnen'),
  pendingConnect: (time: string) =>
    text(
      `You went to Microsoft at ${time} and did not come back. Did Microsoft show an error?`,
      `Sie sind um ${time} Uhr zu Microsoft gewechselt und nicht zurückgekehrt. Hat Microsoft einen Fehler angezeigt?`,
    ),
  chooseWhatYouSaw: text('Choose what you saw', 'Auswählen, was Sie gesehen haben'),
  dismiss: text('Do not ask again', 'Nicht mehr fragen'),
  openPage: text('What to do', 'Was zu tun ist'),
  openAlerts: text('Open Alerts', 'Benachrichtigungen öffnen'),
  moreTroubles: (no: number) => text(`and ${no} more`, `und ${no} weitere`),
  alertsHint: text('Who is told when mail stops:', 'Wer benachrichtigt wird, wenn E-Mails stillstehen:'),
  alerts: text('Alerts', 'Benachrichtigungen'),
  now: text('Now', 'Jetzt'),
  sentToday: text('Sent today', 'Heute gesendet'),
  waiting: text('Waiting', 'Wartend'),
  needsAttention: text('Needs attention', 'Zu prüfen'),
  lastReceived: text('Last received', 'Zuletzt empfangen'),
  nextFetch: text('Next fetch', 'Nächster Abruf'),
  moreThan: (no: number) => text(`more than ${no}`, `mehr als ${no}`),
  events: text('Latest events', 'Letzte Ereignisse'),
  allEvents: text('All events', 'Alle Ereignisse'),
  noEvents: text('Nothing yet.', 'Noch nichts.'),
  openServer: text('Open the server', 'Server öffnen'),
  servers: text('Servers', 'Server'),
  caption: text('All mail servers with their state', 'Alle Mailserver mit ihrem Zustand'),
  kind: text('Direction', 'Richtung'),
  sends: text('sends', 'sendet'),
  reads: text('reads', 'liest'),
  account: text('User name', 'Benutzername'),
}
