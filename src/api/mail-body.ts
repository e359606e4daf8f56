import { z } from 'zod'
import { attachmentFields, mailFields, mostAttachments } from '../outbox/mail-input.ts'

const sendAt = z.iso
  .datetime({ offset: true })
  .transform((given) => new Date(given))
  .optional()
  .describe('Not before this time.')

const base64 = z
  .string()
  .transform((given, context) => {
    const bytes = Buffer.from(given, 'base64')
    // Node reads over characters that do not belong, and then there are fewer bytes.
    if (bytes.length === (given.replace(/={1,2}$/, '').length * 6) >> 3) return bytes
    context.addIssue('not base64')

    return z.NEVER
  })
  .meta({ contentEncoding: 'base64' })

/** A mail as JSON, its attachments in it. */
export const jsonMail = mailFields.extend({
  sendAt,
  attachments: z
    .array(attachmentFields.extend({ content: base64 }))
    .max(mostAttachments)
    .default([]),
})

/** The field `mail` of a form: its files follow in the order in which it names them. */
export const formMail = mailFields.extend({
  sendAt,
  attachments: z.array(attachmentFields).max(mostAttachments).default([]),
})
