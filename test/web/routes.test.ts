import Fastify from 'fastify'
import { beforeEach, expect, test } from 'vitest'
import { everyone, requirePermissions } from '../../src/web/permissions.ts'
import { useDatabase } from '../database.ts'
import { contentOf, fromOurForm, type Route, useMounted } from './mounted.ts'
import { addShop, fill } from './rows.ts'

const db = useDatabase()
const mounted = useMounted(db)
beforeEach(() => addShop(db))

/** Who may call what. A new route needs a line here: that is the moment to think about it. */
const expected = [
  'GET /mail look',
  'GET /mail/activity look',
  'GET /mail/activity/export look',
  'GET /mail/alerts look',
  'GET /mail/api-tokens look',
  'GET /mail/api-tokens/:id/revocation change',
  'GET /mail/connection-tests/:id look',
  'GET /mail/connection-tests/:id/report look',
  'GET /mail/general-settings look',
  'GET /mail/inbox look',
  'GET /mail/inbox/:id look',
  'GET /mail/inbox/:id/attachments/:no content',
  'GET /mail/inbox/:id/body content',
  'GET /mail/inbox/:id/raw content',
  'GET /mail/inbox/settings look',
  'GET /mail/incoming-servers look',
  'GET /mail/incoming-servers/:id look',
  'GET /mail/incoming-servers/:id/removal change',
  'GET /mail/incoming-servers/new change',
  'GET /mail/invitations look',
  'GET /mail/invitations/:secret everyone',
  'GET /mail/invitations/sign-ins/:id everyone',
  'GET /mail/invitations/sign-ins/:id/result everyone',
  'GET /mail/many-servers change',
  'GET /mail/many-servers/result change',
  'GET /mail/outbox look',
  'GET /mail/outbox/:id look',
  'GET /mail/outbox/export look',
  'GET /mail/outgoing-servers look',
  'GET /mail/outgoing-servers/:id look',
  'GET /mail/outgoing-servers/:id/removal change',
  'GET /mail/outgoing-servers/:id/test-mails change',
  'GET /mail/outgoing-servers/new change',
  'GET /mail/outlook-accounts/:id/disconnection change',
  'GET /mail/outlook-sign-ins/:id change',
  'GET /mail/outlook-sign-ins/:id/result change',
  'GET /mail/set-up-guide look',
  'GET /mail/static/* everyone',
  'GET /mail/troubleshooting look',
  'GET /mail/troubleshooting/checks/:id look',
  'GET /mail/troubleshooting/checks/:id/report look',
  'GET /microsoft_outlook/confirm change',
  'POST /mail/activity/checks change',
  'POST /mail/alerts change',
  'POST /mail/alerts/test change',
  'POST /mail/api-tokens change',
  'POST /mail/api-tokens/:id/revocation change',
  'POST /mail/connection-tests change',
  'POST /mail/general-settings change',
  'POST /mail/inbox/:id/hand-over change',
  'POST /mail/inbox/:id/reading change',
  'POST /mail/inbox/settings change',
  'POST /mail/inbox/settings/hand-overs change',
  'POST /mail/inbox/settings/secret change',
  'POST /mail/inbox/settings/test change',
  'POST /mail/incoming-servers change',
  'POST /mail/incoming-servers/:id change',
  'POST /mail/incoming-servers/:id/archiving change',
  'POST /mail/incoming-servers/:id/choice change',
  'POST /mail/incoming-servers/:id/confirmation-reset change',
  'POST /mail/incoming-servers/:id/fetching change',
  'POST /mail/incoming-servers/:id/fetching-again change',
  'POST /mail/incoming-servers/:id/folders change',
  'POST /mail/incoming-servers/:id/look change',
  'POST /mail/incoming-servers/:id/pause change',
  'POST /mail/incoming-servers/:id/removal change',
  'POST /mail/incoming-servers/:id/restoration change',
  'POST /mail/incoming-servers/:id/resumption change',
  'POST /mail/invitations change',
  'POST /mail/invitations/:id/revocation change',
  'POST /mail/invitations/sign-ins everyone',
  'POST /mail/many-servers change',
  'POST /mail/many-servers/invitations change',
  'POST /mail/outbox/:id/arrival change',
  'POST /mail/outbox/:id/cancellation change',
  'POST /mail/outbox/:id/sending change',
  'POST /mail/outgoing-servers change',
  'POST /mail/outgoing-servers/:id change',
  'POST /mail/outgoing-servers/:id/archiving change',
  'POST /mail/outgoing-servers/:id/corrections change',
  'POST /mail/outgoing-servers/:id/next-try change',
  'POST /mail/outgoing-servers/:id/removal change',
  'POST /mail/outgoing-servers/:id/restoration change',
  'POST /mail/outgoing-servers/:id/test-mails change',
  'POST /mail/outlook-accounts/:id/disconnection change',
  'POST /mail/outlook-sign-ins change',
  'POST /mail/outlook-sign-ins/:id/decision change',
  'POST /mail/outlook-sign-ins/:id/dismissal change',
  'POST /mail/troubleshooting/checks change',
]

const posts = () => mounted.routes.filter(({ method }) => method === 'POST')
const gets = () => mounted.routes.filter(({ method }) => method === 'GET')

async function statuses(
  routes: Route[],
  headers: Record<string, string>,
  payload?: string,
): Promise<Record<string, number>> {
  const answers: Record<string, number> = {}
  for (const { method, url } of routes) {
    const body = payload === undefined ? {} : { payload }
    const { statusCode } = await mounted.ask({ method, url: fill(url), headers, ...body })
    answers[`${method} ${url}`] = statusCode
  }

  return answers
}

function all(routes: Route[], status: number): Record<string, number> {
  return Object.fromEntries(routes.map(({ method, url }) => [`${method} ${url}`, status]))
}

test('every route says who may call it', () => {
  const found = mounted.routes.map(({ method, url, permission }) => `${method} ${url} ${permission()}`)

  expect(found.sort()).toEqual(expected)
})

test('a route that does not say who may call it stops the start', async () => {
  const app = Fastify()
  await app.register(async (scope) => {
    requirePermissions(scope)
    scope.get('/said', everyone, async () => 'ok')
    expect(() => scope.get('/forgotten', async () => 'ok')).toThrow(
      'GET /forgotten does not say who may call it',
    )
  })
})

test('no form is taken that did not come from our pages', async () => {
  const before = await contentOf(db)
  const { 'sec-fetch-site': _, ...plain } = fromOurForm
  const foreign: Record<string, string>[] = [
    { ...plain, 'sec-fetch-site': 'cross-site' },
    { ...plain, 'sec-fetch-site': 'same-site' },
    { ...plain, 'sec-fetch-site': 'none' },
    { ...plain, 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3000' },
    { ...plain, 'sec-fetch-site': '' },
    plain,
    { ...plain, origin: 'https://evil.example' },
    { ...plain, origin: 'http://localhost:3000.evil.example' },
    { ...plain, origin: 'https://localhost:3000' },
    { ...plain, origin: 'null' },
  ]

  for (const headers of foreign)
    expect({ headers, ...(await statuses(posts(), headers, 'name=x')) }).toEqual({
      headers,
      ...all(posts(), 403),
    })
  expect(await contentOf(db)).toBe(before)
})

test('only forms are read, no other content', async () => {
  const before = await contentOf(db)

  for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
    const headers = { ...fromOurForm, 'content-type': type }
    const takesFiles = (url: string) => type.startsWith('multipart') && url === '/mail/many-servers'
    const formsOnly = posts().filter(({ url }) => !takesFiles(url))
    const filesToo = posts().filter(({ url }) => takesFiles(url))
    expect({ type, ...(await statuses(formsOnly, headers, '{}')) }).toEqual({ type, ...all(formsOnly, 415) })
    expect(await statuses(filesToo, headers, '{}')).toEqual(all(filesToo, 422))
  }
  expect(await contentOf(db)).toBe(before)
})

test('a browser that sends no Sec-Fetch-Site is known by its Origin', async () => {
  const { 'sec-fetch-site': _, ...plain } = fromOurForm
  const withOrigin = await statuses(posts(), { ...plain, origin: 'http://localhost:3000' }, 'x=1')

  for (const [route, status] of Object.entries(withOrigin))
    expect([303, 400, 404, 422], route).toContain(status)
})

test('looking changes nothing, not even with a body', async () => {
  const before = await contentOf(db)
  for (const { url } of mounted.routes.filter((route) => !route.url.includes('confirm')))
    await mounted.ask({ method: 'GET', url: fill(url), headers: fromOurForm, payload: 'name=x&next=save' })

  expect(await contentOf(db)).toBe(before)
})

test('a stranger gets the answer of the host, everywhere but for the style sheets and invitations', async () => {
  const before = await contentOf(db)
  const guarded = mounted.routes.filter(({ permission }) => permission() !== 'everyone')
  const open = mounted.routes.filter(({ permission }) => permission() === 'everyone').map(({ url }) => url)
  expect(open.every((url) => /^\/mail\/(static\/\*|invitations\/(:secret|sign-ins.*))$/.test(url))).toBe(true)
  const { 'x-admin': _, ...stranger } = fromOurForm

  expect(await statuses(guarded, stranger)).toEqual(all(guarded, 401))
  expect((await mounted.ask({ url: '/mail/no-such-page' })).statusCode).toBe(401)
  expect((await mounted.ask({ url: fill('/mail/static/*') })).statusCode).toBe(200)
  expect(await contentOf(db)).toBe(before)
})

test('who is let through without a name may neither look nor change', async () => {
  const before = await contentOf(db)
  const guarded = mounted.routes.filter(({ permission }) => permission() !== 'everyone')

  expect(await statuses(guarded, { ...fromOurForm, 'x-admin': 'nobody' })).toEqual(all(guarded, 403))
  expect(await contentOf(db)).toBe(before)
})

test('a viewer sees every page that is for looking, and changes nothing', async () => {
  const before = await contentOf(db)
  const viewer = { ...fromOurForm, 'x-admin': 'vic' }
  const looking = gets().filter(({ permission }) => permission() === 'look')
  const changing = mounted.routes.filter(({ permission }) =>
    ['change', 'content'].includes(permission() ?? ''),
  )

  expect(await statuses(looking, viewer)).toEqual(all(looking, 200))
  expect(await statuses(changing, viewer)).toEqual(all(changing, 403))
  expect(await contentOf(db)).toBe(before)
})

test('an address that names nothing is a page not found', async () => {
  for (const { method, url } of mounted.routes.filter((route) => route.url.includes(':id')))
    for (const id of ['no-such-id', '%00', '00000000-0000-4000-8000-000000000000', `${'x'.repeat(90)}`]) {
      const request = { method, url: url.replace(':id', id), headers: fromOurForm, payload: '' }
      const { statusCode } = await mounted.ask(request)
      expect([404, 410, 422], `${method} ${request.url}`).toContain(statusCode)
    }
})

test('pages for a viewer hold no button of ours, but for those that only look', async () => {
  for (const { url } of gets().filter(({ permission }) => permission() === 'look')) {
    const { body } = await mounted.ask({ url: fill(url), headers: { 'x-admin': 'vic' } })
    const changing = body.replace(/<form method="get"[\s\S]*?<\/form>/g, '')
    expect(changing, url).not.toMatch(/<button(?! type="button")/)
  }
})
