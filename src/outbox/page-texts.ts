import { whatAnd } from '../failures/explain.ts'
import { type Text, text } from '../language/text.ts'
import type { MailState } from '../storage/generated/client.ts'

const unclear = (en: string, de: string) => whatAnd('delivery-unclear', text(en, de))

export const outboxPageTexts = {
  title: text('Outbox', 'Postausgang'),
  caption: text('Emails on their way out, newest first', 'E-Mails auf dem Weg hinaus, neueste zuerst'),
  all: text('All', 'Alle'),
  filters: text('Show', 'Anzeigen'),
  nothing: text('No emails here.', 'Hier sind keine E-Mails.'),
  nothingYet: text('No emails yet', 'Noch keine E-Mails'),
  nothingYetText: text(
    'Every email of the shop appears here as soon as it is stored: waiting, sent or failed, with the reason.',
    'Hier erscheint jede E-Mail des Shops, sobald sie gespeichert ist: wartend, gesendet oder fehlgeschlagen, mit Grund.',
  ),
  nothingFound: (query: string) => text(`Nothing found for “${query}”`, `Nichts gefunden zu „${query}“`),
  nothingFoundHint: text(
    'The search looks at the beginnings of words in subject, sender and recipients, and at the Message-ID.',
    'Gesucht wird nach Wortanfängen in Betreff, Absender und Empfängern sowie nach der Message-ID.',
  ),
  search: text('Search emails', 'E-Mails suchen'),
  searchHint: text(
    'Recipient, sender, words of the subject, or Message-ID',
    'Empfänger, Absender, Wörter aus dem Betreff oder Message-ID',
  ),
  find: text('Search', 'Suchen'),
  clear: text('Clear the search', 'Suche zurücksetzen'),
  csv: text('Download list (CSV)', 'Liste herunterladen (CSV)'),
  off: text(
    'Custom email servers are off: nothing is sent now, and all emails are kept.',
    'Benutzerdefinierte E-Mail-Server sind aus: Zurzeit wird nichts gesendet, alle E-Mails bleiben erhalten.',
  ),
  created: text('Created', 'Erstellt'),
  to: text('To', 'An'),
  more: (count: number) => text(`and ${count} more`, `und ${count} weitere`),
  subject: text('Subject', 'Betreff'),
  email: text('Email', 'E-Mail'),
  noSubject: text('(no subject)', '(kein Betreff)'),
  server: text('Server', 'Server'),
  now: text('now', 'jetzt'),
  whenWell: text('when sending works again', 'sobald der Versand wieder funktioniert'),
  noServer: text('not chosen yet', 'noch nicht gewählt'),
  state: text('Status', 'Status'),
  next: text('Next attempt', 'Nächster Versuch'),
  older: text('Older emails', 'Ältere E-Mails'),
  from: text('From', 'Von'),
  askedFrom: (from: string) => text(`(asked for: ${from})`, `(gewünscht: ${from})`),
  repliesTo: text('Replies go to', 'Antworten gehen an'),
  rule: text('Chosen because', 'Gewählt, weil'),
  sendAt: text('Not before', 'Nicht vor'),
  sentOn: text('Sent on', 'Gesendet am'),
  unsure: text('If the connection breaks', 'Bricht die Verbindung ab'),
  unsureOnce: text(
    'it is not sent again unless someone decides so',
    'wird sie nur erneut gesendet, wenn jemand das entscheidet',
  ),
  unsureRepeatable: text('it is sent again', 'wird sie erneut gesendet'),
  envelopeSender: text('Envelope sender', 'Umschlag-Absender'),
  serverAnswer: text('The server’s answer', 'Antwort des Servers'),
  serverMessageId: text('Message-ID given by the server', 'Vom Server vergebene Message-ID'),
  priority: text('Priority', 'Priorität'),
  priorityHigh: text('high', 'hoch'),
  priorityNormal: text('normal', 'normal'),
  priorityLow: text('low', 'niedrig'),
  ourId: text('Number in Mailroom', 'Nummer in Mailroom'),
  copy: text('(copy)', '(Kopie)'),
  blindCopy: text('(blind copy)', '(Blindkopie)'),
  someRefused: (refused: number, all: number) =>
    text(
      `${refused} of ${all} recipients were refused. The others have the email.`,
      `${refused} von ${all} Empfängern wurden abgelehnt. Die anderen haben die E-Mail.`,
    ),
  stored: text('Stored in the outbox', 'Im Postausgang gespeichert'),
  acceptedFor: (recipients: number) =>
    recipients === 1
      ? text('Accepted by the server', 'Vom Server angenommen')
      : text(
          `Accepted by the server for ${recipients} recipients`,
          `Vom Server für ${recipients} Empfänger angenommen`,
        ),
  attempt: (no: number, why: string) =>
    text(`Attempt ${no}: ${why}; will be tried again`, `Versuch ${no}: ${why}; neuer Versuch folgt`),
  following: text(
    'The email is on its way. This page renews itself.',
    'Die E-Mail ist unterwegs. Diese Seite erneuert sich von selbst.',
  ),
  reload: text('Reload', 'Neu laden'),
  arrivedWell: text('The server has taken the email.', 'Der Server hat die E-Mail angenommen.'),
  messageId: text('Message-ID', 'Message-ID'),
  size: text('Size', 'Größe'),
  attempts: text('Attempts', 'Versuche'),
  recipients: text('Recipients', 'Empfänger'),
  history: text('History', 'Verlauf'),
  why: text('Why', 'Warum'),
  retry: text('Send again', 'Erneut senden'),
  retryAll: text('Send again now', 'Jetzt erneut senden'),
  cancel: text('Cancel', 'Abbrechen'),
  arrived: text('It arrived', 'Sie ist angekommen'),
  cameIn: text('Came in about it', 'Dazu eingegangen'),
  reply: text('Reply', 'Antwort'),
  report: text('Report of a mail server', 'Meldung eines Mailservers'),
  returned: text('Returned', 'Zurückgekommen'),
  unclearMissing: unclear(
    'We looked in “Sent items” and did not find it. Send again?',
    'Im Ordner „Gesendete Elemente“ haben wir sie nicht gefunden. Erneut senden?',
  ),
  unclearUnseen: unclear(
    'We could not look in “Sent items”. Look there or ask the recipient, then decide.',
    'Im Ordner „Gesendete Elemente“ konnten wir nicht nachsehen. Sehen Sie dort nach oder fragen Sie den Empfänger und entscheiden Sie dann.',
  ),
  unclearLooking: unclear(
    'We are looking for it in “Sent items”; nothing needs to be done.',
    'Wir suchen sie im Ordner „Gesendete Elemente“; Sie müssen nichts tun.',
  ),
  gone: text('This email does not exist any more.', 'Diese E-Mail gibt es nicht mehr.'),
  moved: text(
    'The email has moved on meanwhile. Look at its status.',
    'Die E-Mail ist inzwischen weiter. Sehen Sie sich ihren Status an.',
  ),
  recipientWaiting: text('waiting', 'wartet'),
  recipientAccepted: text('accepted', 'angenommen'),
  recipientRefused: text('refused', 'abgelehnt'),
  recipientReturned: text(
    'accepted, reported as undeliverable later',
    'angenommen, später als unzustellbar gemeldet',
  ),
  accordingTo: (what: string, from: string) =>
    text(`${what} (according to a report from ${from})`, `${what} (laut einer Meldung von ${from})`),
}

export const stateTexts: Readonly<Record<MailState, Text>> = {
  waiting: text('Waiting', 'Wartet'),
  sending: text('Sending', 'Wird gesendet'),
  sent: text('Sent', 'Gesendet'),
  retry: text('Will retry', 'Neuer Versuch folgt'),
  attention: text('Needs attention', 'Bitte prüfen'),
  failed: text('Failed', 'Fehlgeschlagen'),
  cancelled: text('Cancelled', 'Abgebrochen'),
}

/** What happened to a mail, by the word the delivery writes. */
export const eventTexts: Readonly<Record<string, Text | undefined>> = {
  accepted: text('Accepted by the server', 'Vom Server angenommen'),
  retry: text('Not taken; will be tried again', 'Nicht angenommen; neuer Versuch folgt'),
  failed: text('Failed', 'Fehlgeschlagen'),
  attention: text('Unclear whether it arrived', 'Unklar, ob sie angekommen ist'),
  'handed-over': text(
    'Handed over, but the connection broke; we look in “Sent items”',
    'Übergeben, aber die Verbindung brach ab; wir sehen in „Gesendete Elemente“ nach',
  ),
  'not-in-sent-items': text('Not in “Sent items” yet', 'Noch nicht in „Gesendete Elemente“'),
  'sent-items-unreachable': text(
    'Could not look in “Sent items” just now',
    'In „Gesendete Elemente“ konnten wir gerade nicht nachsehen',
  ),
  verified: text('Verified in “Sent items”', 'In „Gesendete Elemente“ gefunden'),
  'sent-again': text('Sent again by hand', 'Von Hand erneut gesendet'),
  cancelled: text('Cancelled', 'Abgebrochen'),
  arrived: text('Confirmed as arrived', 'Als angekommen bestätigt'),
  returned: text('Came back: it could not be delivered', 'Kam zurück: Sie war nicht zustellbar'),
  delayed: text(
    'Delayed; the recipient’s server keeps trying',
    'Verzögert; der Server des Empfängers versucht es weiter',
  ),
}

/** The rule of the From filter that decided, after “chosen because”. */
export const ruleTexts: Readonly<Record<string, Text | undefined>> = {
  F: text('the email is meant for this server', 'die E-Mail für diesen Server bestimmt ist'),
  '1a': text('its From filter names the sender', 'sein Von-Filter den Absender nennt'),
  '1b': text('its From filter names the sender’s domain', 'sein Von-Filter die Domain des Absenders nennt'),
  '2a': text('its From filter names the default From', 'sein Von-Filter den Standard-Absender nennt'),
  '2b': text(
    'its From filter names the domain of the default From',
    'sein Von-Filter die Domain des Standard-Absenders nennt',
  ),
  '3': text('it takes every sender', 'er jeden Absender nimmt'),
  '4': text(
    'no From filter fits, and it is the first server',
    'kein Von-Filter passt und er der erste Server ist',
  ),
}
