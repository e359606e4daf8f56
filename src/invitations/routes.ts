import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { speak } from '../language/text.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { Invitations } from './invitations.ts'
import { type ListPage, type MadePage, madePage, shownInvitation } from './page.ts'
import { invitationTexts } from './texts.ts'

interface Needs {
  invitations: Invitations
  shop: string
}

interface ById {
  Params: { id: string }
}

const root = '/invitations'
const texts = invitationTexts
const inviteForm = z.object({ outgoingServer: z.uuid() })
const revokeForm = z.object({ outgoingServer: z.uuid().optional() })

/** What admins do with invitations. */
export function invitationRoutes(app: FastifyInstance, pages: Pages, { invitations, shop }: Needs): void {
  const listPage = pages.page<ListPage, typeof texts>('invitations/list', texts)
  const made = pages.page<MadePage, typeof texts>('invitations/made', texts)

  app.get(root, look, async (request, reply) => {
    const reader = readerOf(request)
    const rows = (await invitations.listOpen()).map((one) => ({
      ...shownInvitation(one, reader),
      server: { name: one.serverName, href: pages.link(`/outgoing-servers/${one.outgoingServerId}`) },
    }))
    const crumb = { href: pages.link('/outgoing-servers'), label: speak(texts, reader.locale).servers }

    return listPage(request, reply, { rows, crumbs: [crumb], title: texts.title[reader.locale] })
  })

  // The answer is the page itself: the link is kept nowhere, so nothing could show it after a redirect.
  app.post(root, change, async (request, reply) => {
    const { outgoingServer } = inviteForm.parse(request.body)
    const admin = adminOf(request)
    const invited = await invitations.invite(outgoingServer, 'send', admin)
    const back = pages.link(`/outgoing-servers/${outgoingServer}`)

    return made(request, reply, madePage(invited, { by: admin.name, shop, back }, readerOf(request)))
  })

  app.post<ById>(`${root}/:id/revocation`, change, async (request, reply) => {
    const { outgoingServer } = revokeForm.parse(request.body)
    await invitations.revoke(request.params.id, adminOf(request))
    const back = outgoingServer ? `/outgoing-servers/${outgoingServer}` : root

    return reply.redirect(`${pages.link(back)}?done=revoked`, 303)
  })
}
