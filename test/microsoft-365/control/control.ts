import { createServer } from 'node:http'
import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Locale } from '../../../src/language/text.ts'
import { readForm } from '../form.ts'
import { listen } from '../loopback.ts'
import { mail } from '../mailboxes.ts'
import { sendPage } from '../page.ts'
import { introspectionRoute } from '../sign-in/introspection.ts'
import { type ControlData, controlPage } from './page.ts'

interface Options {
  port: number
  data: ControlData
  reset: () => void
}

/** The page to look at and to break the stand-in with; plain http, this machine only. */
export async function startControl({ port, data, reset }: Options) {
  const app = fastify()
  void app.register(formbody)
  app.addHook('onRequest', async (request, reply) => {
    // Any web page can post to localhost; only this one may.
    if (!isLocal(request) || isForeignPost(request)) return reply.code(403).send('Only from this page.')
  })
  controlRoutes(app, data, reset)
  introspectionRoute(app, data.world)
  await app.ready()
  const server = createServer((request, response) => app.routing(request, response))
  const actualPort = await listen(server, port)

  return {
    url: `http://localhost:${actualPort}`,
    introspectionUrl: `http://127.0.0.1:${actualPort}/introspect`,
    async close(): Promise<void> {
      server.close()
      server.closeAllConnections()
      await app.close()
    },
  }
}

function controlRoutes(app: FastifyInstance, data: ControlData, reset: () => void): void {
  const { faults, directory, mailboxes, now } = data.world

  app.get('/', (request, reply) => {
    const lang = localeOf(request)
    const title = lang === 'de' ? 'Microsoft-365-Sandbox' : 'Microsoft 365 sandbox'

    return sendPage(reply, { title, lang, width: 'wide', body: controlPage(data, lang) })
  })

  app.post<{ Params: { id: string } }>('/faults/:id', (request, reply) => {
    const fault = faults.all.find(({ id }) => id === request.params.id)
    if (!fault) return reply.code(404).send('There is no such fault.')
    if (readForm(request.body).get('turn') === 'on') faults.on(fault.id)
    else faults.off(fault.id)

    return reply.redirect(`/#${fault.id}`, 303)
  })

  app.post<{ Params: { address: string } }>('/mailboxes/:address/mails', (request, reply) => {
    const account = directory.accounts.find(request.params.address)
    if (!account) return reply.code(404).send('There is no such mailbox.')
    const inbox = mailboxes.folder(account, 'INBOX')
    const subject = `Question no. ${inbox?.uidNext ?? 1} about an order`
    const from = 'Clara Kundin <clara@kunden.example>'
    mailboxes.deliver(
      account,
      mail({ from, to: account.address, subject, date: now(), text: 'Is it on its way?' }),
    )

    return reply.redirect('/#mailboxes', 303)
  })

  app.post('/reset', (_request, reply) => {
    reset()

    return reply.redirect('/', 303)
  })
}

function localeOf({ headers }: FastifyRequest): Locale {
  const first = /\b(de|en)\b/i.exec(headers['accept-language'] ?? '')?.[1]

  return first?.toLowerCase() === 'en' ? 'en' : 'de'
}

/** Against names of other sites that lead to this machine. */
function isLocal({ hostname }: FastifyRequest): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function isForeignPost({ method, headers, routeOptions }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']

  return (
    method === 'POST' && routeOptions.url !== '/introspect' && site !== undefined && site !== 'same-origin'
  )
}
