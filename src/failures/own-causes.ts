import { text } from '../language/text.ts'
import { type CauseEntry, permanent, transient } from './cause-entry.ts'

/** What Mailroom itself refuses, or finds wrong with its own set-up. */
export const ownCauses = {
  'address-not-allowed': {
    ...permanent('server', 'hosting-partner'),
    title: text(
      'This address is inside your network and blocked',
      'Diese Adresse liegt im eigenen Netz und ist gesperrt',
    ),
    short: text('Address blocked', 'Adresse gesperrt'),
    what: ({ host }) =>
      text(
        `${host ?? 'The server'} leads to an address that is not on the public internet.`,
        `${host ?? 'Der Server'} führt zu einer Adresse, die nicht im öffentlichen Internet liegt.`,
      ),
    steps: [
      text('Check the server name for typing errors.', 'Prüfen Sie die Schreibweise des Servernamens.'),
      text(
        'If it is right, your hosting partner can allow it with MAIL_ALLOW_NETS.',
        'Stimmt er, kann Ihr Hosting-Partner die Adresse mit MAIL_ALLOW_NETS freigeben.',
      ),
    ],
    link: 'server',
  },
  'port-not-allowed': {
    ...permanent('server', 'shop-admin'),
    title: ({ port }) =>
      text(
        port ? `Port ${port} is not allowed here` : 'This port is not allowed here',
        port ? `Port ${port} ist hier nicht erlaubt` : 'Dieser Port ist hier nicht erlaubt',
      ),
    short: text('Port not allowed', 'Port nicht erlaubt'),
    what: text(
      'The shop only connects to ports that are meant for mail.',
      'Der Shop verbindet sich nur mit Ports, die für E-Mails gedacht sind.',
    ),
    steps: [
      text(
        'Use port 587 or 465 for sending, 993 for reading.',
        'Verwenden Sie zum Senden Port 587 oder 465, zum Lesen 993.',
      ),
      text(
        'Your hosting partner can allow another port with MAIL_ALLOW_PORTS.',
        'Ihr Hosting-Partner kann mit MAIL_ALLOW_PORTS einen weiteren Port freigeben.',
      ),
    ],
    link: 'server',
  },
  'secret-unreadable': {
    ...permanent('mailroom', 'hosting-partner'),
    title: text('The stored secret cannot be read', 'Das gespeicherte Geheimnis ist nicht lesbar'),
    short: text('Secret unreadable', 'Geheimnis nicht lesbar'),
    what: text(
      'It was encrypted with a key that the shop no longer has.',
      'Es wurde mit einem Schlüssel verschlüsselt, den der Shop nicht mehr hat.',
    ),
    steps: [
      text(
        'Let your hosting partner restore the key.',
        'Lassen Sie Ihren Hosting-Partner den Schlüssel wiederherstellen.',
      ),
      text(
        'Or enter the secret again, and reconnect the Outlook accounts.',
        'Oder geben Sie das Geheimnis neu ein und verbinden Sie die Outlook-Konten neu.',
      ),
    ],
    link: 'general-settings',
  },
  'clock-wrong': {
    ...permanent('mailroom', 'hosting-partner'),
    title: text('The server clock is wrong', 'Die Uhr des Servers geht falsch'),
    short: text('Server clock wrong', 'Serveruhr geht falsch'),
    what: text(
      'The time of the server is too far off, so proofs from Microsoft look too old or too new.',
      'Die Zeit des Servers weicht zu weit ab, daher wirken Nachweise von Microsoft zu alt oder zu neu.',
    ),
    steps: [
      text(
        'Ask your hosting partner to switch on time synchronisation (NTP).',
        'Lassen Sie Ihren Hosting-Partner die Zeitsynchronisation (NTP) einschalten.',
      ),
      text(
        'If the clock is right, the certificate of the other server is not valid yet.',
        'Stimmt die Uhr, ist das Zertifikat des anderen Servers noch nicht gültig.',
      ),
    ],
  },
  'sender-unknown': {
    ...permanent('server', 'shop-admin'),
    title: text('No sender is set for the test', 'Für den Test ist kein Absender festgelegt'),
    short: text('No sender set', 'Kein Absender festgelegt'),
    what: text(
      'The user name is no email address, and there is no default From.',
      'Der Benutzername ist keine E-Mail-Adresse, und es gibt keinen Standard-Absender.',
    ),
    steps: [
      text(
        'Set a default From in General settings.',
        'Legen Sie unter „Allgemeine Einstellungen“ einen Standard-Absender fest.',
      ),
      text(
        'Or enter one address in the From filter of the server.',
        'Oder tragen Sie am Server eine Adresse in den Von-Filter ein.',
      ),
    ],
    link: 'general-settings',
  },
  'test-too-long': {
    ...transient('server', 'shop-admin'),
    title: text('The test took too long and was stopped', 'Der Test dauerte zu lange und wurde beendet'),
    short: text('Test took too long', 'Test dauerte zu lange'),
    what: text(
      'A test may take 45 seconds. The server answered too slowly for that.',
      'Ein Test darf 45 Sekunden dauern. Dafür hat der Server zu langsam geantwortet.',
    ),
    steps: [
      text('Test again in a few minutes.', 'Testen Sie in einigen Minuten erneut.'),
      text(
        'If it stays, ask your hosting partner to check the network.',
        'Bleibt es dabei, lassen Sie Ihren Hosting-Partner das Netz prüfen.',
      ),
    ],
    link: 'server',
    retryMinutes: 5,
  },
} satisfies Record<string, CauseEntry>
