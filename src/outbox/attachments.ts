import { Readable } from 'node:stream'
import { RuleBroken } from '../errors.ts'
import type { Attachment } from '../outgoing-servers/smtp.ts'
import type { ParsedMail } from './mail-input.ts'
import { outboxTexts } from './texts.ts'

/** Exchange takes 35 MB; base64 makes a mail a third larger. */
export const largestMail = 35 * 1024 * 1024
const megabyte = 1024 * 1024

/** Reads streams to their end, or to the limit. Throws RuleBroken when the mail would be too large. */
export async function readAttachments(given: ParsedMail['attachments']): Promise<Attachment[]> {
  const read: Attachment[] = []
  let left = largestMail
  for (const { content, ...named } of given) {
    const bytes = content instanceof Readable ? await readStream(content, left) : Buffer.from(content)
    left -= bytes.length
    if (left < 0) throw tooLarge()
    read.push({ ...named, content: bytes })
  }

  return read
}

export function tooLarge(): RuleBroken {
  return new RuleBroken(outboxTexts.tooLarge(largestMail / megabyte), { field: 'attachments' })
}

async function readStream(stream: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > most) throw tooLarge()
    chunks.push(bytes)
  }

  return Buffer.concat(chunks)
}
