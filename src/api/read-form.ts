import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { RuleBroken } from '../errors.ts'
import { mostAttachments, type OutgoingMail, parseAs } from '../outbox/mail-input.ts'
import { largestMail } from '../outbox/pieces.ts'
import { formMail } from './mail-body.ts'
import { apiTexts } from './texts.ts'

/** Text and HTML of a mail, with what JSON adds to them. */
const longestField = 32 * 1024 * 1024

export const formLimits = {
  fields: 1,
  fieldNameSize: 100,
  fieldSize: longestField,
  files: mostAttachments + 1,
  fileSize: largestMail,
  parts: mostAttachments + 1,
  headerPairs: 20,
}

/** The mail of a form. Its files are read only when the outbox asks for them, one after the other. */
export async function readForm(request: FastifyRequest): Promise<OutgoingMail> {
  const parts = request.parts({ limits: formLimits })
  const first: IteratorResult<Multipart> = await parts.next()
  if (first.done || first.value.fieldname !== 'mail')
    throw new RuleBroken(apiTexts.mailFirst, { field: 'mail' })
  const mail = parseAs(formMail, await jsonIn(first.value))
  const last = mail.attachments.length - 1
  if (last < 0) await demandEnd()

  async function* fileAt(index: number): AsyncGenerator<Buffer> {
    const part: IteratorResult<Multipart> = await parts.next()
    if (part.done || part.value.type !== 'file') throw filesDiffer()
    yield* part.value.file
    if (index === last) await demandEnd()
  }

  async function demandEnd(): Promise<void> {
    if (!(await parts.next()).done) throw filesDiffer()
  }

  return {
    ...mail,
    attachments: mail.attachments.map((named, index) => ({
      ...named,
      content: Readable.from(fileAt(index), { objectMode: false }),
    })),
  }
}

async function jsonIn(part: Multipart): Promise<unknown> {
  const given = part.type === 'file' ? await text(part.file) : part.value
  // A part that says it is JSON was parsed on the way.
  if (typeof given !== 'string') return given
  try {
    return JSON.parse(given)
  } catch {
    throw new RuleBroken(apiTexts.notJson, { field: 'mail' })
  }
}

function filesDiffer(): RuleBroken {
  return new RuleBroken(apiTexts.filesDiffer, { field: 'attachments' })
}
