import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Admin } from '../admin.ts'
import type { FetchPanelOf } from '../fetching/fetch-panel.ts'
import type { KnownFolders } from '../fetching/known-folders.ts'
import { speak } from '../language/text.ts'
import type { ConnectServer } from '../mail-servers/connect-server.ts'
import type { ConnectionRules } from '../mail-servers/connection-form.ts'
import { endingRoutes } from '../mail-servers/ending-routes.ts'
import { type AgainForm, type FailedForm, formAgain, fresh } from '../mail-servers/form-again.ts'
import { submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { folderFieldsOf } from './folder-fields.ts'
import { type IncomingServerInput, incomingServerForm } from './incoming-server.ts'
import type { IncomingServer, IncomingServers } from './incoming-servers.ts'
import { type EditPage, formOf, type ListPage, rowOf, shownServer } from './server-page.ts'
import { incomingServerTexts } from './texts.ts'

interface Needs {
  servers: IncomingServers
  rules: ConnectionRules
  hasCredentials: () => Promise<boolean>
  connectServer: ConnectServer
  fetchPanel: FetchPanelOf
  knownFolders: Pick<KnownFolders, 'of'>
  now: () => Date
}

interface ById {
  Params: { id: string }
}

const root = '/incoming-servers'
const texts = incomingServerTexts

export function incomingServerRoutes(
  app: FastifyInstance,
  pages: Pages,
  { servers, rules, hasCredentials, connectServer, fetchPanel, knownFolders, now }: Needs,
): void {
  const listPage = pages.page<ListPage, typeof texts>('incoming-servers/list', texts)
  const editPage = pages.page<EditPage, typeof texts>('incoming-servers/edit', texts)
  const removePage = pages.page<{ server: IncomingServer }, typeof texts>('incoming-servers/remove', texts)
  endingRoutes(app, pages, { root, servers, removePage })
  stateRoute('confirmation-reset', servers.resetConfirmation)
  stateRoute('pause', servers.pause, 'paused')
  stateRoute('resumption', servers.resume, 'resumed')

  app.get(root, look, async (request, reply) => {
    const [active, archived] = await Promise.all([servers.list(), servers.list({ archived: true })])
    const rows = active.map((server) => rowOf(server, readerOf(request), now()))

    return listPage(request, reply, { rows, archived })
  })

  app.get(`${root}/new`, change, async (request, reply) =>
    editPage(
      request,
      reply,
      await pageData(request, fresh(newServer(rules, await servers.freeName('Outlook')))),
    ),
  )

  app.post(root, change, async (request, reply) => {
    const added = await submitServer(request, async (input) => ({
      ...(await servers.add(input, adminOf(request))),
      input,
    }))
    if (!added.ok)
      return editPage(
        request,
        reply,
        await pageData(request, { form: added.form, meanwhile: [] }),
        added.status,
      )

    return reply.redirect(await next(request, reply, added.value.id, added.value.input), 303)
  })

  app.get<ById>(`${root}/:id`, look, async (request, reply) => {
    const server = await servers.get(request.params.id)

    return editPage(request, reply, await pageData(request, fresh(formOf(server).values), server.id))
  })

  app.post<ById>(`${root}/:id`, change, async (request, reply) => {
    const { id } = request.params
    const changed = await submitServer(request, async (input) => {
      await servers.change(id, input, adminOf(request))
      return input
    })
    if (!changed.ok)
      return editPage(
        request,
        reply,
        await pageData(request, await again(request, changed, id), id),
        changed.status,
      )

    return reply.redirect(await next(request, reply, id, changed.value), 303)
  })

  function stateRoute(action: string, work: (id: string, by: Admin) => Promise<void>, done = action): void {
    app.post<ById>(`${root}/:id/${action}`, change, async (request, reply) => {
      await work(request.params.id, adminOf(request))

      return reply.redirect(`${pages.link(`${root}/${request.params.id}`)}?done=${done}`, 303)
    })
  }

  function submitServer<Result>(
    request: FastifyRequest,
    work: (input: IncomingServerInput) => Promise<Result>,
  ) {
    const schema = incomingServerForm(speak(texts, readerOf(request).locale), rules)

    return submit(request, schema, work, ['password'])
  }

  /** Straight on to Microsoft when that was asked for; otherwise back to the form. */
  async function next(request: FastifyRequest, reply: FastifyReply, id: string, input: IncomingServerInput) {
    if (input.next !== 'connect' || input.signInWith !== 'outlook')
      return `${pages.link(`${root}/${id}`)}?done=saved`

    return connectServer(request, reply, { kind: 'incoming', id, mailbox: input.username, purpose: 'read' })
  }

  async function again(request: FastifyRequest, failed: FailedForm, id: string): Promise<AgainForm> {
    const t = speak(texts, readerOf(request).locale)

    return formAgain(failed, formOf(await servers.get(id)), t)
  }

  async function pageData(request: FastifyRequest, shown: AgainForm, id?: string): Promise<EditPage> {
    const reader = readerOf(request)
    const t = speak(texts, reader.locale)
    const stored = id ? await servers.get(id) : undefined
    const server = stored && shownServer(stored, reader, now())
    const seen = stored && (await knownFolders.of(stored))

    return {
      title: server?.name ?? t.newTitle,
      crumbs: [{ href: pages.link(root), label: t.title }],
      ...shown,
      server,
      locked: server?.confirmed ?? false,
      outlook: rules.outlook,
      allowPlaintext: rules.allowPlaintext,
      folders: folderFieldsOf(seen, shown.form, reader),
      hasCredentials: await hasCredentials(),
      panel: id ? await fetchPanel(id, reader) : undefined,
    }
  }
}

function newServer({ outlook }: ConnectionRules, name: string): Record<string, string> {
  return {
    name,
    signInWith: 'outlook',
    host: outlook.host,
    port: String(outlook.port),
    encryption: outlook.encryption,
    priority: '5',
    version: '0',
    folder: 'INBOX',
    readFrom: 'new_only',
    everyMinutes: '5',
    afterReading: 'leave',
  }
}
