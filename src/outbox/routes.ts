import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Admin } from '../admin.ts'
import { speak } from '../language/text.ts'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import { csvOf } from './export.ts'
import { type ListPage, listPageOf, listQuery } from './list-page.ts'
import { isUnderway, problemOf, type ShowPage, shownMail } from './mail-page.ts'
import type { OutboxMails } from './outbox-mails.ts'
import { outboxPageTexts } from './page-texts.ts'

interface ById {
  Params: { id: string }
}

interface Needs {
  mails: OutboxMails
  settings: () => Promise<{ customEmailServers: boolean }>
  /** Something may leave now. */
  deliver: () => Promise<void>
  now: () => Date
}

const root = '/outbox'
const texts = outboxPageTexts
const showQuery = z.object({ follow: z.literal('1').optional().catch(undefined) })

export function outboxRoutes(
  app: FastifyInstance,
  pages: Pages,
  { mails, settings, deliver, now }: Needs,
): void {
  const listPage = pages.page<ListPage, typeof texts>('outbox/list', texts)
  const showPage = pages.page<ShowPage, typeof texts>('outbox/show', texts)

  app.get(root, look, async (request, reply) => {
    const query = listQuery.parse(request.query)
    const [found, counts, { customEmailServers }] = await Promise.all([
      mails.list({ state: query.state, query: query.q }, query.before),
      query.q ? undefined : mails.counts(),
      settings(),
    ])
    const facts = { ...found, counts, off: !customEmailServers, now: now() }

    return listPage(request, reply, listPageOf(query, facts, pages, readerOf(request)))
  })

  app.get(`${root}/export`, look, async (request, reply) => {
    const { state, q } = listQuery.parse(request.query)
    const file = csvOf(mails.everything({ state, query: q }), readerOf(request), now())

    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="outbox.csv"')
      .send(Readable.from(file))
  })

  app.get<ById>(`${root}/:id`, look, async (request, reply) => {
    const reader = readerOf(request)
    const t = speak(texts, reader.locale)
    const [mail, { customEmailServers }] = await Promise.all([mails.get(request.params.id), settings()])
    const { follow } = showQuery.parse(request.query)
    const here = pages.link(`${root}/${mail.id}`)

    return showPage(request, reply, {
      title: mail.subject || t.noSubject,
      crumbs: [{ href: pages.link(root), label: t.title }],
      refresh: follow !== undefined && customEmailServers && isUnderway(mail, now()),
      followed: follow ? `${here}?follow=1` : '',
      here,
      off: !customEmailServers,
      mail: shownMail(mail, reader, now()),
      problem: problemOf(mail, reader, now()),
    })
  })

  action('sending', mails.sendAgain, '?follow=1')
  action('cancellation', mails.cancel, '?done=saved')
  action('arrival', mails.arrived, '?done=saved')

  function action(name: string, work: (id: string, by: Admin) => Promise<void>, then: string): void {
    app.post<ById>(`${root}/:id/${name}`, change, async (request, reply) => {
      await work(request.params.id, adminOf(request))
      deliver().catch((err: unknown) => request.log.error({ err }, 'outbox not delivered'))

      return reply.redirect(pages.link(`${root}/${request.params.id}`) + then, 303)
    })
  }
}
