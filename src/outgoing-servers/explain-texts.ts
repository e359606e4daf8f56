import { text } from '../language/text.ts'

/** Why a server was taken, and why the others were not. */
const reasons = {
  forced: text('The mail is meant for this server.', 'Die E-Mail ist für diesen Server bestimmt.'),
  namesAddress: text('Its From filter names this address.', 'Sein Von-Filter nennt diese Adresse.'),
  namesDomain: text(
    'Its From filter names the domain of this address.',
    'Sein Von-Filter nennt die Domain dieser Adresse.',
  ),
  namesDefaultFrom: (from: string) =>
    text(
      `No From filter lets ${from} send. This one names the default From, which is used instead.`,
      `Kein Von-Filter lässt ${from} zu. Dieser nennt den Standard-Absender; er wird stattdessen verwendet.`,
    ),
  namesDefaultFromDomain: (from: string) =>
    text(
      `No From filter lets ${from} send. This one names the domain of the default From, which is used instead.`,
      `Kein Von-Filter lässt ${from} zu. Dieser nennt die Domain des Standard-Absenders; er wird stattdessen verwendet.`,
    ),
  takesEverySender: (from: string) =>
    text(
      `No From filter fits ${from}. This server has none and takes every sender.`,
      `Kein Von-Filter passt zu ${from}. Dieser Server hat keinen und nimmt jeden Absender.`,
    ),
  firstServer: (from: string) =>
    text(
      `No From filter fits ${from}. The first server is taken; it may refuse the mail.`,
      `Kein Von-Filter passt zu ${from}. Der erste Server wird genommen; er lehnt die E-Mail vielleicht ab.`,
    ),
  isArchived: text('is archived', 'ist archiviert'),
  anotherForced: text(
    'the mail is meant for another server',
    'die E-Mail ist für einen anderen Server bestimmt',
  ),
  comesLater: text(
    'fits as well, but comes later in the order',
    'passt auch, kommt in der Reihenfolge aber später',
  ),
  onlyDomain: text(
    'names only the domain; an exact address goes first',
    'nennt nur die Domain; eine genaue Adresse geht vor',
  ),
  onlyDefaultFrom: text('fits only the default From', 'passt nur zum Standard-Absender'),
  onlyEverySender: text(
    'takes every sender; a filter that fits goes first',
    'nimmt jeden Absender; ein passender Filter geht vor',
  ),
  doesNotFit: text('its From filter does not fit', 'sein Von-Filter passt nicht'),
}

/** The panel “Which server would send this?” and the warnings about From filters. */
export const explainTexts = {
  ...reasons,
  filtersOverlap: (servers: string, entries: string, first: string) =>
    text(
      `The From filters of ${servers} overlap: ${entries}. “${first}” comes first and is used.`,
      `Die Von-Filter von ${servers} überschneiden sich: ${entries}. „${first}“ kommt zuerst und wird verwendet.`,
    ),
  senderNotOwned: (server: string, entries: string, mailbox: string) =>
    text(
      `The From filter of “${server}” names ${entries}. Microsoft lets ${mailbox} send like that only with the right “Send as”.`,
      `Der Von-Filter von „${server}“ nennt ${entries}. Microsoft lässt ${mailbox} so nur mit dem Recht „Senden als“ senden.`,
    ),
  moreNotes: (count: number) => text(`More notes: ${count}`, `Weitere Hinweise: ${count}`),

  explainTitle: text('Which server would send this?', 'Welcher Server würde das senden?'),
  explainFrom: text('From', 'Absender'),
  explainHint: text(
    'An address, or a name and then the address in angle brackets.',
    'Eine Adresse, oder ein Name und dahinter die Adresse in spitzen Klammern.',
  ),
  explainWrong: text(
    'Enter one address, like info@mein-shop.de or Mein Shop <info@mein-shop.de>',
    'Geben Sie eine Adresse ein, zum Beispiel info@mein-shop.de oder Mein Shop <info@mein-shop.de>',
  ),
  explainShow: text('Show the server', 'Server anzeigen'),
  wouldSend: (name: string) => text(`“${name}” would send this`, `„${name}“ würde das senden`),
  wouldWait: text(
    'No outgoing server is in use. The mail would wait.',
    'Kein Postausgangsserver ist in Betrieb. Die E-Mail würde warten.',
  ),
  sendingIsOff: text(
    'Custom email servers are off: nothing is sent now.',
    'Benutzerdefinierte E-Mail-Server sind aus: Zurzeit wird nichts gesendet.',
  ),
  fromUsed: text('From used', 'Verwendeter Absender'),
  repliesTo: text('Replies go to', 'Antworten gehen an'),
  envelopeSender: text('Envelope sender', 'Umschlag-Absender'),
  why: text('Why', 'Grund'),
  matchingEntry: text('Matching entry', 'Passender Eintrag'),
  passedOver: text('Passed over', 'Nicht genommen'),
  moreServers: (count: number) => text(`More servers: ${count}`, `Weitere Server: ${count}`),
  sendAsNeeded: (mailbox: string, addresses: string) =>
    text(
      `Microsoft lets ${mailbox} send as ${addresses} only with the right “Send as”.`,
      `Microsoft lässt ${mailbox} nur mit dem Recht „Senden als“ als ${addresses} senden.`,
    ),
  addToFilter: (from: string) =>
    text(
      `Add ${from} or its domain to the From filter of the server that may send it.`,
      `Tragen Sie ${from} oder die Domain im Von-Filter des Servers ein, der das senden darf.`,
    ),
}
