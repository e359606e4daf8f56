import { text } from '../language/text.ts'
import { type CauseEntry, permanent, reconnect, sendDetails, transient, tryAgain } from './cause-entry.ts'

/** The talk with Microsoft's sign-in service itself. */
export const signInCauses = {
  'reconnect-needed': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('Microsoft asks you to sign in again', 'Microsoft verlangt eine neue Anmeldung'),
    short: text('Reconnect needed', 'Neu verbinden nötig'),
    what: text(
      'Microsoft no longer accepts the stored sign-in of this mailbox.',
      'Microsoft akzeptiert die gespeicherte Anmeldung dieses Postfachs nicht mehr.',
    ),
    steps: [reconnect],
    link: 'server',
    reconnect: true,
  },
  'sign-in-already-used': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('This sign-in was already used', 'Diese Anmeldung wurde schon verwendet'),
    short: text('Sign-in already used', 'Anmeldung schon verwendet'),
    what: text(
      'Every sign-in counts once. The page was probably loaded twice.',
      'Jede Anmeldung gilt nur einmal. Wahrscheinlich wurde die Seite zweimal geladen.',
    ),
    steps: [
      text(
        'Start again, unless the mailbox already shows as connected.',
        'Beginnen Sie neu, falls das Postfach nicht schon als verbunden gilt.',
      ),
    ],
    link: 'server',
    reconnect: true,
  },
  'too-many-requests': {
    ...transient('app-registration'),
    title: text('Too many requests in a short time', 'Zu viele Anfragen in kurzer Zeit'),
    short: text('Too many requests', 'Zu viele Anfragen'),
    what: text(
      'Microsoft saw the same request again and again and has stopped it for a while.',
      'Microsoft hat dieselbe Anfrage immer wieder gesehen und vorübergehend angehalten.',
    ),
    steps: [tryAgain],
    retryMinutes: 5,
  },
  'microsoft-busy': {
    ...transient('app-registration'),
    title: text('Microsoft is busy', 'Microsoft ist überlastet'),
    short: text('Microsoft is busy', 'Microsoft ist überlastet'),
    what: text(
      'Microsoft could not handle the request right now. Nothing is lost.',
      'Microsoft konnte die Anfrage gerade nicht bearbeiten. Nichts geht verloren.',
    ),
    steps: [tryAgain],
    retryMinutes: 2,
  },
  'microsoft-silent': {
    ...transient('app-registration', 'hosting-partner'),
    title: text('Microsoft did not answer', 'Microsoft hat nicht geantwortet'),
    short: text('No answer from Microsoft', 'Keine Antwort von Microsoft'),
    what: ({ host }) =>
      text(
        `The server got no answer from ${host ?? 'the sign-in service of Microsoft'}.`,
        `Der Server hat von ${host ?? 'Microsofts Anmeldedienst'} keine Antwort bekommen.`,
      ),
    steps: [
      tryAgain,
      ({ host }) =>
        text(
          `If it stays, ask your hosting partner to allow ${host ?? 'login.microsoftonline.com'}, port 443.`,
          `Bleibt es dabei, lassen Sie Ihren Hosting-Partner ${host ?? 'login.microsoftonline.com'}, Port 443, freigeben.`,
        ),
    ],
    retryMinutes: 2,
  },
  'answer-intercepted': {
    ...transient('network', 'hosting-partner'),
    title: text(
      'Something answered in place of Microsoft',
      'Etwas anderes hat an Stelle von Microsoft geantwortet',
    ),
    short: text('Answer not from Microsoft', 'Antwort nicht von Microsoft'),
    what: text(
      'The answer was a web page or cut off. A filter or proxy on the way usually does that.',
      'Die Antwort war eine Webseite oder abgeschnitten. Meist liegt das an einem Filter oder Proxy unterwegs.',
    ),
    steps: [
      text(
        'Ask your hosting partner to let login.microsoftonline.com through without a filter.',
        'Lassen Sie Ihren Hosting-Partner login.microsoftonline.com ungefiltert durchlassen.',
      ),
    ],
    retryMinutes: 5,
  },
  'request-not-understood': {
    ...permanent('mailroom', 'hosting-partner'),
    title: text('Our request was not understood', 'Unsere Anfrage wurde nicht verstanden'),
    short: text('Request not understood', 'Anfrage nicht verstanden'),
    what: text(
      'This is a mistake in the software, not in your settings.',
      'Das ist ein Fehler in der Software, nicht in Ihren Einstellungen.',
    ),
    steps: [text('Start again once.', 'Beginnen Sie einmal neu.'), sendDetails],
  },
  'unknown-identity': {
    ...permanent('mailbox', 'shop-admin'),
    title: text('Microsoft answered with an error', 'Microsoft meldet einen Fehler'),
    short: text('Microsoft reports an error', 'Fehler bei Microsoft'),
    what: text(
      'We do not know this answer. Microsoft explains it under the code in the details.',
      'Diese Antwort kennen wir nicht. Microsoft erklärt sie unter dem Code in den Details.',
    ),
    steps: [
      text('Connect the Outlook account again.', 'Verbinden Sie das Outlook-Konto erneut.'),
      text(
        'If it stays, send the technical details below to your Microsoft 365 administrator.',
        'Bleibt es dabei, senden Sie die technischen Details unten an Ihren Microsoft-365-Administrator.',
      ),
    ],
    link: 'server',
  },
} satisfies Record<string, CauseEntry>
