import { beforeEach, describe, expect, test } from 'vitest'
import { notices } from '../../src/web/texts.ts'
import { standIn, useDatabase } from '../database.ts'
import { fromOurForm, useMounted } from './mounted.ts'
import { addShop, fill, ids } from './rows.ts'

const db = useDatabase()
const mounted = useMounted(db)
const broken = useMounted(standIn(() => undefined))
beforeEach(() => addShop(db))

const asAda = { 'x-admin': 'ada' }
const page = async (url: string, headers: Record<string, string> = asAda) =>
  (await mounted.ask({ url, headers })).body
const noticeIn = (body: string) => /role="status"><p>(.*?)(?: <a|<\/p>)/.exec(body)?.[1]

test('what people typed is shown as text, never as HTML', async () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
  const named = { name: hostile, username: hostile, host: hostile, updatedBy: hostile }
  await db.outgoingServer.update({ where: { id: ids.outgoing }, data: { ...named, fromFilter: hostile } })
  await db.incomingServer.update({ where: { id: ids.incoming }, data: { ...named, folder: hostile } })
  await db.outlookAccount.updateMany({
    data: { mailbox: hostile, signedInAs: `x${hostile}`, connectedBy: hostile },
  })
  await db.connectionTest.updateMany({ data: { startedByName: hostile } })
  await db.generalSettings.updateMany({
    data: {
      defaultFromName: hostile,
      defaultFromAddress: hostile,
      aliasDomain: hostile,
      tenant: hostile,
      clientSecretTail: hostile,
      clientSecretSetBy: hostile,
      clientSecretSetAt: new Date(),
    },
  })

  let shown = 0
  for (const { method, url } of mounted.routes.filter((route) => route.method === 'GET')) {
    const { body, headers } = await mounted.ask({ method, url: fill(url), headers: asAda })
    if (!String(headers['content-type']).startsWith('text/html')) continue
    expect(body, url).not.toMatch(/<script>|<img/)
    if (body.includes('&lt;script&gt;alert(1)')) shown += 1
  }
  expect(shown).toBeGreaterThan(7)
})

test('an address is shown as text too', async () => {
  const body = await page('/mail/?x=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&y="><script>')

  expect(body).not.toContain('<script>')
})

describe('the notice after something was done', () => {
  test.each(Object.entries(notices))('%s', async (word, { en, de }) => {
    expect(noticeIn(await page(`/mail/set-up-guide?done=${word}`))).toBe(en)
    expect(noticeIn(await page(`/mail/set-up-guide?done=${word}`, { ...asAda, cookie: 'lang=de' }))).toBe(de)
  })

  test.each(['', 'unknown', '__proto__', 'toString', 'constructor', 'saved&done=saved', '<script>'])(
    'says nothing to the word %j',
    async (word) => {
      expect(noticeIn(await page(`/mail/set-up-guide?done=${word}`))).toBeUndefined()
    },
  )

  test('does not come again with the other language', async () => {
    expect(await page('/mail/set-up-guide?done=saved')).toContain('href="?lang=de"')
  })
})

test('a page tells its language, and names the other one in its own words', async () => {
  const german = await page('/mail/set-up-guide', { ...asAda, cookie: 'lang=de' })
  expect(german).toContain('<html lang="de">')
  expect(german).toContain('href="?lang=en" lang="en" hreflang="en">English</a>')
  expect(german).toContain('Alle Zeiten in Europe/Berlin (ME')

  const english = await page('/mail/set-up-guide')
  expect(english).toContain('<html lang="en">')
  expect(english).toContain('href="?lang=de" lang="de" hreflang="de">Deutsch</a>')
  expect(english).toContain('All times in Europe/Berlin (CE')
})

test('the colours are rendered by the server, so that nothing flashes', async () => {
  expect(await page('/mail/set-up-guide', { ...asAda, cookie: 'theme=dark' })).toContain(
    '<html lang="en" data-theme="dark">',
  )
  expect(await page('/mail/set-up-guide')).toContain('<html lang="en">')
})

test('the navigation marks where one is', async () => {
  const current = async (url: string) => /<a href="([^"]*)" aria-current="page">/.exec(await page(url))?.[1]

  expect(await current('/mail')).toBe('/mail/')
  expect(await current('/mail/')).toBe('/mail/')
  expect(await current(`/mail/outgoing-servers/${ids.outgoing}?done=saved`)).toBe('/mail/outgoing-servers')
  expect(await current('/mail/incoming-servers')).toBe('/mail/incoming-servers')
  expect(await current('/mail/set-up-guide')).toBeUndefined()
})

test('a form that is too large is refused before anything is read', async () => {
  const post = (bytes: number) =>
    mounted.ask({
      method: 'POST',
      url: '/mail/general-settings',
      headers: fromOurForm,
      payload: `aliasDomain=${'x'.repeat(bytes)}`,
    })

  const refused = await post(64 * 1024)
  expect(refused.statusCode).toBe(413)
  expect(refused.body).toContain('<h1>Too much data</h1>')
  expect((await post(60 * 1024)).statusCode).toBe(422)
})

test('a form that is no form at all is answered, not crashed into', async () => {
  for (const payload of [
    undefined,
    '',
    '&&&=',
    '__proto__=x&constructor=y',
    'name[]=a&name[]=b',
    '%00=%FF',
  ]) {
    const { statusCode } = await mounted.ask({
      method: 'POST',
      url: '/mail/outgoing-servers',
      headers: fromOurForm,
      ...(payload === undefined ? {} : { payload }),
    })
    expect(statusCode, payload).toBe(422)
  }
})

test('when the database is down, every page still says so in words', async () => {
  for (const [cookie, title] of [
    ['lang=en', 'Something went wrong here'],
    ['lang=de', 'Bei uns ist etwas schiefgegangen'],
  ]) {
    const { statusCode, body } = await broken.ask({
      url: '/mail/general-settings',
      headers: { ...asAda, cookie: String(cookie) },
    })
    expect(statusCode).toBe(500)
    expect(body).toContain(`<h1>${title}</h1>`)
    expect(body).not.toContain('The database is open only')
  }
})
