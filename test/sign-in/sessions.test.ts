import { createHash } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addUser, maria, startStandalone, useStandalone } from './standalone.ts'

const start = Date.UTC(2026, 10, 24, 12)
const minuteMs = 60_000
const name = '__Host-sid'
const page = '/mail/general-settings'

const db = useDatabase()
const clock = { now: new Date(start) }
const server = useStandalone(db, { now: () => clock.now })
const after = (minutes: number) => {
  clock.now = new Date(start + minutes * minuteMs)
}

beforeEach(() => after(0))

async function signedIn() {
  const visitor = server.visitor()
  await visitor.signIn(maria)

  return visitor
}

test('every cookie of the session is for this host, over TLS, out of reach of scripts, and Lax', async () => {
  await addUser(db, maria)
  const visitor = server.visitor()
  const cookies = [
    ...(await visitor.signIn(maria)).setCookies,
    ...(await visitor.post('/sign-out')).setCookies,
    ...(await server.visitor({ cookie: `${name}=old.session` }).get('/sign-in')).setCookies,
  ]

  expect(cookies).toHaveLength(3)
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-sid=/)
    for (const attribute of [/; Path=\//i, /; HttpOnly/i, /; Secure/i, /; SameSite=Lax/i])
      expect(cookie).toMatch(attribute)
    expect(cookie).not.toMatch(/Domain/i)
  }
})

test('on localhost, without TLS, the cookie has another name and is not Secure', async () => {
  const { app } = await startStandalone(db, { settings: { PUBLIC_URL: 'http://localhost:3000' } })
  await addUser(db, maria)
  const answer = await app.inject({
    method: 'POST',
    url: '/sign-in',
    headers: {
      host: 'localhost:3000',
      origin: 'http://localhost:3000',
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: new URLSearchParams({ email: maria.email, password: maria.password }).toString(),
  })
  await app.close()

  expect(answer.headers['set-cookie']).toMatch(/^sid=.*; Path=\/; HttpOnly; SameSite=Lax$/)
})

test('strangers get no cookie and no row', async () => {
  await addUser(db, maria)
  const answers = [
    await server.visitor().get('/sign-in'),
    await server.visitor().get(page),
    await server.visitor().signIn({ ...maria, password: 'wrong' }),
  ]

  expect(answers.flatMap(({ setCookies }) => setCookies)).toEqual([])
  expect(await db.session.count()).toBe(0)
})

test('the database holds the hash of the cookie, never the cookie', async () => {
  await addUser(db, maria)
  const visitor = await signedIn()

  const id = decodeURIComponent(visitor.cookies.get(name) ?? '').split('.')[0] ?? ''
  const rows = await db.session.findMany()
  expect(Buffer.from(id, 'base64url')).toHaveLength(32)
  expect(rows).toMatchObject([{ idHash: createHash('sha256').update(id).digest('base64url') }])
  expect(JSON.stringify(rows)).not.toContain(id)
})

test('signing in again gives a new id, and the old one is worth nothing', async () => {
  await addUser(db, maria)
  const visitor = await signedIn()
  const old = visitor.cookies.get(name) ?? ''

  await visitor.signIn(maria)

  expect(visitor.cookies.get(name)).not.toBe(old)
  expect((await visitor.get(page)).status).toBe(200)
  expect((await server.visitor({ cookie: `${name}=${old}` }).get(page)).status).toBe(303)
  expect(await db.session.count()).toBe(1)
})

test('signing out makes the cookie worthless, not only forgotten', async () => {
  await addUser(db, maria)
  const visitor = await signedIn()
  const old = visitor.cookies.get(name) ?? ''

  const out = await visitor.post('/sign-out')

  expect(out).toMatchObject({ status: 303, location: '/sign-in?why=signed-out' })
  expect(visitor.cookies.has(name)).toBe(false)
  expect((await server.visitor({ cookie: `${name}=${old}` }).get(page)).status).toBe(303)
  expect(await db.session.count()).toBe(0)
})

test('a cookie someone planted before the sign-in is not taken over', async () => {
  await addUser(db, maria)
  const attacker = server.visitor()
  await attacker.signIn(maria)
  const planted = attacker.cookies.get(name) ?? ''
  await attacker.post('/sign-out')
  const victim = server.visitor()
  victim.cookies.set(name, planted)

  await victim.signIn(maria)

  expect(victim.cookies.get(name)).not.toBe(planted)
  expect((await server.visitor({ cookie: `${name}=${planted}` }).get(page)).status).toBe(303)
})

test('a cookie with another signature is a stranger', async () => {
  await addUser(db, maria)
  const visitor = await signedIn()
  const changed = `${visitor.cookies.get(name)?.slice(0, -3)}abc`

  expect((await server.visitor({ cookie: `${name}=${changed}` }).get(page)).status).toBe(303)
})

test('after 30 minutes without use a session has ended, and the sign-in page says so', async () => {
  await addUser(db, maria)
  const visitor = await signedIn()

  after(29)
  expect((await visitor.get(page)).status).toBe(200)
  after(58)
  expect((await visitor.get(page)).status).toBe(200)
  after(88)
  const ended = await visitor.get(page)

  expect(ended.location).toBe('/sign-in?why=ended&returnTo=%2Fmail%2Fgeneral-settings')
  expect((await visitor.get(ended.location ?? '')).body).toContain('Your session has ended.')
})

test('after 12 hours a session has ended, however much it was used', async () => {
  await addUser(db, maria)
  const visitor = await signedIn()
  for (let minutes = 20; minutes < 720; minutes += 20) {
    after(minutes)
    expect((await visitor.get(page)).status).toBe(200)
  }

  after(720)
  expect((await visitor.get(page)).status).toBe(303)
})

test('a user has at most five sessions; the one unused for longest ends', async () => {
  await addUser(db, maria)
  const visitors = []
  for (let n = 0; n < 6; n += 1) {
    after(n)
    visitors.push(await signedIn())
  }

  const statuses = await Promise.all(visitors.map(async (visitor) => (await visitor.get(page)).status))

  expect(statuses).toEqual([303, 200, 200, 200, 200, 200])
})

test('the session of a user who is gone is none', async () => {
  const id = await addUser(db, maria)
  const visitor = await signedIn()
  await db.user.delete({ where: { id } })

  expect((await visitor.get(page)).status).toBe(303)
})

test('a new password ends every session, and only the new one signs in', async () => {
  await addUser(db, maria)
  const visitor = await signedIn()

  expect(await server.users.setPassword('MARIA@mein-shop.example', 'Ein neues, langes Wort')).toBe(true)

  expect((await visitor.get(page)).status).toBe(303)
  expect((await visitor.signIn(maria)).status).toBe(422)
  expect((await visitor.signIn({ ...maria, password: 'Ein neues, langes Wort' })).status).toBe(303)
  expect(await server.users.setPassword('nobody@x.example', 'Ein neues, langes Wort')).toBe(false)
})
