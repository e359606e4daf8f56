import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { ada, useHost } from '../host.ts'

const db = useDatabase()
const host = useHost({ db })
const root = '/mail/outgoing-servers'
const relay = {
  name: 'Relay',
  signInWith: 'password',
  username: 'shop',
  password: 'a-password-nobody-sees',
  host: 'smtp.mein-shop.example',
  port: '587',
  encryption: 'starttls',
  priority: '10',
  version: '0',
}
const second = { ...relay, password: '', version: '1' }

async function add(): Promise<string> {
  const { location = '' } = await host.post(root, relay)

  return location.replace(/\?.*/, '')
}

test('a mistake in between does not make a later save forget that someone else saved first', async () => {
  const server = await add()
  expect((await host.post(server, { ...second, priority: '77' })).status).toBe(303)

  const mistake = await host.post(server, { ...second, priority: 'abc' })
  expect(mistake.status).toBe(422)
  expect(mistake.body).toContain('name="version" value="1"')
  const late = await host.post(server, { ...second, priority: '5' })

  expect(late.status).toBe(409)
  expect(await db.outgoingServer.findFirst()).toMatchObject({ priority: 77 })
})

test('after a conflict both versions are there, and the next save is meant', async () => {
  const server = await add()
  await host.post(server, { ...second, priority: '77' })

  const late = await host.post(server, { ...second, priority: '5' })
  expect(late.body).toContain(`${ada.name} saved this server meanwhile`)
  expect(late.body).toMatch(/<dt>Priority<\/dt><dd>77<\/dd>/)
  expect(late.body).toContain('name="version" value="2"')

  expect((await host.post(server, { ...second, version: '2', priority: '5' })).status).toBe(303)
  expect(await db.outgoingServer.findFirst()).toMatchObject({ priority: 5 })
})

test.each([
  ['host', 'smtp.evil.example'],
  ['port', '465'],
  ['username', 'somebody'],
])('a stored password does not go to another %s', async (field, value) => {
  const server = await add()

  const refused = await host.post(server, { ...second, [field]: value })
  expect(refused.status).toBe(422)
  expect(refused.body).toContain('Enter the password again')
  expect(await db.outgoingServer.findFirst()).toMatchObject({ host: relay.host, username: relay.username })

  const entered = await host.post(server, { ...second, [field]: value, password: 'another password' })
  expect(entered.status).toBe(303)
})

test('a token that opens a mailbox goes to the preset server only', async () => {
  const answer = await host.post(root, {
    name: 'Outlook',
    signInWith: 'outlook',
    username: 'info@mein-shop.example',
    host: 'smtp.evil.example',
    priority: '10',
  })

  expect(answer.status).toBe(422)
  expect(answer.body).toContain('signs in at smtp.office365.com only')
})

test('the second server is offered a name of its own', async () => {
  expect((await host.get(`${root}/new`)).body).toContain('value="Outlook"')
  await host.post(root, { ...relay, name: 'Outlook' })

  expect((await host.get(`${root}/new`)).body).toContain('value="Outlook 2"')
})

test('connecting without credentials says what is missing and where to enter it', async () => {
  const { location = '' } = await host.post(root, {
    name: 'Outlook',
    signInWith: 'outlook',
    username: 'info@mein-shop.example',
    priority: '10',
  })
  const id = /servers\/([^?]+)/.exec(location)?.[1] ?? ''

  const answer = await host.post('/mail/outlook-sign-ins', { outgoingServer: id })

  expect(answer.status).toBe(502)
  expect(answer.body).toContain('href="/mail/general-settings">Open General settings')
  expect(answer.body).not.toContain('did not answer')
})

test.each(['outgoing-servers', 'incoming-servers'])('a new form of %s can be sent as it is', async (kind) => {
  const { body } = await host.get(`/mail/${kind}/new`)

  expect(body).toContain('name="version" value="0"')
})
