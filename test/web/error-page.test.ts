import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { NotAllowed, NotFound, RemoteFailure, RuleBroken, SavedMeanwhile, TooMany } from '../../src/errors.ts'
import { text } from '../../src/language/text.ts'
import { createAssets } from '../../src/web/assets.ts'
import { showErrors, showMissingPages } from '../../src/web/error-page.ts'
import { createPages } from '../../src/web/pages.ts'
import { recognise } from '../../src/web/reader.ts'

const sentence = text('This is the English sentence.', 'Das ist der deutsche Satz.')
const failure = { cause: 'timed-out' } as const
const retryAt = new Date('2026-11-24T12:05:00Z')

const errors = {
  allowed: new NotAllowed(sentence, { detail: 'for the log only' }),
  found: new NotFound(sentence),
  meanwhile: new SavedMeanwhile(sentence),
  rule: new RuleBroken(sentence, { field: 'name' }),
  many: new TooMany(sentence, retryAt),
  remote: new RemoteFailure(sentence, failure),
  bug: new Error('SELECT password FROM users failed'),
  incomplete: Object.assign(new Error('internal words'), { statusCode: 400 }),
  large: Object.assign(new Error('internal words'), { statusCode: 413 }),
  gateway: Object.assign(new Error('internal words'), { statusCode: 503 }),
}

const app = Fastify({ genReqId: () => 'req-77' })
beforeAll(() => start(app))
afterAll(() => app.close())

async function start(app: FastifyInstance): Promise<void> {
  const pages = createPages({ path: '/mail', version: '1', assets: createAssets('/mail'), navigation: [] })
  app.addHook('onRequest', async (request) => {
    const locale = request.headers['x-locale'] === 'de' ? 'de' : 'en'
    recognise(request, { id: 'ada', name: 'Ada', locale, timeZone: 'Europe/Berlin' })
  })
  showErrors(app, pages)
  showMissingPages(app, pages)
  for (const [name, error] of Object.entries(errors))
    app.get(`/${name}`, async () => {
      throw error
    })
  app.get('/zod', async () => z.object({ id: z.uuid() }).parse({ id: 'secret words' }))
}

async function answer(url: string, locale: string) {
  const { statusCode, body, headers } = await app.inject({ url, headers: { 'x-locale': locale } })

  return {
    status: statusCode,
    lang: /<html lang="(\w+)"/.exec(body)?.[1],
    title: /<title>(.*) – Mailroom<\/title>/.exec(body)?.[1],
    heading: /<h1>(.*)<\/h1>/.exec(body)?.[1],
    said: /<p class="measure">(.*)<\/p>/.exec(body)?.[1],
    body,
    headers,
  }
}

const incomplete = [
  'This request was not complete',
  'Go back, load the page again and repeat the step.',
  'Diese Anfrage war nicht vollständig',
  'Gehen Sie zurück, laden Sie die Seite neu und wiederholen Sie den Schritt.',
] as const
const broken = [
  'Something went wrong here',
  'It is not your entry. Reference req-77. Try again in a few minutes.',
  'Bei uns ist etwas schiefgegangen',
  'Es liegt nicht an Ihrer Eingabe. Kennung req-77. Versuchen Sie es in einigen Minuten erneut.',
] as const

describe.each([
  ['/incomplete', 400, ...incomplete],
  ['/zod', 400, ...incomplete],
  [
    '/allowed',
    403,
    'You cannot open this page',
    sentence.en,
    'Diese Seite dürfen Sie nicht öffnen',
    sentence.de,
  ],
  ['/found', 404, 'Page not found', sentence.en, 'Seite nicht gefunden', sentence.de],
  [
    '/no-such-page',
    404,
    'Page not found',
    'Check the address, or go to Mail status.',
    'Seite nicht gefunden',
    'Prüfen Sie die Adresse oder gehen Sie zum Mail-Status.',
  ],
  [
    '/meanwhile',
    409,
    'Someone else changed this',
    sentence.en,
    'Jemand anderes hat das geändert',
    sentence.de,
  ],
  [
    '/large',
    413,
    'Too much data',
    'Shorten your entries and save again.',
    'Zu viele Daten',
    'Kürzen Sie Ihre Eingaben und speichern Sie erneut.',
  ],
  ['/rule', 422, 'That does not work now', sentence.en, 'Das geht jetzt nicht', sentence.de],
  [
    '/many',
    429,
    'Too many attempts',
    `${sentence.en} Try again at 13:05.`,
    'Zu viele Versuche',
    `${sentence.de} Versuchen Sie es um 13:05 Uhr wieder.`,
  ],
  [
    '/remote',
    502,
    'The server did not answer in time',
    'The connection was there, but no answer came. The encryption may not fit the port.',
    'Der Server hat nicht rechtzeitig geantwortet',
    'Die Verbindung stand, aber es kam keine Antwort. Vielleicht passt die Verschlüsselung nicht zum Port.',
  ],
  ['/bug', 500, ...broken],
  ['/gateway', 500, ...broken],
])('%s', (url, status, title, said, titel, gesagt) => {
  test(`is told in English with ${status}`, async () => {
    expect(await answer(url, 'en')).toMatchObject({ status, lang: 'en', title, heading: title, said })
  })

  test(`is told in German with ${status}`, async () => {
    const shown = { status, lang: 'de', title: titel, heading: titel, said: gesagt }
    expect(await answer(url, 'de')).toMatchObject(shown)
  })

  test('shows nothing from inside', async () => {
    const { body, headers } = await answer(url, 'en')

    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(body).not.toMatch(/SELECT|internal words|secret words|for the log only|\bat \S+ \(|node_modules/)
  })
})

test('after too many attempts the browser is told when to come back', async () => {
  expect((await answer('/many', 'en')).headers['retry-after']).toMatch(/^[1-9]\d*$/)
})

test('an error page leads to Mail status', async () => {
  expect((await answer('/bug', 'de')).body).toContain('<a class="btn" href="/mail/">Zum Mail-Status</a>')
})
