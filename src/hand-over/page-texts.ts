import { text } from '../language/text.ts'

export const inboxSettingsTexts = {
  title: text('Inbox settings', 'Einstellungen des Posteingangs'),
  inbox: text('Inbox', 'Posteingang'),
  whoGets: text('Who gets received email', 'Wer empfangene E-Mails bekommt'),
  handlerGets: text(
    'The shop’s own program takes every email from Mailroom directly. A webhook is not used as long as it does.',
    'Das Programm des Shops übernimmt jede E-Mail direkt von Mailroom. Solange es das tut, wird kein Webhook verwendet.',
  ),
  webhookGets: text('Every email is sent to the webhook.', 'Jede E-Mail wird an den Webhook gesendet.'),
  nobodyGets: text(
    'Every email is kept for the backend until it fetches it (GET /api/inbox), or until you enter a webhook here. Nothing is lost.',
    'Jede E-Mail wird für das Backend aufbewahrt, bis es sie abholt (GET /api/inbox) oder bis Sie hier einen Webhook eintragen. Nichts geht verloren.',
  ),
  off: (at: string) =>
    text(
      `The webhook was switched off on ${at}. Received email is kept.`,
      `Der Webhook wurde am ${at} abgeschaltet. Empfangene E-Mails werden aufbewahrt.`,
    ),
  offFix: text(
    'Put right what is wrong there, then send a test: if it arrives, the webhook is on again, and everything kept is handed over. Saving switches it on, too.',
    'Beheben Sie dort die Ursache und senden Sie dann ein Testereignis: Kommt es an, ist der Webhook wieder eingeschaltet, und alles Aufbewahrte wird übergeben. Auch Speichern schaltet ihn wieder ein.',
  ),
  failing: (count: number) =>
    text(
      `The webhook failed ${count} times in a row. Mailroom tries again by itself.`,
      `Der Webhook schlug ${count}-mal nacheinander fehl. Mailroom versucht es von selbst erneut.`,
    ),
  waiting: text('Waiting', 'Warten'),
  failed: text('Failed', 'Fehlgeschlagen'),
  moreThan: (count: number) => text(`more than ${count}`, `mehr als ${count}`),
  webhook: text('Webhook', 'Webhook'),
  url: text('Address of the webhook', 'Adresse des Webhooks'),
  urlHint: text(
    'Mailroom sends every received email there (POST, JSON, signed). It must begin with https://. Empty for none.',
    'Dorthin sendet Mailroom jede empfangene E-Mail (POST, JSON, signiert). Sie muss mit https:// beginnen. Leer für keinen.',
  ),
  urlWrong: text(
    'Enter an address like https://shop.example.com/mail, on port 443 or 8443 and not in a private network',
    'Geben Sie eine Adresse wie https://shop.example.com/mail ein, mit Port 443 oder 8443 und nicht in einem privaten Netz',
  ),
  days: text('Keep handed-over email for how many days', 'Übergebene E-Mails so viele Tage aufbewahren'),
  daysHint: text(
    'Older email is deleted here, never in the mailbox. What waits or needs attention stays.',
    'Ältere E-Mails werden hier gelöscht, nie im Postfach. Was wartet oder geprüft werden muss, bleibt.',
  ),
  daysWrong: text(
    'Enter a whole number of days from 1 to 3650',
    'Geben Sie eine ganze Zahl von 1 bis 3650 Tagen ein',
  ),
  secret: text('Secret of the webhook', 'Geheimnis des Webhooks'),
  secretSet: text('There is one.', 'Es ist eines vorhanden.'),
  secretOnce: text(
    'Copy it now into the program that receives the webhook. It is shown this one time only.',
    'Kopieren Sie es jetzt in das Programm, das den Webhook empfängt. Es wird nur dieses eine Mal angezeigt.',
  ),
  secretUse: text(
    'With it the program checks that an email comes from Mailroom. Do not send it by email.',
    'Damit prüft das Programm, dass eine E-Mail von Mailroom kommt. Verschicken Sie es nicht per E-Mail.',
  ),
  newSecret: text('Make a new secret', 'Neues Geheimnis erstellen'),
  newSecretHint: text(
    'The old one counts no longer from then on. What is refused until the program knows the new one is sent again.',
    'Das alte gilt ab dann nicht mehr. Was abgelehnt wird, bis das Programm das neue kennt, wird erneut gesendet.',
  ),
  copied: text('I have copied it', 'Ich habe es kopiert'),
  test: text('Send a test', 'Testereignis senden'),
  testHint: text(
    'Sends a made-up email to the saved address, marked with “isTest”.',
    'Sendet eine erfundene E-Mail an die gespeicherte Adresse, mit „isTest“ gekennzeichnet.',
  ),
  testOk: (status: number, ms: number) =>
    text(
      `The test arrived: answered ${status} after ${ms} ms.`,
      `Das Testereignis kam an: Antwort ${status} nach ${ms} ms.`,
    ),
  testFailed: (ms: number) =>
    text(`The test failed after ${ms} ms.`, `Das Testereignis schlug nach ${ms} ms fehl.`),
  latest: text('Latest hand-overs', 'Letzte Übergaben'),
  none: text('No email was received yet.', 'Es wurde noch keine E-Mail empfangen.'),
  subject: text('Subject', 'Betreff'),
  noSubject: text('(no subject)', '(kein Betreff)'),
  from: text('From', 'Von'),
  state: text('State', 'Zustand'),
  when: text('When', 'Wann'),
  action: text('Action', 'Aktion'),
  kept: text('Kept for the backend', 'Für das Backend aufbewahrt'),
  retry: text('Will retry', 'Neuer Versuch folgt'),
  done: text('Handed over', 'Übergeben'),
  again: text('Hand over again', 'Erneut übergeben'),
  againNamed: (subject: string) => text(`Hand over again: ${subject}`, `Erneut übergeben: ${subject}`),
  againAll: text('Hand over everything that failed', 'Alles Fehlgeschlagene erneut übergeben'),
  since: text('Received since (day)', 'Empfangen seit (Tag)'),
  sinceHint: text('For example 24.11.2026', 'Zum Beispiel 24.11.2026'),
  sinceWrong: text('Enter a day like 24.11.2026', 'Geben Sie einen Tag wie 24.11.2026 ein'),
}
