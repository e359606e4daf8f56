import { z } from 'zod'
import { listedJson, receivedJson } from '../hand-over/received-json.ts'
import { mostListed } from './inbox-api.ts'

const page = z.object({
  mails: z.array(listedJson),
  next: z.string().describe('For after, the next time. Keep it when the mails are stored.'),
  more: z.boolean().describe('There are more already.'),
})

export const inboxAnswers = { ReceivedMail: receivedJson, ReceivedMails: page }

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
const binary = (type: string) => ({ [type]: { schema: { type: 'string', contentMediaType: type } } })

interface Words {
  answered: (description: string, schema: keyof typeof inboxAnswers) => object
  always: object
  missing: object
}

/** The part about received mail. */
export function inboxPaths({ answered, always, missing }: Words) {
  return {
    '/inbox': {
      get: {
        operationId: 'listReceivedMails',
        summary: 'Received mails, in order',
        description:
          'Asking for what comes after a mail says that it and all before it are stored: without a handler and a webhook, they count as handed over then. Asking again with an older cursor answers them again, with the same ids; so does what an administrator hands over again, after all others.',
        parameters: [
          {
            name: 'after',
            in: 'query',
            description: 'What next said; without it, from the first mail.',
            schema: { type: 'string' },
          },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: mostListed, default: 50 },
          },
        ],
        responses: { 200: answered('The mails, and where to go on.', 'ReceivedMails'), ...always },
      },
    },
    '/inbox/{id}': {
      get: {
        operationId: 'getReceivedMail',
        summary: 'A received mail with its texts',
        parameters: [id],
        responses: { 200: answered('The mail.', 'ReceivedMail'), 404: missing, ...always },
      },
    },
    '/inbox/{id}/raw': {
      get: {
        operationId: 'getReceivedMailAsItCame',
        summary: 'The mail as the mail server had it',
        parameters: [id],
        responses: {
          200: { description: 'The mail.', content: binary('message/rfc822') },
          404: missing,
          ...always,
        },
      },
    },
    '/inbox/{id}/attachments/{no}': {
      get: {
        operationId: 'getAttachment',
        summary: 'One attachment',
        parameters: [id, { name: 'no', in: 'path', required: true, schema: { type: 'integer', minimum: 0 } }],
        responses: {
          200: { description: 'Its bytes.', content: binary('application/octet-stream') },
          404: missing,
          ...always,
        },
      },
    },
  }
}
