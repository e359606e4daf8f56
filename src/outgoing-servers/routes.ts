import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Admin } from '../admin.ts'
import type { Invitation } from '../invitations/invitations.ts'
import { sectionOf } from '../invitations/page.ts'
import { speak } from '../language/text.ts'
import type { ConnectServer } from '../mail-servers/connect-server.ts'
import type { ConnectionRules } from '../mail-servers/connection-form.ts'
import { endingRoutes } from '../mail-servers/ending-routes.ts'
import { type AgainForm, type FailedForm, formAgain, fresh } from '../mail-servers/form-again.ts'
import { submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { askedFrom, explainPanel } from './explain-page.ts'
import { notesOfServer, notesOfShop } from './filter-notes.ts'
import { type OutgoingServerInput, outgoingServerForm } from './outgoing-server.ts'
import type { OutgoingServer, OutgoingServers } from './outgoing-servers.ts'
import type { GapSettings } from './sender-gaps.ts'
import type { SendingParts } from './sending-page.ts'
import { type EditPage, formOf, type ListPage, rowOf, shownServer } from './server-page.ts'
import { outgoingServerTexts } from './texts.ts'

interface Needs {
  servers: OutgoingServers
  rules: ConnectionRules
  hasCredentials: () => Promise<boolean>
  settings: () => Promise<GapSettings>
  connectServer: ConnectServer
  /** Adds an incoming server for the same mailbox. */
  alsoRead: (mailbox: string, by: Admin) => Promise<void>
  sending: SendingParts
  /** The invitations of a server that nobody has taken up yet. */
  openInvitations: (serverId: string) => Promise<Invitation[]>
  now: () => Date
}

interface ById {
  Params: { id: string }
}

const root = '/outgoing-servers'
const texts = outgoingServerTexts

export function outgoingServerRoutes(
  app: FastifyInstance,
  pages: Pages,
  { servers, rules, hasCredentials, settings, connectServer, alsoRead, openInvitations, sending, now }: Needs,
) {
  const listPage = pages.page<ListPage, typeof texts>('outgoing-servers/list', texts)
  const editPage = pages.page<EditPage, typeof texts>('outgoing-servers/edit', texts)
  const removePage = pages.page<{ server: OutgoingServer }, typeof texts>('outgoing-servers/remove', texts)

  endingRoutes(app, pages, { root, servers, removePage })

  app.get(root, look, async (request, reply) => {
    const reader = readerOf(request)
    const [active, archived, known, leaving] = await Promise.all([
      servers.list(),
      servers.list({ archived: true }),
      settings(),
      sending.inList(),
    ])
    const rows = active.map((server) => rowOf(server, reader, now(), leaving.get(server.id)))
    const notes = notesOfShop(active, known, 'list', reader)
    const panel = explainPanel(askedFrom(request), [...active, ...archived], known, reader)
    const { form, result: explained } = panel

    return listPage(request, reply, { rows, archived, notes, form, explained }, panel.status)
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
    const { signInWith, username, alsoRead: reads } = added.value.input
    if (reads && signInWith === 'outlook') await alsoRead(username, adminOf(request))

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

  function submitServer<Result>(
    request: FastifyRequest,
    work: (input: OutgoingServerInput) => Promise<Result>,
  ) {
    const schema = outgoingServerForm(speak(texts, readerOf(request).locale), rules)

    return submit(request, schema, work, ['password'])
  }

  /** Straight on to Microsoft when that was asked for; otherwise back to the form. */
  async function next(request: FastifyRequest, reply: FastifyReply, id: string, input: OutgoingServerInput) {
    const here = pages.link(`${root}/${id}`)
    if (input.next !== 'connect' || input.signInWith !== 'outlook') return `${here}?done=saved`
    const purpose = input.alsoRead ? 'both' : 'send'

    return connectServer(request, reply, { kind: 'outgoing', id, mailbox: input.username, purpose })
  }

  async function again(request: FastifyRequest, failed: FailedForm, id: string): Promise<AgainForm> {
    const t = speak(texts, readerOf(request).locale)

    return formAgain(failed, formOf(await servers.get(id)), { ...t, messagesPerMinute: t.rate })
  }

  async function pageData(request: FastifyRequest, shown: AgainForm, id?: string): Promise<EditPage> {
    const reader = readerOf(request)
    const t = speak(texts, reader.locale)
    const stored = id ? await servers.get(id) : undefined
    const server = stored && shownServer(stored, reader, now())

    return {
      title: server?.name ?? t.newTitle,
      crumbs: [{ href: pages.link(root), label: t.title }],
      ...shown,
      server,
      invitations: server && sectionOf(await openInvitations(server.id), reader),
      sending: stored && (await sending.shown(stored, reader)),
      notes: stored ? notesOfServer(stored, await servers.list(), await settings(), reader) : [],
      outlook: rules.outlook,
      allowPlaintext: rules.allowPlaintext,
      hasCredentials: await hasCredentials(),
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
    priority: '10',
    version: '0',
  }
}
