import { type Locale, text } from '../language/text.ts'
import { type CauseEntry, permanent, refuser } from './cause-entry.ts'

const thisMail = permanent('message', 'shop-admin')

/** What is wrong with one mail: its sender, its recipients, its size. */
export const mailCauses = {
  'from-refused': {
    ...permanent('server', 'shop-admin'),
    title: (facts) =>
      text(
        `${refuser(facts).en} refused the From address`,
        `${refuser(facts).de} hat den Absender abgelehnt`,
      ),
    short: text('From address refused', 'Absender abgelehnt'),
    what: ({ user, from }) =>
      text(
        `The sign-in works, but ${user ?? 'the account'} may not send as ${from ?? 'this sender'}.`,
        `Die Anmeldung gelingt, aber ${user ?? 'das Konto'} darf nicht als ${from ?? 'dieser Absender'} senden.`,
      ),
    steps: [
      ({ user }) =>
        text(
          `Set the default From to ${user ?? 'the address of the account'}.`,
          `Setzen Sie den Standard-Absender auf ${user ?? 'die Adresse des Kontos'}.`,
        ),
      ({ from }) =>
        text(
          `Or give "Send as" for ${from ?? 'the sender'} in the Exchange admin center. It takes up to an hour.`,
          `Oder erteilen Sie im Exchange Admin Center „Senden als“ für ${from ?? 'den Absender'}. Es dauert bis zu einer Stunde.`,
        ),
    ],
    link: 'general-settings',
  },
  'from-domain-unknown': {
    ...permanent('server', 'microsoft-admin'),
    title: text('The From domain is not registered at Microsoft', 'Die Absender-Domain fehlt bei Microsoft'),
    short: text('From domain unknown', 'Absender-Domain unbekannt'),
    what: text(
      'Microsoft only sends for domains that your organisation has proven to own.',
      'Microsoft sendet nur für Domains, die Ihre Organisation nachweislich besitzt.',
    ),
    steps: [
      text(
        'Microsoft 365 admin center › Settings › Domains › Add domain.',
        'Microsoft 365 Admin Center › Einstellungen › Domänen › Domäne hinzufügen.',
      ),
      text(
        'Or set a default From of a domain that is registered.',
        'Oder setzen Sie einen Standard-Absender aus einer eingetragenen Domain.',
      ),
    ],
    link: 'microsoft-365-admin',
  },
  'domain-not-trusted': {
    ...permanent('server', 'hosting-partner'),
    title: text('The receiver does not trust your domain', 'Der Empfänger vertraut Ihrer Domain nicht'),
    short: text('Domain not trusted', 'Domain nicht vertraut'),
    what: text(
      'The checks SPF, DKIM or DMARC failed for the From address, or the mail names several senders.',
      'Die Prüfung SPF, DKIM oder DMARC schlug für den Absender fehl, oder die E-Mail nennt mehrere Absender.',
    ),
    steps: [
      text(
        'Ask whoever looks after your domain to add Microsoft 365 to its SPF entry.',
        'Lassen Sie bei Ihrer Domain Microsoft 365 in den SPF-Eintrag aufnehmen.',
      ),
      text('Switch on DKIM in Microsoft Defender.', 'Schalten Sie DKIM in Microsoft Defender ein.'),
    ],
    link: 'defender',
  },
  'too-many-recipients': {
    ...thisMail,
    title: text('Too many recipients in one email', 'Zu viele Empfänger in einer E-Mail'),
    short: text('Too many recipients', 'Zu viele Empfänger'),
    what: text(
      'Every mailbox has a limit for one email, usually 500 recipients.',
      'Jedes Postfach hat eine Grenze je E-Mail, meist 500 Empfänger.',
    ),
    steps: [text('Send it to fewer recipients at a time.', 'Senden Sie sie an jeweils weniger Empfänger.')],
    link: 'outbox',
  },
  'mail-too-large': {
    ...thisMail,
    title: text('The email is too large', 'Die E-Mail ist zu groß'),
    short: text('Email too large', 'E-Mail zu groß'),
    what: ({ signInWith, size, largest }) => {
      if (size && largest)
        return text(
          `With its attachments it has ${megabytes(size, 'en')} MB; the server takes ${megabytes(largest, 'en')} MB at most.`,
          `Mit Anhängen hat sie ${megabytes(size, 'de')} MB; der Server nimmt höchstens ${megabytes(largest, 'de')} MB an.`,
        )

      return signInWith === 'password'
        ? text(
            'It passes the limit of the server; attachments grow by a third on the way.',
            'Sie überschreitet die Grenze des Servers; Anhänge werden beim Versand um ein Drittel größer.',
          )
        : text(
            'Microsoft usually allows 35 MB, and attachments grow by a third on the way.',
            'Microsoft erlaubt meist 35 MB, und Anhänge werden beim Versand um ein Drittel größer.',
          )
    },
    steps: [
      text(
        'Send smaller attachments, or a link in their place.',
        'Senden Sie kleinere Anhänge oder stattdessen einen Link.',
      ),
    ],
    link: 'outbox',
  },
  'recipient-unknown': {
    ...thisMail,
    title: text('The recipient does not exist', 'Den Empfänger gibt es nicht'),
    short: text('Recipient unknown', 'Empfänger unbekannt'),
    what: text(
      'The receiving side has no mailbox with this address.',
      'Die Gegenseite hat kein Postfach mit dieser Adresse.',
    ),
    steps: [text("Check the customer's address.", 'Prüfen Sie die Adresse des Kunden.')],
    link: 'outbox',
  },
  'recipient-refused': {
    ...thisMail,
    title: text('The recipient was refused', 'Der Empfänger wurde abgelehnt'),
    short: text('Recipient refused', 'Empfänger abgelehnt'),
    what: text(
      'The server does not take mail for this address from you.',
      'Der Server nimmt für diese Adresse keine E-Mails von Ihnen an.',
    ),
    steps: [
      text("Check the customer's address.", 'Prüfen Sie die Adresse des Kunden.'),
      text('Reach the customer in another way.', 'Erreichen Sie den Kunden auf anderem Weg.'),
    ],
    link: 'outbox',
  },
  'mail-refused': {
    ...thisMail,
    title: text('The server refused this email', 'Der Server hat diese E-Mail abgelehnt'),
    short: text('Email refused', 'E-Mail abgelehnt'),
    what: text(
      'Sender and recipient were accepted, but not the content. It may look like spam.',
      'Absender und Empfänger wurden angenommen, der Inhalt nicht. Er wirkt vielleicht wie Spam.',
    ),
    steps: [
      text(
        'Read in the details what the server said.',
        'Lesen Sie in den Details, was der Server gesagt hat.',
      ),
      text(
        'Change text or attachments, then send again.',
        'Ändern Sie Text oder Anhänge und senden Sie erneut.',
      ),
    ],
    link: 'outbox',
  },
  'delivery-unclear': {
    class: 'ambiguous',
    scope: 'message',
    who: 'shop-admin',
    title: text('It is unclear whether the email was delivered', 'Unklar, ob die E-Mail zugestellt wurde'),
    short: text('Delivery unclear', 'Zustellung unklar'),
    what: text(
      'The connection broke after the email was handed over. It may have been delivered.',
      'Die Verbindung brach ab, nachdem die E-Mail übergeben war. Sie wurde möglicherweise zugestellt.',
    ),
    steps: [
      text('Look in "Sent items" of the mailbox.', 'Sehen Sie im Postfach unter „Gesendete Elemente“ nach.'),
      text(
        'Send it again in the outbox only if it is not there.',
        'Senden Sie sie im Postausgang nur dann erneut, wenn sie dort fehlt.',
      ),
    ],
    link: 'outbox',
  },
} satisfies Record<string, CauseEntry>

const megabyte = 1024 * 1024

function megabytes(bytes: number, locale: Locale): string {
  return (bytes / megabyte).toLocaleString(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 })
}
