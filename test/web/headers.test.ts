import { beforeEach, expect, test } from 'vitest'
import { standIn, useDatabase } from '../database.ts'
import { fromOurForm, useMounted } from './mounted.ts'
import { addShop, fill } from './rows.ts'

const db = useDatabase()
const mounted = useMounted(db)
const secure = useMounted(db, { PUBLIC_URL: 'https://admin.mein-shop.example' })
const broken = useMounted(standIn(() => undefined))
beforeEach(() => addShop(db))

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'"
const always = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-write=(self)',
}
const forPages = { ...always, 'cache-control': 'no-store' }

/** What came from outside may do less than our pages; see the tests of the inbox for what exactly. */
const fromOutside = /\/inbox\/:id\/(raw|body|attachments)/

test('every route sends the security headers, whatever it answers', async () => {
  for (const { method, url } of mounted.routes)
    for (const headers of [fromOurForm, { ...fromOurForm, 'sec-fetch-site': 'cross-site' }, {}]) {
      const answer = await mounted.ask({ method, url: fill(url), headers })
      expect(answer.headers, `${method} ${url} ${answer.statusCode}`).toMatchObject(
        expected(url, answer.statusCode),
      )
    }
})

function expected(url: string, status: number): object {
  if (!fromOutside.test(url) || status !== 200) return url.includes('static') ? always : forPages
  const own = { 'content-security-policy': expect.stringMatching(/^sandbox\b.*default-src 'none'/) }

  return { ...forPages, ...own, 'x-frame-options': expect.any(String) }
}

test.each([
  ['a page that is not there', '/mail/nothing', 404],
  ['a style sheet that is not there', '/mail/static/nothing.css', 404],
  ['a path out of the folder', '/mail/static/..%2flayout.eta', 404],
  ['a redirect', '/mail/?lang=de', 303],
  ['a stranger', '/mail/', 401],
])('%s has the headers too', async (_, url, status) => {
  const headers = status === 401 ? {} : { 'x-admin': 'ada' }
  const answer = await mounted.ask({ url, headers })

  expect(answer).toMatchObject({ statusCode: status, headers: forPages })
})

test('an error of ours has the headers too', async () => {
  const answer = await broken.ask({ url: '/mail/general-settings', headers: { 'x-admin': 'ada' } })

  expect(answer).toMatchObject({ statusCode: 500, headers: forPages })
})

test('style sheets and scripts may be kept for a year, under an address that changes with them', async () => {
  const { body } = await mounted.ask({ url: '/mail/set-up-guide', headers: { 'x-admin': 'ada' } })
  const addresses = [...body.matchAll(/(?:src|href)="(\/mail\/static\/[^"]+)"/g)].map(([, url = '']) => url)
  expect(addresses).toHaveLength(3)

  for (const url of addresses) {
    expect(url).toMatch(/\?v=[\w-]{10}$/)
    expect(await mounted.ask({ url })).toMatchObject({
      statusCode: 200,
      headers: { ...always, 'cache-control': 'public, max-age=31536000, immutable' },
    })
  }
})

test('over https, parts of a page are fetched over it too; how the host is reached is the host’s own affair', async () => {
  const request = { url: '/mail/', headers: { 'x-admin': 'ada' } }

  const { headers } = await secure.ask(request)
  expect(headers).toMatchObject({ 'content-security-policy': `${policy}; upgrade-insecure-requests` })
  expect(headers).not.toHaveProperty('strict-transport-security')
  expect((await mounted.ask(request)).headers).not.toHaveProperty('strict-transport-security')
})

test('our own forms keep their Origin, and the page with the code tells nobody its address', async () => {
  const page = await mounted.ask({ url: '/mail/', headers: { 'x-admin': 'ada' } })
  const back = await mounted.ask({
    url: '/microsoft_outlook/confirm?code=secret&state=unknown',
    headers: { 'x-admin': 'ada' },
  })

  expect(page.headers['referrer-policy']).toBe('same-origin')
  expect(back).toMatchObject({ statusCode: 400, headers: { 'referrer-policy': 'no-referrer' } })
  expect(back.body).not.toContain('secret')
})
