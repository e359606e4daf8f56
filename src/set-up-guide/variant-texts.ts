import { text } from '../language/text.ts'

/** The two set-ups, and the words of their pictures. */
export const variantTexts = {
  sharedTitle: text('Variant A: one shared mailbox', 'Variante A: ein gemeinsames Postfach'),
  sharedText: text(
    'All mail of the shop leaves through one mailbox. Customers see the name of whoever writes, with the address of the shop; replies reach the shop.',
    'Alle E-Mails des Shops gehen über ein Postfach. Kunden sehen den Namen der Person, die schreibt, mit der Adresse des Shops; Antworten erreichen den Shop.',
  ),
  sharedHow: text(
    'One outgoing server. Its user name is the mailbox, its From filter too, and the same address is the default From in General settings.',
    'Ein Postausgangsserver. Benutzername und Von-Filter sind die Adresse des Postfachs; dieselbe Adresse ist der Standard-Absender unter Allgemeine Einstellungen.',
  ),
  perUserTitle: text('Variant B: one mailbox for each person', 'Variante B: ein Postfach je Person'),
  perUserText: text(
    'Everyone sends from their own mailbox, and the mail stands in their own Sent items. What nobody owns, such as receipts, leaves through the shop’s mailbox.',
    'Alle senden aus dem eigenen Postfach, und die E-Mail steht dort unter „Gesendete Elemente“. Was niemandem gehört, etwa Belege, geht über das Postfach des Shops.',
  ),
  perUserHow: text(
    'One outgoing server for each mailbox, with the personal address as user name and From filter. Create many at once from a list, and send each owner an invitation link to connect their own account.',
    'Ein Postausgangsserver je Postfach, mit der persönlichen Adresse als Benutzername und Von-Filter. Viele lassen sich auf einmal aus einer Liste anlegen; wem ein Postfach gehört, verbindet es über einen Einladungslink selbst.',
  ),
  /** For those who do not see the pictures. */
  sharedPicture: text(
    'Anna, Ben and the till hand their mail to one server, shop@; it leaves through Microsoft 365 as “Anna” with the address shop@.',
    'Anna, Ben und die Kasse übergeben ihre E-Mails einem Server, shop@; sie verlassen Microsoft 365 als „Anna“ mit der Adresse shop@.',
  ),
  perUserPicture: text(
    'Anna, Ben and the till each have a server of their own, anna@, ben@ and shop@; the mail leaves through Microsoft 365 with exactly these addresses.',
    'Anna, Ben und die Kasse haben je einen eigenen Server, anna@, ben@ und shop@; die E-Mails verlassen Microsoft 365 mit genau diesen Adressen.',
  ),
  till: text('Till', 'Kasse'),
  server: text('Server', 'Server'),
  microsoft: text('Microsoft', 'Microsoft'),
  anna: text('Anna', 'Anna'),
  ben: text('Ben', 'Ben'),
  annaAddress: text('anna@', 'anna@'),
  benAddress: text('ben@', 'ben@'),
  shopAddress: text('shop@', 'shop@'),
  sharedMail: text('Anna <shop@>', 'Anna <shop@>'),
  perUserMail: text('Anna <anna@>', 'Anna <anna@>'),
}
