import { describe, expect, test } from 'vitest'
import { createSetUp } from '../../src/sign-in/set-up.ts'
import { useDatabase } from '../database.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addUser, maria, startStandalone, useStandalone } from './standalone.ts'

const start = Date.UTC(2026, 10, 24, 12)

describeOnBothDatabases('the set-up code', (db) => {
  const clock = { now: new Date(start) }
  const setUp = createSetUp({ db, now: () => clock.now })

  test('has 128 bits, and only its hash is stored', async () => {
    const code = (await setUp.issue()) ?? ''

    expect(code.replaceAll('-', '')).toMatch(/^[0-9a-f]{32}$/)
    const [row] = await db.setUpCode.findMany()
    expect(JSON.stringify(row)).not.toContain(code.slice(0, 4))
    expect(row?.codeHash).toMatch(/^[\w-]{43}$/)
  })

  test('works once, however it is typed', async () => {
    const code = (await setUp.issue()) ?? ''

    expect(await setUp.spend(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(true)
    expect(await setUp.spend(code)).toBe(false)
  })

  test('runs out after half an hour', async () => {
    clock.now = new Date(start)
    const code = (await setUp.issue()) ?? ''

    clock.now = new Date(start + 30 * 60_000)
    expect(await setUp.spend(code)).toBe(false)
    clock.now = new Date(start + 30 * 60_000 - 1)
    expect(await setUp.spend(code)).toBe(true)
  })

  test('bears five tries', async () => {
    const code = (await setUp.issue()) ?? ''
    for (let n = 1; n <= 4; n += 1) expect(await setUp.spend('wrong')).toBe(false)
    expect(await setUp.spend(code)).toBe(true)

    const another = (await setUp.issue()) ?? ''
    for (let n = 1; n <= 5; n += 1) await setUp.spend('wrong')
    expect(await setUp.spend(another)).toBe(false)
  })

  test('of another instance stays valid, until one of them is used', async () => {
    const first = (await setUp.issue()) ?? ''
    const second = (await setUp.issue()) ?? ''

    expect(await setUp.spend(first)).toBe(true)
    expect(await setUp.spend(second)).toBe(false)
  })

  test('lets only one in of two who use it at once', async () => {
    const code = (await setUp.issue()) ?? ''

    const both = await Promise.all([setUp.spend(code), setUp.spend(code)])

    expect(both.filter(Boolean)).toHaveLength(1)
  })

  test('is not made once there is a user', async () => {
    await addUser(db, maria)

    expect(await setUp.issue()).toBeUndefined()
    expect(await db.setUpCode.count()).toBe(0)
  })
})

describeOnBothDatabases('two set-ups at once', (db) => {
  test('make one administrator', async () => {
    const { app, setUp, users } = await startStandalone(db)
    const codes = [await setUp.issue(), await setUp.issue()]

    const made = await Promise.allSettled(codes.map((code) => users.addFirst({ ...maria, code: code ?? '' })))
    await app.close()

    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.user.count()).toBe(1)
  })
})

describe('the set-up page', () => {
  const db = useDatabase()
  const server = useStandalone(db)

  test('takes the code from the link, and presets the zone and the language', async () => {
    const { status, body } = await server.visitor().get('/setup?code=ab12-cd34')

    expect(status).toBe(200)
    expect(body).toContain('<h1>Set up Mailroom</h1>')
    expect(body).toContain('name="code" type="text" value="ab12-cd34"')
    expect(body).toContain('<option selected>Europe/Berlin</option>')
    expect(body).toContain('value="en" checked')
  })

  test('is in German for a German browser', async () => {
    const { body } = await server.visitor({ 'accept-language': 'de-AT,de;q=0.9' }).get('/setup')

    expect(body).toContain('<h1>Mailroom einrichten</h1>')
    expect(body).toContain('value="de" checked')
  })

  test('keeps the code when the language is changed', async () => {
    const { location } = await server.visitor().get('/setup?code=ab12&lang=de')

    expect(location).toBe('/setup?code=ab12')
  })

  test('makes the first administrator, signs them in and leads to the mail status', async () => {
    const visitor = server.visitor()
    const code = (await server.setUp.issue()) ?? ''

    const made = await visitor.post('/setup', { ...maria, code })

    expect(made).toMatchObject({ status: 303, location: '/mail/' })
    expect((await visitor.get('/mail/general-settings')).body).toContain('Maria Lehmann')
    const [user] = await db.user.findMany()
    expect(user).toMatchObject({ email: maria.email, role: 'admin', timeZone: 'Europe/Berlin', locale: 'en' })
    expect(user?.passwordHash).toMatch(/^\$scrypt\$/)
    expect(await db.activityEntry.findMany()).toMatchObject([
      { what: 'user.added', subject: 'Maria Lehmann' },
    ])
  })

  test('with mistakes comes back with a sentence for each, what was typed, and no password', async () => {
    const visitor = server.visitor()
    const code = (await server.setUp.issue()) ?? ''
    const mistaken = {
      code,
      name: ' ',
      email: 'maria',
      password: 'too short',
      timeZone: 'Mars/Base',
      locale: 'xx',
    }

    const { status, body } = await visitor.post('/setup', mistaken)

    expect(status).toBe(422)
    expect(body).toContain('There is a problem')
    expect(body).toContain('<title>Error: Set up Mailroom')
    for (const sentence of [
      'Enter your name, at most 80 characters',
      'Enter an email address like name@shop.example',
      'Password must have at least 15 characters',
      'Choose a time zone',
      'Choose a language',
    ])
      expect(body.split(sentence).length, sentence).toBeGreaterThan(1)
    expect(body).toContain('value="maria"')
    expect(body).not.toContain('too short')
    expect(await db.setUpCode.findMany()).toMatchObject([{ triesLeft: 5 }])
  })

  test.each([
    ['Passwort2026!Sommer', 'easy to guess'],
    ['correct horse battery staple', 'public lists of leaked passwords'],
    ['x'.repeat(257), 'at most 256 characters'],
    ['Maria Lehmann 1', 'easy to guess'],
  ])('refuses the password %s', async (password, sentence) => {
    const { status, body } = await server.visitor().post('/setup', { ...maria, code: 'ab12', password })

    expect(status).toBe(422)
    expect(body).toContain(sentence)
  })

  test('says the same of a wrong code and of one that has run out', async () => {
    await server.setUp.issue()
    const wrong = await server.visitor().post('/setup', { ...maria, code: 'ab12' })
    await db.setUpCode.deleteMany()
    const gone = await server.visitor().post('/setup', { ...maria, code: 'ab12' })

    expect(wrong.status).toBe(422)
    expect(wrong.body).toContain('The set-up code is not right or has expired.')
    expect(gone.body).toBe(wrong.body)
    expect(await db.user.count()).toBe(0)
  })

  test('is gone once there is a user', async () => {
    await addUser(db, maria)

    expect((await server.visitor().get('/setup')).status).toBe(404)
    expect((await server.visitor().post('/setup', { ...maria, code: 'ab12' })).status).toBe(404)
  })
})
