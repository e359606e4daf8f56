import { text } from '../language/text.ts'

export const checksTexts = {
  title: text('All checks', 'Alle Prüfungen'),
  troubleshooting: text('Troubleshooting', 'Fehlersuche'),
  running: text('The checks are running …', 'Die Prüfungen laufen …'),
  runningWithout: text(
    'This page renews itself every two seconds.',
    'Diese Seite erneuert sich alle zwei Sekunden.',
  ),
  progress: (done: number, all: number) =>
    text(`${done} of ${all} checks done`, `${done} von ${all} Prüfungen erledigt`),
  allFine: text('Nothing is wrong.', 'Alles ist in Ordnung.'),
  found: (problems: number, hints: number) =>
    text(
      `${problems === 1 ? '1 problem' : `${problems} problems`}, ${hints === 1 ? '1 warning' : `${hints} warnings`}`,
      `${problems === 1 ? '1 Problem' : `${problems} Probleme`}, ${hints === 1 ? '1 Warnung' : `${hints} Warnungen`}`,
    ),
  installation: text('This Mailroom', 'Dieses Mailroom'),
  microsoft: text('The way to Microsoft', 'Der Weg zu Microsoft'),
  domain: (domain: string) => text(`Sending domain ${domain}`, `Absenderdomain ${domain}`),
  noDomains: text(
    'No sending domain is set up yet. Enter the default sender in the General settings.',
    'Noch ist keine Absenderdomain eingerichtet. Tragen Sie in den Allgemeinen Einstellungen den Standardabsender ein.',
  ),
  enter: text(
    'Enter this where your domain is managed',
    'Tragen Sie das dort ein, wo Ihre Domain verwaltet wird',
  ),
  recordType: text('Type', 'Typ'),
  recordName: text('Name', 'Name'),
  recordValue: text('Value', 'Wert'),
  valueAtMicrosoft: text(
    'as the Defender portal shows it: Email authentication settings, DKIM',
    'wie ihn das Defender-Portal zeigt: E-Mail-Authentifizierungseinstellungen, DKIM',
  ),
  ok: text('OK', 'In Ordnung'),
  info: text('Note', 'Hinweis'),
  warn: text('Warning', 'Warnung'),
  err: text('Problem', 'Problem'),
  stepRunning: text('Running', 'Läuft'),
  notRun: text('Not run', 'Nicht ausgeführt'),
  again: text('Run all checks again', 'Alle Prüfungen erneut ausführen'),
  report: text('Download report', 'Bericht herunterladen'),
  back: text('Back to troubleshooting', 'Zurück zur Fehlersuche'),
  startedAt: (when: string, who: string) =>
    text(`Started ${when} by ${who}`, `Gestartet am ${when} von ${who}`),
}

export const checkLabels = {
  'public-address': text('Public address', 'Öffentliche Adresse'),
  clock: text('Clock', 'Uhr'),
  dns: text('Look up Microsoft’s servers (DNS)', 'Server von Microsoft auflösen (DNS)'),
  smtp: text('Server for sending', 'Server für den Versand'),
  imap: text('Server for fetching', 'Server für den Abruf'),
  'sign-in-host': text('Server for the sign-in', 'Server für die Anmeldung'),
  proxy: text('Proxy in use', 'Verwendeter Proxy'),
  keys: text('Encryption key readable', 'Schlüssel lesbar'),
  worker: text('Background work', 'Hintergrundarbeit'),
  database: text('Database', 'Datenbank'),
  disk: text('Disk space', 'Speicherplatz'),
  node: text('Node.js version', 'Node.js-Version'),
  spf: text('SPF', 'SPF'),
  dkim: text('DKIM', 'DKIM'),
  dmarc: text('DMARC', 'DMARC'),
  mx: text('MX', 'MX'),
  domain: text('Domain', 'Domain'),
}
