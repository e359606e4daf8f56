import { text } from '../language/text.ts'
import { type CauseEntry, type Facts, permanent, transient } from './cause-entry.ts'

const nameOf = ({ host }: Facts): string => host ?? 'the webhook'

const askProgrammer = text(
  'Ask whoever looks after the program that receives the webhook to look into its log.',
  'Lassen Sie die Betreuung des Programms, das den Webhook empfängt, in dessen Protokoll nachsehen.',
)
const sendTestAfterwards = text('Then send a test.', 'Senden Sie danach ein Testereignis.')
const checkAddress = text(
  'Check the address of the webhook for typing errors.',
  'Prüfen Sie die Schreibweise der Adresse des Webhooks.',
)

/** Handing received mail to a webhook. In all of these the mails are kept. */
export const webhookCauses = {
  'webhook-address-blocked': {
    ...permanent('server', 'hosting-partner'),
    title: text(
      'The webhook is inside your network and blocked',
      'Der Webhook liegt im eigenen Netz und ist gesperrt',
    ),
    short: text('Webhook blocked', 'Webhook gesperrt'),
    what: (facts) =>
      text(
        `The address of ${nameOf(facts)} is not on the public internet. Nothing was sent.`,
        `Die Adresse von ${facts.host ?? 'diesem Webhook'} liegt nicht im öffentlichen Internet. Es wurde nichts gesendet.`,
      ),
    steps: [
      checkAddress,
      text(
        'If it is right, your hosting partner can allow it with MAIL_ALLOW_NETS.',
        'Stimmt sie, kann Ihr Hosting-Partner sie mit MAIL_ALLOW_NETS freigeben.',
      ),
    ],
    link: 'inbox-settings',
  },
  'webhook-port-blocked': {
    ...permanent('server', 'shop-admin'),
    title: text('The port of the webhook is not allowed', 'Der Port des Webhooks ist nicht erlaubt'),
    short: text('Port not allowed', 'Port nicht erlaubt'),
    what: text(
      'Webhooks are called on port 443 or 8443. Nothing was sent.',
      'Webhooks werden auf Port 443 oder 8443 aufgerufen. Es wurde nichts gesendet.',
    ),
    steps: [
      text('Use an address on port 443 or 8443.', 'Verwenden Sie eine Adresse mit Port 443 oder 8443.'),
      text(
        'Your hosting partner can allow another port with MAIL_ALLOW_PORTS.',
        'Ihr Hosting-Partner kann mit MAIL_ALLOW_PORTS einen weiteren Port freigeben.',
      ),
    ],
    link: 'inbox-settings',
  },
  'webhook-not-found': {
    ...permanent('server', 'shop-admin'),
    title: text('The name of the webhook was not found', 'Der Name des Webhooks wurde nicht gefunden'),
    short: text('Name not found', 'Name nicht gefunden'),
    what: (facts) =>
      text(
        `DNS knows no address for ${nameOf(facts)}.`,
        `Das DNS kennt keine Adresse für ${facts.host ?? 'den Webhook'}.`,
      ),
    steps: [checkAddress, sendTestAfterwards],
    link: 'inbox-settings',
  },
  'webhook-unreachable': {
    ...transient('server', 'hosting-partner'),
    title: text('The webhook could not be reached', 'Der Webhook war nicht erreichbar'),
    short: text('Webhook not reachable', 'Webhook nicht erreichbar'),
    what: (facts) =>
      text(
        `Nobody accepts connections at ${nameOf(facts)}.`,
        `Bei ${facts.host ?? 'diesem Webhook'} nimmt niemand Verbindungen an.`,
      ),
    steps: [
      text(
        'Check that the program that receives the webhook is running.',
        'Prüfen Sie, ob das Programm läuft, das den Webhook empfängt.',
      ),
      text(
        'If it runs, let your hosting partner check the firewall.',
        'Läuft es, lassen Sie Ihren Hosting-Partner die Firewall prüfen.',
      ),
    ],
    retryMinutes: 1,
    link: 'inbox-settings',
  },
  'webhook-silent': {
    ...transient('server', 'hosting-partner'),
    title: text('The webhook did not answer in time', 'Der Webhook hat nicht rechtzeitig geantwortet'),
    short: text('Webhook too slow', 'Webhook zu langsam'),
    what: text('It must answer within 7 seconds.', 'Er muss innerhalb von 7 Sekunden antworten.'),
    steps: [
      text(
        'Let the program store the email, answer at once, and work on it afterwards.',
        'Das Programm sollte die E-Mail speichern, sofort antworten und sie erst danach bearbeiten.',
      ),
      askProgrammer,
    ],
    retryMinutes: 1,
    link: 'inbox-settings',
  },
  'webhook-certificate': {
    ...permanent('server', 'hosting-partner'),
    title: text(
      'The certificate of the webhook is not trusted',
      'Dem Zertifikat des Webhooks wird nicht vertraut',
    ),
    short: text('Certificate not trusted', 'Zertifikat nicht vertraut'),
    what: text(
      'It is for another name, has expired, or comes from an authority that nobody knows here. Nothing was sent.',
      'Es gilt für einen anderen Namen, ist abgelaufen oder stammt von einer hier unbekannten Stelle. Es wurde nichts gesendet.',
    ),
    steps: [
      text(
        'Use exactly the name that the certificate is for.',
        'Verwenden Sie genau den Namen, für den das Zertifikat gilt.',
      ),
      text(
        'An authority of your own must be imported by your hosting partner (EXTRA_CA_FILE).',
        'Eine eigene Zertifizierungsstelle muss Ihr Hosting-Partner hinterlegen (EXTRA_CA_FILE).',
      ),
      sendTestAfterwards,
    ],
    link: 'inbox-settings',
  },
  'webhook-broken-off': {
    ...transient('server', 'hosting-partner'),
    title: text('The connection to the webhook broke off', 'Die Verbindung zum Webhook brach ab'),
    short: text('Connection broke off', 'Verbindung brach ab'),
    what: text(
      'It ended before there was an answer. Nobody knows whether the email arrived.',
      'Sie endete, bevor eine Antwort kam. Ob die E-Mail ankam, weiß niemand.',
    ),
    steps: [askProgrammer],
    retryMinutes: 1,
    link: 'inbox-settings',
  },
  'webhook-redirects': {
    ...permanent('server', 'shop-admin'),
    title: text('The webhook leads to another address', 'Der Webhook leitet zu einer anderen Adresse weiter'),
    short: text('Webhook redirects', 'Webhook leitet weiter'),
    what: text(
      'It answered with a redirect. Emails are sent to no address that nobody entered.',
      'Er hat mit einer Weiterleitung geantwortet. E-Mails gehen an keine Adresse, die niemand eingetragen hat.',
    ),
    steps: [
      text('Enter the address that it leads to.', 'Tragen Sie die Adresse ein, zu der er führt.'),
      sendTestAfterwards,
    ],
    link: 'inbox-settings',
  },
  'webhook-gone': {
    ...permanent('server', 'shop-admin'),
    title: text('The webhook does not exist any more', 'Den Webhook gibt es nicht mehr'),
    short: text('Webhook gone', 'Webhook gibt es nicht mehr'),
    what: text(
      'It answered that it is gone for good (410).',
      'Er hat geantwortet, dass es ihn nicht mehr gibt (410).',
    ),
    steps: [
      text('Enter the new address.', 'Tragen Sie die neue Adresse ein.'),
      text(
        'Or remove the address: then emails are kept until the shop fetches them.',
        'Oder entfernen Sie die Adresse: Dann bleiben E-Mails aufbewahrt, bis der Shop sie abholt.',
      ),
    ],
    link: 'inbox-settings',
  },
  'webhook-refuses': {
    ...transient('server', 'hosting-partner'),
    title: text('The webhook did not take the email', 'Der Webhook hat die E-Mail nicht angenommen'),
    short: text('Webhook refuses', 'Webhook lehnt ab'),
    what: text(
      'It must answer 2xx once it has stored the email. The answer is in the details.',
      'Er muss mit 2xx antworten, sobald er die E-Mail gespeichert hat. Die Antwort steht in den Details.',
    ),
    steps: [
      text(
        'With 401 or 403, check that the program knows the secret of the webhook.',
        'Prüfen Sie bei 401 oder 403, ob das Programm das Geheimnis des Webhooks kennt.',
      ),
      askProgrammer,
    ],
    retryMinutes: 1,
    link: 'inbox-settings',
  },
} satisfies Record<string, CauseEntry>
