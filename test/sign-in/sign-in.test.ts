import { describe, expect, test } from 'vitest'
import { createPasswords } from '../../src/sign-in/passwords.ts'
import { createSetUp } from '../../src/sign-in/set-up.ts'
import { createThrottle } from '../../src/sign-in/throttle.ts'
import { createUsers } from '../../src/sign-in/users.ts'
import { useDatabase } from '../database.ts'
import { addUser, maria, useStandalone } from './standalone.ts'

const db = useDatabase()
const server = useStandalone(db)

test('before anyone can sign in, the sign-in page leads to the set-up', async () => {
  expect(await server.visitor().get('/sign-in')).toMatchObject({ status: 303, location: '/setup' })
})

test('the first page leads to the mail status', async () => {
  expect(await server.visitor().get('/')).toMatchObject({ status: 303, location: '/mail/' })
})

test('the page asks for an address and a password, in both languages', async () => {
  await addUser(db, maria)

  const english = await server.visitor().get('/sign-in')
  const german = await server.visitor({ 'accept-language': 'de' }).get('/sign-in')

  expect(english.body).toContain('<h1>Sign in</h1>')
  expect(english.body).toMatch(/id="email"[^>]*type="email"[^>]*autocomplete="username"[^>]* autofocus/)
  expect(english.body).toMatch(/id="password"[^>]*autocomplete="current-password"/)
  expect(german.body).toContain('<h1>Anmelden</h1>')
  expect(german.body).toContain('reset-password')
})

test('whoever was looking for a page lands there after the sign-in', async () => {
  await addUser(db, maria)
  const visitor = server.visitor()

  const sentAway = await visitor.get('/mail/outgoing-servers?archived=1')
  const form = await visitor.get(sentAway.location ?? '')
  const signedIn = await visitor.post('/sign-in', { ...maria, returnTo: '/mail/outgoing-servers' })

  expect(sentAway.location).toBe('/sign-in?returnTo=%2Fmail%2Foutgoing-servers')
  expect(form.body).toContain('name="returnTo" value="/mail/outgoing-servers"')
  expect(signedIn).toMatchObject({ status: 303, location: '/mail/outgoing-servers' })
})

test.each(['//evil.example', 'https://evil.example/', '/sign-out', '/\\evil.example'])(
  'nobody is sent on to %s',
  async (returnTo) => {
    await addUser(db, maria)
    const visitor = server.visitor()

    expect((await visitor.get(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`)).body).toContain(
      'name="returnTo" value=""',
    )
    expect((await visitor.post('/sign-in', { ...maria, returnTo })).location).toBe('/mail/')
    expect((await visitor.get(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`)).location).toBe('/mail/')
  },
)

test('case and blanks around the address do not matter', async () => {
  await addUser(db, maria)

  const { status } = await server.visitor().signIn({ ...maria, email: '  Maria@Mein-Shop.Example ' })

  expect(status).toBe(303)
})

test('every wrong combination gets the same answer, with the address still there', async () => {
  await addUser(db, maria)
  const visitor = server.visitor()

  const wrongPassword = await visitor.signIn({ ...maria, password: 'not the password' })
  const unknown = await visitor.signIn({
    email: maria.email.replace('maria', 'mario'),
    password: maria.password,
  })
  const empty = await visitor.signIn({ email: '', password: '' })

  for (const { status, body } of [wrongPassword, unknown, empty]) {
    expect(status).toBe(422)
    expect(body).toContain('Email address or password is not right')
    expect(body).toContain('<title>Error: Sign in')
    expect(body).not.toContain('not the password')
    expect(body).not.toContain('autofocus')
  }
  expect(unknown.body.replaceAll('mario', 'maria')).toBe(wrongPassword.body)
})

test('a hash made at another cost is made anew at the sign-in', async () => {
  await addUser(db, maria)
  const passwordHash = await createPasswords({ ln: 3, r: 8, p: 1 }).hash(maria.password)
  await db.user.updateMany({ data: { passwordHash } })

  await server.visitor().signIn(maria)

  expect(await db.user.findMany()).toMatchObject([
    { passwordHash: expect.stringMatching(/^\$scrypt\$ln=4,/) },
  ])
})

describe('another site', () => {
  const otherSite = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://admin.mein-shop.example' },
  ]
  const withoutFetchMetadata = [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]

  test.each(otherSite)('cannot sign anyone in: %j', async (headers) => {
    await addUser(db, maria)

    const answer = await server.visitor().post('/sign-in', maria, headers)

    expect(answer.status).toBe(403)
    expect(answer.setCookies).toEqual([])
    expect(await db.session.count()).toBe(0)
    expect(await db.signInFailure.count()).toBe(0)
  })

  test.each(withoutFetchMetadata)('is not believed without Sec-Fetch-Site: %j', async (headers) => {
    await addUser(db, maria)
    for (const url of ['/sign-in', '/sign-out', '/setup']) {
      const answer = await server.app.inject({
        method: 'POST',
        url,
        headers: {
          host: 'admin.mein-shop.example',
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
        payload: new URLSearchParams({ email: maria.email, password: maria.password }).toString(),
      })
      expect(answer.statusCode, url).toBe(403)
    }
    expect(await db.session.count()).toBe(0)
  })

  test('cannot use another kind of form', async () => {
    await addUser(db, maria)

    const answer = await server.visitor().post('/sign-in', maria, { 'content-type': 'text/plain' })

    expect(answer.status).toBe(415)
  })
})

test('who comes back from Microsoft without a session signs in first, and the code is left behind', async () => {
  await addUser(db, maria)
  const visitor = server.visitor()

  const answer = await visitor.get('/microsoft_outlook/confirm?code=the-code&state=the-state')

  expect(answer).toMatchObject({ status: 303, location: '/sign-in?why=microsoft' })
  expect((await visitor.get('/sign-in?why=microsoft')).body).toContain('Sign in first, then start again.')
})

test('a script of the page is told that the session has ended, not sent to the sign-in', async () => {
  await addUser(db, maria)

  const { status, body } = await server.visitor().get('/mail/', { 'sec-fetch-mode': 'cors' })

  expect(status).toBe(403)
  expect(body).toContain('Sign in again')
})

test('an unknown address takes as long as a wrong password', async () => {
  const passwords = createPasswords({ ln: 13, r: 8, p: 1 })
  const now = () => new Date()
  const users = createUsers({
    db,
    passwords,
    setUp: createSetUp({ db, now }),
    throttle: createThrottle({ db, now }),
    now,
  })
  await addUser(db, maria)
  await db.user.updateMany({ data: { passwordHash: await passwords.hash(maria.password) } })

  const known: number[] = []
  const unknown: number[] = []
  for (let n = 0; n < 40; n += 1) {
    await db.signInFailure.deleteMany()
    known.push(await timed(() => users.signIn(maria.email, 'wrong', '192.0.2.1')))
    unknown.push(await timed(() => users.signIn('mario@mein-shop.example', 'wrong', '192.0.2.1')))
  }

  expect(Math.abs(median(known) - median(unknown))).toBeLessThan(15)
})

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work().catch(() => {})

  return performance.now() - started
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
