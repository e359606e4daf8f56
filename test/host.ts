import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll } from 'vitest'
import type { Admin } from '../src/admin.ts'
import { type Mail, wireMail } from '../src/mail.ts'
import { mailAdmin } from '../src/plugin.ts'
import { type SettingsInput, settingsSchema } from '../src/settings.ts'
import type { Database } from '../src/storage/database.ts'
import { createSecrets } from '../src/storage/secrets.ts'

export const ada: Admin = { id: 'ada', name: 'Ada Admin', email: 'ada@mein-shop.example', locale: 'en' }
export const vic: Admin = { id: 'vic', name: 'Vic Viewer', role: 'viewer', locale: 'en' }

export const testSecrets = createSecrets([{ id: 'k1', bytes: Buffer.alloc(32, 7) }])

interface HostOptions {
  db: Database
  settings?: SettingsInput
  now?: () => Date
}

export interface Host {
  app: FastifyInstance
  mail: Mail
  /** A request as this admin's browser would send it; forms come from our own pages. */
  get(url: string, as?: Admin): Promise<Answer>
  post(url: string, form?: Record<string, string>, as?: Admin): Promise<Answer>
}

export interface Answer {
  status: number
  body: string
  location: string | undefined
}

/** A make-believe shop that mounts the admin at /mail, beside a page of its own. Call it at the top of a test file. */
export function useHost({ db, settings = {}, now = () => new Date() }: HostOptions): Host {
  const host = {} as Host
  beforeAll(async () => {
    Object.assign(host, await startHost({ db, settings, now }))
  })
  afterAll(async () => {
    await host.app.close()
    await host.mail.connectionTests.stop()
  })

  return host
}

export async function startHost({ db, settings = {}, now = () => new Date() }: HostOptions): Promise<Host> {
  const app = Fastify({ logger: false })
  const mail = wireMail({
    settings: settingsSchema.parse(settings),
    database: { db, kind: 'embedded', applied: [], check: async () => {}, close: async () => {} },
    secrets: testSecrets,
    log: app.log,
    now,
  })
  const known = new Map([ada, vic].map((admin) => [admin.id, admin]))
  await app.register(mailAdmin, {
    mail,
    authenticate: async (request, reply) => {
      if (!known.has(String(request.headers['x-admin']))) await reply.code(401).send('who are you?')
    },
    currentAdmin: (request) => known.get(String(request.headers['x-admin'])),
  })
  app.get('/', async () => 'the shop')

  async function ask(method: 'GET' | 'POST', url: string, as: Admin, payload?: string): Promise<Answer> {
    const answer = await app.inject({
      method,
      url,
      headers: {
        'x-admin': as.id,
        host: 'localhost:3000',
        ...(payload === undefined
          ? {}
          : { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }),
      },
      ...(payload === undefined ? {} : { payload }),
    })

    return { status: answer.statusCode, body: answer.body, location: answer.headers.location }
  }

  return {
    app,
    mail,
    get: (url, as = ada) => ask('GET', url, as),
    post: (url, form = {}, as = ada) => ask('POST', url, as, new URLSearchParams(form).toString()),
  }
}
