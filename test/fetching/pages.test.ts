import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { type Host, startHost, testSecrets, vic } from '../host.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { addServer } from './shop.ts'

const db = useDatabase()
const root = '/mail/incoming-servers'
let microsoft: Microsoft365
let host: Host

beforeAll(async () => {
  microsoft = await startMicrosoft365()
  const { caFile, passwords } = microsoft
  const settings = { EXTRA_CA_FILE: caFile, MAIL_ALLOW_NETS: '127.0.0.1/32 ::1/128' }
  host = await startHost({ db, settings: { ...settings, MAIL_ALLOW_PORTS: String(passwords.imap.port) } })
})
beforeEach(async () => {
  microsoft.reset()
  await db.generalSettings.create({ data: { customEmailServers: true, updatedAt: new Date(0) } })
})
afterAll(async () => {
  await host.mail.close()
  await host.app.close()
  await microsoft.close()
})

/** A confirmed server that signs in with the account's password. */
async function add(columns: object = {}): Promise<string> {
  const id = randomUUID()
  const { password } = microsoft.accounts.orders
  await addServer(db, microsoft, new Date(), {
    ...{ id, name: id, signInWith: 'password', outlookAccountId: null, port: microsoft.passwords.imap.port },
    sealedPassword: testSecrets.seal(password, `IncomingServer.password:${id}`),
    ...columns,
  })

  return id
}

test('Fetch now reads the mailbox and says how many new emails came', async () => {
  const id = await add()
  expect((await host.get(`${root}/${id}`)).body).toContain('Not fetched yet.')
  const { location } = await host.post(`${root}/${id}/fetching`)

  const page = (await host.get(location?.replace(/#.*/, '') ?? '')).body
  expect(page).toContain('2 new emails')
  expect(page).toContain('The mailbox was asked.')
  expect(await db.inboxMail.count()).toBe(2)
})

test('Fetch now that fails explains why, since when, and what to do', async () => {
  const id = await add()
  microsoft.faults.on('imap-refuses-sign-in')
  await host.post(`${root}/${id}/fetching`)

  const page = (await host.get(`${root}/${id}`)).body
  expect(page).toContain('Failing since')
  expect(page).toMatch(/user name or password/i)
})

test('what may not be read is not read, and the page says why', async () => {
  const id = await add({ pausedAt: new Date() })
  expect(await host.post(`${root}/${id}/fetching`)).toMatchObject({
    status: 422,
    body: expect.stringContaining('Resume the fetching first.'),
  })
  await db.incomingServer.update({ where: { id }, data: { pausedAt: null, confirmedAt: null } })
  expect((await host.post(`${root}/${id}/fetching`)).body).toContain('Test and confirm the server first.')
  await db.generalSettings.updateMany({ data: { customEmailServers: false } })
  expect((await host.post(`${root}/${id}/fetching`)).body).toContain('Custom email servers are off.')
})

test('Fetch again brings back what is missing here, and nothing twice', async () => {
  const id = await add()
  await host.post(`${root}/${id}/fetching`)
  await db.inboxMail.deleteMany({ where: { uid: 1 } })
  const since = new Date(Date.now() - 24 * 60 * 60_000).toISOString().slice(0, 10)
  expect(await host.post(`${root}/${id}/fetching-again`, { since })).toMatchObject({ status: 303 })

  await expect
    .poll(
      async () => {
        await host.mail.fetching.tick()
        return db.inboxMail.count()
      },
      { timeout: 10_000 },
    )
    .toBe(2)
  await expect
    .poll(async () => (await db.folderCursor.findFirst())?.againFromUid, { timeout: 10_000 })
    .toBeNull()
  for (const wrong of ['2999-01-01', 'soon']) {
    const again = await host.post(`${root}/${id}/fetching-again`, { since: wrong })
    expect(again).toMatchObject({ status: 422, body: expect.stringContaining(`value="${wrong}"`) })
    expect(again.body).toMatch(/id="since-error".*Enter a day that is not in the future/)
  }
})

test('Fetch again means the day as it begins for the admin, not in UTC', async () => {
  const [before, after] = microsoft.mailboxes.folder(microsoft.accounts.orders, 'INBOX')?.mails ?? []
  Object.assign(before ?? {}, { receivedAt: new Date('2024-01-14T21:30:00Z') })
  Object.assign(after ?? {}, { receivedAt: new Date('2024-01-14T23:30:00Z') })
  const id = await add()
  await host.post(`${root}/${id}/fetching`)
  await db.inboxMail.deleteMany()
  await host.post(`${root}/${id}/fetching-again`, { since: '2024-01-15' })
  await expect
    .poll(
      async () => {
        await host.mail.fetching.tick()
        return (await db.folderCursor.findFirst())?.againFromUid
      },
      { timeout: 10_000 },
    )
    .toBeNull()

  expect(await db.inboxMail.findMany({ select: { uid: true } })).toEqual([{ uid: 2n }])
  const told = await db.activityEntry.findFirst({ where: { what: 'incoming-server.fetched-again' } })
  expect(told).toMatchObject({ detail: { since: '2024-01-15' } })
})

test('before it is read, the mailbox shows its folders and how many emails each choice brings', async () => {
  microsoft.mailboxes.folder(microsoft.accounts.orders, 'INBOX')?.mails.forEach((mail, index) => {
    if (index === 0) mail.receivedAt = new Date(Date.now() - 30 * 24 * 60 * 60_000)
  })
  const id = await add({ confirmedAt: null, readFrom: 'new_only' })
  const page = (await host.post(`${root}/${id}/look`)).body
  expect(page).toMatch(/New mail only.*None of the 2 that are there now/)
  expect(page).toMatch(/Last 7 days.*1 email that is there now/)
  expect(page).toMatch(/Everything.*2 emails that are there now/)
  expect(page).toContain('Counted in “Inbox”')
  expect(page).toContain('value="Sent Items"')
  const other = (await host.post(`${root}/${id}/look`, { folder: 'Archive', readFrom: 'everything' })).body
  expect(other).toContain('Counted in “Archive”')
  expect(other).toMatch(/value="everything" checked/)
  expect(other).toMatch(/value="Archive" selected/)

  await host.post(`${root}/${id}/choice`, { folder: 'Archive', readFrom: 'everything' })
  expect(await db.incomingServer.findUnique({ where: { id } })).toMatchObject({
    folder: 'Archive',
    readFrom: 'everything',
  })
})

test('the folder that read mail is moved to is not read', async () => {
  const id = await add({ confirmedAt: null, afterReading: 'move', moveToFolder: 'Archive' })
  const choice = await host.post(`${root}/${id}/choice`, { folder: 'archive', readFrom: 'everything' })

  expect(choice).toMatchObject({ status: 422, body: expect.stringContaining('Read mail is moved to this') })
})

test('a confirmed server keeps its folder, and a folder that was read its beginning', async () => {
  const id = await add()
  await host.post(`${root}/${id}/fetching`)

  const other = await host.post(`${root}/${id}/choice`, { folder: 'Archive', readFrom: 'everything' })
  expect(other).toMatchObject({ status: 422, body: expect.stringContaining('Reset its confirmation') })
  const earlier = await host.post(`${root}/${id}/choice`, { folder: 'INBOX', readFrom: 'new_only' })
  expect(earlier).toMatchObject({ status: 422, body: expect.stringContaining('has been read already') })
})

test('a folder that is gone is named, with those there are and how to choose one', async () => {
  const id = await add({ folder: 'Reklamationen' })
  await host.post(`${root}/${id}/folders`)
  await host.post(`${root}/${id}/fetching`)

  const page = (await host.get(`${root}/${id}`)).body
  expect(page).toContain('Folder “Reklamationen” does not exist in this mailbox')
  expect(page).toMatch(/Reset its confirmation to read another folder.*\s*.*Choose: Inbox · Archive ·/)
})

test('paused: the page says since when, and that nothing is lost', async () => {
  const id = await add({ pausedAt: new Date('2026-11-24T12:00:00Z') })

  const page = (await host.get(`${root}/${id}`)).body
  expect(page).toMatch(/Paused on 24 Nov 2026, 13:00: no emails are fetched\. They wait in the mailbox/)
  expect(page).not.toContain('Fetch now')
  expect(page).toContain('Resume fetching')
})

test('while the mail server makes us wait, nothing can be pressed that would be refused', async () => {
  const id = await add()
  microsoft.faults.on('imap-throttled')
  await host.post(`${root}/${id}/fetching`)
  const later = { throttledUntil: new Date(Date.now() + 600_000) }
  await db.fetching.update({ where: { serverId: id }, data: later })

  const page = (await host.get(`${root}/${id}`)).body
  expect(page).toMatch(/Throttled until \d\d:\d\d: the mail server asked us to wait/)
  expect(page).toContain('Failing since')
  expect(page).not.toContain('Fetch now')
  expect(page).not.toContain('Look into the mailbox')
})

test('given up for a reason that no sign-in helps: the page asks for a test', async () => {
  const id = await add({ confirmedAt: null, signInWith: 'outlook' })
  const at = new Date()
  const lastFailure = { cause: 'connection-refused', host: 'localhost', port: 993 }
  await db.fetching.create({
    data: { serverId: id, nextAt: at, lastAt: at, failingSince: at, givenUpAt: at, lastFailure },
  })

  expect((await host.get(`${root}/${id}`)).body).toContain('then “Test &amp; confirm” the server again.')
})

test('throttled, rebuilt and given up: the page says so', async () => {
  const id = await add({ confirmedAt: null })
  const soon = new Date(Date.now() + 600_000)
  const at = new Date()
  await db.fetching.create({
    data: { serverId: id, nextAt: soon, throttledUntil: soon, givenUpAt: at, lastAt: at },
  })
  const cursor = { serverId: id, folder: 'INBOX', account: '', uidValidity: 2, nextUid: 4 }
  await db.folderCursor.create({ data: { ...cursor, rebuiltAt: at, rebuiltTimes: 1, recognised: 3 } })

  const page = (await host.get(`${root}/${id}`, vic)).body
  expect(page).toMatch(/Throttled until \d/)
  expect(page).toMatch(/rebuilt at the provider on .*\. We compared 3 messages; none were imported twice\./)
  expect(page).toContain('What was here already was not imported again.')
  expect(page).toContain('Reading failed for five days')
  expect(page).toContain('then “Test &amp; confirm” the server again.')
  expect(page).not.toContain('Outlook account again')
  await db.incomingServer.updateMany({ data: { signInWith: 'outlook' } })
  expect((await host.get(`${root}/${id}`)).body).toContain('Connect the Outlook account again')
  expect(page).not.toContain('Look into the mailbox')
})
