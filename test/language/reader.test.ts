import { get, type IncomingMessage } from 'node:http'
import cookie from '@fastify/cookie'
import fc from 'fast-check'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Locale } from '../../src/language/text.ts'
import { rememberPreferences } from '../../src/web/preferences.ts'
import { readerOf, recognise } from '../../src/web/reader.ts'

const app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
const secure = Fastify()
beforeAll(async () => {
  for (const [one, overTls] of [
    [app, false],
    [secure, true],
  ] as const) {
    await one.register(cookie)
    one.addHook('onRequest', async (request) => {
      const locale = localeOf(request.headers['x-profile'])
      recognise(request, { id: 'ada', name: 'Ada', ...(locale ? { locale } : {}) })
    })
    one.addHook('onRequest', rememberPreferences(overTls))
    one.all('/*', async (request) => readerOf(request))
  }
})
afterAll(() => Promise.all([app.close(), secure.close()]))

function localeOf(header: unknown): Locale | undefined {
  return header === 'de' || header === 'en' ? header : undefined
}

/** As written, on the wire: inject would tidy the address up. */
async function askRaw(path: string): Promise<IncomingMessage> {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (answer) => resolve(answer.resume())).on(
      'error',
      reject,
    )
  })
}

async function read(headers: Record<string, string>) {
  return (await app.inject({ url: '/mail/', headers })).json()
}

describe('the language', () => {
  test.each([
    ['nothing said', {}, 'de'],
    ['the browser wishes English', { 'accept-language': 'en' }, 'en'],
    ['the browser wishes British English', { 'accept-language': 'en-GB,en;q=0.9' }, 'en'],
    ['the browser writes in capitals', { 'accept-language': 'EN-US' }, 'en'],
    ['the browser wishes French first, then English', { 'accept-language': 'fr, en;q=0.4' }, 'en'],
    ['the browser prefers German', { 'accept-language': 'en;q=0.5, de;q=0.9' }, 'de'],
    ['the better wish stands last', { 'accept-language': 'de;q=0.1,fr;q=0.5 , en;q=0.8' }, 'en'],
    ['the browser wants no English', { 'accept-language': 'fr, en;q=0' }, 'de'],
    ['the browser takes anything', { 'accept-language': '*' }, 'de'],
    ['the browser wishes a language like English', { 'accept-language': 'enm' }, 'de'],
    ['the browser sends nonsense', { 'accept-language': ';;,q=,en;q=x' }, 'de'],
    ['the profile says German', { 'x-profile': 'de', 'accept-language': 'en' }, 'de'],
    ['the cookie says English', { cookie: 'lang=en', 'x-profile': 'de', 'accept-language': 'de' }, 'en'],
    ['the cookie says nonsense', { cookie: 'lang=xx', 'x-profile': 'en' }, 'en'],
  ])('%s', async (_, headers: Record<string, string>, locale) => {
    expect(await read(headers)).toMatchObject({ locale })
  })

  test('never fails, whatever a browser wishes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), async (wish) => {
        expect(['de', 'en']).toContain((await read({ 'accept-language': wish })).locale)
      }),
      { numRuns: 50 },
    )
  })
})

test('the colours are the ones chosen, or those of the device', async () => {
  expect(await read({ cookie: 'theme=dark' })).toMatchObject({ theme: 'dark' })
  expect(await read({ cookie: 'theme="><script>' })).not.toHaveProperty('theme')
})

describe('a choice in the address', () => {
  test.each([
    ['/mail/?lang=en', '/mail/', 'lang=en'],
    ['/mail/?lang=de&done=saved&x=a%20b', '/mail/?done=saved&x=a+b', 'lang=de'],
    ['/mail/?theme=dark', '/mail/', 'theme=dark'],
    ['/mail/?theme=light&lang=xx', '/mail/', 'theme=light'],
    ['/mail/?theme=device', '/mail/', 'theme='],
    ['/mail/?theme=<script>', '/mail/', 'theme='],
  ])('%s is remembered, and the address clean again', async (url, location, set) => {
    const answer = await app.inject({ url })

    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe(location)
    const [first, ...attributes] = String(answer.headers['set-cookie']).split('; ')
    expect(first).toBe(set)
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'SameSite=Lax']))
    expect(attributes).not.toContain('Secure')
  })

  test('both choices at once', async () => {
    const { headers } = await app.inject({ url: '/mail/?lang=en&theme=dark' })

    expect(headers).toMatchObject({
      location: '/mail/',
      'set-cookie': [
        'lang=en; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax',
        'theme=dark; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax',
      ],
    })
  })

  test('over https the cookie stays there', async () => {
    expect((await secure.inject({ url: '/?lang=en' })).headers['set-cookie']).toMatch(/; HttpOnly; Secure;/)
  })

  test.each(['/mail/?lang=fr', '/mail/?lang=', '/mail/?lang[]=en', '/mail/?x=lang'])(
    '%s is no choice',
    async (url) => {
      const answer = await app.inject({ url })

      expect(answer).toMatchObject({ statusCode: 200 })
      expect(answer.headers).not.toHaveProperty('set-cookie')
    },
  )

  test('is for reading only: a form is never turned into a redirect', async () => {
    expect((await app.inject({ method: 'POST', url: '/mail/?lang=en' })).statusCode).toBe(200)
  })

  test.each([
    '//evil.example?lang=en',
    '//evil.example/mail/?lang=en',
    '/%5Cevil.example?lang=en',
    '/\\evil.example?lang=en',
    '/\\/evil.example?lang=en',
    '///evil.example?lang=en',
    '/mail//evil.example?lang=en',
    '//@evil.example/?lang=en',
    '/.//evil.example?lang=en',
    '/x/..//evil.example?lang=en',
    '//?lang=en',
    '//:80/?lang=en',
    '//[?lang=en',
  ])('%s leads nowhere else', async (url) => {
    const { statusCode, headers } = await askRaw(url)

    expect(statusCode).toBeLessThan(500)
    const leadsTo = new URL(headers.location ?? '/', 'https://shop.example/mail/')
    expect(leadsTo.origin).toBe('https://shop.example')
  })
})
