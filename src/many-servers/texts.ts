import { text } from '../language/text.ts'
import { outgoingServerTexts } from '../outgoing-servers/texts.ts'

export const manyServerTexts = {
  ...outgoingServerTexts,
  manyTitle: text('Create many outgoing servers', 'Viele Postausgangs\u00ADserver anlegen'),
  manyIntro: text(
    'One outgoing server for each mailbox: every employee then sends from their own address. User name and From filter are that address.',
    'Ein Postausgangsserver je Postfach: Alle senden dann mit der eigenen Adresse. Benutzername und Von-Filter sind diese Adresse.',
  ),
  list: text('List of mailboxes', 'Liste der Postfächer'),
  listHint: text(
    'One mailbox a line: the address, or name and address. Or a table with headings: name, user name, From filter, also read, priority. At most 500 lines.',
    'Ein Postfach je Zeile: die Adresse, oder Name und Adresse. Oder eine Tabelle mit Überschriften: Name, Benutzername, Von-Filter, auch lesen, Priorität. Höchstens 500 Zeilen.',
  ),
  listExample: text(
    'anna@mein-shop.de\nBernd Braun <bernd@mein-shop.de>\nClara Cohn; clara@mein-shop.de',
    'anna@mein-shop.de\nBernd Braun <bernd@mein-shop.de>\nClara Cohn; clara@mein-shop.de',
  ),
  example: text('Example', 'Beispiel'),
  file: text('Or a CSV file', 'Oder eine CSV-Datei'),
  fileHint: text(
    'For example the list of users from the Microsoft 365 admin center. At most 256 kB.',
    'Zum Beispiel die Benutzerliste aus dem Microsoft 365 Admin Center. Höchstens 256 kB.',
  ),
  alsoReadAll: text('Also read these mailboxes in the shop', 'Diese Postfächer auch im Shop lesen'),
  alsoReadAllHint: text(
    'Creates an incoming server for each. The column “also read” decides where it says yes or no.',
    'Legt je einen Posteingangsserver an. Steht in der Spalte „auch lesen“ ja oder nein, gilt das.',
  ),
  preview: text('Show preview', 'Vorschau anzeigen'),
  previewAgain: text('Show preview again', 'Vorschau neu anzeigen'),
  previewTitle: text('Preview', 'Vorschau'),
  nothingYet: text('Nothing has been created yet.', 'Es wurde noch nichts angelegt.'),
  changeList: text('Change the list', 'Liste ändern'),
  lineColumn: text('Line', 'Zeile'),
  alsoReadColumn: text('Also read', 'Auch lesen'),
  resultColumn: text('Result', 'Ergebnis'),
  previewCaption: text('What each line of the list creates', 'Was jede Zeile der Liste anlegt'),
  willBeCreated: text('Will be created', 'Wird angelegt'),
  yes: text('yes', 'ja'),
  no: text('no', 'nein'),
  createThem: (count: number) =>
    count === 1
      ? text('Create 1 server', '1 Server anlegen')
      : text(`Create ${count} servers`, `${count} Server anlegen`),
  fine: (count: number) =>
    count === 1
      ? text('1 line is right.', '1 Zeile ist richtig.')
      : text(`${count} lines are right.`, `${count} Zeilen sind richtig.`),
  wrong: (count: number) =>
    count === 1
      ? text('1 line is wrong.', '1 Zeile ist falsch.')
      : text(`${count} lines are wrong.`, `${count} Zeilen sind falsch.`),
  wrongLine: (line: number, why: string) => text(`Line ${line}: ${why}`, `Zeile ${line}: ${why}`),
  moreWrong: (count: number) => text(`And ${count} more.`, `Und ${count} weitere.`),
  leaveOut: (count: number) =>
    count === 1
      ? text('Leave out the wrong line', 'Die falsche Zeile weglassen')
      : text(`Leave out the ${count} wrong lines`, `Die ${count} falschen Zeilen weglassen`),
  leaveOutHint: text(
    'Otherwise correct the list below; nothing is created until every line is right.',
    'Oder korrigieren Sie unten die Liste; solange eine Zeile falsch ist, wird nichts angelegt.',
  ),
  leaveOutMissing: text(
    'Correct the wrong lines, or choose to leave them out. Nothing was created.',
    'Korrigieren Sie die falschen Zeilen oder lassen Sie sie weg. Es wurde nichts angelegt.',
  ),
  changedMeanwhile: text(
    'The list or the servers have changed since the preview. Nothing was created; look at the preview again.',
    'Die Liste oder die Server haben sich seit der Vorschau geändert. Es wurde nichts angelegt; sehen Sie die Vorschau noch einmal an.',
  ),
  unusedColumns: (names: string) =>
    text(`These columns are not used: ${names}`, `Diese Spalten werden nicht verwendet: ${names}`),

  listMissing: text('Paste a list, or choose a file', 'Fügen Sie eine Liste ein oder wählen Sie eine Datei'),
  listAndFile: text(
    'Paste a list or choose a file, not both',
    'Fügen Sie eine Liste ein oder wählen Sie eine Datei, nicht beides',
  ),
  listTooLong: text('The list is longer than 256 kB', 'Die Liste ist länger als 256 kB'),
  fileTooLong: text('The file is larger than 256 kB', 'Die Datei ist größer als 256 kB'),
  fileUnreadable: text(
    'This file is no text. In Excel choose “Save as” and the type “CSV”.',
    'Diese Datei enthält keinen Text. Wählen Sie in Excel „Speichern unter“ und den Typ „CSV“.',
  ),
  onlyHeadings: text(
    'There are headings, but no lines below them',
    'Unter den Überschriften stehen keine Zeilen',
  ),
  usernameColumnMissing: text(
    'A column “user name” with the addresses is missing',
    'Es fehlt eine Spalte „Benutzername“ mit den Adressen',
  ),
  tooManyLines: (count: number, most: number) =>
    text(
      `These are ${count} mailboxes; at most ${most} go at once. Split the list.`,
      `Das sind ${count} Postfächer; höchstens ${most} gehen auf einmal. Teilen Sie die Liste.`,
    ),
  quoteOpen: text('A quotation mark is not closed', 'Ein Anführungszeichen ist nicht geschlossen'),
  tooManyFields: text(
    'More fields than headings. Put quotation marks around fields with a separator in them.',
    'Mehr Felder als Überschriften. Setzen Sie Felder, in denen ein Trennzeichen steht, in Anführungszeichen.',
  ),
  lineUnclear: text(
    'Not clear: write the address, or name and address. More needs headings.',
    'Nicht eindeutig: Schreiben Sie die Adresse, oder Name und Adresse. Mehr braucht Überschriften.',
  ),
  addressMissing: text('The address is missing', 'Die Adresse fehlt'),
  filterLeavesOut: (address: string) =>
    text(`The From filter leaves out ${address}`, `Der Von-Filter schließt ${address} aus`),
  alsoReadWrong: (value: string) =>
    text(
      `“Also read” must be yes or no, not ${value}`,
      `„Auch lesen“ muss ja oder nein sein, nicht ${value}`,
    ),
  twice: (address: string, line: number) =>
    text(`${address} stands in line ${line} already`, `${address} steht schon in Zeile ${line}`),
  mailboxTaken: (address: string, server: string) =>
    text(
      `${address} has an outgoing server already: “${server}”`,
      `${address} hat schon einen Postausgangsserver: „${server}“`,
    ),
  nameTwice: (name: string, line: number) =>
    text(
      `The name “${name}” stands in line ${line} already`,
      `Der Name „${name}“ steht schon in Zeile ${line}`,
    ),
  nameIsTaken: (name: string) =>
    text(
      `A server named “${name}” exists, maybe among the archived ones`,
      `Ein Server mit dem Namen „${name}“ besteht schon, vielleicht unter den archivierten`,
    ),

  resultTitle: (count: number) =>
    count === 1
      ? text('1 outgoing server created', '1 Postausgangs\u00ADserver angelegt')
      : text(`${count} outgoing servers created`, `${count} Postausgangs\u00ADserver angelegt`),
  resultNext: text(
    'They send as soon as their mailboxes are connected. Open a server to connect it yourself, or to send its owner an invitation link.',
    'Sie senden, sobald ihre Postfächer verbunden sind. Öffnen Sie einen Server, um ihn selbst zu verbinden oder dem Inhaber des Postfachs einen Einladungslink zu schicken.',
  ),
  resultCaption: text('The new servers with their state', 'Die neuen Server mit ihrem Zustand'),
  inviteAll: text('Make invitation links for all', 'Einladungslinks für alle erstellen'),
  inviteAllHint: text(
    'For every server of this list that is not connected. By the link its owner connects the mailbox, without seeing anything else here.',
    'Für jeden noch nicht verbundenen Server dieser Liste. Über den Link verbindet der Inhaber sein Postfach und sieht sonst nichts von hier.',
  ),
  invitationsTitle: (count: number) =>
    count === 1
      ? text('1 invitation link', '1 Einladungslink')
      : text(`${count} invitation links`, `${count} Einladungslinks`),
  linksOnce: text(
    'These links are shown only now. Send or copy them before you leave this page; new ones replace them.',
    'Diese Links werden nur jetzt gezeigt. Senden oder kopieren Sie sie, bevor Sie die Seite verlassen; neue ersetzen sie.',
  ),
  linksText: text(
    'Each link works once, for seven days, and for its mailbox only.',
    'Jeder Link gilt einmal, sieben Tage lang und nur für sein Postfach.',
  ),
  linksCaption: text('The links with their mailboxes', 'Die Links mit ihren Postfächern'),
  linkColumn: text('Invitation link', 'Einladungslink'),
  writeInvitation: text('Write email', 'E-Mail schreiben'),
  toList: text('All outgoing servers', 'Alle Postausgangs\u00ADserver'),
}
