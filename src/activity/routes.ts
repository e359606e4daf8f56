import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { readerOf } from '../web/reader.ts'
import { chainLine } from './chain-line.ts'
import type { Activity } from './entries.ts'
import { csvOf, jsonOf } from './export.ts'
import { filterOf, type ListPage, listPageOf, listQuery } from './list-page.ts'
import type { FieldWords } from './shown-entry.ts'
import { activityTexts } from './texts.ts'

interface Needs {
  activity: Activity
  words: FieldWords
}

const root = '/activity'

export function activityRoutes(app: FastifyInstance, pages: Pages, { activity, words }: Needs): void {
  const { chain } = activity
  const listPage = pages.page<ListPage, typeof activityTexts>('activity/list', activityTexts)

  app.get(root, look, async (request, reply) => {
    const reader = readerOf(request)
    const query = listQuery.parse(request.query)
    const { filter, errors } = filterOf(query, reader)
    const [{ entries, more }, persons, state] = await Promise.all([
      activity.list(filter, query.before),
      activity.persons(),
      chain.state(),
    ])
    const places = await activity.existing(entries.map(({ subjectId }) => subjectId))
    const found = { entries, more, persons, places, errors, chain: chainLine(state, reader) }
    const status = Object.keys(errors).length > 0 ? 422 : 200

    return listPage(request, reply, listPageOf(query, found, words, pages, reader), status)
  })

  app.get(`${root}/export`, look, async (request, reply) => {
    const reader = readerOf(request)
    const query = listQuery.parse(request.query)
    const entries = activity.everything(filterOf(query, reader).filter)
    const file = query.as === 'json' ? jsonOf(entries) : csvOf(entries, words, reader)

    return reply
      .type(query.as === 'json' ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="activity.${query.as}"`)
      .send(Readable.from(file))
  })

  app.post(`${root}/checks`, change, async (_request, reply) => {
    await chain.check()

    return reply.redirect(pages.link(root), 303)
  })
}
