import { text } from '../language/text.ts'

/** What admins read about invitations. */
export const invitationTexts = {
  title: text('Invitations', 'Einladungen'),
  servers: text('Outgoing servers', 'Postausgangs\u00ADserver'),
  inviteTitle: text('Invite the mailbox’s owner', 'Person einladen, der das Postfach gehört'),
  inviteText: text(
    'You cannot sign in with this mailbox yourself? Send its owner a link. They connect this one mailbox and see nothing of the shop admin.',
    'Sie können sich mit diesem Postfach nicht selbst anmelden? Senden Sie der Person, der es gehört, einen Link. Sie verbindet nur dieses Postfach und sieht nichts von der Shop-Verwaltung.',
  ),
  invite: text('Make an invitation link', 'Einladungslink erstellen'),
  inviteAgain: text('Make a new link', 'Neuen Link erstellen'),
  replaces: text('A new link replaces the one before.', 'Ein neuer Link ersetzt den bisherigen.'),
  savedFirst: text(
    'The link is for the saved user name. Save your changes first.',
    'Der Link gilt für den gespeicherten Benutzernamen. Speichern Sie Änderungen zuerst.',
  ),
  openUntil: (mailbox: string, by: string, until: string) =>
    text(
      `${mailbox}, invited by ${by}, valid until ${until}`,
      `${mailbox}, eingeladen von ${by}, gültig bis ${until}`,
    ),
  revoke: text('Revoke', 'Widerrufen'),
  listText: text(
    'Links that have been sent and not been used yet. A link works once, for seven days.',
    'Links, die verschickt und noch nicht benutzt wurden. Ein Link gilt einmal, sieben Tage lang.',
  ),
  allOpen: text('All open invitations', 'Alle offenen Einladungen'),
  empty: text('No invitation is open.', 'Keine Einladung ist offen.'),

  madeTitle: (mailbox: string) => text(`Invitation for ${mailbox}`, `Einladung für ${mailbox}`),
  shownOnce: text(
    'This link is shown only now. Copy it, or send one of the messages below.',
    'Dieser Link wird nur jetzt angezeigt. Kopieren Sie ihn oder senden Sie eine der Nachrichten unten.',
  ),
  linkLabel: text('The link', 'Der Link'),
  facts: (mailbox: string, until: string) =>
    text(
      `It works once, until ${until}, and only for ${mailbox}. Send it to nobody else: whoever has the link can use it, but has to sign in at Microsoft with this mailbox.`,
      `Er gilt einmal, bis ${until}, und nur für ${mailbox}. Geben Sie ihn niemandem sonst: Wer den Link hat, kann ihn benutzen, muss sich bei Microsoft aber mit diesem Postfach anmelden.`,
    ),
  messageTitle: text('A message to send', 'Eine Nachricht zum Verschicken'),
  inGerman: text('In German', 'Auf Deutsch'),
  inEnglish: text('In English', 'Auf Englisch'),
  writeMail: text('Write an email', 'E-Mail schreiben'),
  toServer: text('Back to the server', 'Zurück zum Server'),

  gone: text(
    'This invitation is not open any more. It was used, revoked, or its time has run out.',
    'Diese Einladung ist nicht mehr offen. Sie wurde benutzt, widerrufen oder ist abgelaufen.',
  ),
  noMailbox: text(
    'Only the owner of an Outlook mailbox can be invited. Choose “Outlook account” and save the user name first.',
    'Einladen lässt sich nur, wem ein Outlook-Postfach gehört. Wählen Sie zuerst „Outlook-Konto“ und speichern Sie den Benutzernamen.',
  ),
  isArchived: text(
    'This server is archived. Restore it first.',
    'Dieser Server ist archiviert. Stellen Sie ihn zuerst wieder her.',
  ),
}
