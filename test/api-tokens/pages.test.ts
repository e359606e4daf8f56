import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { ada, useHost, vic } from '../host.ts'

const db = useDatabase()
const host = useHost({ db })
const root = '/mail/api-tokens'

async function made(name = 'Web shop'): Promise<{ id: string; token: string }> {
  const { body, status } = await host.post(root, { name, maySend: 'on' })
  expect(status).toBe(200)
  const { id } = await db.apiToken.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })

  return { id, token: /mailroom_[\w-]{43}/.exec(body)?.[0] ?? '' }
}

test('a token is shown in the answer that made it, and never again', async () => {
  expect((await host.get('/mail/general-settings')).body).toContain(`href="${root}"`)
  const { token } = await made()

  expect(await host.mail.apiTokens.check(token)).toMatchObject({ name: 'Web shop' })
  const { body } = await host.get(root)
  expect(body).toContain('Web shop')
  expect(body).toContain(`…${token.slice(-4)}`)
  expect(body).toContain('by Ada Admin')
  expect(body).not.toContain(token.slice(0, -4))
})

test.each([
  ['', 'Enter a name'],
  [' ', 'Enter a name'],
  ['x'.repeat(61), 'Enter a name'],
  ['a\nb', 'Enter a name'],
  ['Web shop', 'with this name already'],
])('the name %j is refused, and stays in the form', async (name, sentence) => {
  await made()
  const answer = await host.post(root, { name, maySend: 'on' })

  expect(answer.status).toBe(422)
  expect(answer.body).toContain(sentence)
  expect(answer.body).not.toMatch(/mailroom_[\w-]{43}/)
  expect(await db.apiToken.count()).toBe(1)
})

test.each([
  [{ maySend: 'on' }, { maySend: true, mayRead: false }, 'can send mail', 'can read all'],
  [{ mayRead: 'on' }, { maySend: false, mayRead: true }, 'can read all', 'can send mail'],
])('a token may do what was ticked: %j', async (ticked, rights, said, unsaid) => {
  const { body } = await host.post(root, { name: 'Web shop', ...ticked })

  expect(await host.mail.apiTokens.list()).toMatchObject([rights])
  expect(body).toContain(said)
  expect(body).not.toContain(unsaid)
  const [send, read] = ['Send mail</td>', 'Read received mail</td>']
  const list = (await host.get(root)).body
  expect([list.includes(send), list.includes(read)]).toEqual([rights.maySend, rights.mayRead])
})

test('a token that may do nothing is refused; what is ticked at first is sending only', async () => {
  expect((await host.get(root)).body.match(/name="(\w+)" value="on" checked/g)).toEqual([
    'name="maySend" value="on" checked',
  ])
  const answer = await host.post(root, { name: 'Web shop' })

  expect(answer.status).toBe(422)
  expect(answer.body).toContain('Choose at least one thing')
  expect(await db.apiToken.count()).toBe(0)
})

test('revoking asks first, and then holds at once', async () => {
  const { id, token } = await made('<b>Kasse</b>')
  const asked = await host.get(`${root}/${id}/revocation`)
  expect(asked.body).toContain('Revoke the token “&lt;b&gt;Kasse&lt;/b&gt;”?')
  expect(asked.body).toContain('cannot be undone')
  expect(await host.mail.apiTokens.check(token)).toBeDefined()

  expect(await host.post(`${root}/${id}/revocation`)).toMatchObject({
    status: 303,
    location: `${root}?done=revoked`,
  })
  expect(await host.mail.apiTokens.check(token)).toBeUndefined()
  expect((await host.get(`${root}?done=revoked`)).body).toContain('Revoked')
})

test('a viewer sees the list and cannot make or revoke one', async () => {
  const { id } = await made()

  expect((await host.get(root, vic)).body).not.toContain('<form method="post"')
  expect((await host.post(root, { name: 'Other' }, vic)).status).toBe(403)
  expect((await host.post(`${root}/${id}/revocation`, {}, vic)).status).toBe(403)
})

test('the page speaks German', async () => {
  const { body } = await host.app.inject({ url: root, headers: { 'x-admin': ada.id, cookie: 'lang=de' } })

  expect(body).toContain('Noch kein Programm hat ein Token.')
})
