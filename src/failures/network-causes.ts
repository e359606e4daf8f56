import { text } from '../language/text.ts'
import { address, type CauseEntry, permanent, sendDetails, transient } from './cause-entry.ts'

/** The way to the other server. */
export const networkCauses = {
  'server-name-unknown': {
    ...transient('server', 'shop-admin'),
    title: text('The server name does not exist', 'Den Servernamen gibt es nicht'),
    short: text('Server name unknown', 'Servername unbekannt'),
    what: ({ host }) =>
      text(
        `The internet knows no server ${host ? `called ${host}` : 'with this name'}.`,
        `Das Internet kennt keinen Server ${host ? `namens ${host}` : 'mit diesem Namen'}.`,
      ),
    steps: [
      text('Check the server name for typing errors.', 'Prüfen Sie die Schreibweise des Servernamens.'),
      text(
        'If it is right, ask your hosting partner to check DNS.',
        'Stimmt er, lassen Sie Ihren Hosting-Partner DNS prüfen.',
      ),
    ],
    link: 'server',
    retryMinutes: 5,
  },
  'dns-silent': {
    ...transient('network', 'hosting-partner'),
    title: text('The server name could not be looked up', 'Der Servername ließ sich nicht auflösen'),
    short: text('DNS does not answer', 'DNS antwortet nicht'),
    what: ({ host }) =>
      text(
        `DNS of the hosting did not say where ${host ?? 'the server'} is.`,
        `DNS beim Hosting hat nicht gesagt, wo ${host ?? 'der Server'} ist.`,
      ),
    steps: [
      text('Try again in a few minutes.', 'Versuchen Sie es in einigen Minuten erneut.'),
      text(
        'If it stays, ask your hosting partner to check DNS.',
        'Bleibt es dabei, lassen Sie Ihren Hosting-Partner DNS prüfen.',
      ),
    ],
    retryMinutes: 2,
  },
  'port-blocked': {
    ...transient('network', 'hosting-partner'),
    title: ({ port }) =>
      port
        ? text(`Port ${port} is blocked`, `Port ${port} ist gesperrt`)
        : text('The mail port is blocked', 'Der Mail-Port ist gesperrt'),
    short: text('Port blocked', 'Port gesperrt'),
    what: text(
      'The server never answered. Many hosting firms block mail ports.',
      'Der Server hat nie geantwortet. Viele Hoster sperren Mail-Ports.',
    ),
    steps: [
      (facts) =>
        text(
          `Ask your hosting partner to open ${address(facts) ?? 'the mail port'} outgoing.`,
          `Lassen Sie Ihren Hosting-Partner ${address(facts) ?? 'den Mail-Port'} ausgehend freigeben.`,
        ),
      text('Check server name and port.', 'Prüfen Sie Servername und Port.'),
    ],
    link: 'server',
    retryMinutes: 5,
  },
  'connection-refused': {
    ...transient('server', 'shop-admin'),
    title: ({ port }) =>
      port
        ? text(`Nobody answers on port ${port}`, `Auf Port ${port} antwortet niemand`)
        : text('Nobody answers on this port', 'Auf diesem Port antwortet niemand'),
    short: text('Nobody answers', 'Niemand antwortet'),
    what: ({ host }) =>
      text(
        `${host ?? 'The server'} can be reached, but it refuses connections on this port.`,
        `${host ?? 'Der Server'} ist erreichbar, lehnt aber Verbindungen auf diesem Port ab.`,
      ),
    steps: [
      text('Check server and port.', 'Prüfen Sie Server und Port.'),
      text(
        'If both are right, ask your hosting partner about a firewall.',
        'Stimmen beide, fragen Sie Ihren Hosting-Partner nach einer Firewall.',
      ),
    ],
    link: 'server',
    retryMinutes: 5,
  },
  'connection-broken': {
    ...transient('network', 'hosting-partner'),
    title: text('The connection was cut off', 'Die Verbindung wurde unterbrochen'),
    short: text('Connection cut off', 'Verbindung unterbrochen'),
    what: ({ proxy }) =>
      proxy
        ? text(
            `The server, or the proxy ${proxy} on the way, closed the connection without a word.`,
            `Der Server oder der Proxy ${proxy} unterwegs hat die Verbindung ohne Begründung geschlossen.`,
          )
        : text(
            'The server, or a firewall on the way, closed the connection without a word.',
            'Der Server oder eine Firewall unterwegs hat die Verbindung ohne Begründung geschlossen.',
          ),
    steps: [
      text('Try again in a few minutes.', 'Versuchen Sie es in einigen Minuten erneut.'),
      (facts) =>
        text(
          `If it stays, ask your hosting partner whether a firewall checks ${address(facts) ?? 'mail connections'}.`,
          `Bleibt es dabei, fragen Sie Ihren Hosting-Partner, ob eine Firewall ${address(facts) ?? 'Mail-Verbindungen'} prüft.`,
        ),
    ],
    retryMinutes: 2,
  },
  'network-unreachable': {
    ...transient('network', 'hosting-partner'),
    title: text('There is no way to this server', 'Zu diesem Server führt kein Weg'),
    short: text('No way to the server', 'Kein Weg zum Server'),
    what: text(
      'The network of the hosting has no route there. Often IPv6 is half set up.',
      'Das Netz des Hostings kennt keine Route dorthin. Oft ist IPv6 nur halb eingerichtet.',
    ),
    steps: [
      text(
        'Ask your hosting partner to check the network, and IPv6 in particular.',
        'Lassen Sie Ihren Hosting-Partner das Netz prüfen, vor allem IPv6.',
      ),
    ],
    retryMinutes: 5,
  },
  'timed-out': {
    ...transient('server', 'shop-admin'),
    title: text('The server did not answer in time', 'Der Server hat nicht rechtzeitig geantwortet'),
    short: text('No answer in time', 'Keine Antwort'),
    what: text(
      'The connection was there, but no answer came. The encryption may not fit the port.',
      'Die Verbindung stand, aber es kam keine Antwort. Vielleicht passt die Verschlüsselung nicht zum Port.',
    ),
    steps: [
      text('Test again in a few minutes.', 'Testen Sie in einigen Minuten erneut.'),
      text(
        'Check the port: 587 = STARTTLS, 465 = TLS, 993 = TLS.',
        'Prüfen Sie den Port: 587 = STARTTLS, 465 = TLS, 993 = TLS.',
      ),
    ],
    link: 'server',
    retryMinutes: 2,
  },
  'unknown-network': {
    ...transient('network', 'hosting-partner'),
    title: text('The connection failed', 'Die Verbindung ist gescheitert'),
    short: text('Connection failed', 'Verbindung gescheitert'),
    what: text(
      'We do not know this error of the network. The details show its name.',
      'Diesen Fehler des Netzes kennen wir nicht. Die Details nennen ihn.',
    ),
    steps: [text('Try again in a few minutes.', 'Versuchen Sie es in einigen Minuten erneut.'), sendDetails],
    link: 'server',
    retryMinutes: 5,
  },
  'not-a-mail-server': {
    ...permanent('server', 'shop-admin'),
    title: text('This is not a mail server', 'Das ist kein Mailserver'),
    short: text('Not a mail server', 'Kein Mailserver'),
    what: text(
      'Something answers there, but it does not speak the language of mail servers.',
      'Dort antwortet etwas, aber nicht in der Sprache der Mailserver.',
    ),
    steps: [
      text('Check server and port.', 'Prüfen Sie Server und Port.'),
      text(
        'For Microsoft 365 use smtp.office365.com, port 587, and outlook.office365.com, port 993.',
        'Verwenden Sie für Microsoft 365 smtp.office365.com, Port 587, und outlook.office365.com, Port 993.',
      ),
    ],
    link: 'server',
  },
} satisfies Record<string, CauseEntry>
