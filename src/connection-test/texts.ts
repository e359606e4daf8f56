import { titleAnd } from '../failures/explain.ts'
import { type Text, text } from '../language/text.ts'
import type { StepId } from './steps.ts'

export const connectionTestTexts = {
  title: (server: string) => text(`Connection test: ${server}`, `Verbindungstest: ${server}`),
  outgoing: text('Outgoing servers', 'Postausgangsserver'),
  incoming: text('Incoming servers', 'Posteingangsserver'),
  steps: text('Steps', 'Schritte'),
  progress: (done: number, all: number) =>
    text(`Step ${done} of ${all} passed`, `Schritt ${done} von ${all} bestanden`),
  running: text('The test is running …', 'Der Test läuft …'),
  runningWithout: text(
    'This page renews itself every two seconds.',
    'Diese Seite erneuert sich alle zwei Sekunden.',
  ),
  passed: text('All steps passed.', 'Alle Schritte bestanden.'),
  passedConfirmed: text(
    'All steps passed. The server is confirmed; fetching can start.',
    'Alle Schritte bestanden. Der Server ist bestätigt; der Abruf kann beginnen.',
  ),
  timedOut: titleAnd('test-too-long'),
  nothingSent: text('No mail was sent.', 'Es wurde keine E-Mail gesendet.'),
  stepPassed: text('Passed', 'Bestanden'),
  stepFailed: text('Failed', 'Fehlgeschlagen'),
  stepRunning: text('Running', 'Läuft'),
  stepWaiting: text('Waiting', 'Wartet'),
  stepNotRun: text('Not run', 'Nicht ausgeführt'),
  again: text('Test again', 'Erneut testen'),
  confirmAgain: text('Test & confirm', 'Test & Bestätigen'),
  report: text('Download report', 'Bericht herunterladen'),
  toServer: text('Back to the server', 'Zurück zum Server'),
  reconnect: text('Reconnect Outlook account', 'Outlook-Konto neu verbinden'),
  startedAt: (when: string, who: string) =>
    text(`Started ${when} by ${who}`, `Gestartet am ${when} von ${who}`),
  seconds: (s: string) => text(`${s} s`, `${s} s`),
  lookedUpByProxy: text('the proxy looks the name up', 'der Proxy löst den Namen auf'),
  viaProxy: (proxy: string) => text(`via proxy ${proxy}`, `über Proxy ${proxy}`),
  unencrypted: text('not encrypted', 'nicht verschlüsselt'),
  certificate: (name: string, until: string) =>
    text(`certificate for ${name}, valid until ${until}`, `Zertifikat für ${name}, gültig bis ${until}`),
  upTo: (size: string) => text(`mail up to ${size}`, `E-Mails bis ${size}`),
  tokenUntil: (clock: string) => text(`valid until ${clock}`, `gültig bis ${clock} Uhr`),
  retried: text('with a fresh token after a first refusal', 'mit neuem Token nach einer ersten Ablehnung'),
  messages: (count: number) =>
    text(
      count === 1 ? '1 message' : `${count} messages`,
      count === 1 ? '1 Nachricht' : `${count} Nachrichten`,
    ),
  noMail: text('the folder is empty', 'der Ordner ist leer'),
}

/** What a step does, as the list of steps names it. */
export function stepLabel(
  id: StepId,
  facts: { protocol: 'smtp' | 'imap'; port: number; folder: string },
): Text {
  const { protocol, port, folder } = facts
  const labels: Record<StepId, Text> = {
    dns: text('Look up the server name (DNS)', 'Servername auflösen (DNS)'),
    tcp: text(`Open the connection (TCP, port ${port})`, `Verbindung aufbauen (TCP, Port ${port})`),
    tls: text('Encrypt (TLS)', 'Verschlüsseln (TLS)'),
    capabilities:
      protocol === 'smtp'
        ? text('Ask what the server can do (EHLO)', 'Funktionen abfragen (EHLO)')
        : text('Ask what the server can do (CAPABILITY)', 'Funktionen abfragen (CAPABILITY)'),
    token: text('Get an access token', 'Zugriffstoken holen'),
    auth:
      protocol === 'smtp'
        ? text('Sign in (AUTH)', 'Anmelden (AUTH)')
        : text('Sign in (AUTHENTICATE)', 'Anmelden (AUTHENTICATE)'),
    sender: text('Check the sender (MAIL FROM)', 'Absender prüfen (MAIL FROM)'),
    recipient: text('Check the recipient (RCPT TO own address)', 'Empfänger prüfen (RCPT TO eigene Adresse)'),
    folder: text(`Open the folder ${folder}`, `Ordner ${folder} öffnen`),
    header: text('Read one header without marking it', 'Eine Kopfzeile lesen, ohne sie zu markieren'),
    end:
      protocol === 'smtp'
        ? text('End without sending (RSET, QUIT)', 'Beenden, ohne zu senden (RSET, QUIT)')
        : text('End (LOGOUT)', 'Beenden (LOGOUT)'),
  }

  return labels[id]
}
