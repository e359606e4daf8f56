import { text } from '../language/text.ts'
import type { ReceivedLimit } from './received.ts'

const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024)

const tooMuch = {
  mail: text('it is too large', 'sie ist zu groß'),
  parts: text('it has more than 500 parts', 'sie hat mehr als 500 Teile'),
  depth: text('its parts are nested too deeply', 'ihre Teile sind zu tief verschachtelt'),
  headers: text('its header has more than 200 lines', 'ihr Kopf hat mehr als 200 Zeilen'),
  header: text('its header is larger than 64 kB', 'ihr Kopf ist größer als 64 kB'),
  attachments: text('it has more than 100 attachments', 'sie hat mehr als 100 Anhänge'),
  attachment: text('an attachment is larger than 25 MB', 'ein Anhang ist größer als 25 MB'),
  html: text('its formatted text is larger than 2 MB', 'ihr formatierter Text ist größer als 2 MB'),
  text: text('its text is larger than 2 MB', 'ihr Text ist größer als 2 MB'),
} as const satisfies Record<ReceivedLimit, unknown>

export const inboxTexts = {
  overLimit: (limit: ReceivedLimit) =>
    text(
      `The email was not read: ${tooMuch[limit].en}. It is kept as it came.`,
      `Die E-Mail wurde nicht gelesen: ${tooMuch[limit].de}. Sie ist im Original aufbewahrt.`,
    ),
  tooLarge: (bytes: number) =>
    text(
      `The email is too large to be read (${megabytes(bytes)} MB). Only its header is kept; the email itself is in the mailbox.`,
      `Die E-Mail ist zu groß, um gelesen zu werden (${megabytes(bytes)} MB). Nur ihr Kopf ist aufbewahrt; die E-Mail selbst liegt im Postfach.`,
    ),
  notGivenOut: text(
    'This email could not be fetched from the mail server, however often it was tried. Open it in the mailbox itself, or try again later with “Fetch again since” of the incoming server.',
    'Diese E-Mail ließ sich nicht vom Mailserver abrufen, so oft es auch versucht wurde. Öffnen Sie sie im Postfach selbst, oder versuchen Sie es später mit „Erneut abrufen seit“ beim Posteingangsserver.',
  ),
  tookTooLong: text(
    'The email was not read: it took too long. It is kept as it came.',
    'Die E-Mail wurde nicht gelesen: Es dauerte zu lange. Sie ist im Original aufbewahrt.',
  ),
  tookTooMuch: text(
    'The email was not read: it needed too much memory. It is kept as it came.',
    'Die E-Mail wurde nicht gelesen: Sie brauchte zu viel Arbeitsspeicher. Sie ist im Original aufbewahrt.',
  ),
  unreadable: text(
    'The email could not be read in three tries. It is kept as it came.',
    'Die E-Mail konnte in drei Versuchen nicht gelesen werden. Sie ist im Original aufbewahrt.',
  ),
  attachmentUnreadable: text(
    'This attachment cannot be opened. Download the email itself instead.',
    'Dieser Anhang lässt sich nicht öffnen. Laden Sie stattdessen die E-Mail selbst herunter.',
  ),
  gone: text('This email does not exist any more.', 'Diese E-Mail gibt es nicht mehr.'),
  notInAttention: text(
    'Only an email that needs attention can be read again. This one has moved on meanwhile.',
    'Nur eine E-Mail, die geprüft werden muss, kann erneut gelesen werden. Diese ist inzwischen weiter.',
  ),
}
