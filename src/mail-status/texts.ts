import { text } from '../language/text.ts'
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
  secretExpired: text(
    'The client secret has expired. The shop cannot send or read mail until you replace it.',
    'Das Client-Secret ist abgelaufen. Der Shop kann keine E-Mails senden oder abrufen, bis Sie es ersetzen.',
  ),
  replaceSecret: text('Replace client secret', 'Client-Secret ersetzen'),
  reconnectNeeded: (account: string) =>
    text(
      `Mail through ${account} has stopped. Microsoft asks you to sign in again.`,
      `E-Mails über ${account} sind gestoppt. Microsoft verlangt eine neue Anmeldung.`,
    ),
  fetchingFails: (name: string, why: string) =>
    text(`Fetching mail through “${name}” fails: ${why}`, `Der Abruf über „${name}“ schlägt fehl: ${why}`),
  fetchingGivenUp: (name: string) =>
    text(
      `Fetching mail through “${name}” failed for five days and was given up.`,
      `Der Abruf über „${name}“ ist fünf Tage lang fehlgeschlagen und wurde aufgegeben.`,
    ),
  openServer: text('Open the server', 'Server öffnen'),
  servers: text('Servers', 'Server'),
  caption: text('All mail servers with their state', 'Alle Mailserver mit ihrem Zustand'),
  kind: text('Direction', 'Richtung'),
  sends: text('sends', 'sendet'),
  reads: text('reads', 'liest'),
  account: text('User name', 'Benutzername'),
}
