import { text } from '../language/text.ts'
import { mailServerTexts } from '../mail-servers/texts.ts'

const number = {
  en: new Intl.NumberFormat('en'),
  de: new Intl.NumberFormat('de'),
}

export const fetchingTexts = {
  serverGone: mailServerTexts.serverGone,
  title: text('Fetching', 'Abruf'),
  never: text('Not fetched yet.', 'Noch nicht abgerufen.'),
  lastRun: text('Last fetch', 'Letzter Abruf'),
  found: (many: number) =>
    many === 1
      ? text('1 new email', '1 neue E-Mail')
      : text(`${number.en.format(many)} new emails`, `${number.de.format(many)} neue E-Mails`),
  failed: text('Failed', 'Fehlgeschlagen'),
  failingSince: text('Failing since', 'Fehlerhaft seit'),
  lastSuccess: text('Last success', 'Zuletzt gelungen'),
  nextRun: text('Next fetch', 'Nächster Abruf'),
  throttledUntil: (clock: string) =>
    text(
      `Throttled until ${clock}: the mail server asked us to wait.`,
      `Gedrosselt bis ${clock} Uhr: Der Mailserver hat uns gebeten zu warten.`,
    ),
  givenUp: text(
    'Reading failed for five days, so this server is not confirmed any more. Connect the Outlook account again, and fetching starts by itself.',
    'Der Abruf ist fünf Tage lang fehlgeschlagen, deshalb ist dieser Server nicht mehr bestätigt. Verbinden Sie das Outlook-Konto neu, dann beginnt der Abruf von selbst.',
  ),
  givenUpUntilTested: text(
    'Reading failed for five days, so this server is not confirmed any more. Remove the cause named below, then “Test & confirm” the server again.',
    'Der Abruf ist fünf Tage lang fehlgeschlagen, deshalb ist dieser Server nicht mehr bestätigt. Beheben Sie die unten genannte Ursache und wählen Sie dann „Test & Bestätigen“.',
  ),
  pausedSince: (time: string) =>
    text(
      `Paused on ${time}: no emails are fetched. They wait in the mailbox until you resume the fetching.`,
      `Angehalten am ${time}: Es werden keine E-Mails abgerufen. Sie warten im Postfach, bis Sie den Abruf fortsetzen.`,
    ),
  rebuilt: (date: string, many: number) =>
    many === 1
      ? text(
          `The mailbox was rebuilt at the provider on ${date}. We compared 1 message; it was not imported twice.`,
          `Das Postfach wurde beim Anbieter am ${date} neu aufgebaut. Wir haben 1 Nachricht verglichen; sie wurde nicht doppelt übernommen.`,
        )
      : text(
          `The mailbox was rebuilt at the provider on ${date}. We compared ${number.en.format(many)} messages; none were imported twice.`,
          `Das Postfach wurde beim Anbieter am ${date} neu aufgebaut. Wir haben ${number.de.format(many)} Nachrichten verglichen; keine wurde doppelt übernommen.`,
        ),
  alreadyHere: text(
    'What was here already was not imported again.',
    'Was schon hier war, wurde nicht erneut übernommen.',
  ),
  olderComing: text(
    'Older emails are being read one after the other.',
    'Ältere E-Mails werden nach und nach gelesen.',
  ),
  fetchNow: text('Fetch now', 'Jetzt abrufen'),
  againTitle: text('Fetch older emails again', 'Ältere E-Mails erneut abrufen'),
  fetchAgain: text('Fetch again', 'Erneut abrufen'),
  since: text('Fetch again since', 'Erneut abrufen seit'),
  sinceHint: text(
    'Looks for emails of that day and later that are missing here. What is here already does not come twice.',
    'Sucht E-Mails von diesem Tag an, die hier fehlen. Was schon hier ist, kommt nicht doppelt.',
  ),
  dayWrong: text(
    'Enter a day that is not in the future',
    'Geben Sie einen Tag ein, der nicht in der Zukunft liegt',
  ),
  look: text('Look into the mailbox', 'In das Postfach schauen'),
  lookHint: text(
    '“Look into the mailbox” shows its folders, and how many emails there are to read.',
    '„In das Postfach schauen“ zeigt seine Ordner und wie viele E-Mails zu lesen sind.',
  ),
  lookTitle: text('What shall be read?', 'Was soll gelesen werden?'),
  folder: text('Folder', 'Ordner'),
  folderMissing: (folder: string) =>
    text(
      `Folder “${folder}” does not exist in this mailbox. Choose another one from the list.`,
      `Den Ordner „${folder}“ gibt es in diesem Postfach nicht. Wählen Sie einen anderen aus der Liste.`,
    ),
  folderLocked: text(
    'The server is confirmed. Reset its confirmation to read another folder.',
    'Der Server ist bestätigt. Setzen Sie die Bestätigung zurück, um einen anderen Ordner zu lesen.',
  ),
  folderMovedTo: text(
    'Read mail is moved to this folder. Choose another one to read.',
    'In diesen Ordner werden gelesene E-Mails verschoben. Wählen Sie einen anderen zum Lesen.',
  ),
  alreadyRead: text(
    'This folder has been read already. Use “Fetch again since” for older emails.',
    'Dieser Ordner wurde schon gelesen. Für ältere E-Mails gibt es „Erneut abrufen seit“.',
  ),
  readFrom: text('Read from', 'Lesen ab'),
  new_only: text('New mail only', 'Nur neue E-Mails'),
  last_7_days: text('Last 7 days', 'Letzte 7 Tage'),
  everything: text('Everything', 'Alle'),
  there: (many: number) =>
    many === 1
      ? text('1 email that is there now', '1 vorhandene E-Mail')
      : text(
          `${number.en.format(many)} emails that are there now`,
          `${number.de.format(many)} vorhandene E-Mails`,
        ),
  noneOf: (many: number) =>
    many === 0
      ? text('The folder is empty now', 'Der Ordner ist zurzeit leer')
      : text(
          `None of the ${number.en.format(many)} that are there now`,
          `Keine der ${number.de.format(many)} vorhandenen`,
        ),
  countedIn: (folder: string) =>
    text(
      `Counted in “${folder}”. New emails arrive in any case.`,
      `Gezählt in „${folder}“. Neue E-Mails kommen in jedem Fall.`,
    ),
  countHere: text('Count in this folder', 'In diesem Ordner zählen'),
  folderHint: text(
    'To see how many emails another folder holds, choose it and count again.',
    'Um zu sehen, wie viele E-Mails ein anderer Ordner enthält, wählen Sie ihn und zählen neu.',
  ),
  take: text('Use this', 'Übernehmen'),
  confirmFirst: text('Test and confirm the server first.', 'Testen und bestätigen Sie zuerst den Server.'),
  resumeFirst: text('Resume the fetching first.', 'Setzen Sie zuerst den Abruf fort.'),
  switchedOff: text(
    'Custom email servers are off. Switch them on in General settings first.',
    'Benutzerdefinierte E-Mail-Server sind aus. Schalten Sie sie zuerst in den Allgemeinen Einstellungen ein.',
  ),
  throttled: text(
    'The mail server asked us to wait. Fetching goes on by itself.',
    'Der Mailserver hat uns gebeten zu warten. Der Abruf geht von selbst weiter.',
  ),
  notYetFetched: text(
    'Nothing has been fetched from this folder yet.',
    'Aus diesem Ordner wurde noch nichts abgerufen.',
  ),
}
