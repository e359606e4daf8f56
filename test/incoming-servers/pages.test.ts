import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { testSecrets, useHost, vic } from '../host.ts'
import { addServer, inGerman, mistakes } from '../outgoing-servers/form.ts'
import { account } from '../web/rows.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })

const root = '/mail/incoming-servers'
const outlook = {
  version: '0',
  name: 'Replies',
  signInWith: 'outlook',
  username: 'Info@Mein-Shop.example',
  priority: '5',
  folder: 'INBOX',
  everyMinutes: '5',
}
const own = {
  ...outlook,
  name: 'Own server',
  signInWith: 'password',
  username: 'shop',
  password: 'correct horse battery',
  host: 'imap.mein-shop.example',
  port: '993',
  encryption: 'tls',
}
const add = (form: Record<string, string>) => addServer(host, root, form)
const row = (id: string) => db.incomingServer.findUniqueOrThrow({ where: { id } })
const deeds = async () =>
  (await db.activityEntry.findMany({ orderBy: { id: 'asc' } })).map(({ what }) => what.split('.')[1])

/** A server as it is after Test & confirm. */
async function confirmed(form: Record<string, string> = outlook): Promise<string> {
  const id = await add(form)
  await db.incomingServer.update({ where: { id }, data: { confirmedAt: now } })

  return id
}

describe('the list', () => {
  test('says what does not work while it is empty', async () => {
    const page = (await host.get(root)).body
    expect(page).toContain('No incoming server yet')
    expect(page).toContain('Customer replies are not read in the shop.')
    expect((await host.get(root, vic)).body).not.toContain('/incoming-servers/new')
    expect((await inGerman(host, root)).body).toContain('Kundenantworten werden im Shop nicht gelesen.')
  })

  test('shows order and state, and the archived ones apart', async () => {
    const last = await confirmed({ ...outlook, name: 'Last', priority: '50' })
    await add({ ...outlook, name: 'First', priority: '1' })
    await confirmed({ ...outlook, name: 'Middle' })
    const old = await add({ ...outlook, name: 'Old one' })
    await host.post(`${root}/${last}/pause`)
    await host.post(`${root}/${old}/archiving`)

    const { body } = await host.get(root)
    const rows = [
      ...body.matchAll(/<th scope="row"><a [^>]*>(.*?)<[\s\S]*?data-label="State"><span[^>]*>(.*?)</g),
    ]
    expect(rows.map(([, name, state]) => `${name}: ${state}`)).toEqual([
      'First: Not confirmed',
      'Middle: Confirmed',
      'Last: Paused',
    ])
    expect(body).toContain('Archived servers (1)')
  })

  test.each([
    ['Fetching fails', { failingSince: new Date() }, true],
    ['Throttled', { failingSince: new Date(), throttledUntil: new Date(Date.now() + 3_600_000) }, true],
    ['Confirmed', { throttledUntil: new Date(0) }, true],
    ['Fetching given up', { failingSince: new Date(), givenUpAt: new Date() }, false],
  ])('says %s where fetching went so', async (state, run, isConfirmed) => {
    const id = isConfirmed ? await confirmed(outlook) : await add(outlook)
    await db.fetching.create({ data: { serverId: id, nextAt: new Date(), ...run } })

    const { body } = await host.get(root)
    expect(/data-label="State"><span[^>]*>(.*?)</.exec(body)?.[1]).toBe(state)
  })
})

describe('a new server', () => {
  test('of Outlook needs only the mailbox', async () => {
    const id = await add({ ...outlook, folder: ' ', host: '', port: '', encryption: '' })

    expect(await row(id)).toMatchObject({
      username: 'info@mein-shop.example',
      host: 'outlook.office365.com',
      port: 993,
      encryption: 'tls',
      folder: 'INBOX',
      readFrom: 'new_only',
      afterReading: 'leave',
      moveToFolder: null,
      everyMinutes: 5,
      sealedPassword: null,
      confirmedAt: null,
    })
    expect(await deeds()).toEqual(['added'])
  })

  test('tells all mistakes at once', async () => {
    const { status, body } = await host.post(root, {
      ...outlook,
      name: 'x'.repeat(61),
      username: 'info',
      password: 'hunter2-hunter2',
      folder: 'INBOX/*',
      moveToFolder: 'Done\r\nA1 LOGOUT',
      host: 'imap.x.example:993',
      port: '587',
      encryption: 'starttls',
      everyMinutes: '61',
      priority: '1000',
    })

    expect(status).toBe(422)
    const folder = 'Enter the name of the folder, without line breaks and signs like * and %'
    expect(mistakes(body)).toEqual({
      name: 'Enter a name of at most 60 characters',
      username: 'Enter the full email address of the mailbox',
      password: 'An Outlook account has no password here. Empty this field and connect the account.',
      host: 'IMAP server must be a name like outlook.office365.com',
      port: 'Port must be 993 or 143',
      encryption: 'Outlook needs TLS on port 993',
      everyMinutes: 'Enter a number of minutes from 1 to 60',
      priority: 'Priority must be a number from 1 to 999',
      folder,
      moveToFolder: folder,
    })
    expect(body).not.toContain('hunter2')
    expect(await db.incomingServer.count()).toBe(0)
  })

  test.each([
    ['993', 'tls'],
    ['143', 'starttls'],
  ])('with a password takes port %s with %s and seals the password', async (port, encryption) => {
    const id = await add({ ...own, port, encryption })
    const stored = await row(id)

    expect(stored).toMatchObject({ port: Number(port), encryption, username: 'shop' })
    expect(testSecrets.open(stored.sealedPassword ?? '', `IncomingServer.password:${id}`)).toBe(own.password)
    for (const url of [`${root}/${id}`, root])
      expect((await host.get(url)).body).not.toMatch(/horse|v1\.k1\./)
  })

  test('with a password is refused without encryption and in the own network', async () => {
    const { body } = await host.post(root, { ...own, encryption: 'none', host: '10.0.0.1', password: '' })

    expect(Object.keys(mistakes(body))).toEqual(['host', 'encryption'])
  })

  test('keeps the word that mail with no other route is handed over with', async () => {
    const tooLong = await host.post(root, { ...outlook, defaultRoute: 'x'.repeat(61) })
    expect(Object.keys(mistakes(tooLong.body))).toEqual(['defaultRoute'])
    expect(Object.keys(mistakes((await host.post(root, { ...outlook, defaultRoute: 'a\nb' })).body))).toEqual(
      ['defaultRoute'],
    )
    const id = await add({ ...outlook, defaultRoute: ' Kundendienst ' })
    expect(await row(id)).toMatchObject({ defaultRoute: 'Kundendienst' })
    expect((await host.get(`${root}/${id}`)).body).toContain('value="Kundendienst"')

    await host.post(`${root}/${id}`, { ...outlook, version: '1', defaultRoute: '' })
    expect(await row(id)).toMatchObject({ defaultRoute: null })
  })

  test('that moves mail needs to know where to', async () => {
    const move = { ...outlook, afterReading: 'move' }
    expect(mistakes((await host.post(root, move)).body)).toEqual({
      moveToFolder: 'Enter the folder read mail is moved to',
    })
    const id = await add({ ...move, moveToFolder: 'Fertig/Shop' })
    expect(await row(id)).toMatchObject({ afterReading: 'move', moveToFolder: 'Fertig/Shop' })

    await host.post(`${root}/${id}`, { ...move, version: '1', afterReading: 'leave', moveToFolder: 'Fertig' })
    expect(await row(id)).toMatchObject({ afterReading: 'leave', moveToFolder: null })
  })

  test.each([
    ['INBOX', 'inbox'],
    ['Shop', 'Shop'],
  ])('that reads %s does not move mail to %s, where it would be new again', async (folder, moveToFolder) => {
    const form = { ...outlook, afterReading: 'move', folder, moveToFolder }

    expect(mistakes((await host.post(root, form)).body)).toEqual({
      moveToFolder: 'This folder is the one that is read. Enter another one for read mail.',
    })
  })

  test('never deletes mail at the provider: there is no such choice', async () => {
    expect((await host.get(`${root}/new`)).body).not.toMatch(/value="delete/)
    expect((await host.post(root, { ...outlook, afterReading: 'delete' })).status).toBe(422)
  })

  test('of a connected mailbox uses the connection, if it may be read', async () => {
    await db.outlookAccount.create({ data: account() })
    expect((await row(await add(outlook))).outlookAccountId).toBe(account().id)

    await db.outlookAccount.update({
      where: { id: account().id },
      data: { scopes: ['https://outlook.office.com/SMTP.Send'] },
    })
    expect((await row(await add({ ...outlook, name: 'Second' }))).outlookAccountId).toBeNull()
  })
})

describe('a confirmed server', () => {
  test.each([
    ['user name', { username: 'other@mein-shop.example' }],
    ['server', { host: 'imap.other.example' }],
    ['port', { port: '143' }],
    ['folder', { folder: 'INBOX/Other' }],
    ['way to sign in', { ...own, name: 'Replies' }],
  ])('keeps its %s', async (_, changes) => {
    const id = await confirmed()
    const before = await row(id)
    const { status, body } = await host.post(`${root}/${id}`, { ...outlook, ...changes, version: '1' })

    expect(status).toBe(422)
    expect(body).toContain('Confirmed: the connection is locked. Reset the confirmation to change it.')
    expect(await row(id)).toEqual(before)
  })

  test('takes what does not touch the connection', async () => {
    const id = await confirmed()
    const saved = await host.post(`${root}/${id}`, {
      ...outlook,
      version: '1',
      name: 'Customers',
      everyMinutes: '15',
      afterReading: 'mark_read',
    })

    expect(saved.status).toBe(303)
    expect(await row(id)).toMatchObject({ name: 'Customers', everyMinutes: 15, confirmedAt: now })
  })

  test('shows its connection without letting it be typed over', async () => {
    const id = await confirmed(own)
    const page = (await host.get(`${root}/${id}`)).body

    for (const name of ['username', 'host', 'port', 'folder'])
      expect(page).toMatch(new RegExp(`<input [^>]*id="${name}"[^>]* readonly`))
    expect(page).not.toContain('type="password"')
    expect(page).not.toContain('type="radio" id="signInWith"')
  })

  test('with a password can still be renamed', async () => {
    const id = await confirmed(own)
    const { password: _, ...form } = own

    expect((await host.post(`${root}/${id}`, { ...form, version: '1', name: 'Renamed' })).status).toBe(303)
  })

  test('is changed after its confirmation was reset, which stops the fetching', async () => {
    const id = await confirmed()
    await host.post(`${root}/${id}/pause`)
    const reset = await host.post(`${root}/${id}/confirmation-reset`)

    expect(reset.location).toBe(`${root}/${id}?done=confirmation-reset`)
    expect(await row(id)).toMatchObject({ confirmedAt: null, pausedAt: null })
    expect((await host.post(`${root}/${id}`, { ...outlook, version: '3', folder: 'Other' })).status).toBe(303)
    expect(await deeds()).toEqual(['added', 'paused', 'confirmation-reset', 'changed'])
  })

  test('is paused and goes on', async () => {
    const id = await confirmed()

    expect((await host.post(`${root}/${id}/pause`)).location).toBe(`${root}/${id}?done=paused`)
    expect((await host.get(`${root}/${id}`)).body).toContain('Resume fetching')
    expect((await host.post(`${root}/${id}/resumption`)).location).toBe(`${root}/${id}?done=resumed`)
    expect(await row(id)).toMatchObject({ pausedAt: null, confirmedAt: now })
  })

  test('is neither archived nor deleted while the shop fetches through it', async () => {
    const id = await confirmed()
    for (const action of ['archiving', 'removal']) {
      const { status, body } = await host.post(`${root}/${id}/${action}`)
      expect(status).toBe(422)
      expect(body).toContain('“Replies” is still used: the shop fetches mail through it.')
    }
    expect(await row(id)).toMatchObject({ archivedAt: null })

    await host.post(`${root}/${id}/confirmation-reset`)
    expect((await host.post(`${root}/${id}/archiving`)).status).toBe(303)
    expect((await host.post(`${root}/${id}/removal`)).status).toBe(303)
    expect(await db.incomingServer.count()).toBe(0)
  })
})

describe('a server that is not confirmed', () => {
  test('cannot be paused: it fetches nothing', async () => {
    const id = await add(outlook)
    const { status, body } = await host.post(`${root}/${id}/pause`)

    expect(status).toBe(422)
    expect(body).toContain('Test and confirm the server first.')
    expect((await host.get(`${root}/${id}`)).body).not.toContain('Pause fetching')
  })

  test('a change someone else made meanwhile is not overwritten', async () => {
    const id = await add(outlook)
    await host.post(`${root}/${id}`, { ...outlook, version: '1', name: 'Theirs' })
    const second = await host.post(`${root}/${id}`, { ...outlook, version: '1', name: 'Mine' })

    expect(second.status).toBe(409)
    expect(second.body).toContain('value="Mine"')
    expect((await row(id)).name).toBe('Theirs')
  })

  test('a name that is taken is told at the name', async () => {
    await add(outlook)

    expect(mistakes((await host.post(root, outlook)).body)).toEqual({
      name: 'A server with this name exists, maybe among the archived ones',
    })
  })

  test('deleting asks first and keeps fetched mail', async () => {
    const id = await add(outlook)
    const asked = (await host.get(`${root}/${id}/removal`)).body

    expect(asked).toContain('<h1>Delete “Replies”?</h1>')
    expect(asked).toContain('Mail already fetched stays.')
    expect((await host.post(`${root}/${id}/removal`)).location).toBe(`${root}?done=removed`)
  })
})
