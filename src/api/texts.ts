import { text } from '../language/text.ts'

export const apiTexts = {
  noToken: text(
    'Send a valid API token: Authorization: Bearer mailroom_…',
    'Senden Sie ein gültiges API-Token mit: Authorization: Bearer mailroom_…',
  ),
  mayNotSend: text('This token must not send mail.', 'Dieses Token darf keine E-Mails senden.'),
  mayNotRead: text(
    'This token must not read received mail.',
    'Dieses Token darf keine empfangenen E-Mails lesen.',
  ),
  notHere: text('There is nothing at this address.', 'Unter dieser Adresse gibt es nichts.'),
  notJson: text('The body is not valid JSON.', 'Der Inhalt ist kein gültiges JSON.'),
  wrongType: text(
    'Send the mail as application/json or multipart/form-data.',
    'Senden Sie die E-Mail als application/json oder multipart/form-data.',
  ),
  tooMuch: text(
    'The request is larger than a mail may be.',
    'Die Anfrage ist größer, als eine E-Mail sein darf.',
  ),
  unreadable: text('The request could not be read.', 'Die Anfrage ist nicht lesbar.'),
  mailFirst: text(
    'The first part of the form must be the field “mail” with the mail as JSON.',
    'Der erste Teil des Formulars muss das Feld „mail“ mit der E-Mail als JSON sein.',
  ),
  filesDiffer: text(
    'The files of the form must be as many as “attachments” names, in the same order.',
    'Das Formular muss so viele Dateien enthalten, wie „attachments“ nennt, in derselben Reihenfolge.',
  ),
  keysDiffer: text(
    'The header Idempotency-Key and “idempotencyKey” name different keys.',
    'Die Kopfzeile Idempotency-Key und „idempotencyKey“ nennen verschiedene Schlüssel.',
  ),
}
