import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Admin } from '../../src/admin.ts'
import { wireMail } from '../../src/mail.ts'
import { type MailAdminOptions, mailAdmin } from '../../src/plugin.ts'
import { settingsSchema } from '../../src/settings.ts'
import { useDatabase } from '../database.ts'
import { ada, testSecrets } from '../host.ts'

const db = useDatabase()
const ourForm = {
  'x-admin': 'ada',
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/x-www-form-urlencoded',
}

function mailroom(app: FastifyInstance, options: Partial<MailAdminOptions> = {}): MailAdminOptions {
  return {
    mail: wireMail({
      settings: settingsSchema.parse({}),
      database: { db, kind: 'embedded', applied: [], check: async () => {}, close: async () => {} },
      secrets: testSecrets,
      log: app.log,
      now: () => new Date(),
    }),
    authenticate: async (request, reply) => {
      if (request.headers['x-admin'] !== 'ada') await reply.code(401).send('the shop asks who you are')
    },
    currentAdmin: () => ada,
    ...options,
  }
}

/** Called at the top of a describe; the app is ready in its tests. */
function useApp(build: (app: FastifyInstance) => Promise<void>) {
  const app = Fastify()
  beforeAll(async () => {
    await build(app)
    await app.ready()
  })
  afterAll(() => app.close())

  return (request: InjectOptions | string) => app.inject(request)
}

/** A shop that has everything Mailroom also brings, and registers it first. */
async function shopOf(app: FastifyInstance): Promise<void> {
  await app.register(cookie, { secret: 'the shop signs its cookies' })
  await app.register(formbody)
  app.setErrorHandler((error, _request, reply) =>
    reply.code(418).send(`the shop says: ${error instanceof Error ? error.message : ''}`),
  )
  app.setNotFoundHandler((_request, reply) => reply.code(404).send('the shop has no such page'))
  app.get('/', async () => 'the shop')
  app.get('/broken', async () => {
    throw new Error('out of stock')
  })
  app.post('/basket', async (request) => ({ body: request.body, cookies: request.cookies }))
  app.post('/api', async (request) => request.body)
}

describe.each([
  ['mounted first', true],
  ['mounted last', false],
])('a host with its own plugins, errors and 404, Mailroom %s', (_, first) => {
  const ask = useApp(async (app) => {
    if (first) await app.register(cookie, { secret: 'the shop signs its cookies' })
    if (first) await app.register(mailAdmin, { ...mailroom(app), path: '/backend/mail' })
    if (first) {
      await app.register(async (scope) => shopRoutes(scope))
    } else {
      await shopOf(app)
      await app.register(mailAdmin, { ...mailroom(app), path: '/backend/mail' })
    }
  })

  async function shopRoutes(scope: FastifyInstance): Promise<void> {
    await scope.register(formbody)
    scope.setErrorHandler((error, _request, reply) =>
      reply.code(418).send(`the shop says: ${error instanceof Error ? error.message : ''}`),
    )
    scope.setNotFoundHandler((_request, reply) => reply.code(404).send('the shop has no such page'))
    scope.get('/', async () => 'the shop')
    scope.get('/broken', async () => {
      throw new Error('out of stock')
    })
    scope.post('/basket', async (request) => ({ body: request.body, cookies: request.cookies }))
    scope.post('/api', async (request) => request.body)
  }

  test('the host keeps its pages, without headers of ours', async () => {
    const answer = await ask('/')

    expect(answer.body).toBe('the shop')
    expect(answer.headers).not.toHaveProperty('content-security-policy')
    expect(answer.headers).not.toHaveProperty('cache-control')
  })

  test('the host keeps its error page', async () => {
    expect(await ask('/broken')).toMatchObject({ statusCode: 418, body: 'the shop says: out of stock' })
  })

  test.each(['/nothing', '/backend', '/backend/mailing', '/mail/', '/microsoft_outlook'])(
    '%s is not there, in the words of the host',
    async (url) => {
      expect(await ask(url)).toMatchObject({ statusCode: 404, body: 'the shop has no such page' })
    },
  )

  test('the host keeps its forms, JSON and cookies, also from other sites', async () => {
    const form = await ask({
      method: 'POST',
      url: '/basket',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
        cookie: 'basket=7; lang=en',
      },
      payload: 'item=shoe',
    })
    expect(form.json()).toEqual({ body: { item: 'shoe' }, cookies: { basket: '7', lang: 'en' } })
    expect((await ask({ method: 'POST', url: '/api', payload: { item: 'shoe' } })).json()).toEqual({
      item: 'shoe',
    })
  })

  test('the host’s addresses do not turn ?lang into a choice', async () => {
    expect(await ask('/?lang=en')).toMatchObject({ statusCode: 200, body: 'the shop' })
  })

  test('what is not there below the mount point is told by us, behind the host’s sign-in', async () => {
    for (const url of ['/backend/mail/nothing', '/backend/mail/outgoing-servers/x/y']) {
      expect(await ask(url)).toMatchObject({ statusCode: 401, body: 'the shop asks who you are' })
      const known = await ask({ url, headers: { 'x-admin': 'ada' } })
      expect(known.statusCode).toBe(404)
      expect(known.body).toContain('<h1>Page not found</h1>')
    }
    expect((await ask('/backend/mail/static/nothing.css')).body).not.toContain('the shop')
  })

  test('pages, forms and links live below the mount point', async () => {
    const { body } = await ask({ url: '/backend/mail/general-settings', headers: { 'x-admin': 'ada' } })
    const targets = [...body.matchAll(/(?:href|action|src)="(\/[^"]*)"/g)].map(([, target = '']) => target)

    expect(targets.length).toBeGreaterThan(7)
    expect(targets.filter((target) => !target.startsWith('/backend/mail/'))).toEqual([])
    const saved = await ask({
      method: 'POST',
      url: '/backend/mail/general-settings',
      headers: ourForm,
      payload: 'version=0&aliasDomain=mein-shop.example',
    })
    expect(saved.headers.location).toMatch(/^\/backend\/mail\/general-settings\?done=saved/)
  })

  test('forms only: JSON, which the host reads, is not read here', async () => {
    const answer = await ask({
      method: 'POST',
      url: '/backend/mail/general-settings',
      headers: { ...ourForm, 'content-type': 'application/json' },
      payload: '{}',
    })

    expect(answer.statusCode).toBe(415)
  })

  test('the way back from Microsoft is at the one address Microsoft knows, behind the sign-in', async () => {
    const url = '/microsoft_outlook/confirm?state=unknown&code=x'

    expect(await ask(url)).toMatchObject({ statusCode: 401, body: 'the shop asks who you are' })
    expect((await ask({ url, headers: { 'x-admin': 'ada' } })).body).toContain('This sign-in has run out')
  })
})

describe('what the host decides', () => {
  const thrown = Object.assign(new Error('the session store is down'), { statusCode: 503 })
  const asked: string[] = []
  const ask = useApp(async (app) => {
    await app.register(mailAdmin, {
      ...mailroom(app),
      authenticate: async (request, reply) => {
        if (request.headers['x-admin'] === 'broken') throw thrown
        if (request.headers['x-admin'] === undefined) await reply.redirect('/sign-in', 302)
      },
      currentAdmin: (request) => {
        asked.push(request.url)
        const known: Record<string, Admin> = {
          ada: { ...ada, locale: 'de', timeZone: 'America/New_York' },
          vic: { id: 'vic', name: 'Vic', role: 'viewer' },
        }
        return known[String(request.headers['x-admin'])]
      },
      signOut: '/shop/sign-out',
    })
  })

  test('a redirect of the host ends the request: nobody is asked who it was', async () => {
    asked.length = 0
    expect(await ask('/mail/')).toMatchObject({ statusCode: 302, headers: { location: '/sign-in' } })
    expect(asked).toEqual([])
  })

  test('an error in the host’s sign-in is told without its words', async () => {
    const answer = await ask({ url: '/mail/', headers: { 'x-admin': 'broken' } })

    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('session store')
  })

  test('the admin’s language, zone and name are used', async () => {
    const { body } = await ask({ url: '/mail/', headers: { 'x-admin': 'ada' } })

    expect(body).toContain('<html lang="de">')
    expect(body).toContain('Alle Zeiten in America/New_York')
    expect(body).toContain('Ada Admin')
  })

  test('the sign-out button posts to the host', async () => {
    const { body } = await ask({ url: '/mail/', headers: { 'x-admin': 'ada' } })
    expect(body).toContain('<form method="post" action="/shop/sign-out">')
  })

  test('the viewer’s role is kept', async () => {
    const request = {
      method: 'POST',
      url: '/mail/general-settings',
      headers: { ...ourForm, 'x-admin': 'vic' },
    } as const

    expect((await ask({ ...request, payload: 'version=0' })).statusCode).toBe(403)
  })

  test('without a host cookie plugin the choice of a language still works', async () => {
    const answer = await ask({ url: '/mail/?lang=en', headers: { 'x-admin': 'ada' } })
    expect(answer.headers['set-cookie']).toMatch(/^lang=en; /)
    const page = await ask({ url: '/mail/', headers: { 'x-admin': 'ada', cookie: 'lang=en' } })
    expect(page.body).toContain('<html lang="en">')
  })
})

test('two mount points in one process do not disturb each other', async () => {
  const [one, two] = [Fastify(), Fastify()]
  await one.register(mailAdmin, { ...mailroom(one), path: '/a' })
  await two.register(mailAdmin, { ...mailroom(two), path: '/b' })
  const headers = { 'x-admin': 'ada' }

  expect((await one.inject({ url: '/a/set-up-guide', headers })).body).toContain('href="/a/')
  const page = (await two.inject({ url: '/b/set-up-guide', headers })).body
  expect(page).toContain('href="/b/')
  expect(page).not.toContain('"/a/')
  await Promise.all([one.close(), two.close()])
})
