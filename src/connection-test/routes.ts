import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Pages } from '../web/pages.ts'
import { change, look } from '../web/permissions.ts'
import { adminOf, readerOf } from '../web/reader.ts'
import type { ConnectionTests } from './connection-tests.ts'
import { testReport } from './report.ts'
import { type TestPage, testPage } from './test-page.ts'
import { connectionTestTexts } from './texts.ts'

interface ById {
  Params: { id: string }
}

const startForm = z
  .object({
    outgoingServer: z.uuid().optional(),
    incomingServer: z.uuid().optional(),
    confirms: z.literal('on').optional(),
  })
  .refine(({ outgoingServer, incomingServer }) => outgoingServer ?? incomingServer)
  .transform(({ outgoingServer, incomingServer, confirms }) => ({
    kind: outgoingServer ? ('outgoing' as const) : ('incoming' as const),
    serverId: outgoingServer ?? incomingServer ?? '',
    confirm: confirms === 'on',
  }))

export function connectionTestRoutes(
  app: FastifyInstance,
  pages: Pages,
  connectionTests: ConnectionTests,
): void {
  const page = pages.page<TestPage, typeof connectionTestTexts>('connection-test/show', connectionTestTexts)

  app.post('/connection-tests', change, async (request, reply) => {
    const { kind, serverId, confirm } = startForm.parse(request.body)
    const { id } = await connectionTests.start(kind, serverId, adminOf(request), { confirm })

    return reply.redirect(pages.link(`/connection-tests/${id}`), 303)
  })

  app.get<ById>('/connection-tests/:id', look, async (request, reply) => {
    const test = await connectionTests.get(request.params.id)

    return page(request, reply, testPage(test, pages, readerOf(request)))
  })

  app.get<ById>('/connection-tests/:id/report', look, async (request, reply) => {
    const test = await connectionTests.get(request.params.id)

    return reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="connection-test-${test.id}.txt"`)
      .send(testReport(test, readerOf(request)))
  })
}
