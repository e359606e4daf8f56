import { text } from '../language/text.ts'
import { type CauseEntry, permanent, refuser, transient, tryAgain } from './cause-entry.ts'

/** Limits of a sending mailbox. */
export const limitCauses = {
  'too-many-connections': {
    ...transient('mailbox'),
    title: text('Too many connections at once', 'Zu viele Verbindungen gleichzeitig'),
    short: text('Too many connections', 'Zu viele Verbindungen'),
    what: ({ signInWith }) =>
      signInWith === 'password'
        ? text('The server allows only a few at a time.', 'Der Server erlaubt nur wenige auf einmal.')
        : text(
            'Microsoft allows 3 connections and 30 emails a minute for each mailbox.',
            'Microsoft erlaubt je Postfach 3 Verbindungen und 30 E-Mails pro Minute.',
          ),
    steps: [
      text('Wait. We send more slowly.', 'Warten Sie. Wir senden langsamer.'),
      text(
        'If it happens often, check which other programs send through this mailbox.',
        'Prüfen Sie bei häufigem Auftreten, welche anderen Programme über dieses Postfach senden.',
      ),
    ],
    retryMinutes: 1,
  },
  'daily-limit': {
    ...transient('mailbox', 'shop-admin'),
    title: text('Daily limit of the mailbox reached', 'Tageslimit des Postfachs erreicht'),
    short: text('Daily limit reached', 'Tageslimit erreicht'),
    what: text(
      'Microsoft allows 10,000 recipients a day, and fewer for small organisations.',
      'Microsoft erlaubt 10.000 Empfänger am Tag, kleinen Organisationen weniger.',
    ),
    steps: [
      ({ time }) =>
        time
          ? text(`Wait: sending goes on at ${time}.`, `Warten Sie: Weiter geht es um ${time} Uhr.`)
          : text(
              'Wait: sending goes on within 24 hours.',
              'Warten Sie: Weiter geht es innerhalb von 24 Stunden.',
            ),
      text('Use another server for newsletters.', 'Verwenden Sie für Newsletter einen anderen Server.'),
    ],
    link: 'server',
    retryMinutes: 60,
  },
  'mailbox-full': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('The sending mailbox is full', 'Das sendende Postfach ist voll'),
    short: text('Mailbox full', 'Postfach voll'),
    what: text(
      'Microsoft keeps a copy of every email in "Sent items", and there is no room left.',
      'Microsoft legt jede E-Mail in „Gesendete Elemente“ ab, und dort ist kein Platz mehr.',
    ),
    steps: [
      ({ user }) =>
        text(
          `Empty "Sent items" and "Deleted items" of ${user ?? 'the mailbox'}.`,
          `Leeren Sie „Gesendete Elemente“ und „Gelöschte Elemente“ ${user ? `von ${user}` : 'des Postfachs'}.`,
        ),
      text('Then send the waiting emails again.', 'Senden Sie danach die wartenden E-Mails erneut.'),
    ],
    link: 'outbox',
  },
  'mailbox-blocked': {
    ...permanent('mailbox', 'microsoft-admin'),
    title: (facts) =>
      facts.signInWith === 'password'
        ? text('This mailbox is blocked for sending', 'Dieses Postfach ist für den Versand gesperrt')
        : text(
            'Microsoft blocks this mailbox for sending',
            'Microsoft hat dieses Postfach für den Versand gesperrt',
          ),
    short: text('Blocked for sending', 'Für Versand gesperrt'),
    what: (facts) =>
      text(
        `${refuser(facts).en} saw too much or suspicious mail from it. Someone else may know its password.`,
        `${refuser(facts).de} hat zu viele oder verdächtige E-Mails gesehen. Vielleicht kennt jemand Fremdes das Passwort.`,
      ),
    steps: [
      text(
        'Change the password of the account, and check its mail rules.',
        'Ändern Sie das Passwort des Kontos und prüfen Sie seine E-Mail-Regeln.',
      ),
      ({ user }) =>
        text(
          `Administrator: Defender › Restricted entities › ${user ?? 'mailbox'} › Unblock.`,
          `Administrator: Defender › Eingeschränkte Entitäten (Restricted entities) › ${user ?? 'Postfach'} › Blockierung aufheben.`,
        ),
    ],
    link: 'defender',
  },
  'recipient-cannot-receive': {
    ...transient('message'),
    title: text(
      'The recipient cannot take mail at the moment',
      'Der Empfänger kann zurzeit keine E-Mails annehmen',
    ),
    short: text('Recipient cannot receive', 'Empfänger nimmt nichts an'),
    what: text(
      'The mailbox of the recipient is full, or it gets too many emails.',
      'Das Postfach des Empfängers ist voll oder erhält zu viele E-Mails.',
    ),
    steps: [tryAgain],
    retryMinutes: 60,
  },
} satisfies Record<string, CauseEntry>
