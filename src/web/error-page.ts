import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ZodError } from 'zod'
import {
  AppError,
  NotAllowed,
  NotFound,
  RemoteFailure,
  RuleBroken,
  SavedMeanwhile,
  TooMany,
} from '../errors.ts'
import { type Explanation, explain } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import { type Text, text } from '../language/text.ts'
import type { Page, Pages } from './pages.ts'
import { readerOf } from './reader.ts'
import { webTexts } from './texts.ts'
import { showClock } from './times.ts'

interface ErrorPage {
  title: string
  sentence: string
  /** What is wrong outside, and what to do. */
  explanation: Explanation | undefined
  toSettings: string | undefined
  next: { href: string; label: string }
}

/** Unknown addresses below a prefix. Fastify allows one such handler a prefix, so the host keeps its own. */
export function showMissingPages(app: FastifyInstance, pages: Pages): void {
  const page = pages.page<ErrorPage, typeof webTexts>('error', webTexts)

  app.setNotFoundHandler((request, reply) =>
    show(page, pages, request, reply, { status: 404, title: webTexts.title404, sentence: webTexts.text404 }),
  )
}

/** The one place that turns an error into a status, a log line and a page. */
export function showErrors(app: FastifyInstance, pages: Pages): void {
  const page = pages.page<ErrorPage, typeof webTexts>('error', webTexts)

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const described = describe(error, request)
    const { status } = described
    if (status >= 500) request.log.error({ err: error, detail: detailOf(error) }, 'request failed')
    else request.log.info({ reason: error.message, detail: detailOf(error) }, 'request refused')
    if (error instanceof TooMany) reply.header('retry-after', secondsUntil(error.retryAt))

    return show(page, pages, request, reply, described)
  })
}

function show(
  page: Page<ErrorPage>,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, title, sentence, failure }: Described,
): FastifyReply {
  const { locale, admin } = readerOf(request)
  const explanation = failure && explain(failure, locale, { byHand: true })
  // Whoever is not signed in is led there by the same address.
  const label = admin ? webTexts.toStatus : webTexts.signIn
  const data = {
    title: explanation?.title ?? title[locale],
    sentence: explanation ? '' : sentence[locale],
    explanation,
    toSettings: explanation?.link?.to === 'general-settings' ? pages.link('/general-settings') : undefined,
    next: { href: pages.link('/'), label: label[locale] },
  }

  return page(request, reply, data, status)
}

interface Described {
  status: number
  title: Text
  sentence: Text
  failure?: Failure
}

function describe(error: FastifyError, request: FastifyRequest): Described {
  if (error instanceof TooMany)
    return { status: 429, title: webTexts.title429, sentence: tryAgainAt(error, request) }
  if (error instanceof AppError) return shown(error)

  return describeFrameworkError(error, request)
}

function shown(error: AppError): Described {
  const { status, title } = statusOf(error)

  return {
    status,
    title: error.title ?? title,
    sentence: error.text,
    ...(error instanceof RemoteFailure ? { failure: error.failure } : {}),
  }
}

export function statusOf(error: AppError): { status: number; title: Text } {
  if (error instanceof NotFound) return { status: 404, title: webTexts.title404 }
  if (error instanceof NotAllowed) return { status: 403, title: webTexts.title403 }
  if (error instanceof RuleBroken) return { status: 422, title: webTexts.title422 }
  if (error instanceof SavedMeanwhile) return { status: 409, title: webTexts.title409 }
  if (error instanceof RemoteFailure) return { status: 502, title: webTexts.title502 }

  return { status: 500, title: webTexts.title500 }
}

function describeFrameworkError(error: FastifyError, request: FastifyRequest): Described {
  const status = error instanceof ZodError ? 400 : (error.statusCode ?? 500)
  if (status === 413) return { status, title: webTexts.title413, sentence: webTexts.text413 }
  if (status < 500) return { status, title: webTexts.title400, sentence: webTexts.text400 }

  return { status: 500, title: webTexts.title500, sentence: webTexts.text500(request.id) }
}

function tryAgainAt(error: TooMany, request: FastifyRequest): Text {
  // The next full minute: the clock on the page has no seconds.
  const minute = new Date(Math.ceil(error.retryAt.getTime() / 60_000) * 60_000)
  const at = showClock(minute, readerOf(request))
  const { en, de } = error.text

  return text(`${en} Try again at ${at}.`, `${de} Versuchen Sie es um ${at} Uhr wieder.`)
}

function secondsUntil(at: Date): number {
  return Math.max(1, Math.ceil((at.getTime() - Date.now()) / 1000))
}

function detailOf(error: unknown): string | undefined {
  return error instanceof AppError ? error.detail : undefined
}
