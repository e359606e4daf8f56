import { text } from '../language/text.ts'

/** What the owner of a mailbox reads, who is no admin and may know nothing of this shop's mail. */
export const ownerTexts = {
  title: text('Connect your mailbox', 'Ihr Postfach verbinden'),
  lead: (by: string, shop: string, mailbox: string) =>
    text(
      `${by} of ${shop} asks you to connect the mailbox ${mailbox} with the shop.`,
      `${by} von ${shop} bittet Sie, das Postfach ${mailbox} mit dem Shop zu verbinden.`,
    ),
  mayTitle: text('What the shop may do then', 'Was der Shop danach darf'),
  maySend: (mailbox: string) => text(`send emails as ${mailbox}`, `E-Mails als ${mailbox} senden`),
  mayRead: text('read the emails of this mailbox', 'die E-Mails dieses Postfachs lesen'),
  mayStay: text('do so until you or the shop end it', 'das tun, bis Sie oder der Shop es beenden'),
  mayNotTitle: text('What it may not', 'Was er nicht darf'),
  notRead: text('read your emails', 'Ihre E-Mails lesen'),
  notPassword: text('see your password', 'Ihr Passwort sehen'),
  notOthers: text(
    'use another mailbox, your calendar, your contacts or your files',
    'ein anderes Postfach, Ihren Kalender, Ihre Kontakte oder Ihre Dateien nutzen',
  ),
  howTitle: text('How it goes', 'So geht es'),
  howSignIn: (mailbox: string) =>
    text(`You sign in at Microsoft as ${mailbox}.`, `Sie melden sich bei Microsoft als ${mailbox} an.`),
  howAccept: text(
    'Microsoft asks for your consent. Choose “Accept”.',
    'Microsoft fragt nach Ihrer Zustimmung. Wählen Sie „Akzeptieren“.',
  ),
  howBack: text('You come back here, and that is all.', 'Sie kommen hierher zurück, und das war es.'),
  go: text('Connect the mailbox', 'Postfach verbinden'),
  once: (until: string, zone: string) =>
    text(
      `This link works once, until ${until} (${zone}).`,
      `Dieser Link gilt einmal, bis ${until} (${zone}).`,
    ),
  unexpected: text(
    'If you did not expect this, close the page. Nothing happens then.',
    'Wenn Sie das nicht erwartet haben, schließen Sie die Seite. Dann geschieht nichts.',
  ),
  withdraw: text(
    'You can end it at any time at myapps.microsoft.com.',
    'Sie können es jederzeit unter myapps.microsoft.com beenden.',
  ),
  notReadyTitle: text('The shop is not ready yet', 'Der Shop ist noch nicht so weit'),
  notReady: (by: string) =>
    text(
      `The shop’s own set-up at Microsoft is not complete. Tell ${by}, and open this link again later.`,
      `Der Shop ist bei Microsoft noch nicht fertig eingerichtet. Sagen Sie ${by} Bescheid und öffnen Sie diesen Link später noch einmal.`,
    ),

  youLeave: (host: string) => text(`You go to ${host} now.`, `Sie gehen jetzt zu ${host}.`),
  notBack: (by: string) =>
    text(
      `If Microsoft shows an error and you do not come back, tell ${by}.`,
      `Zeigt Microsoft einen Fehler und Sie kommen nicht zurück, sagen Sie ${by} Bescheid.`,
    ),

  connectedText: (mailbox: string, shop: string) =>
    text(
      `${mailbox} is connected with ${shop}. You need not do anything else and can close this page.`,
      `${mailbox} ist mit ${shop} verbunden. Sie brauchen nichts weiter zu tun und können diese Seite schließen.`,
    ),
  wrongText: (got: string, want: string) =>
    text(
      `At Microsoft ${got} signed in. This link connects only ${want}, with its own account. Nothing was saved.`,
      `Bei Microsoft hat sich ${got} angemeldet. Dieser Link verbindet nur ${want}, mit dessen eigenem Konto. Es wurde nichts gespeichert.`,
    ),
  shared: (want: string, by: string) =>
    text(
      `Do you use ${want} as a shared mailbox, with an account of your own? Then ask ${by}: only the shop’s administrators can connect it.`,
      `Nutzen Sie ${want} als freigegebenes Postfach mit Ihrem eigenen Konto? Dann wenden Sie sich an ${by}: Das können nur die Administratoren des Shops verbinden.`,
    ),
  otherIdentity: (want: string, by: string) =>
    text(
      `${want} is connected with another Microsoft account, and that connection works. It was left as it is. Ask ${by}.`,
      `${want} ist mit einem anderen Microsoft-Konto verbunden, und diese Verbindung funktioniert. Sie blieb, wie sie war. Fragen Sie ${by}.`,
    ),
  approvalNeeded: text(
    'Nothing was changed. In your organisation only an administrator can give this consent.',
    'Es wurde nichts geändert. In Ihrer Organisation kann nur ein Administrator dem zustimmen.',
  ),
  approvalAfter: text(
    'After the approval, try again here or open the link once more.',
    'Versuchen Sie es nach der Zustimmung hier noch einmal oder öffnen Sie den Link erneut.',
  ),
  deniedText: text(
    'Nothing was changed. Without your consent the shop does not use the mailbox.',
    'Es wurde nichts geändert. Ohne Ihre Zustimmung nutzt der Shop das Postfach nicht.',
  ),
  failedTitle: text('The mailbox could not be connected', 'Das Postfach konnte nicht verbunden werden'),
  failedText: (by: string) =>
    text(
      `Nothing was changed, and it is not your fault. Tell ${by} what stands here:`,
      `Es wurde nichts geändert, und es liegt nicht an Ihnen. Geben Sie ${by} weiter, was hier steht:`,
    ),
  runOutText: text(
    'It took longer than 10 minutes, or the way back was opened twice. Nothing was changed.',
    'Es hat länger als 10 Minuten gedauert, oder der Rückweg wurde zweimal geöffnet. Es wurde nichts geändert.',
  ),
  tryAgain: text('Try again', 'Erneut versuchen'),

  invalidTitle: text('This link is not valid', 'Dieser Link ist nicht gültig'),
  invalidText: text(
    'It may be incomplete, or the shop has withdrawn it or does not need it any more. Ask whoever sent it for a new one.',
    'Vielleicht ist er unvollständig, oder der Shop hat ihn zurückgezogen oder braucht ihn nicht mehr. Bitten Sie die Person, die ihn geschickt hat, um einen neuen.',
  ),
  usedTitle: text('This link has been used', 'Dieser Link wurde schon benutzt'),
  usedText: (mailbox: string, by: string) =>
    text(
      `${mailbox} was connected with it. If that was not you, tell ${by}.`,
      `${mailbox} wurde damit verbunden. Wenn Sie das nicht waren, sagen Sie ${by} Bescheid.`,
    ),
  expiredTitle: text('This link has expired', 'Dieser Link ist abgelaufen'),
  expiredText: (by: string) =>
    text(
      `It was valid for seven days. Ask ${by} for a new one.`,
      `Er galt sieben Tage. Bitten Sie ${by} um einen neuen.`,
    ),
  changedTitle: text(
    'The shop has changed its settings since',
    'Der Shop hat seine Einstellungen inzwischen geändert',
  ),
  changedText: (mailbox: string, by: string) =>
    text(
      `This link was for ${mailbox}, which the shop does not use in that way any more. Nothing was changed. Ask ${by}.`,
      `Dieser Link war für ${mailbox}. Der Shop nutzt dieses Postfach so nicht mehr. Es wurde nichts geändert. Fragen Sie ${by}.`,
    ),
  tooMany: text('This link was tried too often.', 'Dieser Link wurde zu oft versucht.'),
}
