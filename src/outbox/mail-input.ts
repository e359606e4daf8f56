import { Readable } from 'node:stream'
import { z } from 'zod'
import { RuleBroken } from '../errors.ts'
import { type Mailbox, parseMailbox, toMailbox } from '../outgoing-servers/mailbox.ts'
import { outgoingServerTexts } from '../outgoing-servers/texts.ts'
import { outboxTexts } from './texts.ts'

/** Exchange's default for one mail. */
export const mostRecipients = 500
const longestSubject = 255
const longestText = 10 * 1024 * 1024
// What could begin another header, or make a line read otherwise than it is.
const headerUnsafe = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

const line = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((value) => !headerUnsafe.test(value))

const mailbox = z
  .union([z.string(), z.strictObject({ name: z.string().optional(), address: z.string() })])
  .transform((given, context): Mailbox => {
    const read =
      typeof given === 'string'
        ? parseMailbox(given)
        : toMailbox({ name: given.name ?? '', address: given.address })
    if (read) return read
    context.addIssue('not one address')

    return z.NEVER
  })
const mailboxes = z
  .union([mailbox.transform((one) => [one]), z.array(mailbox).max(mostRecipients + 1)])
  .default([])

export const attachmentFields = z.strictObject({
  filename: line(longestSubject).min(1),
  contentType: z
    .string()
    .regex(/^[\w.+-]{1,60}\/[\w.+-]{1,100}$/)
    .optional(),
  /** Names an image inside the HTML, as in `<img src="cid:logo">`. */
  cid: z
    .string()
    .regex(/^[\w.@-]{1,100}$/)
    .optional(),
})

const attachment = attachmentFields.extend({
  content: z.union([z.instanceof(Uint8Array), z.instanceof(Readable)]),
})

/** Unknown keys are refused: nothing of nodemailer's own (`path`, `href`, `raw`, `list`) gets through. */
export const mailFields = z.strictObject({
  /** Without one, the default From. */
  from: mailbox.optional(),
  to: mailboxes,
  cc: mailboxes,
  bcc: mailboxes,
  replyTo: mailbox.optional(),
  subject: line(longestSubject).default(''),
  text: z.string().max(longestText).optional(),
  html: z.string().max(longestText).optional(),
  /** `once`: never sent again when nobody knows whether it arrived; a person decides. */
  class: z.enum(['repeatable', 'once']).default('repeatable'),
  priority: z.enum(['high', 'normal', 'low']).default('normal'),
  /** The same key with the same mail is the same mail. */
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  /** Leaves through this server only. */
  serverId: z.uuid().optional(),
})

export const mostAttachments = 100
const schema = mailFields.extend({
  attachments: z.array(attachment).max(mostAttachments).default([]),
  /** Not before. */
  sendAt: z.date().optional(),
})

/** What a caller gives. */
export type OutgoingMail = z.input<typeof schema>
export type ParsedMail = z.output<typeof schema>

/** Throws RuleBroken with the field; never quotes what was given. */
export function parseMail(given: unknown): ParsedMail {
  const mail = parseAs(schema, given)
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc]
  if (recipients.length === 0) throw new RuleBroken(outboxTexts.noRecipient, { field: 'to' })
  if (recipients.length > mostRecipients)
    throw new RuleBroken(outboxTexts.tooManyRecipients(mostRecipients), { field: 'to' })
  for (const one of [...recipients, mail.from, mail.replyTo]) requireAscii(one)

  return mail
}

/** Throws RuleBroken with the field; never quotes what was given. */
export function parseAs<Schema extends z.ZodType>(by: Schema, given: unknown): z.output<Schema> {
  const parsed = by.safeParse(given)
  if (!parsed.success) throw refused(parsed.error)

  return parsed.data
}

function refused(error: z.ZodError): RuleBroken {
  const [issue] = error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const field = [...(issue?.path ?? []), ...unknown].map(String).join('.').slice(0, 60) || 'mail'

  return new RuleBroken(outboxTexts.mailWrong(field), { field })
}

function requireAscii(mailbox: Mailbox | undefined): void {
  if (mailbox && !/^\p{ASCII}*$/u.test(mailbox.address))
    throw new RuleBroken(outgoingServerTexts.needsSmtpUtf8(mailbox.address))
}
