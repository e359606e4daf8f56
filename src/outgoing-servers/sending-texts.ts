import { titleAnd } from '../failures/explain.ts'
import { text } from '../language/text.ts'

const notConnected = titleAnd('not-connected')

/** What a server's page says about the mails that leave through it. */
export const sendingTexts = {
  sendingTitle: text('Sending', 'Versand'),
  limits: text('Limits', 'Grenzen'),
  connections: text('Connections', 'Verbindungen'),
  connectionsUsed: (used: string, most: string) =>
    text(`${used} of ${most} in use`, `${used} von ${most} belegt`),
  pace: text('Emails per minute', 'E-Mails pro Minute'),
  pacePaced: (most: string) => text(`up to ${most}`, `bis zu ${most}`),
  paceFree: text('no limit entered', 'keine Grenze eingetragen'),
  recipientsDay: text('Recipients in 24 hours', 'Empfänger in 24 Stunden'),
  recipientsUsed: (used: string, most: string) => text(`${used} of ${most}`, `${used} von ${most}`),
  largestMail: text('Largest email', 'Größte E-Mail'),
  megabytes: (size: string) => text(`up to ${size} MB`, `bis zu ${size} MB`),
  microsoftLimits: text(
    'Microsoft sets these limits for each mailbox. All servers of this mailbox share them, and Mailroom keeps them.',
    'Microsoft setzt diese Grenzen für jedes Postfach. Alle Server dieses Postfachs teilen sie sich, und Mailroom hält sie ein.',
  ),
  nothingWaits: text('No emails are waiting.', 'Es warten keine E-Mails.'),
  waitingNow: (count: string, last: string) =>
    text(
      `${count} waiting. The next one leaves now, the last one ${last}.`,
      `${count} wartend. Die nächste geht jetzt hinaus, die letzte ${last}.`,
    ),
  waitingUntil: (count: string, next: string, last: string) =>
    text(
      `${count} waiting. The next one leaves ${next}, the last one ${last}.`,
      `${count} wartend. Die nächste geht ${next} hinaus, die letzte ${last}.`,
    ),
  oneWaitsNow: text('1 waiting. It leaves now.', '1 wartend. Sie geht jetzt hinaus.'),
  oneWaitsUntil: (next: string) =>
    text(`1 waiting. It leaves ${next}.`, `1 wartend. Sie geht ${next} hinaus.`),
  waitHeld: (count: string) =>
    text(
      `Waiting: ${count}. They leave by themselves as soon as sending works again.`,
      `Wartend: ${count}. Sie gehen von selbst hinaus, sobald der Versand wieder funktioniert.`,
    ),
  waitOff: (count: string) =>
    text(
      `Waiting: ${count}. Custom email servers are off: nothing is sent now.`,
      `Wartend: ${count}. Benutzerdefinierte E-Mail-Server sind aus: Zurzeit wird nichts gesendet.`,
    ),
  moreThan: (count: string) => text(`more than ${count}`, `mehr als ${count}`),
  at: (clock: string) => text(`at ${clock}`, `um ${clock} Uhr`),
  about: (clock: string) => text(`at about ${clock}`, `gegen ${clock} Uhr`),
  notBefore: (clock: string) => text(`not before ${clock}`, `nicht vor ${clock} Uhr`),
  on: (day: string) => text(`on ${day}`, `am ${day}`),
  sharedWaiting: text(
    'Counted for all servers of this mailbox.',
    'Gezählt für alle Server dieses Postfachs.',
  ),

  pausedTitle: (short: string) => text(`Sending is paused: ${short}`, `Versand angehalten: ${short}`),
  pausedFrom: (from: string, short: string) =>
    text(`Emails from ${from} are paused: ${short}`, `E-Mails von ${from} sind angehalten: ${short}`),
  pausedSince: text('Paused since', 'Angehalten seit'),
  nextTry: text('Next try', 'Nächster Versuch'),
  tryNow: text('Try now', 'Jetzt versuchen'),
  tryHint: text(
    'One waiting email is sent as a trial; the others follow if it is taken.',
    'Eine wartende E-Mail wird zur Probe gesendet; wird sie angenommen, folgen die anderen.',
  ),
  tryNeedsMail: text(
    'No email is waiting that could try it. Send a test email.',
    'Es wartet keine E-Mail, mit der es sich versuchen ließe. Senden Sie eine Test-E-Mail.',
  ),
  pausedBadge: (short: string) => text(`Paused: ${short}`, `Angehalten: ${short}`),
  waitingBadge: (count: string) => text(`${count} waiting`, `${count} wartend`),

  testMailTitle: text('Send test email', 'Test-E-Mail senden'),
  testMailTo: text('Send test email to', 'Test-E-Mail senden an'),
  testMailHint: text(
    'A short email leaves through this server. The next page shows whether it was taken.',
    'Eine kurze E-Mail geht über diesen Server hinaus. Die nächste Seite zeigt, ob sie angenommen wurde.',
  ),
  testMailSend: text('Send test email', 'Test-E-Mail senden'),
  testMailToWrong: text(
    'Enter one email address, like info@mein-shop.de',
    'Geben Sie eine E-Mail-Adresse ein, zum Beispiel info@mein-shop.de',
  ),
  testMailArchived: text(
    'A test email cannot be sent: this server is archived. Restore it first.',
    'Eine Test-E-Mail geht jetzt nicht: Dieser Server ist archiviert. Stellen Sie ihn zuerst wieder her.',
  ),
  testMailOff: text(
    'A test email cannot be sent: custom email servers are off. Switch them on in General settings.',
    'Eine Test-E-Mail geht jetzt nicht: Benutzerdefinierte E-Mail-Server sind aus. Schalten Sie sie in den Allgemeinen Einstellungen ein.',
  ),
  testMailNotConnected: text(
    `${notConnected.en} Without it no test email can be sent. Connect it first.`,
    `${notConnected.de} Ohne geht keine Test-E-Mail. Verbinden Sie es zuerst.`,
  ),
  testMailNoSender: text(
    'A test email cannot be sent: no sender fits this server. Enter an address in its From filter or a default From in General settings.',
    'Eine Test-E-Mail geht jetzt nicht: Kein Absender passt zu diesem Server. Tragen Sie eine Adresse in seinen Von-Filter ein oder einen Standard-Absender in die Allgemeinen Einstellungen.',
  ),
  testMailTooMany: text(
    'This server has sent many test emails in the last ten minutes. Wait a little.',
    'Dieser Server hat in den letzten zehn Minuten viele Test-E-Mails gesendet. Warten Sie ein wenig.',
  ),
  testMailSubject: text('Test email from Mailroom', 'Test-E-Mail von Mailroom'),
  testMailText: (server: string, by: string) =>
    text(
      `This email shows that the outgoing server “${server}” can send.\n\n${by} sent it by hand. You need not do anything.\n`,
      `Diese E-Mail zeigt, dass der Postausgangsserver „${server}“ senden kann.\n\n${by} hat sie von Hand gesendet. Sie müssen nichts tun.\n`,
    ),
}
