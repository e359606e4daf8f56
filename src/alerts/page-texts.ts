import { inboxSettingsTexts } from '../hand-over/page-texts.ts'
import { text } from '../language/text.ts'

const { secretOnce, secretUse, copied, url, urlWrong } = inboxSettingsTexts

/** The page Alerts. Its webhook speaks as the one of the inbox does. */
export const alertPageTexts = {
  ...{ secretOnce, secretUse, copied, url, urlWrong },
  title: text('Alerts', 'Benachrichti\u00ADgungen'),
  now: text('What is wrong now', 'Was jetzt nicht stimmt'),
  nothingWrong: text('Nothing. All is well.', 'Nichts. Alles in Ordnung.'),
  past: text('Former outages', 'Frühere Ausfälle'),
  noPast: text('None so far.', 'Bisher keine.'),
  since: text('Since', 'Seit'),
  until: text('Until', 'Bis'),
  what: text('What', 'Was'),
  told: text('Told', 'Benachrichtigt'),
  openPage: text('Open the page', 'Seite öffnen'),
  who: text('Who is told', 'Wer benachrichtigt wird'),
  whoHint: text(
    'Once for each outage, and once when it is over; and before the client secret runs out. Mails leave through a server that works.',
    'Je Ausfall einmal, und einmal wenn er vorbei ist; außerdem bevor das Client-Secret abläuft. E-Mails gehen über einen Server, der funktioniert.',
  ),
  recipients: text('Email addresses', 'E-Mail-Adressen'),
  recipientsHint: text(
    'One in each line. Better not only mailboxes that Mailroom itself reads.',
    'Eine je Zeile. Besser nicht nur Postfächer, die Mailroom selbst liest.',
  ),
  recipientsWrong: (line: string) =>
    text(
      `“${line}” is no email address. Enter addresses like maria@example.com.`,
      `„${line}“ ist keine E-Mail-Adresse. Geben Sie Adressen ein wie maria@example.com.`,
    ),
  recipientsMany: text('Enter at most 20 addresses', 'Geben Sie höchstens 20 Adressen ein'),
  toldNow: (addresses: string) =>
    text(`Told by email now: ${addresses}`, `Per E-Mail benachrichtigt werden jetzt: ${addresses}`),
  toldNobody: text('Nobody is told by email now.', 'Per E-Mail wird jetzt niemand benachrichtigt.'),
  language: text('Language of the mails', 'Sprache der E-Mails'),
  german: text('Deutsch', 'Deutsch'),
  english: text('English', 'English'),
  urlHint: text(
    'Receives alerts as signed JSON, for a chat or a pager. Starts with https.',
    'Erhält Benachrichtigungen als signiertes JSON, etwa für einen Chat oder Pager. Beginnt mit https.',
  ),
  secret: text('Secret of the alert webhook', 'Geheimnis des Benachrichtigungs-Webhooks'),
  test: text('Send a test alert', 'Test\u00ADbenachrichtigung senden'),
  testHint: text(
    'To everyone and everything entered above, as saved.',
    'An alle und alles oben, so wie es gespeichert ist.',
  ),
  latest: text('Latest notices', 'Letzte Meldungen'),
  noNotices: text('None so far.', 'Bisher keine.'),
  byMail: text('Email', 'E-Mail'),
  byWebhook: text('Webhook', 'Webhook'),
  waiting: text('Waiting', 'Wartet'),
  sent: text('Told', 'Zugestellt'),
  queued: text('Handed to the outbox', 'An den Postausgang übergeben'),
  dropped: text('Overtaken', 'Überholt'),
  kindTest: text('Test', 'Test'),
  over: (what: string) => text(`Over: ${what}`, `Behoben: ${what}`),
  state: text('State', 'Zustand'),
  when: text('When', 'Wann'),
  tooManyTests: text(
    'Too many test alerts. Wait a few minutes.',
    'Zu viele Testbenachrichtigungen. Warten Sie einige Minuten.',
  ),
  problems: {
    'no-recipient': text('nobody to tell', 'niemand eingetragen'),
    'no-server': text('no outgoing server works now', 'kein Postausgangsserver funktioniert gerade'),
    'no-webhook': text('no webhook', 'kein Webhook'),
    'webhook-failed': text('the webhook did not take it', 'der Webhook hat sie nicht angenommen'),
    error: text('see the log', 'siehe Protokoll'),
  },
} as const
