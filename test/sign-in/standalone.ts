import type { FastifyInstance, RouteOptions } from 'fastify'
import { afterAll, beforeAll } from 'vitest'
import { logging } from '../../src/logging.ts'
import { wireMail } from '../../src/mail.ts'
import { type SettingsInput, settingsSchema } from '../../src/settings.ts'
import { createPasswords } from '../../src/sign-in/passwords.ts'
import { createServer, createStandalone, type Standalone } from '../../src/standalone.ts'
import type { Database } from '../../src/storage/database.ts'
import { testSecrets } from '../host.ts'

export const publicUrl = 'https://admin.mein-shop.example'
/** Tests are about the rules around a password, not about its cost. */
export const cheapPasswords = createPasswords({ ln: 4, r: 8, p: 1 })

export const maria = {
  name: 'Maria Lehmann',
  email: 'maria@mein-shop.example',
  password: 'Igel-Regen-Tasse-42!',
  timeZone: 'Europe/Berlin',
  locale: 'en',
} as const
export const bernd = {
  ...maria,
  name: 'Bernd',
  email: 'bernd@mein-shop.example',
  password: 'Wolke sieben um halb neun',
} as const

interface Options {
  settings?: SettingsInput
  now?: () => Date
  /** Takes the JSON lines of the log. */
  log?: NodeJS.WritableStream
  /** Sees every route. */
  onRoute?: (route: RouteOptions) => void
  /** More routes, beside the usual ones. */
  routes?: (app: FastifyInstance) => void
}

export interface Answer {
  status: number
  body: string
  location: string | undefined
  setCookies: string[]
  headers: Record<string, string | string[] | number | undefined>
}

export type Visitor = ReturnType<typeof createVisitor>
type Headers = Record<string, string>

/** The standalone server without a port. Call it at the top of a test file. */
export function useStandalone(db: Database, options: Options = {}) {
  const server = {} as Standalone & { visitor(headers?: Headers): Visitor }
  beforeAll(async () => {
    const standalone = await startStandalone(db, options)
    Object.assign(server, standalone, { visitor: (headers?: Headers) => createVisitor(standalone, headers) })
  })
  afterAll(() => server.app.close())

  return server
}

export async function startStandalone(
  db: Database,
  { settings = {}, now = () => new Date(), log, onRoute = () => {}, routes = () => {} }: Options = {},
) {
  const parsed = settingsSchema.parse({ PUBLIC_URL: publicUrl, ...settings })
  const app = createServer(parsed, log ? logging('trace', log) : false)
  app.addHook('onRoute', onRoute)
  const mail = wireMail({
    settings: parsed,
    database: { db, kind: 'embedded', applied: [], check: async () => {}, close: async () => {} },
    secrets: testSecrets,
    log: app.log,
    now,
  })
  const standalone = await createStandalone(mail, { app, passwords: cheapPasswords })
  routes(app)
  await app.ready()

  return standalone
}

const ofForm = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

/** A browser: keeps cookies, and says of its forms that they come from our own pages. */
export function createVisitor({ app }: Pick<Standalone, 'app'>, always: Headers = {}) {
  const cookies = new Map<string, string>()
  const usual = (): Headers => ({
    host: new URL(publicUrl).host,
    'accept-language': 'en',
    cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
  })

  async function send(
    method: 'GET' | 'POST',
    url: string,
    headers: Headers,
    payload?: string,
  ): Promise<Answer> {
    const answer = await app.inject({
      method,
      url,
      headers: { ...usual(), ...always, ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const { name, value, expires } of answer.cookies) {
      if (expires && expires.getTime() <= Date.now()) cookies.delete(name)
      else cookies.set(name, value)
    }

    return {
      status: answer.statusCode,
      body: answer.body,
      location: answer.headers.location,
      setCookies: [answer.headers['set-cookie'] ?? []].flat(),
      headers: answer.headers,
    }
  }

  const post = (url: string, form: Headers = {}, headers: Headers = {}) =>
    send('POST', url, { ...ofForm, ...headers }, new URLSearchParams(form).toString())

  return {
    cookies,
    get: (url: string, headers: Headers = {}) => send('GET', url, headers),
    post,
    signIn: ({ email, password }: { email: string; password: string }) =>
      post('/sign-in', { email, password }),
  }
}

export async function addUser(
  db: Database,
  { password, ...columns }: typeof maria | typeof bernd,
): Promise<string> {
  const id = crypto.randomUUID()
  const passwordHash = await cheapPasswords.hash(password)
  await db.user.create({ data: { ...columns, id, passwordHash, createdAt: new Date() } })

  return id
}
