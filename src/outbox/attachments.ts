import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Attachment } from '../outgoing-servers/smtp.ts'
import type { OutgoingMail, ParsedMail } from './mail-input.ts'

/** Larger ones are handed on in slices, so that no copy of the whole is made. */
const sliceBytes = 64 * 1024

export interface Attached {
  attachments: Attachment[]
  /** SHA-256 of each, in their order, once all have been read to the end. */
  hashes(): string[]
}

/**
 * Streams of a mail that was not looked at yet. One that breaks before it is read, like a file that does not exist,
 * tells so when it is read: without a listener its error would end the process.
 */
export function holdStreams(given: OutgoingMail): { release(): void } {
  const listed: unknown = given?.attachments
  const streams = (Array.isArray(listed) ? listed : [])
    .map((one: Partial<Record<'content', unknown>> | null) => one?.content)
    .filter((content) => content instanceof Readable)
  for (const stream of streams) stream.on('error', () => {})

  return {
    /** Lets go of those nobody will read any more. */
    release() {
      for (const stream of streams) stream.destroy()
    },
  }
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
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += sliceBytes)
    yield bytes.subarray(start, start + sliceBytes)
}
