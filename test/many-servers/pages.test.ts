import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { addServer, outlook } from '../outgoing-servers/form.ts'
import { account } from '../web/rows.ts'
import { previewed, root, seenIn, send } from './form.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })

const two = 'anna@mein-shop.example\nBernd Braun <Bernd@Mein-Shop.example>'
const servers = () => db.outgoingServer.findMany({ orderBy: { name: 'asc' } })

async function create(list: string, more: Record<string, string> = {}) {
  const { body } = await send(host, { list, ...more, step: 'preview' })

  return send(host, { list, ...more, seen: seenIn(body), step: 'create' })
}

describe('a pasted list', () => {
  test('is shown line by line before anything is created', async () => {
    const { status, body } = await send(host, { list: two, step: 'preview' })

    expect(status).toBe(200)
    expect(previewed(body)).toEqual([
      ['1', 'anna@mein-shop.example', 'anna@mein-shop.example', 'anna@mein-shop.example', '10', 'no', 'ok'],
      ['2', 'Bernd Braun', 'bernd@mein-shop.example', 'bernd@mein-shop.example', '10', 'no', 'ok'],
    ])
    expect(body).toContain('Create 2 servers')
    expect(body).toContain('Bernd Braun &lt;Bernd@Mein-Shop.example&gt;</textarea>')
    expect(await servers()).toEqual([])
  })

  test('makes an Outlook server of each line, and the page that follows lists them', async () => {
    const created = await create(two)
    const result = await host.get(created.location ?? '')

    expect(created.status).toBe(303)
    expect(await servers()).toMatchObject([
      {
        name: 'Bernd Braun',
        signInWith: 'outlook',
        username: 'bernd@mein-shop.example',
        fromFilter: 'bernd@mein-shop.example',
        host: 'smtp.office365.com',
        port: 587,
        encryption: 'starttls',
        priority: 10,
        outlookAccountId: null,
        version: 1,
        updatedBy: 'Ada Admin',
        createdAt: now,
      },
      { name: 'anna@mein-shop.example', username: 'anna@mein-shop.example' },
    ])
    expect(await db.activityEntry.findMany({ orderBy: { subject: 'asc' } })).toMatchObject([
      { what: 'outgoing-server.added', subject: 'Bernd Braun', adminId: 'ada' },
      { what: 'outgoing-server.added', subject: 'anna@mein-shop.example' },
    ])
    expect(result.body).toContain('2 outgoing servers created')
    for (const { id, name } of await servers())
      expect(result.body).toContain(`/mail/outgoing-servers/${id}">${name}</a>`)
    expect(result.body.split('Not connected')).toHaveLength(3)
  })

  test('adds an incoming server where the mailbox shall be read and is not yet', async () => {
    await host.mail.alsoRead('anna@mein-shop.example', { id: 'ada', name: 'Ada Admin' })
    const table = 'Benutzername;auch lesen\nanna@x.example;nein\nanna@mein-shop.example;ja\ncleo@x.example;'
    await create(table, { alsoRead: 'on' })
    const incoming = await db.incomingServer.findMany({ orderBy: { name: 'asc' } })

    expect(incoming).toMatchObject([
      { username: 'anna@mein-shop.example' },
      { username: 'cleo@x.example', host: 'outlook.office365.com', confirmedAt: null, folder: 'INBOX' },
    ])
    expect(await db.activityEntry.count({ where: { what: 'incoming-server.added' } })).toBe(2)
  })
})

test('the owners of all mailboxes not yet connected are invited at once', async () => {
  await db.outlookAccount.create({ data: account({ mailbox: 'anna@mein-shop.example' }) })
  const at = new URL((await create(two)).location ?? '', 'http://shop').searchParams.get('at') ?? ''
  const { status, body } = await host.post('/mail/many-servers/invitations', { at })
  const [invitation, ...more] = await db.invitation.findMany()

  expect(status).toBe(200)
  expect(body).toContain('1 invitation link')
  expect(body).toMatch(/<code id="link-[\w-]+">http:\/\/localhost:3000\/mail\/invitations\/[\w-]+</)
  expect(body).toContain('href="mailto:bernd@mein-shop.example?subject=')
  expect(invitation).toMatchObject({ mailbox: 'bernd@mein-shop.example', createdBy: 'Ada Admin' })
  expect(more).toEqual([])
  for (const other of ['x', '', '1', '-1', '1e99']) {
    expect((await host.post('/mail/many-servers/invitations', { at: other })).status).toBe(404)
    expect((await host.get(`/mail/many-servers/result?at=${other}`)).status).toBe(404)
  }
  expect((await host.post('/mail/many-servers/invitations', { at }, vic)).status).toBe(403)
})

describe('while a line is wrong', () => {
  const list = `${two}\nnot an address\nanna@mein-shop.example\n"open`
  const mistakes = [
    'Line 3: not an address is not an email address',
    'Line 4: anna@mein-shop.example stands in line 1 already',
    'Line 5: A quotation mark is not closed',
  ]

  test('the preview says which and why, in the language of the reader', async () => {
    const { status, body } = await send(host, { list, step: 'preview' })
    const german = await send(host, { list, step: 'preview' }, { language: 'de' })

    expect(status).toBe(422)
    for (const [index, mistake] of mistakes.entries())
      expect(body).toContain(`<a href="#row-${index + 3}">${mistake}</a>`)
    expect(german.body).toContain('Zeile 4: anna@mein-shop.example steht schon in Zeile 1')
    expect(german.body).toContain('Zeile 5: Ein Anführungszeichen ist nicht geschlossen')
  })

  test('nothing is created until it is left out by choice', async () => {
    const refused = await create(list)
    expect(refused.status).toBe(422)
    expect(refused.body).toContain(
      'Correct the wrong lines, or choose to leave them out. Nothing was created.',
    )
    expect(await servers()).toEqual([])

    expect((await create(list, { leaveOut: 'on' })).status).toBe(303)
    expect((await servers()).map(({ username }) => username)).toEqual([
      'bernd@mein-shop.example',
      'anna@mein-shop.example',
    ])
  })

  test('nothing is created when no line is right', async () => {
    expect((await create('x', { leaveOut: 'on' })).status).toBe(422)
  })
})

describe('what exists already', () => {
  test('a mailbox with a server, and a name that is taken even in the archive', async () => {
    await addServer(host, '/mail/outgoing-servers', { ...outlook, username: 'anna@mein-shop.example' })
    const old = await addServer(host, '/mail/outgoing-servers', {
      ...outlook,
      name: 'Old',
      username: 'o@x.example',
    })
    await host.post(`/mail/outgoing-servers/${old}/archiving`)
    const { body } = await send(host, { list: 'anna@mein-shop.example\nOld, new@x.example', step: 'preview' })

    expect(previewed(body).map((row) => row.at(-1))).toEqual([
      'anna@mein-shop.example has an outgoing server already: “Orders”',
      'A server named “Old” exists, maybe among the archived ones',
    ])
  })

  test('a name someone took since the preview is marked, and nothing is created', async () => {
    const { body } = await send(host, { list: two, step: 'preview' })
    await addServer(host, '/mail/outgoing-servers', { ...outlook, name: 'Bernd Braun' })
    const again = await send(host, { list: two, seen: seenIn(body), step: 'create' })

    expect(again.status).toBe(409)
    expect(again.body).toContain('Nothing was created; look at the preview again.')
    expect(again.body).toContain('Line 2: A server named “Bernd Braun” exists')
    expect(await servers()).toHaveLength(1)
    expect((await send(host, { list: two, seen: seenIn(again.body), step: 'create' })).status).toBe(422)
  })

  test('a name taken at the same moment undoes the whole list', async () => {
    const { lines } = await host.mail.manyServers.plan({ text: two, alsoRead: true })
    await addServer(host, '/mail/outgoing-servers', { ...outlook, name: 'Bernd Braun' })
    const created = await host.mail.manyServers.create(
      lines.map(({ server }) => server),
      { id: 'ada', name: 'Ada Admin' },
    )

    expect(created).toBeUndefined()
    expect(await servers()).toHaveLength(1)
    expect(await db.incomingServer.count()).toBe(0)
    expect(await db.activityEntry.count()).toBe(1)
  })

  test('of two lists for the same mailbox at the same moment, one is created and of the other nothing', async () => {
    const anna = { username: 'anna@x.example', fromFilter: 'anna@x.example', priority: 10, alsoRead: true }
    const create = (name: string) =>
      host.mail.manyServers.create([{ ...anna, name }], { id: 'ada', name: 'Ada Admin' })
    const created = await Promise.all([create('First'), create('Second')])

    expect(created.filter((at) => at !== undefined)).toHaveLength(1)
    expect(await db.outgoingServer.count()).toBe(1)
    expect(await db.incomingServer.count()).toBe(1)
    expect(await db.activityEntry.count()).toBe(2)
  })

  test('a list changed after the preview is shown again first', async () => {
    const { body } = await send(host, { list: two, step: 'preview' })
    const { status } = await send(host, { list: `${two}\nc@x.example`, seen: seenIn(body), step: 'create' })

    expect(status).toBe(409)
    expect(await servers()).toEqual([])
  })

  test('a connected mailbox is used by its new server at once', async () => {
    await db.outlookAccount.create({ data: account({ mailbox: 'anna@mein-shop.example' }) })
    await create(two, { alsoRead: 'on' })
    const { id } = await db.outlookAccount.findFirstOrThrow()

    expect(await db.outgoingServer.count({ where: { outlookAccountId: id } })).toBe(1)
    expect(await db.incomingServer.count({ where: { outlookAccountId: id } })).toBe(1)
  })
})

describe('a file', () => {
  const table = 'Anzeigename;Benutzerprinzipalname;Telefon\r\nJörg Groß;joerg@mein-shop.example;1\r\n'

  test.each([
    ['UTF-8', Buffer.from(table)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${table}`)],
    ['Windows-1252, as Excel writes it', Buffer.from(table, 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${table}`, 'utf16le')],
  ])('is read in %s, and goes on as the list', async (_name, content) => {
    const { status, body } = await send(host, { step: 'preview' }, { file: { name: 'users.csv', content } })

    expect(status).toBe(200)
    expect(previewed(body)[0]?.slice(0, 3)).toEqual(['2', 'Jörg Groß', 'joerg@mein-shop.example'])
    expect(body).toContain('These columns are not used: Telefon')
    expect(body).toContain('Jörg Groß;joerg@mein-shop.example;1')
  })

  test.each([
    ['with a list beside it', { list: two }, two, 'Paste a list or choose a file, not both'],
    ['too large', {}, 'a'.repeat(257 * 1024), 'The file is larger than 256 kB'],
    ['that is no text', {}, 'PK\0\0', 'This file is no text. In Excel choose “Save as” and the type “CSV”.'],
    ['without a list', {}, '', 'Paste a list, or choose a file'],
    ['with headings alone', {}, 'Name;Benutzername\n', 'There are headings, but no lines below them'],
    ['without user names', {}, 'Name;Priority\nAnna;3', 'A column “user name” with the addresses is missing'],
  ])('%s is refused in words, and what was typed stays', async (_name, typed, content, sentence) => {
    const { status, body } = await send(
      host,
      { ...typed, step: 'preview' },
      { file: { name: 'a.csv', content } },
    )

    expect(status).toBe(422)
    expect(body).toContain(sentence)
    if ('list' in typed) expect(body).toContain('Bernd Braun &lt;Bernd@Mein-Shop.example&gt;</textarea>')
  })
})

test('five hundred mailboxes go at once, one more does not', async () => {
  const line = (_: unknown, n: number) => `user${n}@mein-shop.example`
  const tooMany = await send(host, { list: Array.from({ length: 501 }, line).join('\n'), step: 'preview' })
  expect(tooMany.status).toBe(422)
  expect(tooMany.body).toContain('These are 501 mailboxes; at most 500 go at once. Split the list.')

  await create(Array.from({ length: 500 }, line).join('\n'))
  expect(await db.outgoingServer.count()).toBe(500)
})

test('a viewer cannot open the page', async () => {
  expect((await host.get(root, vic)).status).toBe(403)
})
