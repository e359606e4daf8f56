import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addUser, bernd, maria } from '../sign-in/standalone.ts'
import { createClock } from './clock.ts'
import { expectFaultPage } from './fault-page-rules.ts'
import { faultPages } from './fault-pages.ts'
import { elements, type HtmlPage, linkWith, mainOf, textOf } from './html-page.ts'
import { type HttpAdmin, openHttpAdmin } from './http-admin.ts'
import {
  addServer,
  badgesIn,
  connect,
  enterCredentials,
  lastTest,
  throughMicrosoft,
} from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const clock = createClock()
const db = useDatabase()
const mailroom = useMailroom(db, { now: clock.now })
const callback = '/microsoft_outlook/confirm'

/** An admin who has been at Microsoft, with the address the browser is sent back to, not yet opened. */
async function returning(as: typeof maria | typeof bernd = maria, more: Record<string, string> = {}) {
  const admin = await openHttpAdmin(mailroom, { as })
  if ((await db.generalSettings.count()) === 0) await enterCredentials(admin, mailroom)
  const leaving = await addServer(admin, mailroom, more)
  const { url } = await throughMicrosoft(mailroom, leaving)

  return { admin, server: linkWith(leaving, 'Cancel'), url, query: new URL(url).searchParams }
}

function expectNeutral(page: HtmlPage): void {
  expect(page.status).toBe(400)
  expect(textOf(elements(mainOf(page), 'h1')[0]?.inside ?? '')).toBe('This sign-in has run out')
  expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
}

async function expectNothingStored(): Promise<void> {
  expect(await db.outlookAccount.count()).toBe(0)
  const kept = await db.outlookSignIn.count({
    where: { usedAt: { not: null }, sealedPending: { not: null } },
  })
  expect(kept).toBe(0)
}

/** The way back with other parameters. */
function changed(query: URLSearchParams, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes))
    if (value === null) next.delete(name)
    else next.set(name, value)

  return `${callback}?${next}`
}

async function finishes(admin: HttpAdmin, url: string, server: string): Promise<void> {
  expect((await admin.open(url)).url).toBe(`${mailroom.url}${server}?done=connected`)
  await lastTest(admin, mailroom, server)
}

test('the way back answers with 303 to a clean address, kept nowhere and passed on to nobody', async () => {
  const { admin, server, url } = await returning()

  const answer = await admin.send('GET', url)

  expect(answer.status).toBe(303)
  expect(answer.headers).toMatchObject({
    location: `${server}?done=connected`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
  await lastTest(admin, mailroom, server)
})

test('T1: the same way back counts once, also when it is opened twice at the same time', async () => {
  const { admin, server, url } = await returning()

  const answers = await Promise.all([admin.send('GET', url), admin.send('GET', url)])
  const third = await admin.send('GET', url)

  expect(answers.map(({ status }) => status).sort()).toEqual([303, 400])
  expectNeutral(third)
  expect(mailroom.microsoft.calls).toMatchObject({ token: 1, redeem: 1 })
  await lastTest(admin, mailroom, server)
  expect(badgesIn((await admin.open(server)).html)).toContain('Outlook token valid')
})

test('T2: neither another browser of the admin nor another admin can finish a sign-in', async () => {
  await addUser(db, bernd)
  const { admin, server, url } = await returning()
  const secondBrowser = await openHttpAdmin(mailroom)
  const otherAdmin = await openHttpAdmin(mailroom, { as: bernd })
  const sameBrowser = await openHttpAdmin(mailroom, { as: bernd })
  sameBrowser.cookies.set('outlook_sign_in', admin.cookies.get('outlook_sign_in') ?? '')

  for (const other of [secondBrowser, otherAdmin, sameBrowser]) expectNeutral(await other.send('GET', url))

  expect(mailroom.microsoft.calls.token).toBe(0)
  await expectNothingStored()
  await finishes(admin, url, server)
})

test('T2: whoever is not signed in is sent to sign in, without the code', async () => {
  const { admin, url } = await returning()
  admin.cookies.delete('sid')

  const answer = await admin.send('GET', url)

  expect(answer).toMatchObject({ status: 303, headers: { location: '/sign-in?why=microsoft' } })
  expect(mailroom.microsoft.calls.token).toBe(0)
})

test('T3: a code that was given to someone else connects nothing', async () => {
  await addUser(db, bernd)
  const attacker = await returning(bernd, { name: 'Other' })
  const { admin, server, query } = await returning()

  const result = await admin.open(changed(query, { code: attacker.query.get('code') }))

  expect(result.url).toMatch(/\/result$/)
  expect(textOf(mainOf(result))).toContain('This sign-in has run out')
  expect(mailroom.microsoft.calls).toMatchObject({ redeem: 1 })
  await expectNothingStored()
  expect(badgesIn((await admin.open(server)).html)).toContain('Not connected')
})

test('T4: whatever is wrong with the state, the page is the same, and the sign-in can still be finished', async () => {
  const { admin, server, url, query } = await returning()
  const state = query.get('state') ?? ''
  const flipped = (state.startsWith('A') ? 'B' : 'A') + state.slice(1)
  const wrong = [
    changed(query, { state: null }),
    changed(query, { state: '' }),
    changed(query, { state: 'x'.repeat(10_000) }),
    `${changed(query, { state: 'a' })}&state=b`,
    `${changed(query, {})}&state=${state}`,
    `${changed(query, { state: null })}&state[]=${state}`,
    changed(query, { state: JSON.stringify({ state }) }),
    changed(query, { state: flipped }),
    changed(query, { state: state.toLowerCase() === state ? state.toUpperCase() : state.toLowerCase() }),
    changed(query, { state: `${state} ` }),
    callback,
  ]

  const pages = await Promise.all(wrong.map((one) => admin.send('GET', one)))

  for (const page of pages) expectNeutral(page)
  expect(new Set(pages.map(({ html }) => html)).size).toBe(1)
  expect(mailroom.microsoft.calls.token).toBe(0)
  await expectNothingStored()
  await finishes(admin, url, server)
})

test('T5: an error without a valid state shows no part of its description', async () => {
  const { admin, server, url } = await returning()
  const description = '<script>alert("stolen words")</script> AADSTS50011: call +49 30 1234'
  const query = { error: 'access_denied', error_description: description }

  for (const state of [null, 'x'.repeat(43)]) {
    const page = await admin.send('GET', changed(new URLSearchParams(query), { state }))
    expectNeutral(page)
    expect(decodeURIComponent(page.html.replaceAll('+', ' '))).not.toMatch(
      /script>alert|stolen|AADSTS|call|1234|access_denied/,
    )
  }
  await finishes(admin, url, server)
})

test('T5: with a valid state the description stands escaped in the details and nowhere else', async () => {
  const { admin, query } = await returning()
  const description = '<script>alert("stolen words")</script>\r\n\u0000AADSTS65004: declined'
  const changes = { code: null, error: 'access_denied', error_description: description }

  const page = await admin.open(changed(query, changes))

  expect(textOf(mainOf(page))).toContain('You did not accept')
  expect(page.html).not.toContain('<script>alert')
  const [details = '', ...more] = page.html.match(/<details[\s\S]*?<\/details>/g) ?? []
  expect(more).toEqual([])
  expect(details).toContain('&lt;script&gt;alert')
  expect(page.html.replace(details, '')).not.toMatch(/stolen|AADSTS|access_denied/)
  expect(mailroom.microsoft.calls.token).toBe(0)
  await expectNothingStored()
})

test('T6: after ten minutes the way back is closed', async () => {
  const { admin, server, url } = await returning()
  clock.later(601_000)

  expectNeutral(await admin.send('GET', url))

  expect(mailroom.microsoft.calls.token).toBe(0)
  await expectNothingStored()
  expect(badgesIn((await admin.open(server)).html)).toContain('Not connected')
})

test('a newer attempt gives up the older one', async () => {
  const { admin, server, url } = await returning()
  const leaving = await admin.press(await admin.open(server), 'Connect Outlook account')

  expectNeutral(await admin.send('GET', url))
  expect((await connect(admin, mailroom, leaving)).url).toContain('?done=connected')
  await lastTest(admin, mailroom, server)
})

test.each(faultPages.forged)('T8, T9: with $fault nobody is let in, and the log says so', async (wanted) => {
  const { microsoft } = mailroom
  const { admin, server, url } = await returning()
  microsoft.faults.on(wanted.fault)

  const result = await admin.open(url)

  await expectFaultPage(admin, result, wanted)
  await expectNothingStored()
  const [{ id: subjectId } = { id: '' }] = await db.outgoingServer.findMany()
  expect(await db.activityEntry.findMany({ where: { what: { startsWith: 'o' }, subjectId } })).toMatchObject([
    { what: 'outgoing-server.added' },
    { what: 'oauth.idtoken-rejected', adminName: maria.name, subject: 'orders@mein-shop.example' },
  ])
  expect(badgesIn((await admin.open(server)).html)).toContain('Not connected')

  microsoft.faults.off(wanted.fault)
  const leaving = await admin.press(result, 'Try again')
  expect((await connect(admin, mailroom, leaving)).url).toContain('?done=connected')
  await lastTest(admin, mailroom, server)
})

test('T10: with a permission missing nothing is stored, and the page names it', async () => {
  const { admin, url } = await returning(maria, { alsoRead: 'on' })
  mailroom.microsoft.faults.on('missing-scope')

  const result = await admin.open(url)

  expect(textOf(mainOf(result))).toContain('Microsoft gave less than needed')
  expect(textOf(mainOf(result))).toContain('Missing: read mail.')
  await expectNothingStored()
})

test('T13: no form can set where Microsoft is, or where it sends the browser back to', async () => {
  const admin = await openHttpAdmin(mailroom)
  const evil = 'https://evil.example'
  const saved = await enterCredentials(admin, mailroom, {
    authority: evil,
    loginHost: 'evil.example',
    MICROSOFT_LOGIN_HOST: 'evil.example',
    redirectUri: `${evil}/confirm`,
    PUBLIC_URL: evil,
  })
  expect(saved.status).toBe(200)
  const form = await admin.open('/mail/general-settings')
  for (const tenant of [evil, 'evil.example/oauth2?x=', '../../evil.example', 'evil.example#'])
    expect((await admin.press(form, 'Save', { tenant })).status, tenant).toBe(422)

  const leaving = await addServer(admin, mailroom, { redirectUri: evil, authority: evil, loginHost: evil })
  const departure = new URL(linkWith(leaving, 'Continue to Microsoft'))

  expect(departure.origin).toBe(mailroom.microsoft.pagesUrl)
  expect(departure.searchParams.get('redirect_uri')).toBe(`${mailroom.url}${callback}`)
  expect(leaving.html).not.toContain('evil')
  expect(JSON.stringify(await db.generalSettings.findMany())).not.toContain('evil')
  expect((await connect(admin, mailroom, leaving)).url).toContain('?done=connected')
  await lastTest(admin, mailroom, linkWith(leaving, 'Cancel'))
})

test('the link to Microsoft is new each time it is shown, and only the last one counts', async () => {
  const { admin, server, url, query } = await returning()
  const state = query.get('state') ?? ''
  expect(state).toMatch(/^[\w-]{43}$/)
  expect(JSON.stringify(await db.outlookSignIn.findMany())).not.toContain(state)
  const [{ id } = { id: '' }] = await db.outlookSignIn.findMany()

  const reloaded = await admin.open(`/mail/outlook-sign-ins/${id}`)

  const fresh = new URL(linkWith(reloaded, 'Continue to Microsoft')).searchParams
  const old = new URL(linkWith(await admin.open(`/mail/outlook-sign-ins/${id}`), 'Continue')).searchParams
  for (const name of ['state', 'nonce', 'code_challenge']) expect(fresh.get(name)).not.toBe(old.get(name))
  expectNeutral(await admin.send('GET', url))
  expect(mailroom.microsoft.calls.token).toBe(0)
  expect((await connect(admin, mailroom, await admin.open(reloaded.url))).url).toContain('?done=connected')
  await lastTest(admin, mailroom, server)
})
