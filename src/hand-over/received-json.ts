import { z } from 'zod'
import type { HandedRow, MailRoute, ReceivedMail } from './received-mail.ts'

const at = z.iso.datetime()
const person = z.object({ name: z.string().nullable(), address: z.string() })
const server = z.object({ id: z.uuid(), name: z.string() }).nullable().describe('Null when it was deleted.')

const route = z.object({
  kind: z
    .enum(['bounce', 'reply', 'alias', 'catch_all', 'default_route'] satisfies MailRoute['kind'][])
    .describe('Why it belongs where it does.'),
  name: z.string().nullable().describe('The alias, or the default route of the server.'),
  outboxMailId: z.uuid().nullable().describe('The mail sent by Mailroom that it answers or reports on.'),
})

const recipient = z.object({
  address: z.string(),
  action: z.enum(['failed', 'delayed', 'delivered', 'relayed', 'expanded']),
  status: z.string().nullable().describe('As 5.1.1.'),
  diagnostic: z.string().nullable(),
})

const file = z.object({
  no: z.int(),
  filename: z.string(),
  contentType: z.string().describe('What the sender says it is.'),
  size: z.int().describe('Bytes.'),
  cid: z.string().nullable().describe('What the HTML names it by.'),
  url: z
    .string()
    .nullable()
    .describe('Where it can be fetched with a token; null where mailApi is not mounted.'),
})

const listed = {
  id: z.uuid().describe('Stays the same however often the mail is handed over.'),
  server,
  folder: z.string(),
  fetchedAt: at,
  messageId: z.string().nullable().describe('With angle brackets.'),
  subject: z.string().nullable(),
  date: at.nullable().describe('The Date header.'),
  from: person.nullable(),
  isAutomatic: z.boolean().describe('Made by a machine: never answer it by one.'),
}

export const receivedJson = z.object({
  ...listed,
  to: z.array(person),
  cc: z.array(person),
  replyTo: z.array(person),
  text: z.string().nullable(),
  html: z.string().nullable().describe('As the sender wrote it, hostile: never show it uncleaned.'),
  route: route.extend({ inReplyTo: z.string().nullable() }),
  deliveryReport: z
    .object({
      isStandard: z.boolean().describe('False when it was recognised by its words alone.'),
      recipients: z.array(recipient),
      originalMessageId: z.string().nullable(),
    })
    .nullable(),
  attachments: z.array(file),
  rawUrl: z.string().nullable().describe('Where the mail as it came can be fetched with a token.'),
})

/** What a list tells of a mail; the whole is fetched one by one. */
export const listedJson = z.object({
  ...listed,
  route,
  attachments: z.int().describe('How many.'),
  size: z.int().describe('Bytes of the whole mail.'),
  url: z.string(),
})

export type ReceivedJson = z.infer<typeof receivedJson>
export type ListedJson = z.infer<typeof listedJson>

/** `api` is the address of the HTTP interface, without a slash at the end; undefined where it is not mounted. */
export function jsonOf({ raw: _raw, ...mail }: ReceivedMail, api: string | undefined): ReceivedJson {
  const url = api === undefined ? undefined : mailUrl(api, mail.id)

  return {
    ...mail,
    fetchedAt: mail.fetchedAt.toISOString(),
    date: mail.date?.toISOString() ?? null,
    attachments: mail.attachments.map(({ content: _content, ...one }) => ({
      ...one,
      url: url === undefined ? null : `${url}/attachments/${one.no}`,
    })),
    rawUrl: url === undefined ? null : `${url}/raw`,
  }
}

export function mailUrl(api: string, id: HandedRow['id']): string {
  return `${api}/inbox/${id}`
}
