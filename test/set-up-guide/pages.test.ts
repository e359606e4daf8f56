import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })

const guide = '/mail/set-up-guide'
const clientId = '00001111-aaaa-2222-bbbb-3333cccc4444'
const appAtMicrosoft =
  'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/'

test('before anything is entered, every step has its anchor, its words and the redirect URI', async () => {
  const { body } = await host.get(guide)

  for (const step of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    expect(body).toContain(`id="s${step}"`)
    expect(body).toContain(`href="#s${step}"`)
  }
  expect(body).toContain('http://localhost:3000/microsoft_outlook/confirm')
  expect(body).toContain('No client secret stored yet')
  expect(body).toContain('ApplicationsListBlade')
  expect(body).not.toContain('undefined')
})

test('later the steps show what this shop has entered, and lead to its own app at Microsoft', async () => {
  await host.post('/mail/general-settings', {
    version: '0',
    customEmailServers: 'on',
    clientId,
    clientSecret: 'Abc8Q~not-a-real-secret-value-x7Qp',
    tenant: 'contoso.onmicrosoft.com',
  })
  for (const filter of ['shop@mein-shop.example', 'mein-shop.example'])
    await host.post('/mail/outgoing-servers', {
      name: `For ${filter}`,
      signInWith: 'outlook',
      username: 'shop@mein-shop.example',
      fromFilter: filter,
      priority: '10',
    })
  const { body } = await host.get(guide)

  expect(body).toContain(`<code>${clientId}</code>`)
  expect(body).toContain(appAtMicrosoft + clientId)
  expect(body).toContain('<code>contoso.onmicrosoft.com</code>')
  expect(body).toContain('Client secret stored')
  expect(body.split('<code>shop@mein-shop.example</code>')).toHaveLength(2)
  expect(body).not.toContain('not-a-real-secret')
})

test('the network is told the addresses this deployment uses', async () => {
  const { body } = await host.get(guide)

  for (const target of [
    'login.microsoftonline.com:443',
    'smtp.office365.com:587',
    'outlook.office365.com:993',
  ])
    expect(body).toContain(`<code>${target}</code>`)
})

test('whoever may only look reads the same guide, without the buttons that create', async () => {
  const { status, body } = await host.get(guide, vic)

  expect(status).toBe(200)
  expect(body).not.toContain('/mail/outgoing-servers/new')
})
