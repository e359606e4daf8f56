import { text } from '../language/text.ts'
import type { Finding } from './finding.ts'

const partner = 'hosting-partner'

/** What is found on this machine and on the way to Microsoft. */
export const ownFindings = {
  'too-slow': {
    what: () => text('There was no answer in time.', 'Es kam nicht rechtzeitig eine Antwort.'),
    todo: text(
      'Run the checks again. If it stays so, look at the firewall and the network.',
      'Führen Sie die Prüfungen erneut aus. Bleibt es dabei, prüfen Sie Firewall und Netzwerk.',
    ),
    who: partner,
  },
  broke: {
    what: () => text('The check itself broke.', 'Die Prüfung selbst ist fehlgeschlagen.'),
    todo: text('Look into the log of Mailroom.', 'Sehen Sie im Log von Mailroom nach.'),
    who: partner,
  },
  'address-not-https': {
    what: () =>
      text(
        'The public address is not encrypted. Microsoft accepts only https.',
        'Die öffentliche Adresse ist unverschlüsselt. Microsoft nimmt nur https an.',
      ),
    todo: text(
      'Set PUBLIC_URL to the address that starts with https://.',
      'Setzen Sie PUBLIC_URL auf die Adresse, die mit https:// beginnt.',
    ),
    who: partner,
  },
  'address-differs': {
    what: (host) =>
      text(
        `Your browser reaches Mailroom at another address than ${host}.`,
        `Ihr Browser erreicht Mailroom unter einer anderen Adresse als ${host}.`,
      ),
    todo: text(
      'Set PUBLIC_URL to the address in your browser, or open Mailroom at its public address. Behind a proxy, let it pass on the Host header.',
      'Setzen Sie PUBLIC_URL auf die Adresse in Ihrem Browser oder öffnen Sie Mailroom unter seiner öffentlichen Adresse. Ein vorgeschalteter Proxy muss den Host-Header weitergeben.',
    ),
    who: partner,
  },
  'clock-off': {
    what: (n) =>
      text(
        `Your server clock is ${n} seconds off. Sign-in can fail from 300 seconds on.`,
        `Die Uhr Ihres Servers weicht ${n} Sekunden ab. Ab 300 Sekunden kann die Anmeldung scheitern.`,
      ),
    todo: text(
      'Switch on time synchronisation (NTP) on the server.',
      'Schalten Sie auf dem Server die Zeitsynchronisation (NTP) ein.',
    ),
    who: partner,
  },
  'clock-unknown': {
    what: () =>
      text(
        'Microsoft’s answer held no time to compare with.',
        'Die Antwort von Microsoft enthielt keine Uhrzeit zum Vergleich.',
      ),
  },
  'name-unknown': {
    what: (hosts) => text(`DNS does not know ${hosts}.`, `DNS kennt ${hosts} nicht.`),
    todo: text(
      'Check the DNS server that this machine asks.',
      'Prüfen Sie den DNS-Server, den dieser Rechner fragt.',
    ),
    who: partner,
  },
  'name-unanswered': {
    what: (hosts) => text(`DNS gave no answer for ${hosts}.`, `DNS gab keine Antwort zu ${hosts}.`),
    todo: text(
      'Check the DNS server that this machine asks, and the firewall.',
      'Prüfen Sie den DNS-Server, den dieser Rechner fragt, und die Firewall.',
    ),
    who: partner,
  },
  'proxy-looks-up': {
    what: () =>
      text(
        'This machine does not know all names; the proxy looks them up.',
        'Dieser Rechner kennt nicht alle Namen; der Proxy löst sie auf.',
      ),
  },
  'no-proxy': {
    what: () =>
      text(
        'No proxy is set; servers are reached directly.',
        'Kein Proxy ist eingestellt; Server werden direkt erreicht.',
      ),
  },
  'keys-closed': {
    what: () =>
      text('The keys do not open what is stored.', 'Die Schlüssel öffnen nicht, was gespeichert ist.'),
    todo: text(
      'Bring back the key file or MAIL_KEYS that belongs to this database.',
      'Stellen Sie die Schlüsseldatei oder MAIL_KEYS wieder her, die zu dieser Datenbank gehört.',
    ),
    who: partner,
  },
  'no-worker': {
    what: () =>
      text(
        'No process sends and fetches mail: none reported within the last 90 seconds.',
        'Kein Prozess sendet und ruft E-Mails ab: In den letzten 90 Sekunden hat sich keiner gemeldet.',
      ),
    todo: text(
      'Start Mailroom with its background work, or start it again.',
      'Starten Sie Mailroom mit seiner Hintergrundarbeit oder starten Sie es neu.',
    ),
    who: partner,
  },
  'database-silent': {
    what: () => text('The database does not answer in time.', 'Die Datenbank antwortet nicht rechtzeitig.'),
    todo: text(
      'Check the database server, its load and its disk.',
      'Prüfen Sie den Datenbankserver, seine Auslastung und seinen Speicherplatz.',
    ),
    who: partner,
  },
  'disk-low': {
    what: (free) =>
      text(`Only ${free} are free in the data folder.`, `Im Datenordner sind nur noch ${free} frei.`),
    todo: text(
      'Make room, or give the data folder a larger disk.',
      'Schaffen Sie Platz oder geben Sie dem Datenordner einen größeren Datenträger.',
    ),
    who: partner,
  },
  'node-old': {
    what: () =>
      text(
        'This version of Node.js gets no security fixes any more.',
        'Diese Version von Node.js erhält keine Sicherheitsupdates mehr.',
      ),
    todo: text(
      'Install a version of Node.js with long-term support.',
      'Installieren Sie eine Version von Node.js mit Langzeitunterstützung.',
    ),
    who: partner,
  },
} satisfies Record<string, Finding>
