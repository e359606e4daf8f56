import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Attachment } from '../outgoing-servers/smtp.ts'
import type { ParsedMail } from './mail-input.ts'

/** Larger ones are handed on in slices, so that no copy of the whole is made. */
const sliceBytes = 64 * 1024

export interface Attached {
  attachments: Attachment[]
  /** SHA-256 of each, in their order, once all have been read to the end. */
  hashes(): string[]
  /** Lets go of streams nobody will read any more. */
  release(): void
}

/** Attachments as streams whose bytes are hashed while they pass. */
export function attach(given: ParsedMail['attachments']): Attached {
  const hashes = given.map(() => createHash('sha256'))
  const attachments = given.map(({ content, ...named }, index) => ({
    ...named,
    content: Readable.from(hashed(content, index), { objectMode: false }),
  }))

  async function* hashed(content: Readable | Uint8Array, index: number): AsyncGenerator<Buffer> {
    for await (const chunk of content instanceof Readable ? content : slices(content)) {
      const bytes = Buffer.from(chunk)
      hashes[index]?.update(bytes)
      yield bytes
    }
  }

  return {
    attachments,
    hashes: () => hashes.map((hash) => hash.copy().digest('base64url')),
    release() {
      for (const { content } of given) if (content instanceof Readable) content.destroy()
    },
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += sliceBytes)
    yield bytes.subarray(start, start + sliceBytes)
}
