import { text } from '../language/text.ts'

export const activityTexts = {
  title: text('Activity', 'Änderungs\u00ADprotokoll'),
  caption: text('What was done, newest first', 'Was getan wurde, Neuestes zuerst'),
  filters: text('Filter', 'Filter'),
  person: text('Person', 'Person'),
  everyone: text('Everyone', 'Alle'),
  invited: text('Mailbox owners by invitation', 'Eingeladene Inhaber von Postfächern'),
  area: text('Area', 'Bereich'),
  everywhere: text('All areas', 'Alle Bereiche'),
  from: text('From', 'Von'),
  to: text('To', 'Bis'),
  dayHint: text('For example 24.11.2026', 'Zum Beispiel 24.11.2026'),
  dayWrong: text('Enter a date like 24.11.2026', 'Geben Sie ein Datum ein wie 24.11.2026'),
  search: text('Search', 'Suche'),
  searchHint: text('Names, addresses, values, words', 'Namen, Adressen, Werte, Wörter'),
  find: text('Show', 'Anzeigen'),
  clear: text('Show everything', 'Alles anzeigen'),
  number: text('Number', 'Nummer'),
  time: text('Time', 'Zeit'),
  what: text('What', 'Was'),
  object: text('Object', 'Objekt'),
  change: text('Before → after', 'Vorher → nachher'),
  becomes: text('became', 'wurde zu'),
  older: text('Older entries', 'Ältere Einträge'),
  csv: text('Export as CSV', 'Als CSV exportieren'),
  json: text('Export as JSON', 'Als JSON exportieren'),
  nothingYet: text('Nothing was done yet', 'Noch keine Einträge'),
  nothingYetText: text(
    'Every change of settings, servers and accounts will stand here, with who made it.',
    'Hier steht künftig jede Änderung an Einstellungen, Servern und Konten, und von wem sie ist.',
  ),
  nothingFound: text('No entry fits this choice', 'Kein Eintrag passt zu dieser Auswahl'),
  nothingFoundHint: text(
    'Choose a longer time, or fewer conditions.',
    'Wählen Sie einen längeren Zeitraum oder weniger Bedingungen.',
  ),
  mailOfInbox: text('Received email', 'Empfangene E-Mail'),
  addressOfNobody: text('An address nobody has', 'Eine Adresse, die niemand hat'),
  kept: text(
    'Entries are kept for as long as Mailroom is installed. Nobody can change or delete them here.',
    'Einträge bleiben so lange, wie Mailroom installiert ist. Niemand kann sie hier ändern oder löschen.',
  ),

  intact: (at: string, count: string) =>
    text(
      `Chain intact, checked ${at} (${count} entries).`,
      `Kette unverändert, geprüft ${at} (${count} Einträge).`,
    ),
  intactOne: (at: string) =>
    text(`Chain intact, checked ${at} (1 entry).`, `Kette unverändert, geprüft ${at} (1 Eintrag).`),
  begun: (at: string) => text(`It was begun ${at}.`, `Begonnen wurde sie ${at}.`),
  unchecked: text('The chain was not checked yet.', 'Die Kette wurde noch nicht geprüft.'),
  broken: (at: string) =>
    text(
      `The activity is not as it was written, checked ${at}.`,
      `Das Änderungsprotokoll ist nicht mehr so, wie es geschrieben wurde, geprüft ${at}.`,
    ),
  brokenChanged: (entry: string) =>
    text(`Entry ${entry} was changed in the database.`, `Eintrag ${entry} wurde in der Datenbank geändert.`),
  brokenMissing: (entry: string) =>
    text(`Entry ${entry} was deleted in the database.`, `Eintrag ${entry} wurde in der Datenbank gelöscht.`),
  brokenLink: (entry: string) =>
    text(
      `Before entry ${entry} something was taken out of the database.`,
      `Vor Eintrag ${entry} wurde etwas aus der Datenbank entfernt.`,
    ),
  brokenCut: text(
    'The newest entries were taken out of the database.',
    'Die neuesten Einträge wurden aus der Datenbank entfernt.',
  ),
  brokenKey: text(
    'The key of the chain cannot be read. Your hosting partner must put the missing key of Mailroom back.',
    'Der Schlüssel der Kette ist nicht lesbar. Ihr Hosting-Partner muss den fehlenden Schlüssel von Mailroom zurückgeben.',
  ),
  brokenWhat: text(
    'Somebody who can write to the database did this, not a page of Mailroom. Ask your hosting partner, and compare with a backup.',
    'Das war jemand, der in die Datenbank schreiben kann, keine Seite von Mailroom. Fragen Sie Ihren Hosting-Partner und vergleichen Sie mit einer Sicherung.',
  ),
  checkNow: text('Check now', 'Jetzt prüfen'),
}

/** What stands in an entry beside its fields. */
export const factTexts = {
  on: text('on', 'an'),
  off: text('off', 'aus'),
  empty: text('(empty)', '(leer)'),
  set: text('set', 'hinterlegt'),
  replaced: text('replaced', 'ersetzt'),
  removed: text('removed', 'entfernt'),
}

/** Labels of what entries say of themselves; other facts are for machines and stand only in the JSON file. */
export const detailTexts = {
  signedInAs: text('Signed in as', 'Angemeldet als'),
  servers: text('Servers', 'Server'),
  got: text('Signed in as', 'Angemeldet als'),
  reason: text('Reason', 'Grund'),
  cause: text('Cause', 'Ursache'),
  to: text('To', 'An'),
  host: text('Server', 'Server'),
  since: text('Since', 'Seit'),
  mails: text('Emails', 'E-Mails'),
  expiresAt: text('Valid until', 'Gültig bis'),
  network: text('Network address', 'Netzwerkadresse'),
  tries: text('Tries in ten minutes', 'Versuche in zehn Minuten'),
  failedBefore: text('Failed tries before', 'Fehlversuche davor'),
}
