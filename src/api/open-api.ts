import { z } from 'zod'
import { version } from '../version.ts'
import { errorAnswer, explainAnswer, mailAnswer, storedAnswer } from './answers.ts'
import { formMail, jsonMail } from './mail-body.ts'
import { inboxAnswers, inboxPaths } from './open-api-inbox.ts'

const answers = {
  StoredMail: storedAnswer,
  Mail: mailAnswer,
  Explanation: explainAnswer,
  Error: errorAnswer,
  ...inboxAnswers,
}

/** OpenAPI 3.1; its schemas are those the requests are checked by. */
export function openApi(url: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mailroom',
      version,
      description:
        'Puts mails into the outbox, tells what became of them, and gives out received mail. An administrator makes the token, and says whether it is for sending, for reading received mail, or for both.',
    },
    servers: [{ url }],
    security: [{ token: [] }],
    paths: {
      '/mail': { post: postMail },
      '/mail/{id}': { get: getMail },
      '/explain': { get: getExplanation },
      ...inboxPaths({ answered, always, missing: failed('No such mail, or no such attachment.') }),
    },
    components: {
      schemas: Object.fromEntries(Object.entries(answers).map(([name, schema]) => [name, schemaOf(schema)])),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

const failed = (description: string) => answered(description, 'Error')
const always = {
  401: failed('Without a valid token.'),
  403: failed('The token is not for this.'),
  422: failed('Not accepted: the sentence says why.'),
  500: failed('Not the fault of the request.'),
}

const postMail = {
  operationId: 'sendMail',
  summary: 'Put a mail into the outbox',
  description: 'Answered only when the mail is on disk.',
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'The same as idempotencyKey of the mail: the same key with the same mail is the same mail.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    },
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: schemaOf(jsonMail) },
      'multipart/form-data': {
        schema: {
          type: 'object',
          properties: {
            mail: schemaOf(formMail),
            file: {
              type: 'array',
              items: { type: 'string', contentMediaType: 'application/octet-stream' },
              description:
                'After mail, in the order of its attachments. For large files: they are not held in memory.',
            },
          },
          required: ['mail'],
        },
        encoding: { mail: { contentType: 'application/json' } },
      },
    },
  },
  responses: {
    202: answered('Stored; it leaves by itself.', 'StoredMail'),
    400: failed('No JSON, or no form.'),
    413: failed('Larger than a mail may be.'),
    415: failed('Neither JSON nor a form.'),
    ...always,
  },
}

const getMail = {
  operationId: 'getMail',
  summary: 'What became of a mail',
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
  responses: { 200: answered('The mail.', 'Mail'), 404: failed('No such mail.'), ...always },
}

const getExplanation = {
  operationId: 'explain',
  summary: 'Which server would send a mail with this From, and why',
  parameters: [
    {
      name: 'from',
      in: 'query',
      description: 'Without one, the default From.',
      schema: { type: 'string', examples: ['Mein Shop <info@mein-shop.de>'] },
    },
  ],
  responses: { 200: answered('The server and the reasons.', 'Explanation'), ...always },
}

function answered(description: string, schema: keyof typeof answers) {
  return {
    description,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  }
}

function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input' })

  return described
}
