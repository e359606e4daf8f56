import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { speak } from '../language/text.ts'
import { submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { browserOf } from './browser-cookie.ts'
import type { ServerRef } from './mailbox-servers.ts'
import type { OutlookAccounts } from './outlook-accounts.ts'
import { decisions } from './sign-in.ts'
import type { Departure } from './sign-in-departure.ts'
import { type ResultPage, resultOf, runOut, serverLink } from './sign-in-page.ts'
import type { SignIns } from './sign-ins.ts'
import { microsoftTexts } from './texts.ts'

interface Needs {
  signIns: SignIns
  outlookAccounts: OutlookAccounts
  /** Shown before the browser leaves: where it goes. */
  loginHost: string
  overTls: boolean
  /** A connected server is tested at once, so that nobody has to press for it. */
  testServer: (server: ServerRef, by: Admin) => Promise<void>
}

interface ById {
  Params: { id: string }
}

const texts = microsoftTexts
const serverForm = z
  .object({ outgoingServer: z.uuid().optional(), incomingServer: z.uuid().optional() })
  .refine(({ outgoingServer, incomingServer }) => outgoingServer ?? incomingServer)
  .transform(({ outgoingServer, incomingServer }) =>
    outgoingServer
      ? ({ serverKind: 'outgoing', serverId: outgoingServer } as const)
      : ({ serverKind: 'incoming', serverId: incomingServer ?? '' } as const),
  )
const decisionForm = (sentence: string) =>
  z.object({ decision: z.enum(['sign-in-again', ...decisions], sentence) })

/** The pages before and after Microsoft, below the mount point. */
export function microsoftRoutes(app: FastifyInstance, pages: Pages, needs: Needs): void {
  const { signIns, outlookAccounts, loginHost, overTls } = needs
  const leavePage = pages.page<{ departure: Departure; loginHost: string; back: string }, typeof texts>(
    'microsoft/leave',
    texts,
  )
  const resultPage = pages.page<ResultPage, typeof texts>('microsoft/result', texts)
  const disconnectPage = pages.page<
    { account: { id: string; mailbox: string }; servers: string; back: string },
    typeof texts
  >('microsoft/disconnect', texts)

  app.post('/outlook-sign-ins', change, async (request, reply) => {
    const browser = browserOf(request, reply, overTls)
    const { id } = await signIns.begin({
      ...serverForm.parse(request.body),
      admin: adminOf(request),
      browser,
    })

    return reply.redirect(pages.link(`/outlook-sign-ins/${id}`), 303)
  })

  app.get<ById>('/outlook-sign-ins/:id', change, async (request, reply) => {
    const browser = browserOf(request, reply, overTls)
    const departure = await signIns.authorizeUrl(request.params.id, adminOf(request), browser)
    if (!departure) return resultPage(request, reply, runOut(readerOf(request)), 410)

    return leavePage(request, reply, { departure, loginHost, back: serverLink(pages, departure.server) })
  })

  app.get<ById>('/outlook-sign-ins/:id/result', change, async (request, reply) => {
    const result = await signIns.result(request.params.id, adminOf(request))

    return resultPage(request, reply, resultOf(result, pages, readerOf(request)))
  })

  app.post<ById>('/outlook-sign-ins/:id/dismissal', change, async (request, reply) => {
    await signIns.dismiss(request.params.id, adminOf(request))

    return reply.redirect(pages.link('/'), 303)
  })

  app.post<ById>('/outlook-sign-ins/:id/decision', change, async (request, reply) => {
    const { id } = request.params
    const reader = readerOf(request)
    const browser = browserOf(request, reply, overTls)
    const decided = await submit(
      request,
      decisionForm(speak(texts, reader.locale).chooseOne),
      async ({ decision }) =>
        decision === 'sign-in-again'
          ? decision
          : (await signIns.decide(id, decision, adminOf(request), browser)).outcome,
    )
    const result = await signIns.result(id, adminOf(request))
    if (!decided.ok)
      return resultPage(
        request,
        reply,
        { ...resultOf(result, pages, reader), form: decided.form },
        decided.status,
      )

    return reply.redirect(await afterDecision(decided.value, result.server, id), 303)

    async function afterDecision(outcome: string, server: ServerRef, signInId: string): Promise<string> {
      if (outcome === 'sign-in-again' || outcome === 'again') return again(server)
      if (outcome !== 'connected') return pages.link(`/outlook-sign-ins/${signInId}/result`)
      await needs.testServer(server, adminOf(request))
      return `${serverLink(pages, server)}?done=connected`
    }

    async function again(server: ServerRef): Promise<string> {
      const next = await signIns.begin({
        serverKind: server.kind,
        serverId: server.id,
        admin: adminOf(request),
        browser,
      })
      return pages.link(`/outlook-sign-ins/${next.id}`)
    }
  })

  app.get<ById>('/outlook-accounts/:id/disconnection', change, async (request, reply) => {
    const { id, mailbox } = await outlookAccounts.get(request.params.id)
    const uses = await outlookAccounts.uses(id)
    const [first] = uses

    return disconnectPage(request, reply, {
      account: { id, mailbox },
      servers: uses.map(({ name }) => name).join(', '),
      back: first ? serverLink(pages, first) : pages.link('/'),
    })
  })

  app.post<ById>('/outlook-accounts/:id/disconnection', change, async (request, reply) => {
    const [first] = await outlookAccounts.disconnect(request.params.id, adminOf(request))

    return reply.redirect(`${first ? serverLink(pages, first) : pages.link('/')}?done=disconnected`, 303)
  })
}

/** The one address Microsoft knows: outside the mount point, so it is registered apart. */
export function confirmRoute(app: FastifyInstance, pages: Pages, path: string, needs: Needs): void {
  const resultPage = pages.page<ResultPage, typeof texts>('microsoft/result', texts)

  // The address holds the code: no page may pass it on, not even the one that refuses.
  const onRequest = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('referrer-policy', 'no-referrer')
  }

  app.get(path, { ...change, onRequest }, async (request, reply) => {
    const browser = browserOf(request, reply, needs.overTls)
    const finished = await needs.signIns.finish({ query: request.query, admin: adminOf(request), browser })
    if ('neutral' in finished)
      return resultPage(
        request,
        reply,
        runOut(readerOf(request), finished.approval),
        finished.approval ? 200 : 400,
      )
    if (finished.outcome !== 'connected')
      return reply.redirect(pages.link(`/outlook-sign-ins/${finished.signInId}/result`), 303)

    const { server } = await needs.signIns.result(finished.signInId, adminOf(request))
    await needs.testServer(server, adminOf(request))

    return reply.redirect(`${serverLink(pages, server)}?done=connected`, 303)
  })
}
