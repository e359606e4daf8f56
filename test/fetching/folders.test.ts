import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { folderChoices } from '../../src/fetching/folder-names.ts'
import { createKnownFolders } from '../../src/fetching/known-folders.ts'
import { type MailFolder, mailFoldersOf, mostFolders } from '../../src/network/mail-folders.ts'
import { useDatabase } from '../database.ts'
import { type Host, startHost, testSecrets } from '../host.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { addServer } from './shop.ts'

const folder = (path: string, use?: string, delimiter = '/'): MailFolder => ({
  path,
  name: path,
  delimiter,
  use,
})

describe('the names of folders', () => {
  const labels = (folders: MailFolder[], locale: 'en' | 'de' = 'de') =>
    folderChoices(folders, locale, '').map(({ label }) => label)

  test('are those of the reader’s language, and the server’s own beside them', () => {
    const folders = [
      folder('Sent Items', '\\Sent'),
      folder('Shop'),
      folder('INBOX'),
      folder('Archiv', '\\Archive'),
    ]

    expect(labels(folders)).toEqual([
      'Posteingang (INBOX)',
      'Archiv',
      'Gesendete Elemente (Sent Items)',
      'Shop',
    ])
    expect(labels(folders, 'en')).toEqual(['Inbox', 'Archive (Archiv)', 'Sent items', 'Shop'])
  })

  test('show where a folder lies, with whatever the server puts between names', () => {
    expect(labels([folder('INBOX.Shop.2026', undefined, '.'), folder('INBOX', undefined, '.')])).toEqual([
      'Posteingang (INBOX)',
      'Posteingang › Shop › 2026',
    ])
    expect(labels([folder('a/b', undefined, '')])).toEqual(['a/b'])
  })

  test('keep one that is not there any more, marked as such', () => {
    expect(folderChoices([folder('INBOX')], 'de', 'Alt')[0]).toEqual({
      value: 'Alt',
      label: 'Alt (nicht in diesem Postfach)',
    })
    expect(folderChoices([folder('INBOX')], 'de', 'inbox')).toHaveLength(1)
  })

  test('leave out what holds no mail', () => {
    const listed = { name: '', delimiter: '/', flags: new Set(['\\Noselect']), specialUse: undefined }

    expect(mailFoldersOf([{ ...listed, path: 'Public' }])).toEqual([])
  })
})

describe('the form of an incoming server', () => {
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

  /** One that is not confirmed and signs in with the account's password. */
  async function add(columns: object = {}) {
    const id = randomUUID()
    const { password } = microsoft.accounts.orders

    return addServer(db, microsoft, new Date(), {
      ...{
        id,
        name: id,
        signInWith: 'password',
        outlookAccountId: null,
        port: microsoft.passwords.imap.port,
      },
      sealedPassword: testSecrets.seal(password, `IncomingServer.password:${id}`),
      confirmedAt: null,
      ...columns,
    })
  }

  test('lets a folder be typed until the mailbox was asked, then offers those there are', async () => {
    const { id } = await add()
    expect((await host.get(`${root}/${id}`)).body).toMatch(/<input class="input" id="folder"/)
    const listed = await host.post(`${root}/${id}/folders`)
    expect(listed).toMatchObject({ status: 303, location: `${root}/${id}?done=folders-listed#folder` })
    // From here on no form waits for a mail server.
    microsoft.faults.on('imap-port-closed')

    const page = (await host.get(`${root}/${id}`)).body
    expect(page).toMatch(/<select class="input" id="folder"/)
    expect(page).toMatch(/<option value="INBOX" selected>Inbox</)
    expect(page).toMatch(/<option value="Deleted Items">Deleted items</)
    expect(page).toMatch(/<select class="input" id="moveToFolder"[\s\S]*– choose –/)
  })

  test('knows the folders after a connection test', async () => {
    const { id } = await add()
    const by = { id: 'ada', name: 'Ada' }
    await host.mail.connectionTests.waitFor((await host.mail.connectionTests.start('incoming', id, by)).id)

    expect((await host.get(`${root}/${id}`)).body).toMatch(/<option value="Sent Items">Sent items</)
  })

  test('shows a confirmed folder by its name and keeps what the server calls it', async () => {
    const { id } = await add({ confirmedAt: new Date() })
    await host.post(`${root}/${id}/folders`)

    expect((await host.get(`${root}/${id}`)).body).toMatch(
      /name="folder" value="INBOX"><input class="input" id="folder" value="Inbox" readonly/,
    )
  })

  test('offers no folders of another mailbox, and none when there are too many to list', async () => {
    const known = createKnownFolders({ db, now: () => new Date() })
    const server = await add()
    await known.remember(server, [folder('INBOX'), folder('A\u0000B'), folder('100%')])
    expect((await known.of(server))?.folders.map(({ path }) => path)).toEqual(['INBOX'])
    expect(await known.of({ ...server, username: 'info@mein-shop.example' })).toBeUndefined()

    await known.remember(
      server,
      Array.from({ length: mostFolders }, (_, no) => folder(`F${no}`)),
    )
    expect(await known.of(server)).toBeUndefined()
    await expect(known.remember({ ...server, id: randomUUID() }, [folder('INBOX')])).resolves.toBeUndefined()
  })
})
