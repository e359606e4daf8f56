import type { FastifyInstance } from 'fastify'
import type { Mail } from '../mail.ts'
import { mayReadMetrics } from '../metrics/access.ts'
import { everyone } from '../web/permissions.ts'

export interface MailHealthOptions {
  mail: Mail
}

/**
 * What supervisors and monitoring ask, as a Fastify plugin; mount it below a prefix of your choice, outside your sign-in:
 * `/healthz` (this process answers), `/readyz` (200 or 503 with the names of what fails, within two seconds), `/metrics`
 * (Prometheus text: for the bearer of METRICS_TOKEN, without one for processes of this machine only).
 */
export async function mailHealth(app: FastifyInstance, { mail }: MailHealthOptions): Promise<void> {
  const { readiness, metrics, settings } = mail
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))

  app.get('/healthz', everyone, async (_request, reply) => reply.type('text/plain').send('ok'))

  app.get('/readyz', everyone, async (_request, reply) => {
    const found = await readiness.check()

    return reply.code(found.ready ? 200 : 503).send(found)
  })

  app.get('/metrics', everyone, async (request, reply) => {
    if (mayReadMetrics(request, settings.METRICS_TOKEN))
      return reply.type(metrics.contentType).send(await metrics.text())
    if (settings.METRICS_TOKEN) reply.header('www-authenticate', 'Bearer realm="Mailroom"')

    return reply
      .code(settings.METRICS_TOKEN ? 401 : 403)
      .type('text/plain')
      .send('not for you')
  })
}
