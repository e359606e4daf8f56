import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { mailApi } from '../../src/api/mail-api.ts'
import { type Mail, wireMail } from '../../src/mail.ts'
import { settingsSchema } from '../../src/settings.ts'
import type { Database } from '../../src/storage/database.ts'
import { ada, testSecrets } from '../host.ts'

export interface Answer {
  status: number
  json: { error?: { field?: string; message: string; requestId?: string }; [name: string]: unknown }
  headers: Record<string, string | string[] | number | undefined>
}

export interface Api {
  app: FastifyInstance
  mail: Mail
  token: string
  /** Where it listens; started on the first question. */
  url(): Promise<string>
  /** With the token, in English, unless the headers say otherwise. */
  ask(request: InjectOptions): Promise<Answer>
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>
}

/** The interface in a bare host at /shop-mail, and a token for it. Call it at the top of a test file. */
export function useApi(db: Database): Api {
  const api = {} as Api
  beforeAll(async () => {
    await startApi(db, api)
  })
  beforeEach(async () => {
    api.token = (await api.mail.apiTokens.make({ name: 'Web shop', maySend: true, mayRead: true }, ada)).token
  })
  afterAll(() => api.app.close())

  return api
}

async function startApi(db: Database, api: Api): Promise<void> {
  // fetch keeps a spare connection open that never asked anything.
  const app = Fastify({ logger: false, forceCloseConnections: true })
  const mail = wireMail({
    settings: settingsSchema.parse({}),
    database: { db, kind: 'embedded', applied: [], check: async () => {}, close: async () => {} },
    secrets: testSecrets,
    log: app.log,
    now: () => new Date('2026-11-24T12:00:00Z'),
  })
  await app.register(mailApi, { prefix: '/shop-mail', mail })
  app.get('/', async () => 'the shop')
  Object.assign(api, { app, mail, ask, post, url })

  async function ask({ headers, ...request }: InjectOptions): Promise<Answer> {
    const own = { authorization: `Bearer ${api.token}`, 'accept-language': 'en' }
    const answer = await app.inject({ ...request, headers: { ...own, ...headers } })

    return { status: answer.statusCode, json: answer.json(), headers: answer.headers }
  }

  async function url(): Promise<string> {
    const here = app.server.listening ? app.listeningOrigin : await app.listen({ port: 0, host: '127.0.0.1' })

    return `${here}/shop-mail`
  }

  async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const payload = typeof body === 'string' ? body : JSON.stringify(body)
    const type = { 'content-type': 'application/json' }

    return api.ask({ method: 'POST', url: '/shop-mail/mail', headers: { ...type, ...headers }, payload })
  }
}
