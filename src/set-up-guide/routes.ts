import type { FastifyInstance } from 'fastify'
import type { Pages } from '../web/pages.ts'
import { look } from '../web/permissions.ts'
import { setUpGuideTexts } from './texts.ts'

export function setUpGuideRoutes(app: FastifyInstance, pages: Pages, redirectUri: string): void {
  const page = pages.page<{ redirectUri: string }, typeof setUpGuideTexts>(
    'set-up-guide/show',
    setUpGuideTexts,
  )

  app.get('/set-up-guide', look, async (request, reply) => page(request, reply, { redirectUri }))
}
