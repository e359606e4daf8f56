import { text } from '../language/text.ts'
import type { PostFailure } from '../network/post.ts'

const failures = {
  address: text(
    'Its address is inside a network that Mailroom may not call (private or reserved). Nothing was sent.',
    'Seine Adresse liegt in einem Netz, das Mailroom nicht aufrufen darf (privat oder reserviert). Es wurde nichts gesendet.',
  ),
  port: text(
    'Its port is not allowed. Nothing was sent.',
    'Sein Port ist nicht erlaubt. Es wurde nichts gesendet.',
  ),
  dns: text('Its name was not found (DNS).', 'Sein Name wurde nicht gefunden (DNS).'),
  unreachable: text('It could not be reached.', 'Er war nicht erreichbar.'),
  time: text('It did not answer within 7 seconds.', 'Er hat nicht innerhalb von 7 Sekunden geantwortet.'),
  tls: text(
    'Its certificate is not valid, or the encryption failed.',
    'Sein Zertifikat ist nicht gültig, oder die Verschlüsselung schlug fehl.',
  ),
  broken: text('The connection broke off.', 'Die Verbindung brach ab.'),
} as const satisfies Record<PostFailure, unknown>

export const handOverTexts = {
  notAnswered: (failure: PostFailure) =>
    text(`The webhook failed. ${failures[failure].en}`, `Der Webhook schlug fehl. ${failures[failure].de}`),
  redirected: (status: number) =>
    text(
      `The webhook answered with a redirect (${status}). Mailroom follows none: enter the address it leads to.`,
      `Der Webhook hat mit einer Weiterleitung geantwortet (${status}). Mailroom folgt keiner: Tragen Sie die Adresse ein, zu der sie führt.`,
    ),
  gone: text(
    'The webhook answered that it is gone for good (410).',
    'Der Webhook hat geantwortet, dass es ihn nicht mehr gibt (410).',
  ),
  refused: (status: number) =>
    text(
      `The webhook answered ${status}. It must answer 2xx when it has the email.`,
      `Der Webhook hat mit ${status} geantwortet. Er muss mit 2xx antworten, wenn er die E-Mail hat.`,
    ),
  handlerFailed: (words: string) =>
    text(
      `The shop's program reported an error: ${words}`,
      `Das Programm des Shops hat einen Fehler gemeldet: ${words}`,
    ),
  handlerLate: text(
    "The shop's program did not finish within ten minutes.",
    'Das Programm des Shops wurde nicht innerhalb von zehn Minuten fertig.',
  ),
  unreadable: text(
    'The email could not be read for the hand-over.',
    'Die E-Mail ließ sich für die Übergabe nicht lesen.',
  ),
  endedProcess: text(
    'The process ended each time while it handed this email over.',
    'Der Prozess endete jedes Mal, während er diese E-Mail übergab.',
  ),
  gone404: text('This email does not exist any more.', 'Diese E-Mail gibt es nicht mehr.'),
  notForBackend: text(
    'This email is not for the shop: it came back to us, or it could not be read.',
    'Diese E-Mail ist nicht für den Shop: Sie kam zu uns zurück, oder sie ließ sich nicht lesen.',
  ),
  savedMeanwhile: (name: string) =>
    text(
      `${name} saved these settings meanwhile. Compare, and save again.`,
      `${name} hat diese Einstellungen inzwischen gespeichert. Vergleichen Sie und speichern Sie erneut.`,
    ),
  noWebhook: text(
    'Enter and save an address first.',
    'Tragen Sie zuerst eine Adresse ein und speichern Sie.',
  ),
  tooManyTests: text('That were many test events.', 'Das waren viele Testereignisse.'),
}
