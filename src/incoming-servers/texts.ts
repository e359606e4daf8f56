import { text } from '../language/text.ts'
import { mailServerTexts } from '../mail-servers/texts.ts'

export const incomingServerTexts = {
  ...mailServerTexts,
  title: text('Incoming servers', 'Posteingangs\u00ADserver'),
  newTitle: text('New incoming server', 'Neuer Posteingangs\u00ADserver'),
  add: text('Add incoming server', 'Posteingangs\u00ADserver anlegen'),
  caption: text('All incoming servers with their state', 'Alle Posteingangsserver mit ihrem Zustand'),
  emptyTitle: text('No incoming server yet', 'Noch kein Posteingangsserver'),
  emptyText: text(
    'Customer replies are not read in the shop.',
    'Kundenantworten werden im Shop nicht gelesen.',
  ),
  usernameHint: text(
    'The mailbox that is read. For a shared mailbox enter the shared address.',
    'Das Postfach, das gelesen wird. Bei einem freigegebenen Postfach dessen Adresse.',
  ),
  stateColumn: text('State', 'Zustand'),
  confirmed: text('Confirmed', 'Bestätigt'),
  notConfirmed: text('Not confirmed', 'Nicht bestätigt'),
  paused: text('Paused', 'Angehalten'),
  host: text('IMAP server', 'IMAP-Server'),
  hostHint: text('outlook.office365.com for Microsoft 365', 'outlook.office365.com für Microsoft 365'),
  hostWrong: text(
    'IMAP server must be a name like outlook.office365.com',
    'Der IMAP-Server muss ein Name sein wie outlook.office365.com',
  ),
  portHint: text('993 (TLS) or 143 (STARTTLS)', '993 (TLS) oder 143 (STARTTLS)'),
  portWrong: text('Port must be 993 or 143', 'Der Port muss 993 oder 143 sein'),
  outlookEncryption: text('Outlook needs TLS on port 993', 'Outlook braucht TLS auf Port 993'),
  folder: text('Folder', 'Ordner'),
  folderHint: text('INBOX, or a folder like INBOX/Shop', 'INBOX oder ein Ordner wie INBOX/Shop'),
  folderWrong: text(
    'Enter the name of the folder, without line breaks and signs like * and %',
    'Geben Sie den Namen des Ordners ein, ohne Zeilenumbrüche und Zeichen wie * und %',
  ),
  readFrom: text('Read from', 'Lesen ab'),
  new_only: text('New mail only', 'Nur neue E-Mails'),
  last_7_days: text('Last 7 days', 'Letzte 7 Tage'),
  everything: text('Everything', 'Alle'),
  readFromMissing: text('Choose from where to read', 'Wählen Sie, ab wann gelesen wird'),
  everyMinutes: text('Fetch every … minutes', 'Abruf alle … Minuten'),
  everyMinutesWrong: text('Enter a number of minutes from 1 to 60', 'Geben Sie Minuten von 1 bis 60 ein'),
  afterReading: text('After reading', 'Nach dem Lesen'),
  leave: text('Leave unchanged (recommended)', 'Unverändert lassen (empfohlen)'),
  mark_read: text('Mark as read', 'Als gelesen markieren'),
  move: text('Move to folder …', 'In Ordner verschieben …'),
  afterReadingMissing: text('Choose what happens after reading', 'Wählen Sie, was nach dem Lesen geschieht'),
  moveToFolder: text('Move to this folder', 'In diesen Ordner verschieben'),
  moveToFolderMissing: text(
    'Enter the folder read mail is moved to',
    'Geben Sie den Ordner ein, in den gelesene E-Mails verschoben werden',
  ),
  moveToSameFolder: text(
    'This folder is the one that is read. Enter another one for read mail.',
    'Dieser Ordner ist der, der gelesen wird. Geben Sie für gelesene E-Mails einen anderen an.',
  ),
  fetchingFails: text('Fetching fails', 'Abruf schlägt fehl'),
  fetchingGivenUp: text('Fetching given up', 'Abruf aufgegeben'),
  fetchingThrottled: text('Throttled', 'Gedrosselt'),
  defaultRoute: text('Default route', 'Standardroute'),
  defaultRouteHint: text(
    'A word of your own. The shop is told it with every email that is no reply and goes to no known address.',
    'Ein Wort Ihrer Wahl. Der Shop erfährt es bei jeder E-Mail, die keine Antwort ist und an keine bekannte Adresse geht.',
  ),
  defaultRouteWrong: text(
    'Enter at most 60 characters in one line',
    'Geben Sie höchstens 60 Zeichen in einer Zeile ein',
  ),
  testAndConfirm: text('Test & confirm', 'Test & Bestätigen'),
  testAndConfirmHint: text(
    'A passed test confirms the server, locks its connection and starts the fetching.',
    'Ein bestandener Test bestätigt den Server, sperrt seine Verbindung und startet den Abruf.',
  ),
  locked: text(
    'Confirmed: the connection is locked. Reset the confirmation to change it.',
    'Bestätigt: Die Verbindung ist gesperrt. Setzen Sie die Bestätigung zurück, um sie zu ändern.',
  ),
  resetConfirmation: text('Reset confirmation', 'Bestätigung zurücksetzen'),
  pause: text('Pause fetching', 'Abruf anhalten'),
  resume: text('Resume fetching', 'Abruf fortsetzen'),
  confirmFirst: text('Test and confirm the server first.', 'Testen und bestätigen Sie zuerst den Server.'),
  usedForFetching: (name: string) =>
    text(
      `“${name}” is still used: the shop fetches mail through it. Reset its confirmation first.`,
      `„${name}“ wird noch gebraucht: Der Shop ruft darüber E-Mails ab. Setzen Sie zuerst die Bestätigung zurück.`,
    ),
  removeTitle: (name: string) => text(`Delete “${name}”?`, `„${name}“ löschen?`),
  removeText: text(
    'The mailbox is not read any more. Mail already fetched stays.',
    'Das Postfach wird nicht mehr gelesen. Schon abgerufene E-Mails bleiben.',
  ),
}
