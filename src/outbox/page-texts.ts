import { type Text, text } from '../language/text.ts'
import type { MailState } from '../storage/generated/client.ts'

export const outboxPageTexts = {
  title: text('Outbox', 'Postausgang'),
  caption: text('Mails on their way out, newest first', 'E-Mails auf dem Weg hinaus, neueste zuerst'),
  all: text('All', 'Alle'),
  filters: text('Show', 'Anzeigen'),
  nothing: text('No mails here.', 'Hier sind keine E-Mails.'),
  created: text('Created', 'Erstellt'),
  to: text('To', 'An'),
  more: (count: number) => text(`and ${count} more`, `und ${count} weitere`),
  subject: text('Subject', 'Betreff'),
  noSubject: text('(no subject)', '(kein Betreff)'),
  server: text('Server', 'Server'),
  noServer: text('not chosen yet', 'noch nicht gewählt'),
  state: text('Status', 'Status'),
  next: text('Next attempt', 'Nächster Versuch'),
  older: text('Older mails', 'Ältere E-Mails'),
  from: text('From', 'Von'),
  sentAs: text('Sent as', 'Gesendet als'),
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
  unclearMissing: text(
    'The connection broke after the email was handed over. It may have been delivered. We looked in "Sent items" and did not find it. Send again?',
    'Die Verbindung brach ab, nachdem die E-Mail übergeben war. Sie wurde möglicherweise zugestellt. Im Ordner „Gesendete Elemente“ haben wir sie nicht gefunden. Erneut senden?',
  ),
  unclearUnseen: text(
    'The connection broke after the email was handed over. It may have been delivered. We could not look in "Sent items". Look there or ask the recipient, then decide.',
    'Die Verbindung brach ab, nachdem die E-Mail übergeben war. Sie wurde möglicherweise zugestellt. Im Ordner „Gesendete Elemente“ konnten wir nicht nachsehen. Sehen Sie dort nach oder fragen Sie den Empfänger und entscheiden Sie dann.',
  ),
  unclearLooking: text(
    'The connection broke after the email was handed over. It may have been delivered. We are looking for it in "Sent items"; nothing needs to be done.',
    'Die Verbindung brach ab, nachdem die E-Mail übergeben war. Sie wurde möglicherweise zugestellt. Wir suchen sie im Ordner „Gesendete Elemente“; Sie müssen nichts tun.',
  ),
  gone: text('This mail does not exist any more.', 'Diese E-Mail gibt es nicht mehr.'),
  moved: text(
    'The mail has moved on meanwhile. Look at its state below.',
    'Die E-Mail ist inzwischen weiter. Sehen Sie sich ihren Status an.',
  ),
  recipientWaiting: text('waiting', 'wartet'),
  recipientAccepted: text('accepted', 'angenommen'),
  recipientRefused: text('refused', 'abgelehnt'),
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
    'Handed over, but the connection broke; we look in "Sent items"',
    'Übergeben, aber die Verbindung brach ab; wir sehen in „Gesendete Elemente“ nach',
  ),
  'not-in-sent-items': text('Not in "Sent items" yet', 'Noch nicht in „Gesendete Elemente“'),
  'sent-items-unreachable': text(
    'Could not look in "Sent items" just now',
    'In „Gesendete Elemente“ konnten wir gerade nicht nachsehen',
  ),
  verified: text('Verified in "Sent items"', 'In „Gesendete Elemente“ gefunden'),
  'sent-again': text('Sent again by hand', 'Von Hand erneut gesendet'),
  cancelled: text('Cancelled', 'Abgebrochen'),
  arrived: text('Confirmed as arrived', 'Als angekommen bestätigt'),
}
