import { z } from 'zod'
import type { Locale } from '../language/text.ts'
import { problemOf } from '../outbox/mail-page.ts'
import { rowOf } from '../outbox/mail-row.ts'
import type { ShownMail } from '../outbox/outbox-mails.ts'
import { MailState, RecipientKind, RecipientState } from '../storage/generated/client.ts'

const at = z.iso.datetime()
const mailbox = z.object({ name: z.string().optional(), address: z.string() })
const server = z.object({ id: z.uuid(), name: z.string() })

export const storedAnswer = z.object({
  id: z.uuid(),
  messageId: z.string().describe('With angle brackets, as in the header.'),
  repeated: z.boolean().describe('The same idempotency key was used before, and this is that mail.'),
})

export const mailAnswer = z.object({
  id: z.uuid(),
  messageId: z.string(),
  state: z.enum(MailState),
  reason: z.string().nullable().describe('Why it is where it is, in the language of Accept-Language.'),
  attempts: z.int(),
  createdAt: at,
  nextAttemptAt: at.nullable(),
  sentAt: at.nullable(),
  from: z.string().describe('The address asked for.'),
  sentAs: z.string().nullable().describe('The address it left under.'),
  server: server.nullable(),
  recipients: z.array(
    z.object({
      kind: z.enum(RecipientKind),
      address: z.string(),
      state: z.enum(RecipientState),
      code: z.int().nullable(),
      reply: z
        .string()
        .nullable()
        .describe(
          'With a refused recipient what the server said; with an accepted one what a delivery report says.',
        ),
    }),
  ),
})

export const explainAnswer = z.object({
  from: mailbox,
  step: z.string().describe('The rule that decided; 5 means that no server sends it.'),
  server: server.nullable(),
  fromUsed: mailbox.nullable(),
  replyTo: mailbox.nullable(),
  envelopeFrom: z.string().nullable(),
  entry: z.string().nullable().describe('The entry of the From filter that decided.'),
  warning: z.string().nullable(),
  needsSendAs: z.array(z.string()).describe('Addresses the mailbox must be allowed to send as.'),
  passedOver: z.array(server.extend({ reason: z.string() })),
  passedOverInAll: z.int(),
})

export const errorAnswer = z.object({
  error: z.object({
    message: z.string().describe('One sentence in the language of Accept-Language.'),
    field: z.string().optional().describe('What in the request it is about.'),
    requestId: z.string().optional().describe('Names the line in the log.'),
  }),
})

export function shownMail(mail: ShownMail, locale: Locale, now: Date): z.infer<typeof mailAnswer> {
  const reader = { admin: undefined, locale, timeZone: 'UTC', theme: undefined }
  const waits = mail.state === 'waiting' || mail.state === 'retry'

  return {
    id: mail.id,
    messageId: mail.messageId,
    state: mail.state,
    reason: problemOf(mail, reader, now)?.what ?? rowOf(mail, reader, now).why ?? null,
    attempts: mail.attempts,
    createdAt: mail.createdAt.toISOString(),
    nextAttemptAt: waits ? mail.nextAttemptAt.toISOString() : null,
    sentAt: mail.sentAt?.toISOString() ?? null,
    from: mail.fromAddress,
    sentAs: mail.fromUsed,
    server: mail.server,
    recipients: mail.recipients.map(({ kind, address, state, code, reply }) => ({
      ...{ kind, address, state, code, reply },
    })),
  }
}
