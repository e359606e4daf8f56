import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { ada, useHost, vic } from '../host.ts'
import { addShop } from '../web/rows.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })

const clientId = '00001111-aaaa-2222-bbbb-3333cccc4444'
const secret = 'Abc8Q~not-a-real-secret-value-x7Qp'
const filled = {
  version: '0',
  customEmailServers: 'on',
  aliasDomain: '@Mein-Shop.de',
  defaultFromName: 'Mein Shop',
  defaultFromAddress: 'info@mein-shop.de',
  clientId: `{${clientId.toUpperCase()}}`,
  clientSecret: ` ${secret} `,
  clientSecretValidUntil: '7.12.26',
}

test('the settings are saved, and the secret is sealed and never shown again', async () => {
  const saved = await host.post('/mail/general-settings', filled)
  expect(saved).toMatchObject({ status: 303, location: '/mail/general-settings?done=saved-first' })

  const page = await host.get('/mail/general-settings?done=saved-first')
  expect(page.body).toContain('Saved.')
  expect(page.body).toContain('href="/mail/outgoing-servers/new"')
  expect(page.body).toContain('value="mein-shop.de"')
  expect(page.body).toContain(`value="${clientId}"`)
  expect(page.body).toContain('…x7Qp')
  expect(page.body).toContain('value="07.12.2026"')
  expect(page.body).not.toContain(secret)

  const row = await db.generalSettings.findUniqueOrThrow({ where: { id: 'general' } })
  expect(JSON.stringify(row)).not.toContain(secret)
  expect(await host.mail.generalSettings.outlookCredentials()).toMatchObject({
    clientId,
    clientSecret: secret,
    tenant: 'common',
  })
})

test('mistakes are told at their fields, all at once, and what was typed stays, except the secret', async () => {
  const answer = await host.post('/mail/general-settings', {
    ...filled,
    aliasDomain: 'no domain',
    defaultFromAddress: 'info@@mein-shop.de',
    clientId: 'my app',
    clientSecret: '11112222-aaaa-2222-bbbb-3333cccc4444',
    clientSecretValidUntil: '31.02.2027',
  })

  expect(answer.status).toBe(422)
  expect(answer.body).toContain('<title>Error:')
  for (const sentence of [
    'Alias domain must look like mein-shop.de, without @',
    'Enter an address like info@mein-shop.de',
    'Client ID must look like',
    'This is the Secret ID. Copy the column “Value”.',
    'Enter the date like 07.12.2026',
  ])
    expect(answer.body.split(sentence)).toHaveLength(3)
  expect(answer.body).toContain('value="no domain"')
  expect(answer.body).not.toContain('11112222-aaaa')
  expect(await db.generalSettings.count()).toBe(0)
})

test('an empty secret keeps the stored one', async () => {
  await host.post('/mail/general-settings', filled)
  await host.post('/mail/general-settings', {
    ...filled,
    version: '1',
    clientSecret: '',
    tenant: 'contoso.onmicrosoft.com',
  })

  expect(await host.mail.generalSettings.outlookCredentials()).toMatchObject({
    clientSecret: secret,
    tenant: 'contoso.onmicrosoft.com',
  })
})

test('when someone else saved meanwhile, nothing is overwritten and both versions are shown', async () => {
  await host.post('/mail/general-settings', filled)
  const second = await host.post('/mail/general-settings', { ...filled, aliasDomain: 'other-shop.de' })

  expect(second.status).toBe(409)
  expect(second.body).toContain('Ada Admin saved at')
  expect(second.body).toContain('value="other-shop.de"')
  expect(second.body).toContain('<dd>mein-shop.de</dd>')
  expect((await host.mail.generalSettings.get()).aliasDomain).toBe('mein-shop.de')

  const again = await host.post('/mail/general-settings', {
    ...filled,
    version: '1',
    aliasDomain: 'other-shop.de',
  })
  expect(again.status).toBe(303)
})

test('a secret that was tampered with is told, and can be entered again', async () => {
  await host.post('/mail/general-settings', filled)
  await db.generalSettings.update({ where: { id: 'general' }, data: { sealedClientSecret: 'plain' } })

  const page = await host.get('/mail/general-settings')
  expect(page.body).toContain('cannot be read any more (key changed)')
  await expect(host.mail.generalSettings.outlookCredentials()).rejects.toMatchObject({
    failure: { cause: 'secret-unreadable' },
  })
})

test('another client ID with connected accounts wants a confirmation', async () => {
  await host.post('/mail/general-settings', filled)
  await addAccount()
  const other = { ...filled, version: '1', clientId: '99991111-aaaa-2222-bbbb-3333cccc4444' }

  const asked = await host.post('/mail/general-settings', other)
  expect(asked.status).toBe(422)
  expect(asked.body).toContain('1 account must be reconnected')
  expect((await host.post('/mail/general-settings', { ...other, confirmClientId: 'on' })).status).toBe(303)
  expect(await db.outlookAccount.findFirst()).toMatchObject({ lastFailure: { cause: 'not-connected' } })
})

test('an authority in the form is not a setting', async () => {
  await host.post('/mail/general-settings', { ...filled, authority: 'https://evil.example' })

  expect(JSON.stringify(await host.mail.generalSettings.get())).not.toContain('evil')
})

test('a viewer may look but not change, a stranger neither', async () => {
  const page = await host.get('/mail/general-settings', vic)
  expect(page.body).toContain('You can look but not change anything')
  expect(page.body).not.toContain('>Save<')

  expect((await host.post('/mail/general-settings', filled, vic)).status).toBe(403)
  expect((await host.get('/mail/general-settings', { id: 'mallory', name: 'Mallory' })).status).toBe(401)
})

test('what the form shows can be saved again, also when the date of the secret has passed', async () => {
  await host.post('/mail/general-settings', filled)
  await db.generalSettings.updateMany({ data: { clientSecretValidUntil: new Date('2026-11-01') } })
  const page = await host.get('/mail/general-settings')
  const shown = /name="clientSecretValidUntil"[^>]*value="([^"]*)"/.exec(page.body)?.[1] ?? ''
  expect(shown).toBe('01.11.2026')

  const again = await host.post('/mail/general-settings', {
    ...filled,
    version: '1',
    clientSecretValidUntil: shown,
    defaultFromName: 'Anderer Name',
  })

  expect(again.status).toBe(303)
  expect((await host.mail.generalSettings.get()).defaultFromName).toBe('Anderer Name')
})

test('the credentials can be removed, with a confirmation, and the accounts stop', async () => {
  await host.post('/mail/general-settings', filled)
  await addAccount()
  const without = { ...filled, version: '1', clientId: '', clientSecret: '', clientSecretValidUntil: '' }

  const asked = await host.post('/mail/general-settings', without)
  expect(asked.status).toBe(422)
  expect(asked.body).toContain('the stored client secret is removed')

  expect((await host.post('/mail/general-settings', { ...without, confirmClientId: 'on' })).status).toBe(303)
  expect(await host.mail.generalSettings.get()).toMatchObject({ clientId: null, hasClientSecret: false })
  expect(await db.outlookAccount.findFirst()).toMatchObject({ lastFailure: { cause: 'not-connected' } })
})

async function addAccount(): Promise<void> {
  await db.outlookAccount.create({
    data: {
      id: '00000000-0000-4000-8000-000000000001',
      mailbox: 'info@mein-shop.de',
      signedInAs: 'info@mein-shop.de',
      tenantId: 't',
      objectId: 'o',
      homeAccountId: 'o.t',
      clientId,
      scopes: [],
      sealedTokenCache: '',
      connectedAt: new Date(),
      connectedBy: ada.name,
      lastSuccessAt: new Date(),
    },
  })
}

test('the page leads to who is told when mail stops', async () => {
  expect((await host.get('/mail/general-settings')).body).toContain('href="/mail/alerts"')
})

test('a refused secret is explained on its own page, without a link to that page', async () => {
  await addShop(db)
  await db.generalSettings.updateMany({
    data: { clientSecretFailure: { cause: 'client-secret-wrong', code: 'AADSTS7000215' } },
  })
  const { body } = await host.get('/mail/general-settings')
  const [, note = ''] = /<div class="note note--err"><h3>([\s\S]*?)<\/div>/.exec(body) ?? []

  expect(note).toContain('Microsoft does not accept the client secret')
  expect(note).toContain('You can fix this yourself.')
  expect(note).not.toContain('href="/mail/general-settings"')
})
