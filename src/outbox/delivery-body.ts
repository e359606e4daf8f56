import { Readable } from 'node:stream'

/**
 * The mail as a stream that is first read when the server asks for it (354). `before` is done by then: it notes in the
 * database that the server may have the mail from here on, because afterwards an error no longer tells
 * (nodemailer reports a break before 354 and one after the last dot alike).
 */
export function bodyOf(
  parts: readonly Uint8Array[],
  before: () => Promise<void>,
  after: () => Promise<void>,
) {
  async function* read() {
    await before()
    yield* parts
    await after()
  }

  return Readable.from(read(), { objectMode: false })
}
