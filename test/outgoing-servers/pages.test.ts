import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { testSecrets, useHost, vic } from '../host.ts'
import { addServer, inGerman, mistakes, outlook, own } from './form.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })

const root = '/mail/outgoing-servers'
const add = (form: Record<string, string>) => addServer(host, root, form)
const row = (id: string) => db.outgoingServer.findUniqueOrThrow({ where: { id } })
const deeds = async () =>
  (await db.activityEntry.findMany({ orderBy: { id: 'asc' } })).map(({ what }) => what.split('.')[1])

describe('the list', () => {
  test('says what does not work while it is empty', async () => {
    const page = (await host.get(root)).body
    expect(page).toContain('No outgoing server yet')
    expect(page).toContain('Order confirmations and password mails are not being sent.')
    expect(page).toContain('href="/mail/outgoing-servers/new">Add outgoing server')
    expect((await host.get(root, vic)).body).not.toContain('/outgoing-servers/new')
    expect((await inGerman(host, root)).body).toContain('Noch kein Postausgangsserver')
  })

  test('shows the servers in the order they are tried, and the archived ones apart', async () => {
    await add({ ...outlook, name: 'Second', priority: '20' })
    await add({ ...outlook, name: 'First', priority: '5', fromFilter: 'Mein-Shop.example' })
    await add({ ...outlook, name: 'Third', priority: '20' })
    const gone = await add({ ...outlook, name: 'Old one' })
    await host.post(`${root}/${gone}/archiving`)

    const { body } = await host.get(root)
    const names = [...body.matchAll(/<th scope="row"><a [^>]*>(.*?)</g)].map(([, name]) => name)
    expect(names).toEqual(['First', 'Second', 'Third'])
    expect(body).toContain('mein-shop.example</td>')
    expect(body).toContain('every sender')
    expect(body).toContain('Archived servers (1)')
    expect(body).toContain('If several servers fit, the one with the lowest number is used.')
  })

  test('warns when no server lets the default From send', async () => {
    await add({ ...outlook, fromFilter: 'other.example' })
    await db.generalSettings.create({
      data: { customEmailServers: true, defaultFromAddress: 'info@mein-shop.example' },
    })
    const warning = 'No outgoing server accepts the default From info@mein-shop.example'
    expect((await host.get(root)).body).toContain(warning)

    await add({ ...outlook, name: 'Second', fromFilter: 'mein-shop.example' })
    expect((await host.get(root)).body).not.toContain(warning)
  })
})

describe('a new Outlook server', () => {
  test('needs only the mailbox: address, port and encryption take the preset', async () => {
    const form = (await host.get(`${root}/new`)).body
    expect(form).toContain('value="smtp.office365.com"')
    expect(form).toContain('value="587"')
    expect(form).toContain('value="Outlook"')

    const id = await add({ ...outlook, host: '', port: ' ', encryption: '' })
    expect(await row(id)).toMatchObject({
      host: 'smtp.office365.com',
      port: 587,
      encryption: 'starttls',
      priority: 10,
      username: 'orders@mein-shop.example',
      sealedPassword: null,
      fromFilter: '',
      messagesPerMinute: null,
      version: 1,
      updatedBy: 'Ada Admin',
    })
    expect(await db.activityEntry.findMany()).toMatchObject([
      { what: 'outgoing-server.added', subject: 'Orders', subjectId: id, adminId: 'ada', at: now },
    ])
  })

  test('all mistakes are told at once, at their fields, and what was typed stays', async () => {
    const { status, body } = await host.post(root, {
      ...outlook,
      name: ' ',
      username: 'orders',
      password: 'hunter2-hunter2',
      fromFilter: 'mein-shop.example, *',
      host: 'https://smtp.office365.com',
      port: '22',
      encryption: 'tls',
      priority: '0',
      messagesPerMinute: '31',
    })

    expect(status).toBe(422)
    expect(body).toContain('<title>Error: New outgoing server')
    expect(mistakes(body)).toEqual({
      name: 'Enter a name of at most 60 characters',
      username: 'Enter the full email address of the mailbox',
      password: 'An Outlook account has no password here. Empty this field and connect the account.',
      fromFilter:
        'From filter must be an address or a domain, like mein-shop.de; at most 20, with commas between',
      host: 'SMTP server must be a name like smtp.office365.com',
      port: 'Port must be 587 or 465',
      encryption: 'Outlook needs STARTTLS on port 587',
      priority: 'Priority must be a number from 1 to 999',
      messagesPerMinute: 'Emails per minute must be a number from 1 to 30',
    })
    expect(body).toContain('value="https://smtp.office365.com"')
    expect(body).toContain('value="mein-shop.example, *"')
    expect(body).not.toContain('hunter2')
    expect(await db.outgoingServer.count()).toBe(0)
  })

  test('mistakes are told in German too', async () => {
    const { body } = await inGerman(host, root, { ...outlook, username: '', port: '1' })

    expect(body).toContain('<title>Fehler: Neuer Postausgangs')
    expect(mistakes(body)).toEqual({
      username: 'Geben Sie die vollständige E-Mail-Adresse des Postfachs ein',
      port: 'Der Port muss 587 oder 465 sein',
    })
  })

  test('an injected recipient is refused', async () => {
    const username = 'ok@x.test\r\nRCPT TO:<evil@x.test>'
    expect((await host.post(root, { ...outlook, username })).status).toBe(422)
    expect((await host.post(root, { ...outlook, fromFilter: username })).status).toBe(422)
  })

  test('without credentials it can be saved, and says what comes first', async () => {
    expect((await host.get(`${root}/new`)).body).toContain('First enter your Outlook credentials.')
    expect((await host.get(`${root}/new`)).body).not.toContain('value="connect"')
  })
})

describe('a server with user name and password', () => {
  test.each([
    ['465', 'tls'],
    ['587', 'starttls'],
    ['25', 'starttls'],
    ['2525', 'starttls'],
  ])('port %s with %s is taken, and the password sealed', async (port, encryption) => {
    const id = await add({ ...own, port, encryption })
    const stored = await row(id)

    expect(stored).toMatchObject({ port: Number(port), encryption, username: 'shop' })
    expect(JSON.stringify(stored)).not.toContain(own.password)
    expect(testSecrets.open(stored.sealedPassword ?? '', `OutgoingServer.password:${id}`)).toBe(own.password)
    for (const url of [`${root}/${id}`, root, `${root}/${id}/removal`, '/mail/'])
      expect((await host.get(url)).body).not.toMatch(/correct horse|v1\.k1\./)
    expect(JSON.stringify(await deeds())).not.toContain('horse')
  })

  test('needs everything, in words', async () => {
    const { signInWith } = own
    const nothing = { username: '', password: '', host: '', port: '', encryption: '' }
    const { status, body } = await host.post(root, { ...nothing, name: 'Own', signInWith, priority: '' })

    expect(status).toBe(422)
    expect(mistakes(body)).toMatchObject({
      username: 'Enter the user name of the server',
      host: 'SMTP server must be a name like smtp.office365.com',
      port: 'Port must be 587 or 465',
      encryption: 'Choose an encryption',
      priority: 'Priority must be a number from 1 to 999',
    })
    expect(mistakes((await host.post(root, { ...own, password: '' })).body)).toEqual({
      password: 'Enter the password of the mailbox',
    })
  })

  test('keeps its password when the field stays empty, and takes a new one', async () => {
    const id = await add(own)
    const opened = async () =>
      testSecrets.open((await row(id)).sealedPassword ?? '', `OutgoingServer.password:${id}`)
    const page = (await host.get(`${root}/${id}`)).body
    expect(page).toContain('A password is stored. Leave this empty to keep it.')

    await host.post(`${root}/${id}`, { ...own, version: '1', password: '', name: 'Renamed' })
    expect(await opened()).toBe(own.password)
    await host.post(`${root}/${id}`, { ...own, version: '2', password: ' with blanks ' })
    expect(await opened()).toBe(' with blanks ')
  })

  test('forgets its password when it becomes an Outlook server', async () => {
    const id = await add(own)
    await host.post(`${root}/${id}`, { ...outlook, version: '1' })

    expect(await row(id)).toMatchObject({ signInWith: 'outlook', sealedPassword: null })
    const back = await host.post(`${root}/${id}`, { ...own, version: '2', password: '' })
    expect(mistakes(back.body)).toEqual({ password: 'Enter the password of the mailbox' })
  })

  test('is refused without encryption, in the own network, and on ports of other services', async () => {
    const refused = async (changes: Record<string, string>) =>
      mistakes((await host.post(root, { ...own, ...changes })).body)

    expect(await refused({ encryption: 'none' })).toEqual({
      encryption: 'Mail would travel unencrypted. Your hosting partner must allow this first.',
    })
    for (const port of ['22', '80', '6379', '993', '0', '-1', '465.5', '70000', 'x', '4e2'])
      expect(await refused({ port }), port).toEqual({ port: 'Port must be 587 or 465' })
    const blocked = 'Servers inside your own network are blocked. Your hosting partner can allow them.'
    for (const name of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '0x7f.1', '2130706433'])
      expect(await refused({ host: name }), name).toEqual({ host: blocked })
    expect(await db.outgoingServer.count()).toBe(0)
  })

  test('takes no control characters, which end commands', async () => {
    for (const sign of ['\r\n', '\0', '\x1b', '\x7f'])
      for (const name of ['name', 'username'] as const) {
        const { status, body } = await host.post(root, { ...own, [name]: `a${sign}b` })
        expect(status).toBe(422)
        expect(Object.keys(mistakes(body))).toEqual([name])
      }
  })

  test('keeps an international name as DNS knows it', async () => {
    const id = await add({ ...own, host: ' Mail.MÜNCHEN.example ' })

    expect((await row(id)).host).toBe('mail.xn--mnchen-3ya.example')
  })
})

describe('what the operator allowed', () => {
  const lenient = useHost({
    db,
    settings: {
      MAIL_ALLOW_PLAINTEXT: 'true',
      MAIL_ALLOW_NETS: '10.1.2.0/24',
      MAIL_ALLOW_PORTS: '1025',
      OUTLOOK_SMTP_HOST: 'localhost',
      OUTLOOK_SMTP_PORT: 2587,
    },
  })

  test('may be entered, but never for Outlook', async () => {
    const inside = { ...own, host: '10.1.2.7', port: '1025', encryption: 'none' }
    expect((await lenient.post(root, inside)).status).toBe(303)
    expect(mistakes((await lenient.post(root, { ...outlook, encryption: 'none' })).body)).toEqual({
      encryption: 'Outlook needs STARTTLS on port 587',
    })
    expect((await lenient.post(root, outlook)).status).toBe(303)
    expect(await db.outgoingServer.findFirst({ where: { signInWith: 'outlook' } })).toMatchObject({
      host: 'localhost',
      port: 2587,
    })
  })
})

describe('changing a server', () => {
  test('a change someone else made meanwhile is not overwritten; what was typed stays', async () => {
    const id = await add(outlook)
    await host.post(`${root}/${id}`, { ...outlook, version: '1', name: 'Shop mail' })
    const second = await host.post(`${root}/${id}`, { ...outlook, version: '1', name: 'My name for it' })

    expect(second.status).toBe(409)
    expect(second.body).toContain('Ada Admin saved this server meanwhile.')
    expect(second.body).toContain('value="My name for it"')
    expect((await row(id)).name).toBe('Shop mail')

    const version = /name="version" value="(\d+)"/.exec(second.body)?.[1] ?? ''
    const again = await host.post(`${root}/${id}`, { ...outlook, version, name: 'My name for it' })
    expect(again.status).toBe(303)
    expect(await row(id)).toMatchObject({ name: 'My name for it', version: 3 })
    expect(await deeds()).toEqual(['added', 'changed', 'changed'])
  })

  test('a version that is none is answered in words', async () => {
    const id = await add(outlook)
    for (const version of ['x', '-1', '1.5', '99999999999']) {
      const { status, body } = await host.post(`${root}/${id}`, { ...outlook, version })
      expect(status, version).toBe(422)
      expect(body).toContain('The form was not complete. Load the page again.')
    }
  })

  test('a name that is taken is told at the name', async () => {
    await add(outlook)
    const taken = { name: 'A server with this name exists, maybe among the archived ones' }
    expect(mistakes((await host.post(root, outlook)).body)).toEqual(taken)

    const id = await add({ ...outlook, name: 'Second' })
    const renamed = await host.post(`${root}/${id}`, { ...outlook, version: '1' })
    expect(renamed.status).toBe(422)
    expect(mistakes(renamed.body)).toEqual(taken)
    expect(await deeds()).toEqual(['added', 'added'])
  })

  test('a filter that leaves out the own mailbox is asked about', async () => {
    const id = await add({ ...outlook, fromFilter: 'info@mein-shop.example' })

    expect((await host.get(`${root}/${id}`)).body).toContain(
      'The From filter of “Orders” leaves out its own mailbox orders@mein-shop.example. Is that right?',
    )
  })

  test('what nobody typed is not stored', async () => {
    const id = await add({
      ...outlook,
      id: '00000000-0000-4000-8000-000000000009',
      outlookAccountId: '00000000-0000-4000-8000-000000000008',
      lastTestState: 'passed',
      archivedAt: '2020-01-01',
      updatedBy: 'Mallory',
    })

    expect(await row(id)).toMatchObject({
      id: expect.not.stringContaining('0009'),
      outlookAccountId: null,
      lastTestState: null,
      archivedAt: null,
      updatedBy: 'Ada Admin',
    })
  })

  test('a choice that is none is told in words', async () => {
    const { status, body } = await inGerman(host, root, { ...outlook, signInWith: 'magic' })

    expect(status).toBe(422)
    expect(body).toContain('Das Formular war nicht vollständig. Laden Sie die Seite neu.')
    expect(body).not.toMatch(/Invalid|expected|received/)
  })
})
