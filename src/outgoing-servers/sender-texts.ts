import { text } from '../language/text.ts'

/** Who the shop sends as: the two set-ups, what is missing, and what one click puts right. */
export const senderTexts = {
  variantsTitle: text('Two ways to set it up', 'Zwei Arten der Einrichtung'),
  sharedTitle: text('One mailbox for all mail of the shop', 'Ein Postfach für alle E-Mails des Shops'),
  sharedText: text(
    'One shared mailbox, for example orders@mein-shop.de, sends everything. One server is enough.',
    'Ein gemeinsames Postfach, zum Beispiel bestellung@mein-shop.de, sendet alles. Ein Server genügt.',
  ),
  sharedUsername: text('User name: the address of the mailbox', 'Benutzername: die Adresse des Postfachs'),
  sharedFilter: text('From filter: empty, or the same address', 'Von-Filter: leer, oder dieselbe Adresse'),
  sharedDefaultFrom: text(
    'General settings: the same address as default From',
    'Allgemeine Einstellungen: dieselbe Adresse als Standard-Absender',
  ),
  personalTitle: text('Each employee sends from their own mailbox', 'Alle senden aus dem eigenen Postfach'),
  personalText: text(
    'One server for each mailbox. Mail leaves through the server whose From filter names its sender.',
    'Ein Server je Postfach. Eine E-Mail geht über den Server, dessen Von-Filter ihren Absender nennt.',
  ),
  personalBoth: text(
    'User name and From filter: the personal address',
    'Benutzername und Von-Filter: die persönliche Adresse',
  ),
  personalDefaultFrom: text(
    'One more server with an empty From filter, or the default From in a From filter, for mail of the shop itself',
    'Für E-Mails des Shops selbst ein weiterer Server mit leerem Von-Filter oder mit dem Standard-Absender im Von-Filter',
  ),
  createMany: text('Create many…', 'Viele anlegen …'),

  filterLeavesOutMailbox: (server: string, mailbox: string) =>
    text(
      `The From filter of “${server}” leaves out its own mailbox ${mailbox}. Is that right?`,
      `Der Von-Filter von „${server}“ schließt das eigene Postfach ${mailbox} aus. Ist das richtig?`,
    ),
  takeIntoFilter: (mailbox: string) =>
    text(`Add ${mailbox} to the From filter`, `${mailbox} in den Von-Filter aufnehmen`),
  defaultFromNone: text(
    'There is no default From yet: mail of the shop itself has no sender.',
    'Es gibt noch keinen Standard-Absender: E-Mails des Shops selbst haben keinen Absender.',
  ),
  defaultFromOpen: (from: string) =>
    text(
      `No outgoing server accepts the default From ${from} (From filter).`,
      `Kein Postausgangsserver lässt den Standard-Absender ${from} zu (Von-Filter).`,
    ),
  defaultFromOther: (from: string, mailbox: string) =>
    text(
      `The default From ${from} is not the mailbox ${mailbox}. Microsoft lets it send like that only with the right “Send as”.`,
      `Der Standard-Absender ${from} ist nicht das Postfach ${mailbox}. Microsoft lässt es so nur mit dem Recht „Senden als“ senden.`,
    ),
  useAsDefaultFrom: (mailbox: string) =>
    text(`Use ${mailbox} as the default From`, `${mailbox} als Standard-Absender verwenden`),
  catchAllOther: (domain: string, mailbox: string) =>
    text(
      `The catch-all domain ${domain} is not the domain of ${mailbox}: replies do not come back to this mailbox.`,
      `Die Catchall-Domain ${domain} ist nicht die Domain von ${mailbox}: Antworten kommen nicht in dieses Postfach zurück.`,
    ),
  useAsCatchAll: (domain: string) =>
    text(`Use ${domain} as the catch-all domain`, `${domain} als Catchall-Domain verwenden`),
  mailboxUnknown: text(
    'Only an Outlook server has a mailbox that is known here. Nothing was changed.',
    'Nur bei einem Outlook-Server ist das Postfach hier bekannt. Es wurde nichts geändert.',
  ),
}
