import { randomBytes, randomUUID } from 'node:crypto'
import type { Database } from '../../src/storage/database.ts'
import type { Key } from '../../src/storage/keys.ts'
import { placeIn, rowsOf, sealedColumns } from '../../src/storage/sealed-columns.ts'
import type { KeyRing } from '../../src/storage/secrets.ts'

const at = new Date('2026-11-24T10:00:00Z')

export const newKey = (id: string): Key => ({ id, bytes: randomBytes(32) })

const server = {
  signInWith: 'password',
  host: 'mail.example.com',
  port: 587,
  encryption: 'starttls',
  connectionChangedAt: at,
  createdAt: at,
  updatedAt: at,
  updatedBy: 'Ada',
} as const

export async function addServer(
  db: Database,
  keys: KeyRing,
  password = 'hunter2',
  id: string = randomUUID(),
) {
  const sealedPassword = keys.seal(password, `OutgoingServer.password:${id}`)
  await db.outgoingServer.create({ data: { ...server, id, name: id, sealedPassword } })

  return id
}

/** A value in every sealed column. Answers the id of the outgoing server, which is connected. */
export async function furnish(db: Database, keys: KeyRing): Promise<string> {
  const id = randomUUID()
  const outgoingServerId = await addServer(db, keys)
  await db.generalSettings.create({
    data: {
      sealedClientSecret: keys.seal('client secret', 'GeneralSettings.clientSecret:general'),
      sealedFormerClientSecret: keys.seal('former secret', 'GeneralSettings.formerClientSecret:general'),
    },
  })
  await db.incomingServer.create({
    data: {
      ...server,
      id,
      name: id,
      sealedPassword: keys.seal('hunter2', `IncomingServer.password:${id}`),
    },
  })
  await db.outlookAccount.create({
    data: {
      id,
      mailbox: 'shop@example.com',
      signedInAs: 'ada@example.com',
      tenantId: 't',
      objectId: 'o',
      homeAccountId: 'o.t',
      clientId: 'c',
      scopes: [],
      sealedTokenCache: keys.seal('tokens', `OutlookAccount.tokenCache:${id}`),
      connectedAt: at,
      connectedBy: 'Ada',
      lastSuccessAt: at,
      outgoingServers: { connect: { id: outgoingServerId } },
    },
  })
  const sealedWebhookSecret = keys.seal('webhook', 'InboxSettings.webhookSecret:inbox')
  await db.inboxSettings.create({ data: { sealedWebhookSecret } })
  await db.alertSettings.create({
    data: { sealedWebhookSecret: keys.seal('alerts', 'AlertSettings.webhookSecret:alerts') },
  })
  const sealedKey = keys.seal('chain', 'ActivityChain.key:activity')
  await db.activityChain.create({ data: { id: 'activity', sealedKey, startedAt: at } })
  await addSignIn(db, keys, outgoingServerId)
  await addMail(db, keys, id)

  return outgoingServerId
}

export async function addSignIn(db: Database, keys: KeyRing, outgoingServerId: string): Promise<void> {
  const id = randomUUID()
  await db.outlookSignIn.create({
    data: {
      id,
      stateHash: id,
      browserHash: 'b',
      adminId: 'ada',
      purpose: 'send',
      mailbox: 'shop@example.com',
      clientId: 'c',
      redirectUri: 'https://shop.example/back',
      sealedVerifier: keys.seal('verifier', `OutlookSignIn.verifier:${id}`),
      sealedNonce: keys.seal('nonce', `OutlookSignIn.nonce:${id}`),
      sealedPending: keys.seal('pending', `OutlookSignIn.pending:${id}`),
      createdAt: at,
      expiresAt: at,
      outgoingServerId,
    },
  })
}

export async function addMail(db: Database, keys: KeyRing, id: string = randomUUID()) {
  const mime = randomBytes(5000)
  await db.outboxMail.create({
    data: {
      id,
      contentHash: 'hash',
      messageId: `<${id}@shop.example>`,
      fromAddress: 'shop@example.com',
      subject: 'Your order',
      sealedMime: new Uint8Array(keys.sealBytes(mime, `OutboxMail.mime:${id}`)),
      size: mime.length,
      nextAttemptAt: at,
      createdAt: at,
    },
  })

  const chunkId = randomUUID()
  await db.outboxChunk.create({
    data: {
      id: chunkId,
      mailId: id,
      no: 1,
      sealedPart: new Uint8Array(keys.sealBytes(randomBytes(500), `OutboxChunk.part:${chunkId}`)),
      createdAt: at,
    },
  })

  await addReceivedMail(db, keys)

  return { id, mime }
}

async function addReceivedMail(db: Database, keys: KeyRing): Promise<void> {
  const [id, chunkId] = [randomUUID(), randomUUID()]
  const sealed = (place: string) => new Uint8Array(keys.sealBytes(randomBytes(500), place))
  await db.inboxMail.create({
    data: {
      id,
      folder: 'INBOX',
      uidValidity: 1,
      uid: 1,
      sha256: 'hash',
      size: 1000,
      sealedRaw: sealed(`InboxMail.raw:${id}`),
      fetchedAt: at,
    },
  })
  await db.inboxChunk.create({
    data: {
      id: chunkId,
      mailId: id,
      no: 1,
      sealedPart: sealed(`InboxChunk.part:${chunkId}`),
      createdAt: at,
    },
  })
}

/** How many values there are, by column. */
export async function valuesByColumn(db: Database): Promise<Record<string, number>> {
  const entries: [string, number][] = []
  for (const one of sealedColumns) entries.push([placeIn(one, ''), (await rowsOf(db, one)).length])

  return Object.fromEntries(entries)
}
