import { titleAnd, titleOf } from '../failures/explain.ts'
import { text } from '../language/text.ts'

const mails = (n: number) => (n === 1 ? '1 email' : `${n} emails`)
const mailsDe = (n: number) => (n === 1 ? '1 E-Mail' : `${n} E-Mails`)
const days = (n: number) => (n === 1 ? '1 day' : `${n} days`)
const daysDe = (n: number) => (n === 1 ? '1 Tag' : `${n} Tagen`)

/** What is wrong, in one line: for banners, lists and the subject of a mail. */
export const troubleTexts = {
  worker: text('Mail stood still: Mailroom was not running', 'E-Mails standen still: Mailroom lief nicht'),
  'outlook-account': (mailbox: string) =>
    text(`Mail through ${mailbox} has stopped`, `E-Mails über ${mailbox} sind gestoppt`),
  'outgoing-server': (name: string) => text(`“${name}” has stopped sending`, `„${name}“ sendet nicht mehr`),
  'incoming-server': (name: string) =>
    text(`Mail is not fetched through “${name}”`, `Über „${name}“ werden keine E-Mails abgerufen`),
  sender: (from: string) => text(`Mail from ${from} is refused`, `E-Mails von ${from} werden abgelehnt`),
  outbox: (n: number) =>
    text(
      `${mails(n)} need${n === 1 ? 's' : ''} your decision`,
      `${mailsDe(n)} ${n === 1 ? 'braucht' : 'brauchen'} Ihre Entscheidung`,
    ),
  inbox: (n: number) =>
    text(
      `${mails(n)} that came in could not be read`,
      `${mailsDe(n)} im Posteingang ${n === 1 ? 'konnte' : 'konnten'} nicht gelesen werden`,
    ),
  'hand-over': (host: string) =>
    text(`Received mail does not reach ${host}`, `Empfangene E-Mails erreichen ${host} nicht`),
  'new-secret': text('The new client secret is refused', 'Das neue Client-Secret wird abgelehnt'),
  'secret-expires': (n: number) =>
    n > 0
      ? text(`The client secret expires in ${days(n)}`, `Das Client-Secret läuft in ${daysDe(n)} ab`)
      : titleOf('client-secret-expired'),
}

/** What it means, where no failure of the catalogue says it. */
export const meaningTexts = {
  worker: text(
    'Nothing was sent or fetched in that time. Waiting mail is sent now; nothing was lost. Ask your hosting partner why it stopped.',
    'In dieser Zeit wurde nichts gesendet oder abgerufen. Wartende E-Mails gehen jetzt hinaus; nichts ging verloren. Fragen Sie Ihren Hosting-Partner nach dem Grund.',
  ),
  'incoming-server': text(
    'Nobody has looked into the mailbox for longer than is usual, and no error is known. Is Mailroom running, and is the database well?',
    'Seit ungewöhnlich langer Zeit hat niemand in das Postfach gesehen, und ein Fehler ist nicht bekannt. Läuft Mailroom, und geht es der Datenbank gut?',
  ),
  'outlook-account': titleAnd(
    'reconnect-needed',
    text('Waiting mail is kept.', 'Wartende E-Mails bleiben erhalten.'),
  ),
  outbox: text(
    'The connection broke after they were handed over, so they may have been delivered. Decide whether they are sent again.',
    'Die Verbindung brach nach der Übergabe ab; sie wurden möglicherweise zugestellt. Entscheiden Sie, ob sie erneut gesendet werden.',
  ),
  inbox: text(
    'They are stored. Look at the reason, read them again, or download them.',
    'Sie sind gespeichert. Sehen Sie den Grund an, lassen Sie sie erneut lesen oder laden Sie sie herunter.',
  ),
  'hand-over': text(
    'They are stored and wait. Test the webhook and switch it on again.',
    'Sie sind gespeichert und warten. Testen Sie den Webhook und schalten Sie ihn wieder ein.',
  ),
  'new-secret': text(
    'The one before is still in use. Copy the new one once more before that runs out.',
    'Das bisherige ist noch in Gebrauch. Kopieren Sie das neue noch einmal, bevor es abläuft.',
  ),
  'secret-expires': text(
    'Then the shop cannot send or read mail. Create a new one at Microsoft (guide, step 5) and replace it here.',
    'Dann kann der Shop keine E-Mails mehr senden oder abrufen. Erzeugen Sie bei Microsoft ein neues (Anleitung, Schritt 5) und ersetzen Sie es hier.',
  ),
}

export const alertTexts = {
  since: text('Since', 'Seit'),
  until: text('Until', 'Bis'),
  servers: text('Servers', 'Server'),
  whatToDo: text('What to do', 'Was zu tun ist'),
  openPage: text('Open the page', 'Seite öffnen'),
  recovered: (what: string) => text(`Over: ${what}`, `Behoben: ${what}`),
  recoveredText: text(
    'It works again. You need not do anything.',
    'Es funktioniert wieder. Sie müssen nichts tun.',
  ),
  testSubject: text('Test: alerts reach you', 'Test: Benachrichtigungen kommen an'),
  testText: text(
    'This is what an alert of Mailroom looks like. You need not do anything.',
    'So sieht eine Benachrichtigung von Mailroom aus. Sie müssen nichts tun.',
  ),
  signature: text(
    'Mailroom tells you once for each outage, and once when it is over. Who is told is decided under',
    'Mailroom benachrichtigt Sie je Ausfall einmal, und einmal wenn er vorbei ist. Wer benachrichtigt wird, steht unter',
  ),
  savedMeanwhile: (who: string) =>
    text(
      `${who} saved in the meantime. Your entries are below; compare and save again.`,
      `${who} hat inzwischen gespeichert. Ihre Eingaben stehen unten; vergleichen und speichern Sie erneut.`,
    ),
}
