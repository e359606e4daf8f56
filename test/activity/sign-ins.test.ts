import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addUser, bernd, maria, useStandalone } from '../sign-in/standalone.ts'
import { withoutEntries } from './full.ts'

const start = Date.UTC(2026, 10, 24, 12)
const clock = { now: new Date(start) }
const db = useDatabase()
const server = useStandalone(db, { now: () => clock.now })
const wrong = 'typed-WRONG-password~1'

/** Ten seconds after one another: nothing has to wait for the pause after a failure. */
async function fail(email: string, times = 1, ip = '192.0.2.7'): Promise<void> {
  for (let no = 0; no < times; no++) {
    clock.now = new Date(clock.now.getTime() + 10_000)
    await failAt(email, ip)
  }
}

async function failAt(email: string, remoteAddress: string): Promise<void> {
  const answer = await server.app.inject({
    ...{ method: 'POST', url: '/sign-in', remoteAddress },
    headers: {
      host: 'admin.mein-shop.example',
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    },
    payload: new URLSearchParams({ email, password: wrong }).toString(),
  })
  expect(answer.statusCode).toBe(422)
}

function entries() {
  return db.activityEntry.findMany({ orderBy: { id: 'asc' } })
}

/** Failures are written down after the answer. */
async function told(many: number) {
  await expect.poll(() => db.activityEntry.count()).toBe(many)

  return entries()
}

test('tells who signed in and out, from where, and nothing of the password', async () => {
  const id = await addUser(db, maria)
  const visitor = server.visitor()
  await visitor.signIn(maria)
  await visitor.post('/sign-out')
  await visitor.post('/sign-out')

  const all = await entries()
  expect(all).toMatchObject([
    { what: 'user.signed-in', adminId: id, subjectId: id, detail: { network: '127.0.0.1' }, at: clock.now },
    { what: 'user.signed-out', adminId: id, adminName: maria.name },
  ])
  expect(JSON.stringify(all.map(({ id: _, ...entry }) => entry))).not.toContain(maria.password)
})

test('tells a failed sign-in of whom and from where, and how many there were before one that succeeded', async () => {
  const id = await addUser(db, maria)
  await fail(' Maria@Mein-Shop.example', 2, '2001:db8:1:2:3:4:5:6')
  await told(1)
  await server.visitor().signIn(maria)

  expect(await entries()).toMatchObject([
    {
      ...{ what: 'user.sign-in-failed', adminId: 'mailroom:stranger', subject: maria.name, subjectId: id },
      detail: { network: '2001:db8:1:2::/64', tries: 1 },
    },
    { what: 'user.signed-in', detail: { network: '127.0.0.1', failedBefore: 2 } },
  ])
})

test('never writes down what was typed: not the password, nor an address that nobody has', async () => {
  await addUser(db, maria)
  await fail('my-PASSWORD-in-the-wrong-field')
  await fail(maria.email)

  const all = JSON.stringify((await told(2)).map(({ id: _, ...entry }) => entry))
  expect(all).not.toContain(wrong)
  expect(all).not.toMatch(/wrong-field/i)
  expect(await entries()).toMatchObject([{ subject: null, subjectId: null }, { subject: maria.name }])
})

test('is not filled by an attacker: of many tries in ten minutes it tells the first and the tenth, with their number', async () => {
  for (const user of [maria, bernd]) await addUser(db, user)
  await fail(bernd.email)
  for (let no = 0; no < 25; no++) await fail(`nobody-${no}@x.example`, 1, `198.51.100.${no}`)
  const seen = (await told(3)).map(({ subject, detail }) => ({ subject, detail }))

  expect(seen).toEqual([
    { subject: bernd.name, detail: { network: '192.0.2.7', tries: 1 } },
    { subject: null, detail: { network: '198.51.100.0', tries: 1 } },
    { subject: null, detail: { network: '198.51.100.9', tries: 10 } },
  ])
  clock.now = new Date(clock.now.getTime() + 10 * 60_000)
  await fail('nobody@x.example')
  expect((await told(4)).at(-1)).toMatchObject({ subject: null, detail: { tries: 1 } })
})

test('nobody is signed in without a trace, and everyone can sign out', async () => {
  const id = await addUser(db, maria)
  const visitor = server.visitor()
  await visitor.signIn(maria)
  expect(await db.session.count({ where: { userId: id } })).toBe(1)
  await withoutEntries(db, async () => {
    expect((await server.visitor().signIn(maria)).status).toBe(500)
    expect(await db.session.count()).toBe(1)
    await visitor.post('/sign-out')
    expect(await db.session.count()).toBe(0)
  })
})

test('a password is set only with a trace of it, which says that it was the command line', async () => {
  const id = await addUser(db, maria)
  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { id } })
  await withoutEntries(db, () =>
    expect(server.users.setPassword(maria.email, 'Ein neues, langes Wort')).rejects.toThrow(),
  )
  expect(await db.user.findUnique({ where: { id } })).toMatchObject({ passwordHash })

  await server.users.setPassword(maria.email, 'Ein neues, langes Wort')
  const [entry] = await entries()
  expect(entry).toMatchObject({
    ...{ what: 'user.password-set', adminId: 'mailroom:command-line', subject: maria.name, subjectId: id },
    detail: null,
  })
  expect(entry?.search).not.toContain('neues')
})

test('shows all of it among the users, in English and German', async () => {
  await addUser(db, maria)
  await server.users.setPassword(maria.email, maria.password)
  await fail('nobody@x.example', 1, '198.51.100.1')
  await told(2)
  const visitor = server.visitor()
  await visitor.signIn(maria)
  const page = async (query: string) => (await visitor.get(`/mail/activity?area=users${query}`)).body

  const english = await page('')
  for (const words of [
    'Password set',
    'Command line',
    'Sign-in failed',
    'An address nobody has',
    'Signed in',
  ])
    expect(english).toContain(words)
  expect(english).toContain('Network address:</span> 198.51.100.1')
  expect(english).toContain('<option value="mailroom:stranger">Somebody not signed in</option>')
  await visitor.get('/mail/activity?lang=de')
  const german = await page('&person=mailroom:stranger')
  for (const words of ['Anmeldung fehlgeschlagen', 'Jemand ohne Anmeldung', 'Versuche in zehn Minuten:'])
    expect(german).toContain(words)
  expect(german).not.toContain('Passwort gesetzt')
})
