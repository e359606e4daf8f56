import { expect, test } from 'vitest'
import { createGeneralSettings } from '../../src/general-settings/general-settings.ts'
import { disownAccounts } from '../../src/microsoft/disown-accounts.ts'
import { createMicrosoft } from '../../src/microsoft/microsoft.ts'
import { useDatabase } from '../database.ts'
import { ada, addOutgoing, annasMailbox, browserA, ordersMailbox, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)

const newSecret = 'Zz98Q~another-secret-of-this-test-4321'

/** A shop with stored credentials and two connected mailboxes. */
async function open() {
  const { secrets, clock, entra, microsoft } = shop()
  const now = () => clock.now
  const settings = createGeneralSettings({ db, secrets, now, disownAccounts })
  const woken = { times: 0 }
  const parts = createMicrosoft({
    db,
    secrets,
    signInHost: entra,
    generalSettings: settings,
    publicUrl: 'https://shop.example',
    now,
    secretAccepted: () => {
      woken.times += 1
    },
  })

  async function save(clientSecret: string | null): Promise<void> {
    const { version } = await settings.get()
    shop().later(1000)
    await settings.save(
      {
        version,
        customEmailServers: true,
        aliasDomain: null,
        catchAllDomain: null,
        defaultFromName: null,
        defaultFromAddress: null,
        clientId: microsoft.app.clientId,
        clientSecret,
        clientSecretValidUntil: null,
        tenant: null,
        confirmClientId: false,
      },
      ada,
    )
  }
  await save(microsoft.app.clientSecret)
  const accounts: string[] = []
  for (const mailbox of [ordersMailbox, annasMailbox]) {
    await shop().connect(await addOutgoing(db, mailbox), { mailbox })
    accounts.push((await db.outlookAccount.findUniqueOrThrow({ where: { mailbox } })).id)
  }

  return { settings, save, woken, accounts, ...parts }
}

const renew = async ({ accessTokens, accounts }: Awaited<ReturnType<typeof open>>) =>
  Promise.all(accounts.map((id) => accessTokens.get(id, { force: true })))

test('a secret proves itself by the first renewal', async () => {
  const opened = await open()
  expect(await opened.settings.get()).toMatchObject({ secretState: 'untried' })

  await renew(opened)

  expect(await opened.settings.get()).toMatchObject({ secretState: 'proven', hasFormerSecret: false })
})

test('a new secret that Microsoft takes replaces the old one at once, which is gone then', async () => {
  const opened = await open()
  await renew(opened)
  shop().microsoft.app.furtherSecrets.push(newSecret)
  await opened.save(newSecret)
  expect(await opened.settings.get()).toMatchObject({ secretState: 'untried', hasFormerSecret: true })

  expect(await opened.trySecret()).toBe('accepted')

  expect(await opened.settings.get()).toMatchObject({ secretState: 'proven', hasFormerSecret: false })
  expect(opened.woken.times).toBe(1)
  shop().microsoft.app.clientSecret = 'deleted-at-microsoft'
  await renew(opened)
})

test('a new secret that Microsoft refuses leaves the mailboxes working with the old one, and says why', async () => {
  const opened = await open()
  await renew(opened)
  await opened.save('mistyped-secret-of-this-shop-1234')

  expect(await opened.trySecret()).toBe('refused')
  await renew(opened)

  const stored = await opened.settings.get()
  expect(stored).toMatchObject({ secretState: 'refused', hasFormerSecret: true })
  expect(stored.clientSecretFailure).toMatchObject({ cause: 'client-secret-wrong' })
  expect(JSON.stringify(stored)).not.toContain('mistyped')
  expect(opened.woken.times).toBe(0)
  expect(await db.outlookAccount.findMany({ where: { lastFailureAt: { not: null } } })).toEqual([])
})

test('after a refused one the right one takes over, and the old one is kept in between', async () => {
  const opened = await open()
  await renew(opened)
  await opened.save('mistyped-secret-of-this-shop-1234')
  await opened.trySecret()
  shop().microsoft.app.furtherSecrets.push(newSecret)
  await opened.save(newSecret)

  expect(await opened.settings.get()).toMatchObject({ hasFormerSecret: true })
  expect(await opened.trySecret()).toBe('accepted')
})

test('a refused secret is taken as soon as Microsoft knows it and the old one has run out', async () => {
  const opened = await open()
  await renew(opened)
  await opened.save(newSecret)
  await opened.trySecret()
  shop().microsoft.app.furtherSecrets.push(newSecret)
  shop().microsoft.app.clientSecretExpiresAt = shop().clock.now

  await renew(opened)

  expect(await opened.settings.get()).toMatchObject({ secretState: 'proven', hasFormerSecret: false })
})

test('while Microsoft is silent nothing is decided, and the old secret stays beside the new one', async () => {
  const opened = await open()
  await renew(opened)
  await opened.save(newSecret)
  shop().microsoft.faults.on('microsoft-busy')

  expect(await opened.trySecret()).toBe('untried')
  expect(await opened.settings.get()).toMatchObject({ secretState: 'untried', hasFormerSecret: true })
})

test('an expired secret is noted with the secret, and a new one brings every mailbox back', async () => {
  const opened = await open()
  await renew(opened)
  shop().microsoft.app.clientSecretExpiresAt = shop().clock.now
  await expect(renew(opened)).rejects.toThrow()
  const expired = await opened.settings.get()
  expect(expired.clientSecretFailure).toMatchObject({ cause: 'client-secret-expired' })
  shop().microsoft.app.furtherSecrets.push(newSecret)
  await opened.save(newSecret)

  expect(await opened.trySecret()).toBe('accepted')
  await renew(opened)
  expect(await db.outlookAccount.findMany({ where: { lastFailureAt: { not: null } } })).toEqual([])
})

test('a mailbox can be connected while only the old secret works', async () => {
  const opened = await open()
  await renew(opened)
  await opened.save('mistyped-secret-of-this-shop-1234')
  const { query } = await shop().trip(await addOutgoing(db, ordersMailbox))

  await opened.signIns.finish({ query, admin: ada, browser: browserA })

  const account = await db.outlookAccount.findUniqueOrThrow({ where: { mailbox: ordersMailbox } })
  expect(account.connectedAt).toEqual(shop().clock.now)
})

test('another client ID takes neither verdict nor secret of the one before along', async () => {
  const opened = await open()
  await renew(opened)
  const { version } = await opened.settings.get()
  await opened.settings.save(
    {
      version,
      customEmailServers: true,
      aliasDomain: null,
      catchAllDomain: null,
      defaultFromName: null,
      defaultFromAddress: null,
      clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
      clientSecret: newSecret,
      clientSecretValidUntil: null,
      tenant: null,
      confirmClientId: true,
    },
    ada,
  )

  expect(await opened.settings.get()).toMatchObject({ secretState: 'untried', hasFormerSecret: false })
})
