import { text } from '../language/text.ts'
import { mailServerTexts } from '../mail-servers/texts.ts'
import { explainTexts } from './explain-texts.ts'
import { senderTexts } from './sender-texts.ts'
import { sendingTexts } from './sending-texts.ts'

export const outgoingServerTexts = {
  ...mailServerTexts,
  ...explainTexts,
  ...senderTexts,
  ...sendingTexts,
  title: text('Outgoing servers', 'Postausgangs\u00ADserver'),
  newTitle: text('New outgoing server', 'Neuer Postausgangs\u00ADserver'),
  add: text('Add outgoing server', 'Postausgangs\u00ADserver anlegen'),
  caption: text('All outgoing servers with their state', 'Alle Postausgangsserver mit ihrem Zustand'),
  emptyTitle: text('No outgoing server yet', 'Noch kein Postausgangsserver'),
  emptyText: text(
    'Order confirmations and password mails are not being sent.',
    'Bestellbestätigungen und Passwort-E-Mails werden nicht gesendet.',
  ),
  order: text(
    'If several servers fit, the one with the lowest number is used.',
    'Passen mehrere Server, gilt der mit der kleinsten Zahl.',
  ),
  usernameHint: text(
    'The mailbox that sends, for example orders@mein-shop.de. You must be able to sign in with it at Microsoft.',
    'Das sendende Postfach, zum Beispiel bestellung@mein-shop.de. Sie müssen sich damit bei Microsoft anmelden können.',
  ),
  fromFilter: text('From filter', 'Von-Filter'),
  fromFilterHint: text(
    'Use this server only for this address or domain. Empty: for every sender.',
    'Nur für diese Adresse oder Domain verwenden. Leer: für jeden Absender.',
  ),
  fromFilterWrong: text(
    'From filter must be an address or a domain, like mein-shop.de; at most 20, with commas between',
    'Der Von-Filter muss eine Adresse oder Domain sein, zum Beispiel mein-shop.de; höchstens 20, mit Komma getrennt',
  ),
  everySender: text('every sender', 'jeder Absender'),
  alsoRead: text('Also read this mailbox in the shop', 'Dieses Postfach auch im Shop lesen'),
  alsoReadHint: text(
    'Creates an incoming server. Asks Microsoft for read permission in the same step.',
    'Legt einen Posteingangsserver an. Fragt Microsoft im selben Schritt nach der Leseberechtigung.',
  ),
  host: text('SMTP server', 'SMTP-Server'),
  hostHint: text('smtp.office365.com for Microsoft 365', 'smtp.office365.com für Microsoft 365'),
  hostWrong: text(
    'SMTP server must be a name like smtp.office365.com',
    'Der SMTP-Server muss ein Name sein wie smtp.office365.com',
  ),
  portHint: text('587 (STARTTLS) or 465 (TLS)', '587 (STARTTLS) oder 465 (TLS)'),
  portWrong: text('Port must be 587 or 465', 'Der Port muss 587 oder 465 sein'),
  outlookEncryption: text('Outlook needs STARTTLS on port 587', 'Outlook braucht STARTTLS auf Port 587'),
  rate: text('Emails per minute', 'E-Mails pro Minute'),
  rateHint: text('Microsoft allows 30.', 'Microsoft erlaubt 30.'),
  rateWrong: text(
    'Emails per minute must be a number from 1 to 30',
    'E-Mails pro Minute muss eine Zahl von 1 bis 30 sein',
  ),
  usedByDefaultFrom: (name: string, from: string) =>
    text(
      `“${name}” is still used: only it accepts the default From ${from}. Change the default From or another server’s From filter first.`,
      `„${name}“ wird noch gebraucht: Nur dieser Server lässt den Standard-Absender ${from} zu. Ändern Sie zuerst den Standard-Absender oder den Von-Filter eines anderen Servers.`,
    ),
  removeTitle: (name: string) => text(`Delete “${name}”?`, `„${name}“ löschen?`),
  removeText: text(
    'Mail for this server then leaves through another server that fits, or waits.',
    'E-Mails für diesen Server gehen dann über einen anderen passenden Server oder warten.',
  ),

  fromMissing: text(
    'There is no From, and General settings has no default From. Enter a default From.',
    'Es gibt keinen Absender, und in den Allgemeinen Einstellungen steht kein Standard-Absender. Tragen Sie ihn dort ein.',
  ),
  forcedGone: text(
    'The server chosen for this mail does not exist any more.',
    'Den Server, der für diese E-Mail gewählt wurde, gibt es nicht mehr.',
  ),
  forcedArchived: (name: string) =>
    text(
      `“${name}” was chosen for this mail, but is archived.`,
      `„${name}“ wurde für diese E-Mail gewählt, ist aber archiviert.`,
    ),
  addressWrong: (address: string) =>
    text(`${address} is not an email address`, `${address} ist keine E-Mail-Adresse`),
  needsSmtpUtf8: (address: string) =>
    text(
      `${address} has letters before the @ that only mail servers with SMTPUTF8 take. Use another address.`,
      `${address} hat Buchstaben vor dem @, die nur Mailserver mit SMTPUTF8 annehmen. Verwenden Sie eine andere Adresse.`,
    ),
}
