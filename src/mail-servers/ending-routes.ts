import type { FastifyInstance } from 'fastify'
import type { Admin } from '../admin.ts'
import type { Page, Pages } from '../web/pages.ts'
import { change } from '../web/permissions.ts'
import { adminOf } from '../web/reader.ts'

/** The ways a server goes out of use and comes back, the same for both kinds. */
export interface Endings<Server> {
  get(id: string): Promise<Server>
  archive(id: string, by: Admin): Promise<void>
  restore(id: string, by: Admin): Promise<void>
  remove(id: string, by: Admin): Promise<void>
}

interface ById {
  Params: { id: string }
}

export function endingRoutes<Server>(
  app: FastifyInstance,
  pages: Pages,
  {
    root,
    servers,
    removePage,
  }: { root: string; servers: Endings<Server>; removePage: Page<{ server: Server }> },
): void {
  const done = (word: string) => `${pages.link(root)}?done=${word}`

  app.post<ById>(`${root}/:id/archiving`, change, async (request, reply) => {
    await servers.archive(request.params.id, adminOf(request))

    return reply.redirect(done('archived'), 303)
  })

  app.post<ById>(`${root}/:id/restoration`, change, async (request, reply) => {
    await servers.restore(request.params.id, adminOf(request))

    return reply.redirect(done('restored'), 303)
  })

  app.get<ById>(`${root}/:id/removal`, change, async (request, reply) =>
    removePage(request, reply, { server: await servers.get(request.params.id) }),
  )

  app.post<ById>(`${root}/:id/removal`, change, async (request, reply) => {
    await servers.remove(request.params.id, adminOf(request))

    return reply.redirect(done('removed'), 303)
  })
}
