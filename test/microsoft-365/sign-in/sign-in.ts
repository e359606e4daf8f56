import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { setTimeout } from 'node:timers/promises'
import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance } from 'fastify'
import type { Certificate } from '../certificates.ts'
import { listen } from '../loopback.ts'
import type { World } from '../world.ts'
import { sendRefusalPage } from './answer.ts'
import { authorizeRoutes } from './authorize-routes.ts'
import { createIdTokens } from './id-token.ts'
import { introspectionRoute } from './introspection.ts'
import { metadataRoutes } from './metadata.ts'
import { otherRoutes } from './other-routes.ts'
import { sendRefusal, tokenRoutes } from './token-routes.ts'

interface Options {
  certificate: Certificate
  pagesOver: 'https' | 'http'
  ports: { signIn?: number; pages?: number }
  slowMs: () => number
}

/** Entra ID: metadata and tokens over TLS; the browser's pages there too, or over plain http beside it. */
export async function startSignIn(world: World, { certificate, pagesOver, ports, slowMs }: Options) {
  const places = { host: '', pages: '' }
  const idTokens = await createIdTokens({ host: () => places.host, faults: world.faults, now: world.now })
  const machine = createApp(slowMs)
  machine.setErrorHandler((error, request, reply) =>
    sendRefusal(error, reply, world.now(), correlationId(request.query)),
  )
  metadataRoutes(machine, world, { host: () => places.host, pages: () => places.pages }, idTokens)
  tokenRoutes(machine, world, idTokens)
  introspectionRoute(machine, world)
  const pages = createApp(slowMs)
  pages.setErrorHandler((error, _request, reply) => sendRefusalPage(error, reply, world.now()))
  authorizeRoutes(pages, world)
  otherRoutes(pages, world)
  await Promise.all([machine.ready(), pages.ready()])

  const secure = createHttpsServer(certificate, (request, response) => {
    const toPages = pagesOver === 'https' && isPage(request.url ?? '')
    ;(toPages ? pages : machine).routing(request, response)
  })
  secure.on('secureConnection', ({ remotePort = 0 }) => world.clientPorts.add(remotePort))
  const servers: Server[] = [secure]
  places.host = `localhost:${await listen(secure, ports.signIn ?? 0)}`
  places.pages = `https://${places.host}`
  if (pagesOver === 'http') {
    const plain = createHttpServer((request, response) => pages.routing(request, response))
    servers.push(plain)
    places.pages = `http://localhost:${await listen(plain, ports.pages ?? 0)}`
  }

  return {
    host: places.host,
    pages: places.pages,
    async close(): Promise<void> {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
      await Promise.all([machine.close(), pages.close()])
    },
  }
}

function createApp(slowMs: () => number): FastifyInstance {
  const app = fastify()
  void app.register(formbody)
  app.addHook('onRequest', async () => {
    if (slowMs() > 0) await setTimeout(slowMs(), undefined, { ref: false })
  })

  return app
}

function isPage(url: string): boolean {
  return /\/(oauth2\/v2\.0\/(authorize|logout)|v2\.0\/adminconsent)(\/|\?|$)/.test(url)
}

/** MSAL sends its own as `client-request-id`; Microsoft answers with the same. */
function correlationId(query: unknown): string | undefined {
  if (typeof query !== 'object' || query === null || !('client-request-id' in query)) return undefined

  return String(query['client-request-id'])
}
