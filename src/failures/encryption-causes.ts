import { text } from '../language/text.ts'
import { type CauseEntry, permanent } from './cause-entry.ts'

/** The encryption of a connection. */
export const encryptionCauses = {
  'certificate-not-trusted': {
    ...permanent('server', 'hosting-partner'),
    title: text(
      'The certificate of the server is not trusted',
      'Dem Zertifikat des Servers wird nicht vertraut',
    ),
    short: text('Certificate not trusted', 'Zertifikat nicht vertraut'),
    what: text(
      'It is for another name, has expired, or comes from an authority that nobody knows here.',
      'Es gilt für einen anderen Namen, ist abgelaufen oder stammt von einer hier unbekannten Stelle.',
    ),
    steps: [
      text('Use the exact server name.', 'Verwenden Sie den genauen Servernamen.'),
      text(
        'Behind a company firewall, your hosting partner must import its CA (EXTRA_CA_FILE).',
        'Hinter einer Firmen-Firewall muss Ihr Hosting-Partner deren Zertifikat hinterlegen (EXTRA_CA_FILE).',
      ),
      text(
        'If the certificate has expired, check the clock of the server too.',
        'Ist das Zertifikat abgelaufen, prüfen Sie auch die Uhr des Servers.',
      ),
    ],
    link: 'server',
  },
  'no-encryption-offered': {
    ...permanent('server', 'shop-admin'),
    title: text('The server offers no encryption', 'Der Server bietet keine Verschlüsselung'),
    short: text('No encryption offered', 'Keine Verschlüsselung'),
    what: text(
      'We stopped before the sign-in. Otherwise passwords and mail would travel openly.',
      'Wir haben vor der Anmeldung abgebrochen. Sonst würden Passwörter und E-Mails offen übertragen.',
    ),
    steps: [
      text('Use port 587 or 465, for reading 993.', 'Verwenden Sie Port 587 oder 465, zum Lesen 993.'),
      text(
        'If the port is right, ask your hosting partner whether a firewall removes the encryption.',
        'Stimmt der Port, fragen Sie Ihren Hosting-Partner, ob eine Firewall die Verschlüsselung entfernt.',
      ),
    ],
    link: 'server',
  },
  'port-and-encryption-differ': {
    ...permanent('server', 'shop-admin'),
    title: text('Port and encryption do not fit', 'Port und Verschlüsselung passen nicht zusammen'),
    short: text('Port and encryption differ', 'Port passt nicht'),
    what: text(
      'The server expects encryption from the start where we began openly, or the other way round.',
      'Der Server erwartet Verschlüsselung von Anfang an, wir haben offen begonnen, oder umgekehrt.',
    ),
    steps: [
      text(
        'Set the encryption to fit the port: 587 = STARTTLS, 465 = TLS, 993 = TLS.',
        'Stellen Sie die Verschlüsselung passend ein: 587 = STARTTLS, 465 = TLS, 993 = TLS.',
      ),
    ],
    link: 'server',
  },
  'encryption-too-old': {
    ...permanent('server', 'hosting-partner'),
    title: text(
      'Both sides found no common encryption',
      'Beide Seiten fanden keine gemeinsame Verschlüsselung',
    ),
    short: text('Encryption too old', 'Verschlüsselung veraltet'),
    what: text(
      'We need TLS 1.2 or newer, as Microsoft does.',
      'Wir brauchen TLS 1.2 oder neuer, genau wie Microsoft.',
    ),
    steps: [
      text('Check server and port.', 'Prüfen Sie Server und Port.'),
      text(
        'Ask your hosting partner to update the mail server or the shop server.',
        'Lassen Sie Ihren Hosting-Partner den Mailserver oder den Shop-Server aktualisieren.',
      ),
    ],
    link: 'server',
  },
} satisfies Record<string, CauseEntry>
