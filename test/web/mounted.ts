import Fastify, { type FastifyInstance, type InjectOptions, type LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll } from 'vitest'
import { wireMail } from '../../src/mail.ts'
import { mailAdmin } from '../../src/plugin.ts'
import { type SettingsInput, settingsSchema } from '../../src/settings.ts'
import type { Database } from '../../src/storage/database.ts'
import { ada, testSecrets, vic } from '../host.ts'

/** A route as it was registered, whoever added it. */
export interface Route {
  method: 'GET' | 'POST'
  url: string
  permission: () => string | undefined
}

export interface Mounted {
  app: FastifyInstance
  routes: Route[]
  ask(request: InjectOptions): Promise<LightMyRequestResponse>
}

/** The headers of a form of ours, sent by the browser of ada. */
export const fromOurForm = {
  'x-admin': ada.id,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/x-www-form-urlencoded',
}

/** The plugin in a bare host that notes every route. Call it at the top of a test file. */
export function useMounted(db: Database, settings: SettingsInput = {}): Mounted {
  const mounted = {} as Mounted
  beforeAll(async () => {
    Object.assign(mounted, await mount(db, settings))
  })
  afterAll(() => mounted.app.close())

  return mounted
}

async function mount(db: Database, settings: SettingsInput): Promise<Mounted> {
  const app = Fastify({ logger: false })
  const routes: Route[] = []
  app.addHook('onRoute', (route) => {
    const { url } = route
    // Read late: hooks of the scope that adds the route may still say more about it.
    const permission = () => route.config?.permission
    const methods = [route.method].flat()
    if (methods.includes('GET')) routes.push({ method: 'GET', url, permission })
    if (methods.includes('POST')) routes.push({ method: 'POST', url, permission })
  })
  const known = new Map([ada, vic].map((admin) => [admin.id, admin]))
  await app.register(mailAdmin, {
    mail: wireMail({
      settings: settingsSchema.parse(settings),
      database: { db, kind: 'embedded', applied: [], check: async () => {}, close: async () => {} },
      secrets: testSecrets,
      log: app.log,
      now: () => new Date('2026-11-24T12:00:00Z'),
    }),
    authenticate: async (request, reply) => {
      const name = String(request.headers['x-admin'])
      if (name !== 'nobody' && !known.has(name)) await reply.code(401).send('who are you?')
    },
    currentAdmin: (request) => known.get(String(request.headers['x-admin'])),
  })
  await app.ready()

  return { app, routes, ask: (request) => app.inject(request) }
}

/** The content of every table, to see that nothing changed. */
export async function contentOf(db: Database): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`
  const all = tables.map(({ name }) => `SELECT '${name}', json_agg(t)::text AS rows FROM ${name} t`)

  return JSON.stringify(await db.$queryRawUnsafe(all.join(' UNION ALL ')))
}
