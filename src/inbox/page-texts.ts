import { type Text, text } from '../language/text.ts'
import type { HandOverState, InboxRoute, InboxState } from '../storage/generated/client.ts'

export const inboxPageTexts = {
  title: text('Inbox', 'Posteingang'),
  caption: text('Emails that came in, newest first', 'Eingegangene E-Mails, neueste zuerst'),
  all: text('All', 'Alle'),
  filters: text('Show', 'Anzeigen'),
  nothing: text('No emails here.', 'Hier sind keine E-Mails.'),
  nothingYet: text('No emails yet', 'Noch keine E-Mails'),
  nothingYetText: text(
    'Every email that Mailroom reads from a mailbox appears here: where it belongs, and whether the shop has it.',
    'Hier erscheint jede E-Mail, die Mailroom aus einem Postfach liest: wohin sie gehört und ob der Shop sie hat.',
  ),
  nothingFound: (query: string) => text(`Nothing found for “${query}”`, `Nichts gefunden zu „${query}“`),
  nothingFoundHint: text(
    'The search looks at the beginnings of words in subject, sender and recipients.',
    'Gesucht wird nach Wortanfängen in Betreff, Absender und Empfängern.',
  ),
  search: text('Search emails', 'E-Mails suchen'),
  searchHint: text(
    'Sender, recipient, or words of the subject',
    'Absender, Empfänger oder Wörter aus dem Betreff',
  ),
  find: text('Search', 'Suchen'),
  clear: text('Clear the search', 'Suche zurücksetzen'),
  server: text('Server', 'Server'),
  allServers: text('All servers', 'Alle Server'),
  removedServer: text('removed', 'gelöscht'),
  from: text('From', 'Von'),
  noSender: text('(no sender)', '(kein Absender)'),
  subject: text('Subject', 'Betreff'),
  noSubject: text('(no subject)', '(kein Betreff)'),
  received: text('Received', 'Empfangen'),
  route: text('Belongs to', 'Gehört zu'),
  state: text('Status', 'Status'),
  attachments: text('Attachments', 'Anhänge'),
  countAttachments: (count: number) =>
    count === 1 ? text('1 attachment', '1 Anhang') : text(`${count} attachments`, `${count} Anhänge`),
  older: text('Older emails', 'Ältere E-Mails'),
  handOverWaiting: text('Waiting for the shop', 'Warten auf den Shop'),
  handOverFailed: text('Hand-over failed', 'Übergabe fehlgeschlagen'),

  email: text('Email', 'E-Mail'),
  to: text('To', 'An'),
  copy: text('Copy', 'Kopie'),
  answersTo: text('Answers go to', 'Antworten gehen an'),
  sentOn: text('Date in the email', 'Datum in der E-Mail'),
  readFrom: text('Read from', 'Gelesen aus'),
  size: text('Size', 'Größe'),
  automatic: text('Written by', 'Geschrieben von'),
  byMachine: text(
    'a machine; Mailroom answers no such email',
    'einer Maschine; solche E-Mails beantwortet Mailroom nicht',
  ),
  messageId: text('Message-ID', 'Message-ID'),
  uid: text('Number in the mailbox (UID)', 'Nummer im Postfach (UID)'),
  ourId: text('Number in Mailroom', 'Nummer in Mailroom'),
  why: text('Why', 'Warum'),
  aboutSent: text('About the email you sent', 'Zur gesendeten E-Mail'),
  content: text('Text', 'Text'),
  noText: text('This email has no text.', 'Diese E-Mail hat keinen Text.'),
  cut: text(
    'Only the beginning is shown here. Download the original for the rest.',
    'Hier steht nur der Anfang. Laden Sie für den Rest das Original herunter.',
  ),
  adminsRead: text(
    'Only administrators see the text and the attachments of an email.',
    'Text und Anhänge einer E-Mail sehen nur Administratoren.',
  ),
  notReadable: text(
    'The text cannot be shown now. Download the original.',
    'Der Text lässt sich gerade nicht anzeigen. Laden Sie das Original herunter.',
  ),
  showFormatted: text('Show formatted', 'Formatiert anzeigen'),
  showText: text('Show the text only', 'Nur den Text anzeigen'),
  formatted: text('Formatted email', 'Formatierte E-Mail'),
  noImages: text(
    'Images from the internet are not loaded, so senders cannot see that you read this.',
    'Bilder aus dem Internet werden nicht geladen, damit Absender nicht erkennen, dass Sie die E-Mail gelesen haben.',
  ),
  loadImages: text('Load images', 'Bilder laden'),
  loadImagesMeans: text(
    'Loading them tells the sender that, when and from where this email was read.',
    'Dabei erfährt der Absender, dass, wann und von wo aus diese E-Mail gelesen wurde.',
  ),
  imagesLoaded: text(
    'Images from the internet are loaded this time. The sender can see that this email was read.',
    'Bilder aus dem Internet werden dieses Mal geladen. Der Absender kann erkennen, dass diese E-Mail gelesen wurde.',
  ),
  withoutImages: text('Without images', 'Ohne Bilder'),
  download: text('Download', 'Herunterladen'),
  downloadNamed: (name: string) => text(`Download ${name}`, `${name} herunterladen`),
  name: text('Name', 'Name'),
  type: text('Type', 'Art'),
  careful: text(
    'Nobody has checked attachments for viruses. Open only what you expect.',
    'Anhänge sind nicht auf Viren geprüft. Öffnen Sie nur, was Sie erwarten.',
  ),
  original: text('Original', 'Original'),
  originalText: text(
    'The email exactly as the mail server had it.',
    'Die E-Mail genau so, wie der Mailserver sie hatte.',
  ),
  originalHead: text(
    'Of this email only the header is kept. Open it in the mailbox itself.',
    'Von dieser E-Mail ist nur der Kopf aufbewahrt. Öffnen Sie sie im Postfach selbst.',
  ),
  originalNothing: text(
    'Nothing of this email is kept here.',
    'Von dieser E-Mail ist hier nichts aufbewahrt.',
  ),
  downloadOriginal: text('Download the original (.eml)', 'Original herunterladen (.eml)'),
  downloadHead: text('Download the header (.eml)', 'Kopf herunterladen (.eml)'),
  header: text('Full header', 'Vollständiger Kopf'),
  history: text('History', 'Verlauf'),
  fetched: (from: string) => text(`Read from ${from}`, `Gelesen aus ${from}`),
  processed: (route: string) => text(`Sorted: ${route}`, `Zugeordnet: ${route}`),
  handedOver: text('The shop has taken it', 'Der Shop hat sie übernommen'),
  handOverTried: (tries: number) =>
    text(`Hand-over tried ${tries} times without success`, `Übergabe ${tries}-mal ohne Erfolg versucht`),
  nextHandOver: text('Next hand-over', 'Nächste Übergabe'),
  now: text('now', 'jetzt'),
  hadReadAgain: (name: string) => text(`${name} had it read again`, `${name} ließ sie erneut lesen`),
  hadHandedOverAgain: (name: string) =>
    text(`${name} had it handed over again`, `${name} ließ sie erneut übergeben`),
  handOverAgain: text('Hand over again', 'Erneut übergeben'),
  handOverAgainMeans: text(
    'The shop has this email already. It gets it again under the same number, and ignores it if it keeps the numbers.',
    'Der Shop hat diese E-Mail schon. Er bekommt sie unter derselben Nummer noch einmal und übergeht sie, wenn er sich die Nummern merkt.',
  ),
  settings: text('Inbox settings', 'Einstellungen des Posteingangs'),
  readAgain: text('Read again', 'Erneut lesen'),
  whatNow: text(
    'Nothing is lost. Download the original to read it in a mail program, or let Mailroom read it again.',
    'Es ist nichts verloren. Laden Sie das Original herunter, um sie in einem Mailprogramm zu lesen, oder lassen Sie Mailroom sie erneut lesen.',
  ),
  reading: text('Mailroom has not read this email yet.', 'Mailroom hat diese E-Mail noch nicht gelesen.'),
  noFormatted: text('This email has no formatted text.', 'Diese E-Mail hat keinen formatierten Text.'),
  noAttachment: text('There is no such attachment.', 'Diesen Anhang gibt es nicht.'),
}

export const inboxStateTexts: Readonly<Record<InboxState, Text>> = {
  new: text('New', 'Neu'),
  processed: text('Sorted', 'Zugeordnet'),
  attention: text('Needs attention', 'Bitte prüfen'),
}

export const handOverStateTexts: Readonly<Record<HandOverState, Text>> = {
  none: text('Not for the shop', 'Nicht für den Shop'),
  waiting: text('Waiting for the shop', 'Wartet auf den Shop'),
  done: text('Handed over', 'Übergeben'),
  failed: text('Hand-over failed', 'Übergabe fehlgeschlagen'),
}

interface RouteWords {
  name: Text
  why: Text
}

/** Where a mail belongs, and how one knows. */
export const routeTexts: Readonly<Record<InboxRoute, RouteWords>> = {
  bounce: {
    name: text('Returned', 'Zurückgekommen'),
    why: text(
      'a mail server reports that an email could not be delivered',
      'ein Mailserver meldet, dass eine E-Mail nicht zustellbar war',
    ),
  },
  reply: {
    name: text('Reply', 'Antwort'),
    why: text('it answers an email you sent', 'sie beantwortet eine von Ihnen gesendete E-Mail'),
  },
  alias: {
    name: text('Alias', 'Alias'),
    why: text('it was sent to an address of the alias domain', 'sie ging an eine Adresse der Alias-Domain'),
  },
  catch_all: {
    name: text('Catch-all', 'Catch-all'),
    why: text('it was sent to the catch-all domain', 'sie ging an die Catch-all-Domain'),
  },
  default_route: {
    name: text('Default', 'Standard'),
    why: text('nothing else fitted', 'nichts anderes passte'),
  },
  loop: {
    name: text('Our own', 'Eigene'),
    why: text(
      'it is an email of yours that came back to you',
      'sie ist eine eigene E-Mail, die zu Ihnen zurückkam',
    ),
  },
}
