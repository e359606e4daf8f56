import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Rights } from '../api-tokens/api-tokens.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { Text } from '../language/text.ts'
import type { Mail } from '../mail.ts'
import { type OutgoingMail, parseAs } from '../outbox/mail-input.ts'
import { largestMail, megabyte } from '../outbox/pieces.ts'
import { explainAnswer } from '../outgoing-servers/explain-answer.ts'
import { everyone } from '../web/permissions.ts'
import { securityHeaders } from '../web/security-headers.ts'
import { shownMail } from './answers.ts'
import { inboxRoutes } from './inbox-api.ts'
import { answer, answerErrors, answerMissing, localeOf } from './json-errors.ts'
import { jsonMail } from './mail-body.ts'
import { openApi } from './open-api.ts'
import { formLimits, readForm } from './read-form.ts'
import { apiTexts } from './texts.ts'

export interface MailApiOptions {
  mail: Mail
}

const largestBody = largestMail + megabyte
const query = z.object({ from: z.string().default('') })
const uuid = z.uuid()

/**
 * The HTTP interface for programs as a Fastify plugin; mount it below a prefix of your choice. It knows tokens only: no
 * cookies, no pages. Tell `mailAdmin` the same prefix as `apiPath`, and its pages lead to the description.
 */
export async function mailApi(app: FastifyInstance, { mail }: MailApiOptions): Promise<void> {
  const { PUBLIC_URL } = mail.settings
  app.addHook('onRequest', securityHeaders(PUBLIC_URL, { ownsTheHost: false }))
  await readBodies(app)
  answerErrors(app)
  answerMissing(app)
  const description = openApi(PUBLIC_URL + app.prefix)
  app.get('/openapi.json', everyone, async () => description)

  await app.register(async (scope) => {
    scope.addHook('onRequest', demandToken(mail, 'maySend', apiTexts.mayNotSend))
    scope.addHook('onRequest', demandSize)
    mailRoutes(scope, mail)
  })
  await app.register(async (scope) => {
    scope.addHook('onRequest', demandToken(mail, 'mayRead', apiTexts.mayNotRead))
    inboxRoutes(scope, mail)
  })
}

/** JSON and forms; a host that has the parser of forms already keeps it. */
async function readBodies(app: FastifyInstance): Promise<void> {
  if (app.hasRequestDecorator('parts'))
    app.removeContentTypeParser(['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
  else {
    app.removeAllContentTypeParsers()
    await app.register(multipart, { limits: formLimits })
  }
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: largestBody },
    app.getDefaultJsonParser('error', 'error'),
  )
}

/** Errors as RFC 6750 (3.1) names them. */
function demandToken({ apiTokens }: Mail, right: keyof Rights, lacksIt: Text) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const holder = await apiTokens.check(token)
    if (holder?.[right]) return
    const error = holder ? ', error="insufficient_scope"' : ''
    reply.header('www-authenticate', `Bearer realm="Mailroom"${error}`)
    await (holder ? answer(request, reply, 403, lacksIt) : answer(request, reply, 401, apiTexts.noToken))
  }
}

/** Told before the body comes; one without a length is stopped on the way. */
async function demandSize({ headers }: FastifyRequest): Promise<void> {
  if (Number(headers['content-length'] ?? 0) > largestBody)
    throw Object.assign(new Error('The body is too large.'), { statusCode: 413 })
}

function mailRoutes(scope: FastifyInstance, mail: Mail): void {
  const { outbox, outboxMails, outgoingServers, generalSettings, now } = mail

  scope.post('/mail', everyone, async (request, reply) => {
    const given = request.isMultipart() ? await readForm(request) : parseAs(jsonMail, request.body)

    return reply.code(202).send(await outbox.send(withKey(given, request)))
  })

  scope.get<{ Params: { id: string } }>('/mail/:id', everyone, async (request) => {
    const { id } = request.params
    if (!uuid.safeParse(id).success) throw new NotFound(apiTexts.notHere)

    return shownMail(await outboxMails.get(id), localeOf(request), now())
  })

  scope.get('/explain', everyone, async (request) => {
    const { from } = query.parse(request.query)

    return explainAnswer(from, { servers: outgoingServers, settings: generalSettings.get })
  })
}

/** The key of the header, where the mail has none. */
function withKey(mail: OutgoingMail, request: FastifyRequest): OutgoingMail {
  const header = request.headers['idempotency-key']
  if (header === undefined) return mail
  const key = String(header)
  if (mail.idempotencyKey !== undefined && mail.idempotencyKey !== key)
    throw new RuleBroken(apiTexts.keysDiffer, { field: 'idempotencyKey' })

  return { ...mail, idempotencyKey: key }
}
