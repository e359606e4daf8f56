import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { KeyProblem } from '../../src/storage/keys.ts'
import { createSecrets, SecretUnreadable } from '../../src/storage/secrets.ts'
import { forgetSecrets, holdsSecrets, verifyKeys } from '../../src/storage/verify-keys.ts'
import { useDatabase } from '../database.ts'
import { addMail, addSignIn, furnish, newKey, valuesByColumn } from './sealed-rows.ts'

const db = useDatabase()
const [k1, k2] = [newKey('k1'), newKey('k2')]
const keys = createSecrets([k1])
const place = 'GeneralSettings.clientSecret:general'

async function storeClientSecret(sealedClientSecret: string) {
  await db.generalSettings.upsert({
    where: { id: 'general' },
    create: { sealedClientSecret },
    update: { sealedClientSecret },
  })
}

async function storePassword(ring = keys) {
  const id = randomUUID()
  const at = new Date()
  await db.incomingServer.create({
    data: {
      id,
      name: id,
      signInWith: 'password',
      sealedPassword: ring.seal('hunter2', `IncomingServer.password:${id}`),
      host: 'imap.example.com',
      port: 993,
      encryption: 'tls',
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada',
    },
  })
}

test('an empty database takes any key, and knows it from then on', async () => {
  expect(await holdsSecrets(db)).toBe(false)
  await verifyKeys(db, keys)
  await verifyKeys(db, keys)

  await expect(verifyKeys(db, createSecrets([{ ...k2, id: 'k1' }]))).rejects.toThrow(
    'The key k1 is not the one this database was sealed with. Put the key file back from your backup',
  )
})

test('a missing key stops the start as soon as the database holds a secret sealed with it', async () => {
  await verifyKeys(db, keys)
  await verifyKeys(db, createSecrets([k2]))
  await storeClientSecret(keys.seal('secret', place))

  expect(await holdsSecrets(db)).toBe(true)
  await expect(verifyKeys(db, createSecrets([k2]))).rejects.toThrow(KeyProblem)
  await expect(verifyKeys(db, createSecrets([k2]))).rejects.toThrow(
    'The database holds secrets sealed with the key k1, and that key is missing.',
  )
})

test('the passwords of servers count as secrets', async () => {
  await storePassword()

  await expect(verifyKeys(db, createSecrets([k2]))).rejects.toThrow('sealed with the key k1')
})

test('a new key in front of the old one is taken, and the old one may go when nothing is sealed with it', async () => {
  await verifyKeys(db, keys)
  await storeClientSecret(keys.seal('secret', place))
  const both = createSecrets([k2, k1])
  await verifyKeys(db, both)
  await storeClientSecret(both.seal('secret', place))

  await verifyKeys(db, createSecrets([k2]))
})

test.each(['plain', '', 'v1.k1..', 'v1.k1.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA'])(
  'a damaged secret %j does not stop the start; it is an error where it is used',
  async (damaged) => {
    await verifyKeys(db, keys)
    await storeClientSecret(damaged)

    await verifyKeys(db, keys)
    expect(() => keys.open(damaged, place)).toThrow(SecretUnreadable)
  },
)

test('a mail counts as a secret, a sign-in under way does not', async () => {
  await verifyKeys(db, keys)
  const server = await furnish(db, keys)
  await forgetSecrets(db)
  const fresh = createSecrets([k2])
  await addSignIn(db, keys, server)
  expect(await holdsSecrets(db)).toBe(false)
  await verifyKeys(db, fresh)

  await addMail(db, keys)

  expect(await holdsSecrets(db)).toBe(true)
  await expect(verifyKeys(db, fresh)).rejects.toThrow('sealed with the key k1')
})

test('secrets whose key is lost can be forgotten, and a new key is taken', async () => {
  await verifyKeys(db, keys)
  await furnish(db, keys)

  await forgetSecrets(db)

  expect(new Set(Object.values(await valuesByColumn(db)))).toEqual(new Set([0]))
  await verifyKeys(db, createSecrets([{ ...k2, id: 'k1' }]))
  expect(await db.incomingServer.findFirst()).toMatchObject({ sealedPassword: null })
})

test('a waiting mail whose key was given up fails with the reason; a sent one stays sent', async () => {
  const waiting = await addMail(db, keys)
  const sent = await addMail(db, keys)
  await db.outboxMail.update({ where: { id: sent.id }, data: { state: 'sent' } })

  await forgetSecrets(db)

  const mails = await db.outboxMail.findMany({ select: { id: true, state: true, reason: true } })
  expect(new Map(mails.map(({ id, state }) => [id, state]))).toEqual(
    new Map([
      [waiting.id, 'failed'],
      [sent.id, 'sent'],
    ]),
  )
  expect(mails.find(({ id }) => id === waiting.id)?.reason).toMatchObject({ text: { en: expect.anything() } })
})

test('whoever forgets the secrets sees the servers not connected, instead of a token that is no longer there', async () => {
  const id = await furnish(db, keys)
  expect((await db.outgoingServer.findUnique({ where: { id } }))?.outlookAccountId).not.toBeNull()

  await forgetSecrets(db)

  expect(await db.outlookAccount.count()).toBe(0)
  expect(await db.outgoingServer.findUnique({ where: { id } })).toMatchObject({ outlookAccountId: null })
  expect(await db.outboxMail.count()).toBe(1)
})
