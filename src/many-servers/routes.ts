import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { NotFound, RuleBroken } from '../errors.ts'
import type { Invitations } from '../invitations/invitations.ts'
import { speak, type Text } from '../language/text.ts'
import { readFileForms } from '../web/file-form.ts'
import { emptyForm, type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { webTexts } from '../web/texts.ts'
import { createInviteAll, type InvitationsPage } from './invitations-page.ts'
import { type ListInput, listForm } from './list-form.ts'
import type { ManyServers, Plan } from './many-servers.ts'
import type { NewServer } from './planned-server.ts'
import { mistakesOf, type Preview, previewOf, type ResultPage, resultOf } from './preview-page.ts'
import { manyServerTexts } from './texts.ts'

interface ManyPage {
  form: Form
  crumbs: { href: string; label: string }[]
  preview: Preview | undefined
}

interface Needs {
  manyServers: ManyServers
  invite: Invitations['invite']
  settings: { PUBLIC_URL: string }
  now: () => Date
}

/** What comes of a list: servers, or a preview and perhaps why there is nothing more. */
type Outcome = { createdAt: Date } | { plan: Plan; input: ListInput; refusal?: Refusal }

interface Refusal {
  status: 409 | 422
  field: 'form' | 'leaveOut'
  text: Text
}

const root = '/many-servers'
const texts = manyServerTexts
/** A list of the full length and a file of the full length, with what a form puts around them. */
const bodyLimit = 1024 * 1024
const lastDateMs = 8.64e15

const createdQuery = z.object({ at: z.coerce.number().int().min(0).max(lastDateMs) })

const changed: Refusal = { status: 409, field: 'form', text: texts.changedMeanwhile }
const notLeftOut: Refusal = { status: 422, field: 'leaveOut', text: texts.leaveOutMissing }

export function manyServerRoutes(
  app: FastifyInstance,
  pages: Pages,
  { manyServers, invite, settings, now }: Needs,
): void {
  const editPage = pages.page<ManyPage, typeof texts>('many-servers/edit', texts)
  const inviteAll = createInviteAll({ invite, shop: new URL(settings.PUBLIC_URL).host })
  const invitationsPage = pages.page<InvitationsPage, typeof texts>('many-servers/invitations', texts)
  const resultPage = pages.page<ResultPage, typeof texts>('many-servers/result', texts)

  app.get(root, change, async (request, reply) => show(request, reply, { form: emptyForm(), status: 200 }))

  void app.register(async (scope) => {
    readFileForms(scope, bodyLimit)
    scope.post(root, change, async (request, reply) => {
      const schema = listForm(speak(texts, readerOf(request).locale))
      const done = await submit(request, schema, (input) => take(input, adminOf(request)))
      if (!done.ok) return show(request, reply, { form: withFile(done.form), status: done.status })
      if (!('createdAt' in done.value)) return showPreview(request, reply, done.value)
      const at = done.value.createdAt.getTime()

      return reply.redirect(`${pages.link(root)}/result?at=${at}`, 303)
    })
  })

  app.get(`${root}/result`, change, async (request, reply) => {
    const { at, servers } = await listCreatedAt(request.query)
    const result = resultOf(servers, readerOf(request), now())

    return resultPage(request, reply, { ...result, crumbs: crumbs(request), at: String(at.getTime()) })
  })

  // The answer is the page itself: the links are kept nowhere, so nothing could show them after a redirect.
  app.post(`${root}/invitations`, change, async (request, reply) => {
    const { servers } = await listCreatedAt(request.body)
    const rows = await inviteAll(servers, adminOf(request), readerOf(request))

    return invitationsPage(request, reply, { rows, crumbs: crumbs(request) })
  })

  /** The servers one list made; the moment is all that a list is known by. */
  async function listCreatedAt(input: unknown) {
    const { data } = createdQuery.safeParse(input)
    const at = new Date(data?.at ?? 0)
    const servers = await manyServers.createdAt(at)
    if (servers.length === 0) throw new NotFound(webTexts.text404)

    return { at, servers }
  }

  /** Creates only what the preview showed, and nothing while a line is wrong and not left out by choice. */
  async function take(input: ListInput, by: Admin): Promise<Outcome> {
    const plan = await manyServers.plan(input)
    if (plan.problem) throw new RuleBroken(plan.problem, { field: 'list' })
    if (input.step === 'preview') return { plan, input }
    const refusal = refusalOf(plan, input)
    if (refusal) return { plan, input, refusal }
    const createdAt = await manyServers.create(rightLines(plan), by)

    return createdAt ? { createdAt } : { plan: await manyServers.plan(input), input, refusal: changed }
  }

  function showPreview(
    request: FastifyRequest,
    reply: FastifyReply,
    { plan, input, refusal }: Extract<Outcome, { plan: Plan }>,
  ) {
    const reader = readerOf(request)
    const preview = previewOf(plan, reader)
    const mistakes = mistakesOf(preview, reader)
    const errors = refusal ? { ...mistakes, [refusal.field]: refusal.text[reader.locale] } : mistakes
    const status = refusal?.status ?? (preview.wrong > 0 ? 422 : 200)

    return show(request, reply, { form: { values: valuesOf(input), errors }, preview, status })
  }

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { form, preview, status }: { form: Form; preview?: Preview; status: number },
  ) {
    return editPage(request, reply, { form, preview, crumbs: crumbs(request) }, status)
  }

  function crumbs(request: FastifyRequest): ManyPage['crumbs'] {
    const t = speak(texts, readerOf(request).locale)

    return [{ href: pages.link('/outgoing-servers'), label: t.title }]
  }
}

function refusalOf(plan: Plan, { seen, leaveOut }: ListInput): Refusal | undefined {
  if (seen !== plan.fingerprint) return changed
  const right = rightLines(plan).length

  return right > 0 && (right === plan.lines.length || leaveOut) ? undefined : notLeftOut
}

function rightLines({ lines }: Plan): NewServer[] {
  return lines.filter(({ problems }) => problems.length === 0).map(({ server }) => server)
}

function valuesOf({ text, alsoRead, leaveOut }: ListInput): Record<string, string> {
  return { list: text, alsoRead: alsoRead ? 'on' : '', leaveOut: leaveOut ? 'on' : '' }
}

/** A browser does not choose a file again: its text goes on as the list, unless it is no list. */
function withFile({ values: { file = '', ...values }, errors }: Form): Form {
  const keeps = values['list'] || errors['file']

  return { values: keeps ? values : { ...values, list: file }, errors }
}
