import { PassThrough } from 'node:stream'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { NotAllowed } from '../../src/errors.ts'
import { webTexts } from '../../src/web/texts.ts'
import { useDatabase } from '../database.ts'
import { addUser, maria, publicUrl, useStandalone } from '../sign-in/standalone.ts'

const db = useDatabase()
const routes: RouteOptions[] = []
const ofThisTest = ['/broken', '/forbidden', '/logs']
const log = new PassThrough()
const lines: string[] = []
log.on('data', (line: Buffer) => lines.push(line.toString()))
const server = useStandalone(db, {
  log,
  onRoute: (route) => void routes.push(route),
  routes(app: FastifyInstance) {
    app.get('/broken', () => {
      throw new Error('out of order')
    })
    app.get('/forbidden', () => {
      throw new NotAllowed(webTexts.adminsOnly)
    })
    app.get('/logs', async (request) => {
      request.log.info({ body: { password: 'p-canary', code: 'c-canary' }, cookie: 'k-canary' }, 'a line')
      request.log.info({ grant: { access_token: 'a-canary', refresh_token: 'r-canary' } }, 'another line')

      return 'logged'
    })
  },
})

beforeEach(async () => {
  await addUser(db, maria)
})

const addressOf = ({ url }: RouteOptions): string =>
  url.replaceAll(/:\w+/g, '7d1c9a52-4f0e-4d3b-9c6a-8e1f7d905b0f').replace('*', 'admin.css')
/** The owner of a mailbox comes by an invitation, without a sign-in. */
const isForAdmins = ({ config }: RouteOptions) => config?.permission !== 'everyone'
const isFailure = (line: unknown) => JSON.stringify(line).includes('request failed')
const isOf = (method: string) => (route: RouteOptions) => [route.method].flat().includes(method)

describe('a stranger', () => {
  test('who looks at any page of the admins is sent to the sign-in', async () => {
    const behind = routes
      .filter(isOf('GET'))
      .filter(({ url }) => /^\/(mail(?!\/static)|microsoft_outlook)/.test(url))
      .filter(isForAdmins)
    expect(behind.length).toBeGreaterThan(8)

    for (const route of behind) {
      const { status, location } = await server.visitor().get(addressOf(route))
      expect({ url: route.url, status }).toEqual({ url: route.url, status: 303 })
      expect(location).toMatch(/^\/sign-in\?/)
    }
  })

  test('who posts anything to the admins is refused, and nothing changes', async () => {
    const forms = routes
      .filter(isOf('POST'))
      .filter((route) => route.url.startsWith('/mail'))
      .filter(isForAdmins)
    expect(forms.length).toBeGreaterThan(5)

    for (const route of forms) {
      const { status } = await server.visitor().post(addressOf(route), { name: 'x' })
      expect({ url: route.url, status }).toEqual({ url: route.url, status: 403 })
    }
    expect(await db.activityEntry.count()).toBe(0)
  })

  test('finds the sign-in also where there is no page', async () => {
    expect((await server.visitor().get('/mail/nothing/here')).location).toBe(
      '/sign-in?returnTo=%2Fmail%2Fnothing%2Fhere',
    )
  })

  test('sees these pages and no others', async () => {
    const seen = new Set<string>()
    for (const route of routes.filter(isOf('GET')).filter(({ url }) => !ofThisTest.includes(url))) {
      const { status, location } = await server.visitor().get(addressOf(route))
      if (status !== 401 && !location?.startsWith('/sign-in')) seen.add(route.url)
    }

    expect([...seen].sort()).toEqual([
      '/',
      '/api/openapi.json',
      '/healthz',
      '/mail/invitations/:secret',
      '/mail/invitations/sign-ins/:id',
      '/mail/invitations/sign-ins/:id/result',
      '/mail/static/*',
      '/metrics',
      '/readyz',
      '/setup',
      '/sign-in',
    ])
  })
})

describe('the headers of security', () => {
  const expected = {
    'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/),
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'permissions-policy': expect.stringContaining('camera=()'),
  }

  test('stand on every answer: pages, redirects, files, refusals, what is missing and what is broken', async () => {
    const stranger = server.visitor()
    const visitor = server.visitor()
    await visitor.signIn(maria)
    const paths = routes.filter(isOf('GET')).map(addressOf)
    const answers = [
      ...(await Promise.all(paths.map((path) => stranger.get(path)))),
      ...(await Promise.all(paths.map((path) => visitor.get(path)))),
      await stranger.get('/nothing/here'),
      await visitor.get('/mail/nothing/here'),
      await stranger.get('/%'),
      await stranger.get('/mail/', { host: 'evil.example' }),
      await stranger.post('/sign-in', maria, { 'sec-fetch-site': 'cross-site' }),
      await stranger.post('/sign-in', { email: 'x'.repeat(70_000) }),
      await stranger.post('/sign-in', maria, { 'content-type': 'application/json' }),
    ]

    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([200, 303, 400, 401, 403, 404, 410, 413, 415, 421, 500, 503]),
    )
    for (const { headers } of answers) expect(headers).toMatchObject(expected)
  })

  test('nothing but files may be kept by a browser, and those for ever', async () => {
    const visitor = server.visitor()

    expect((await visitor.get('/sign-in')).headers['cache-control']).toBe('no-store')
    expect((await visitor.get('/mail/static/admin.css')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    )
  })
})

describe('another host in the address', () => {
  test.each([
    'evil.example',
    'admin.mein-shop.example:8443',
    'admin.mein-shop.example.evil.example',
    '127.0.0.1',
  ])('%s is refused with a link to the right one', async (host) => {
    const { status, body } = await server.visitor().get('/mail/', { host })

    expect(status).toBe(421)
    expect(body).toContain(`<a href="${publicUrl}/">`)
    expect(body).not.toContain('evil')
  })

  test('cannot be claimed by a stranger as forwarded', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': new URL(publicUrl).host }

    expect((await server.visitor().get('/sign-in', headers)).status).toBe(421)
  })

  test('with the port of the scheme is the same host', async () => {
    expect((await server.visitor().get('/sign-in', { host: 'Admin.Mein-Shop.Example:443' })).status).toBe(200)
  })

  test('does not stop a look at the health', async () => {
    expect(await server.visitor().get('/healthz', { host: '10.0.0.7:3000' })).toMatchObject({
      status: 200,
      body: 'ok',
    })
    const others = ['/readyz', '/metrics'].map((path) =>
      server.visitor().get(path, { host: '10.0.0.7:3000' }),
    )
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([503, 200])
  })
})

describe('an error page', () => {
  test('says in the language of the reader what happened, and nothing of the inside', async () => {
    const english = await server.visitor().get('/broken')
    const german = await server.visitor({ 'accept-language': 'de' }).get('/broken')

    expect(english.body).toContain('Something went wrong here')
    expect(german.body).toContain('Bei uns ist etwas schiefgegangen')
    expect(english.body + german.body).not.toContain('out of order')
  })

  test('names the request as the log does', async () => {
    lines.length = 0
    const { body } = await server.visitor().get('/broken')
    const failed = lines.map((line): unknown => JSON.parse(line)).find((line) => isFailure(line))

    expect(failed).toMatchObject({ reqId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(body).toContain((failed as { reqId: string }).reqId)
  })

  test('of an address nobody serves is ours too', async () => {
    const { status, body } = await server.visitor().get('/nothing/here')

    expect(status).toBe(404)
    expect(body).toContain('Page not found')
  })
})

test('the log names the route of a request, never its query, its cookies or what was typed', async () => {
  lines.length = 0
  const visitor = server.visitor()
  await visitor.signIn(maria)
  await visitor.get('/microsoft_outlook/confirm?code=c-canary&state=s-canary')
  await server.visitor().get('/microsoft_outlook/confirm?code=c-canary&state=s-canary')
  await visitor.get('/nothing/here?code=c-canary')
  await visitor.get('/logs')
  const cookie = decodeURIComponent(visitor.cookies.get('__Host-sid') ?? '').split('.')[0] ?? 'none'

  const all = lines.join('')
  expect(all).toContain('"route":"/microsoft_outlook/confirm"')
  expect(all).toContain('[hidden]')
  expect(all).not.toMatch(/canary/)
  expect(all).not.toContain(maria.password)
  expect(all).not.toContain(cookie)
})
