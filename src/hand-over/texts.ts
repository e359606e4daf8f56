import { text } from '../language/text.ts'

export const handOverTexts = {
  handlerFailedSomehow: text(
    "The shop's program reported an error.",
    'Das Programm des Shops hat einen Fehler gemeldet.',
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
  tooManyTests: text('Those were many test events.', 'Das waren viele Testereignisse.'),
}
