import { expect, test } from 'vitest'
import { createServersUnderTest } from '../../src/connection-test/server-under-test.ts'
import type { SignIn } from '../../src/connection-test/test-input.ts'
import { NotFound } from '../../src/errors.ts'
import { createKnownFolders } from '../../src/fetching/known-folders.ts'
import { createOutlookAccounts } from '../../src/microsoft/outlook-accounts.ts'
import { createGuard } from '../../src/network/guard.ts'
import { useDatabase } from '../database.ts'
import { ada, addIncoming, addOutgoing, bernd, createdAt, secrets } from './shop.ts'
import { expiresAt, mailbox, signedInAs, token } from './under-test.ts'

const db = useDatabase()
const guard = createGuard({ allowNets: [], allowPorts: [] })
const provenAt = new Date('2026-11-24T12:00:00Z')
const nobody = 'c0b6a5f2-4a3d-4a52-9a8e-0a1b2c3d4e5f'

function serversUnderTest(defaultFrom: string | null = null) {
  const asked: unknown[] = []
  const servers = createServersUnderTest({
    db,
    secrets,
    guard,
    ca: 'PEM',
    allowPlaintext: true,
    defaultFrom: async () => defaultFrom,
    outlookAccounts: createOutlookAccounts({ db, now: () => provenAt }),
    rememberFolders: createKnownFolders({ db, now: () => provenAt }).remember,
    accessTokens: {
      async get(id, options) {
        asked.push([id, options])

        return { accessToken: token, expiresAt, signedInAs, mailbox }
      },
    },
  })

  return { ...servers, asked }
}

async function account(): Promise<string> {
  const { id } = await db.outlookAccount.create({
    data: {
      id: nobody,
      mailbox,
      signedInAs,
      tenantId: 't',
      objectId: 'o',
      homeAccountId: 'o.t',
      clientId: 'c',
      scopes: [],
      sealedTokenCache: 'v1',
      connectedAt: createdAt,
      connectedBy: 'Ada',
      lastSuccessAt: createdAt,
    },
  })

  return id
}

function passwordOf(signIn: SignIn): string {
  if (signIn.kind !== 'password') throw new Error('This server has no password')

  return signIn.password()
}

function tokenOf(signIn: SignIn) {
  if (signIn.kind !== 'outlook') throw new Error('This server has no Outlook account')

  return signIn.token(true)
}

test('an Outlook server is tested with its account, as its mailbox, to its mailbox', async () => {
  const id = await addOutgoing(db, { outlookAccountId: await account(), fromFilter: mailbox })
  const { outgoing, asked } = serversUnderTest()

  const server = await outgoing(id, ada)

  expect(server).toMatchObject({
    host: 'localhost',
    port: 587,
    encryption: 'starttls',
    username: mailbox,
    sender: mailbox,
    recipient: mailbox,
    allowPlaintext: true,
    ca: 'PEM',
    guard,
  })
  expect(await tokenOf(server.signIn)).toMatchObject({ accessToken: token, signedInAs })
  expect(asked).toEqual([[nobody, { force: true }]])
})

test('an Outlook server that was never connected has no token', async () => {
  const { signIn } = await serversUnderTest().outgoing(await addOutgoing(db), ada)

  await expect(tokenOf(signIn)).rejects.toMatchObject({ failure: { cause: 'not-connected' } })
})

test('a password stays sealed until its step', async () => {
  const id = await addOutgoing(db, { signInWith: 'password', username: 'orders' })
  const sealedPassword = secrets.seal('Passwort-7', `OutgoingServer.password:${id}`)
  await db.outgoingServer.update({ where: { id }, data: { sealedPassword } })

  const server = await serversUnderTest().outgoing(id, ada)

  expect(JSON.stringify(server)).not.toContain('Passwort')
  expect(passwordOf(server.signIn)).toBe('Passwort-7')
})

test('a password that was sealed for another server is not opened', async () => {
  const sealedPassword = secrets.seal('Passwort-7', `IncomingServer.password:${nobody}`)
  const id = await addIncoming(db, { signInWith: 'password', sealedPassword })

  const { signIn } = await serversUnderTest().incoming(id)

  expect(() => passwordOf(signIn)).toThrow(
    expect.objectContaining({ failure: { cause: 'secret-unreadable' } }),
  )
})

test('a server with a user name that is no address is tested as and to its sender', async () => {
  const id = await addOutgoing(db, { signInWith: 'password', username: 'orders' })

  expect(await serversUnderTest('shop@mein-shop.example').outgoing(id, ada)).toMatchObject({
    sender: 'shop@mein-shop.example',
    recipient: 'shop@mein-shop.example',
  })
  expect(await serversUnderTest().outgoing(id, ada)).toMatchObject({ sender: ada.email })
  expect(await serversUnderTest().outgoing(id, bernd)).toMatchObject({
    sender: undefined,
    recipient: undefined,
  })
})

test('an incoming server is tested at its folder', async () => {
  const id = await addIncoming(db, { folder: 'Bestellungen' })

  expect(await serversUnderTest().incoming(id)).toMatchObject({
    folder: 'Bestellungen',
    encryption: 'tls',
    port: 993,
  })
})

test('a server that is gone is not found', async () => {
  await expect(serversUnderTest().outgoing(nobody, ada)).rejects.toThrow(NotFound)
  await expect(serversUnderTest().incoming(nobody)).rejects.toThrow(NotFound)
})

test('a mail server that lets the token in proves the connection', async () => {
  const outlookAccountId = await account()
  const id = await addOutgoing(db, { outlookAccountId })
  const { signIn } = await serversUnderTest().outgoing(id, ada)

  if (signIn.kind === 'outlook') await signIn.accepted?.()

  expect(await db.outlookAccount.findUnique({ where: { id: outlookAccountId } })).toMatchObject({
    lastSuccessAt: provenAt,
  })
})
