import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { speak } from '../language/text.ts'
import { emptyForm, type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { webTexts } from '../web/texts.ts'
import type { ApiTokens } from './api-tokens.ts'
import { apiTokenTexts } from './texts.ts'
import { type ListPage, type MadePage, type RevokePage, rowOf } from './token-page.ts'

interface ById {
  Params: { id: string }
}

interface Needs {
  tokens: ApiTokens
  /** Where the HTTP interface is mounted. */
  apiPath: string | undefined
}

const root = '/api-tokens'
const texts = apiTokenTexts
const ticked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on')
// PostgreSQL stores no NUL, and a line break would make two of one name.
const oneLine = /^\P{Cc}*$/u

export function apiTokenRoutes(app: FastifyInstance, pages: Pages, { tokens, apiPath }: Needs): void {
  const listPage = pages.page<ListPage, typeof texts>('api-tokens/list', texts)
  const madePage = pages.page<MadePage, typeof texts>('api-tokens/made', texts)
  const revokePage = pages.page<RevokePage, typeof texts>('api-tokens/revoke', texts)

  app.get(root, look, async (request, reply) =>
    listPage(request, reply, await listData(request, emptyForm({ maySend: 'on' }))),
  )

  // Shown in the answer itself: anywhere it could be fetched again it would have to be stored.
  app.post(root, change, async (request, reply) => {
    const { nameMissing, madeTitle } = speak(texts, readerOf(request).locale)
    const name = z
      .string(nameMissing)
      .trim()
      .min(1, nameMissing)
      .max(60, nameMissing)
      .regex(oneLine, nameMissing)
    const made = await submit(
      request,
      z.object({ name, maySend: ticked, mayRead: ticked }),
      async (input) => ({
        ...input,
        ...(await tokens.make(input, adminOf(request))),
      }),
    )
    if (!made.ok) return listPage(request, reply, await listData(request, made.form), made.status)

    const { name: title, ...shown } = made.value
    return madePage(request, reply, { ...shown, title: madeTitle(title), crumbs: crumbs(request, true) })
  })

  app.get<ById>(`${root}/:id/revocation`, change, async (request, reply) => {
    const token = rowOf(await tokens.get(request.params.id), readerOf(request))
    const title = texts.revokeTitle(token.name)[readerOf(request).locale]

    return revokePage(request, reply, { title, crumbs: crumbs(request, true), token })
  })

  app.post<ById>(`${root}/:id/revocation`, change, async (request, reply) => {
    await tokens.revoke(request.params.id, adminOf(request))

    return reply.redirect(`${pages.link(root)}?done=revoked`, 303)
  })

  async function listData(request: FastifyRequest, form: Form): Promise<ListPage> {
    const reader = readerOf(request)

    return {
      title: texts.title[reader.locale],
      crumbs: crumbs(request, false),
      rows: (await tokens.list()).map((token) => rowOf(token, reader)),
      form,
      description: apiPath && `${apiPath}/openapi.json`,
    }
  }

  function crumbs(request: FastifyRequest, below: boolean): ListPage['crumbs'] {
    const { locale } = readerOf(request)
    const all = [
      { href: pages.link('/general-settings'), label: webTexts.navSettings[locale] },
      { href: pages.link(root), label: texts.title[locale] },
    ]

    return below ? all : all.slice(0, 1)
  }
}
