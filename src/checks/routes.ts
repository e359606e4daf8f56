import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { Checks } from './checks.ts'
import { type ChecksPage, checksPage } from './checks-page.ts'
import { checksReport } from './report.ts'
import { checksTexts } from './texts.ts'

interface ById {
  Params: { id: string }
}

interface Needs {
  checks: Checks
}

const startForm = z.object({ run: z.literal('all') })

export function checksRoutes(app: FastifyInstance, pages: Pages, { checks }: Needs): void {
  const page = pages.page<ChecksPage, typeof checksTexts>('checks/show', checksTexts)

  app.post('/troubleshooting/checks', change, async (request, reply) => {
    startForm.parse(request.body)
    const id = await checks.start(adminOf(request), `${request.protocol}://${request.host}`)

    return reply.redirect(pages.link(`/troubleshooting/checks/${id}`), 303)
  })

  app.get<ById>('/troubleshooting/checks/:id', look, async (request, reply) => {
    const run = await checks.get(request.params.id)

    return page(request, reply, checksPage(run, pages, readerOf(request)))
  })

  app.get<ById>('/troubleshooting/checks/:id/report', look, async (request, reply) => {
    const run = await checks.get(request.params.id)

    return reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="checks-${run.id}.txt"`)
      .send(checksReport(run, await checks.servers(), readerOf(request)))
  })
}
