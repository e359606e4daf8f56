import { text } from '../language/text.ts'

export const outboxTexts = {
  mailWrong: (field: string) =>
    text(
      `The mail was not taken: ${field} is missing or not allowed.`,
      `Die E-Mail wurde nicht angenommen: ${field} fehlt oder ist nicht erlaubt.`,
    ),
  noRecipient: text(
    'The mail was not taken: it has no recipient.',
    'Die E-Mail wurde nicht angenommen: Sie hat keinen Empfänger.',
  ),
  tooManyRecipients: (most: number) =>
    text(
      `The mail was not taken: it has more than ${most} recipients.`,
      `Die E-Mail wurde nicht angenommen: Sie hat mehr als ${most} Empfänger.`,
    ),
  tooLarge: (megabytes: number) =>
    text(
      `The mail was not taken: with its attachments it is larger than ${megabytes} MB.`,
      `Die E-Mail wurde nicht angenommen: Mit Anhängen ist sie größer als ${megabytes} MB.`,
    ),
  tooLargeFor: (size: number, server: string, most: number) =>
    text(
      `The mail was not taken: with its attachments it has ${size} MB, and the server “${server}” takes at most ${most} MB.`,
      `Die E-Mail wurde nicht angenommen: Mit Anhängen hat sie ${size} MB, und der Server „${server}“ nimmt höchstens ${most} MB an.`,
    ),
  keyOfAnother: text(
    'The mail was not taken: its idempotency key belongs to another mail.',
    'Die E-Mail wurde nicht angenommen: Ihr Idempotenz-Schlüssel gehört zu einer anderen E-Mail.',
  ),
  noServer: text(
    'No outgoing server is set up that could send it.',
    'Es ist kein Postausgangsserver eingerichtet, der sie senden könnte.',
  ),
  atItsLimit: text(
    'The mailbox has sent as much as it may for the moment.',
    'Das Postfach hat vorerst so viel gesendet, wie es darf.',
  ),
}
