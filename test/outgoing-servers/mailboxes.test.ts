import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'
import { account } from '../web/rows.ts'
import { addServer, outlook, own } from './form.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })

const root = '/mail/outgoing-servers'
const add = (form: Record<string, string>) => addServer(host, root, form)
const row = (id: string) => db.outgoingServer.findUniqueOrThrow({ where: { id } })
const deeds = async () =>
  (await db.activityEntry.findMany({ orderBy: { id: 'asc' } })).map(({ what }) => what.split('.')[1])

describe('a mailbox that is connected already', () => {
  const mailbox = 'orders@mein-shop.example'

  test('is used by a new server of that mailbox, whatever its capitals', async () => {
    await db.outlookAccount.create({ data: account({ mailbox }) })
    const id = await add(outlook)

    expect((await row(id)).outlookAccountId).toBe(account().id)
    expect((await host.get(`${root}/${id}`)).body).toContain(`${mailbox}, connected by Ada Admin`)
  })

  test('is not used when it may only be read', async () => {
    const scopes = ['https://outlook.office.com/IMAP.AccessAsUser.All']
    await db.outlookAccount.create({ data: account({ mailbox, scopes }) })

    expect((await row(await add(outlook))).outlookAccountId).toBeNull()
  })

  test('does not stay with a server whose user name changes', async () => {
    await db.outlookAccount.create({ data: account({ mailbox }) })
    const id = await add(outlook)
    await host.post(`${root}/${id}`, { ...outlook, version: '1', username: 'info@mein-shop.example' })

    expect((await row(id)).outlookAccountId).toBeNull()
    expect((await host.get(`${root}/${id}`)).body).toContain('Not connected')
  })
})

describe('also reading the mailbox', () => {
  test('adds an incoming server once', async () => {
    await add({ ...outlook, alsoRead: 'on' })
    await add({ ...outlook, name: 'Second', alsoRead: 'on' })

    expect(await db.incomingServer.findMany()).toMatchObject([
      {
        name: 'orders@mein-shop.example',
        username: 'orders@mein-shop.example',
        host: 'outlook.office365.com',
        port: 993,
        encryption: 'tls',
        priority: 5,
        folder: 'INBOX',
        confirmedAt: null,
      },
    ])
  })

  test('is not for servers with a password, and not without being asked for', async () => {
    await add({ ...own, alsoRead: 'on' })
    await add(outlook)

    expect(await db.incomingServer.count()).toBe(0)
  })

  test('finds a free name', async () => {
    const long = `${'o'.repeat(58)}@mein-shop.example`
    await host.post('/mail/incoming-servers', {
      ...outlook,
      name: long.slice(0, 60),
      username: 'x@y.example',
    })
    await add({ ...outlook, username: long, alsoRead: 'on' })

    const names = (await db.incomingServer.findMany()).map(({ name }) => name)
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(name.length).toBeLessThanOrEqual(60)
  })
})

describe('taking a server out of use', () => {
  test('archived it is kept, restored it is back', async () => {
    const id = await add(outlook)
    expect(await host.post(`${root}/${id}/archiving`)).toMatchObject({
      status: 303,
      location: `${root}?done=archived`,
    })
    expect((await row(id)).archivedAt).toEqual(now)
    expect((await host.get(`${root}/${id}`)).body).toContain('Restore</button>')

    expect((await host.post(`${root}/${id}/restoration`)).location).toBe(`${root}?done=restored`)
    expect(await row(id)).toMatchObject({ archivedAt: null, version: 3 })
    expect(await deeds()).toEqual(['added', 'archived', 'restored'])
  })

  test('deleting asks first and says what stays at Microsoft', async () => {
    await db.outlookAccount.create({ data: account({ mailbox: 'orders@mein-shop.example' }) })
    const id = await add(outlook)
    const asked = (await host.get(`${root}/${id}/removal`)).body
    expect(asked).toContain('<h1>Delete “Orders”?</h1>')
    expect(asked).toContain('Microsoft keeps the consent')
    expect(await db.outgoingServer.count()).toBe(1)

    expect((await host.post(`${root}/${id}/removal`)).location).toBe(`${root}?done=removed`)
    expect(await db.outgoingServer.count()).toBe(0)
    expect((await host.get(`${root}/${id}`)).status).toBe(404)
    expect((await host.post(`${root}/${id}/removal`)).status).toBe(404)
    expect(await deeds()).toEqual(['added', 'removed'])
  })

  test('is refused while only it lets the default From send', async () => {
    const id = await add({ ...outlook, fromFilter: 'mein-shop.example' })
    await add({ ...outlook, name: 'Other', fromFilter: 'other.example' })
    await db.generalSettings.create({
      data: { customEmailServers: true, defaultFromAddress: 'info@mein-shop.example' },
    })

    for (const action of ['archiving', 'removal']) {
      const { status, body } = await host.post(`${root}/${id}/${action}`)
      expect(status).toBe(422)
      expect(body).toContain(
        '“Orders” is still used: only it accepts the default From info@mein-shop.example.',
      )
    }
    expect(await row(id)).toMatchObject({ archivedAt: null })

    await add({ ...outlook, name: 'Third', fromFilter: '' })
    expect((await host.post(`${root}/${id}/archiving`)).status).toBe(303)
    expect((await host.post(`${root}/${id}/removal`)).status).toBe(303)
  })
})
