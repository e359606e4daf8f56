import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { type Locale, speak, type Text } from '../language/text.ts'
import { longestAddress, parseAddress } from '../mail-address.ts'
import { emptyForm, type Form, submit } from '../web/form.ts'
import type { Pages } from '../web/pages.ts'
import { change } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { OutgoingServer, OutgoingServers } from './outgoing-servers.ts'
import { outgoingServerTexts } from './texts.ts'

interface ById {
  Params: { id: string }
}

interface Needs {
  servers: Pick<OutgoingServers, 'get'>
  testMails: {
    obstacle: (server: OutgoingServer) => Promise<Text | undefined>
    sendTo: (server: OutgoingServer, to: string, by: Admin, locale: Locale) => Promise<string>
  }
  tryNow: (server: OutgoingServer, by: Admin) => Promise<void>
  /** Something may leave now. */
  deliver: () => Promise<void>
}

interface TestMailPage {
  title: string
  crumbs: { href: string; label: string }[]
  serverId: string
  form: Form
  obstacle: string | undefined
}

const root = '/outgoing-servers'
const texts = outgoingServerTexts

/** What can be done on a server's page about its mails. */
export function sendingRoutes(
  app: FastifyInstance,
  pages: Pages,
  { servers, testMails, tryNow, deliver }: Needs,
): void {
  const page = pages.page<TestMailPage, typeof texts>('outgoing-servers/test-mail', texts)

  app.get<ById>(`${root}/:id/test-mails`, change, async (request, reply) => {
    const server = await servers.get(request.params.id)
    const form = emptyForm({ to: adminOf(request).email ?? '' })

    return page(request, reply, await pageData(server, form, readerOf(request).locale))
  })

  app.post<ById>(`${root}/:id/test-mails`, change, async (request, reply) => {
    const { locale } = readerOf(request)
    const server = await servers.get(request.params.id)
    const sent = await submit(request, testMailForm(locale), ({ to }) =>
      testMails.sendTo(server, to, adminOf(request), locale),
    )
    if (!sent.ok) return page(request, reply, await pageData(server, sent.form, locale), sent.status)
    deliver().catch((err: unknown) => request.log.error({ err }, 'outbox not delivered'))

    return reply.redirect(`${pages.link(`/outbox/${sent.value}`)}?follow=1`, 303)
  })

  app.post<ById>(`${root}/:id/next-try`, change, async (request, reply) => {
    const server = await servers.get(request.params.id)
    await tryNow(server, adminOf(request))
    deliver().catch((err: unknown) => request.log.error({ err }, 'outbox not delivered'))

    return reply.redirect(`${pages.link(`${root}/${server.id}`)}?done=tried-now`, 303)
  })

  async function pageData(server: OutgoingServer, form: Form, locale: Locale): Promise<TestMailPage> {
    const t = speak(texts, locale)
    const stops = await testMails.obstacle(server)

    return {
      title: t.testMailTitle,
      crumbs: [
        { href: pages.link(root), label: t.title },
        { href: pages.link(`${root}/${server.id}`), label: server.name },
      ],
      serverId: server.id,
      form,
      obstacle: stops?.[locale],
    }
  }
}

function testMailForm(locale: Locale) {
  const wrong = texts.testMailToWrong[locale]

  return z.object({
    to: z
      .string(wrong)
      .max(longestAddress, wrong)
      .transform((value, context) => {
        const address = parseAddress(value)
        if (address) return address
        context.addIssue({ code: 'custom', message: wrong })

        return z.NEVER
      }),
  })
}
