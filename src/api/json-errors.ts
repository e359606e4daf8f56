import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ZodError, type z } from 'zod'
import { AppError } from '../errors.ts'
import type { Locale, Text } from '../language/text.ts'
import { statusOf } from '../web/error-page.ts'
import { wishedLocale } from '../web/reader.ts'
import { webTexts } from '../web/texts.ts'
import type { errorAnswer } from './answers.ts'
import { apiTexts } from './texts.ts'

/** Developers read these; without a wish of theirs in English. */
export function localeOf(request: FastifyRequest): Locale {
  return wishedLocale(request) ?? 'en'
}

/** Every error of the interface as JSON; what only the log may know goes there. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, sentence, field } = describe(error, request)
    const detail = error instanceof AppError ? error.detail : undefined
    if (status >= 500) request.log.error({ err: error, detail }, 'request failed')
    else request.log.info({ reason: error.message, detail }, 'request refused')
    if (request.method === 'POST') letGo(request, reply)

    return answer(request, reply, status, sentence, {
      ...(field ? { field } : {}),
      ...(status >= 500 ? { requestId: request.id } : {}),
    })
  })
}

/** Nobody reads what is left of the body: it must neither hold the connection nor the next request. */
function letGo({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.header('connection', 'close')
  raw.unpipe()
  raw.resume()
}

/** Below a prefix only: at the root the host has a page of its own. */
export function answerMissing(app: FastifyInstance): void {
  if (app.prefix !== '')
    app.setNotFoundHandler((request, reply) => answer(request, reply, 404, apiTexts.notHere))
}

export function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  sentence: Text,
  more: Omit<z.infer<typeof errorAnswer>['error'], 'message'> = {},
): FastifyReply {
  return reply.code(status).send({ error: { message: sentence[localeOf(request)], ...more } })
}

interface Described {
  status: number
  sentence: Text
  field?: string | undefined
}

const frameworkTexts: Readonly<Record<number, Text | undefined>> = {
  400: apiTexts.unreadable,
  413: apiTexts.tooMuch,
  415: apiTexts.wrongType,
}

function describe(error: FastifyError, request: FastifyRequest): Described {
  if (error instanceof AppError)
    return { status: statusOf(error).status, sentence: error.text, field: error.field }
  if (error instanceof ZodError) return { status: 400, sentence: apiTexts.unreadable }
  // JSON that cannot be parsed, in the body or in a field of a form.
  if (
    error instanceof SyntaxError ||
    error.code === 'FST_INVALID_JSON_FIELD_ERROR' ||
    error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
  )
    return { status: 400, sentence: apiTexts.notJson }
  const status = error.statusCode ?? 500
  if (status >= 500) return { status: 500, sentence: webTexts.text500(request.id) }
  const known = frameworkTexts[status]

  return known ? { status, sentence: known } : { status: 400, sentence: apiTexts.unreadable }
}
