import { text } from '../language/text.ts'
import { address, type CauseEntry, type Facts, permanent, transient } from './cause-entry.ts'

const the = ({ proxy }: Facts) => (proxy ? `proxy ${proxy}` : 'proxy')
const der = ({ proxy }: Facts) => (proxy ? `Proxy ${proxy}` : 'Proxy')
const target = (facts: Facts) => address(facts) ?? 'the other server'
const ziel = (facts: Facts) => address(facts) ?? 'dem anderen Server'

/** The operator's proxy, on the way to the other server. */
export const proxyCauses = {
  'proxy-refuses': {
    ...permanent('network', 'hosting-partner'),
    title: text('The proxy refuses the connection', 'Der Proxy verweigert die Verbindung'),
    short: text('Proxy refuses', 'Proxy verweigert'),
    what: (facts) =>
      text(
        `The ${the(facts)} of the hosting forbids connections to ${target(facts)}.`,
        `Der ${der(facts)} beim Hosting verbietet Verbindungen zu ${ziel(facts)}.`,
      ),
    steps: [
      (facts) =>
        text(
          `Your hosting partner must let the proxy allow CONNECT to ${target(facts)}.`,
          `Ihr Hosting-Partner muss im Proxy CONNECT zu ${ziel(facts)} erlauben.`,
        ),
      text(
        'If it only allows names, MAIL_PROXY_RESOLVES=true gives it names instead of addresses.',
        'Erlaubt er nur Namen, übergibt ihm MAIL_PROXY_RESOLVES=true Namen statt Adressen.',
      ),
    ],
  },
  'proxy-wants-sign-in': {
    ...permanent('network', 'hosting-partner'),
    title: text('The proxy wants another sign-in', 'Der Proxy verlangt eine andere Anmeldung'),
    short: text('Proxy wants a sign-in', 'Proxy verlangt Anmeldung'),
    what: (facts) =>
      text(
        `The ${the(facts)} of the hosting wants a user name and a password that are right.`,
        `Der ${der(facts)} beim Hosting verlangt einen Benutzernamen und ein Passwort, die stimmen.`,
      ),
    steps: [
      text(
        'Your hosting partner must put both into MAIL_PROXY and restart Mailroom.',
        'Ihr Hosting-Partner muss beides in MAIL_PROXY eintragen und Mailroom neu starten.',
      ),
    ],
  },
  'proxy-unreachable': {
    ...transient('network', 'hosting-partner'),
    title: text('The proxy does not answer', 'Der Proxy antwortet nicht'),
    short: text('Proxy does not answer', 'Proxy antwortet nicht'),
    what: (facts) =>
      text(
        `The hosting reaches the internet through the ${the(facts)}, and no proxy answers there.`,
        `Das Hosting erreicht das Internet über den ${der(facts)}, und dort antwortet kein Proxy.`,
      ),
    steps: [
      text('Try again in a few minutes.', 'Versuchen Sie es in einigen Minuten erneut.'),
      text(
        'If it stays, your hosting partner must check the proxy and the setting MAIL_PROXY.',
        'Bleibt es dabei, muss Ihr Hosting-Partner den Proxy und die Einstellung MAIL_PROXY prüfen.',
      ),
    ],
    retryMinutes: 2,
  },
  'proxy-finds-no-way': {
    ...transient('network', 'hosting-partner'),
    title: text('The proxy does not reach the server', 'Der Proxy erreicht den Server nicht'),
    short: text('Proxy finds no way', 'Proxy findet keinen Weg'),
    what: (facts) =>
      text(
        `The ${the(facts)} of the hosting answers, but it got no connection to ${target(facts)}.`,
        `Der ${der(facts)} beim Hosting antwortet, bekam aber keine Verbindung zu ${ziel(facts)}.`,
      ),
    steps: [
      text('Check server and port.', 'Prüfen Sie Server und Port.'),
      (facts) =>
        text(
          `If both are right, ask your hosting partner to open ${target(facts)} for the proxy.`,
          `Stimmen beide, lassen Sie Ihren Hosting-Partner dem Proxy den Weg zu ${ziel(facts)} öffnen.`,
        ),
    ],
    link: 'server',
    retryMinutes: 5,
  },
} satisfies Record<string, CauseEntry>
