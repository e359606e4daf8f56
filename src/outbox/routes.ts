import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { speak } from '../language/text.ts'
import { MailState } from '../storage/generated/client.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { type ListPage, problemOf, rowOf, type ShowPage, shownMail } from './mail-page.ts'
import type { OutboxMails } from './outbox-mails.ts'
import { outboxPageTexts, stateTexts } from './page-texts.ts'

interface ById {
  Params: { id: string }
}

interface Needs {
  mails: OutboxMails
  /** Something may leave now. */
  deliver: () => Promise<void>
}

const root = '/outbox'
const texts = outboxPageTexts
const states = Object.values(MailState)
const query = z.object({
  state: z.enum(MailState).optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
})

export function outboxRoutes(app: FastifyInstance, pages: Pages, { mails, deliver }: Needs): void {
  const listPage = pages.page<ListPage, typeof texts>('outbox/list', texts)
  const showPage = pages.page<ShowPage, typeof texts>('outbox/show', texts)

  app.get(root, look, async (request, reply) => {
    const { state, before } = query.parse(request.query)
    const reader = readerOf(request)
    const [{ mails: found, more }, counts] = await Promise.all([mails.list(state, before), mails.counts()])
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const filter = (label: string, count: number, of?: MailState) => ({
      label,
      count,
      href: pages.link(of ? `${root}?state=${of}` : root),
      current: of === state,
    })

    return listPage(request, reply, {
      rows: found.map((mail) => rowOf(mail, reader)),
      filters: [
        filter(texts.all[reader.locale], all),
        ...states.map((of) => filter(stateTexts[of][reader.locale], counts.get(of) ?? 0, of)),
      ],
      older: more && pages.link(`${root}?${state ? `state=${state}&` : ''}before=${more}`),
    })
  })

  app.get<ById>(`${root}/:id`, look, async (request, reply) => {
    const reader = readerOf(request)
    const t = speak(texts, reader.locale)
    const mail = await mails.get(request.params.id)

    return showPage(request, reply, {
      title: mail.subject || t.noSubject,
      crumbs: [{ href: pages.link(root), label: t.title }],
      mail: shownMail(mail, reader),
      problem: problemOf(mail, reader),
    })
  })

  action('sending', mails.sendAgain)
  action('cancellation', mails.cancel)
  action('arrival', mails.arrived)

  function action(name: string, work: (id: string, by: Admin) => Promise<void>): void {
    app.post<ById>(`${root}/:id/${name}`, change, async (request, reply) => {
      await work(request.params.id, adminOf(request))
      deliver().catch((err: unknown) => request.log.error({ err }, 'outbox not delivered'))

      return reply.redirect(`${pages.link(`${root}/${request.params.id}`)}?done=saved`, 303)
    })
  }
}
