import { text } from '../language/text.ts'

export const apiTokenTexts = {
  title: text('API tokens', 'API-Token'),
  intro: text(
    'With a token, the shop or another program hands its mail over to Mailroom, or reads received mail. Give each program a token of its own, so that you can revoke one without stopping the others.',
    'Mit einem Token übergibt der Shop oder ein anderes Programm seine E-Mails an Mailroom oder liest empfangene E-Mails. Geben Sie jedem Programm ein eigenes Token, damit Sie eines widerrufen können, ohne die anderen anzuhalten.',
  ),
  description: text('Description for developers (OpenAPI)', 'Beschreibung für Entwickler (OpenAPI)'),
  caption: text('API tokens, newest first', 'API-Token, neueste zuerst'),
  none: text('No program has a token yet.', 'Noch kein Programm hat ein Token.'),
  name: text('Name', 'Name'),
  nameHint: text(
    'Which program uses it, for example “Web shop”.',
    'Welches Programm es verwendet, zum Beispiel „Webshop“.',
  ),
  nameMissing: text(
    'Enter a name of up to 60 characters',
    'Geben Sie einen Namen mit höchstens 60 Zeichen ein',
  ),
  nameTaken: text(
    'There is a token with this name already. Choose another name, or revoke that one first.',
    'Ein Token mit diesem Namen gibt es schon. Wählen Sie einen anderen Namen oder widerrufen Sie erst jenes.',
  ),
  may: text('May', 'Darf'),
  send: text('Send mail', 'E-Mails senden'),
  read: text('Read received mail', 'Empfangene E-Mails lesen'),
  sendHint: text(
    'The program hands mail over and asks what became of it.',
    'Das Programm übergibt E-Mails und fragt, was aus ihnen wurde.',
  ),
  readHint: text(
    'The program reads every received mail with its attachments.',
    'Das Programm liest alle empfangenen E-Mails mit ihren Anhängen.',
  ),
  mayNothing: text(
    'Choose at least one thing that the program may do',
    'Wählen Sie mindestens eines, was das Programm darf',
  ),
  endsIn: text('Ends in', 'Endet auf'),
  made: text('Created', 'Erstellt'),
  by: (name: string) => text(`by ${name}`, `von ${name}`),
  lastUsed: text('Last used', 'Zuletzt verwendet'),
  never: text('never', 'nie'),
  state: text('Validity', 'Gültigkeit'),
  valid: text('Valid', 'Gültig'),
  revoked: text('Revoked', 'Widerrufen'),
  action: text('Action', 'Aktion'),
  make: text('Create token', 'Token erstellen'),
  makeTitle: text('New token', 'Neues Token'),
  madeTitle: (name: string) => text(`The token for ${name}`, `Das Token für ${name}`),
  shownOnce: text(
    'Copy it now and store it in the program. It is shown this one time only; Mailroom keeps no copy of it.',
    'Kopieren Sie es jetzt und hinterlegen Sie es im Programm. Es wird nur dieses eine Mal angezeigt; Mailroom behält keine Kopie.',
  ),
  holderSends: text(
    'Whoever has it can send mail in the name of the shop.',
    'Wer es hat, kann im Namen des Shops E-Mails senden.',
  ),
  holderReads: text(
    'Whoever has it can read all received mail.',
    'Wer es hat, kann alle empfangenen E-Mails lesen.',
  ),
  handLikePassword: text('Do not send it by email.', 'Verschicken Sie es nicht per E-Mail.'),
  toList: text('I have copied it', 'Ich habe es kopiert'),
  revoke: text('Revoke', 'Widerrufen'),
  revokeNamed: (name: string) => text(`Revoke ${name}`, `${name} widerrufen`),
  revokeTitle: (name: string) => text(`Revoke the token “${name}”?`, `Token „${name}“ widerrufen?`),
  revokeText: text(
    'The program that uses it can neither hand over mail nor read received mail from this moment on. Mail that is already in the outbox still leaves. This cannot be undone.',
    'Das Programm, das es verwendet, kann ab sofort keine E-Mails mehr übergeben und keine empfangenen mehr lesen. E-Mails, die schon im Postausgang sind, werden noch gesendet. Das lässt sich nicht rückgängig machen.',
  ),
  keep: text('Keep it', 'Behalten'),
  gone: text('This token does not exist any more.', 'Dieses Token gibt es nicht mehr.'),
}
