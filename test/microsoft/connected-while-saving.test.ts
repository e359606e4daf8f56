import { expect, test } from 'vitest'
import { createOutgoingServers } from '../../src/outgoing-servers/outgoing-servers.ts'
import { useDatabase } from '../database.ts'
import { ada, addOutgoing, ordersMailbox, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const form = {
  name: 'Renamed',
  priority: 10,
  signInWith: 'outlook',
  username: ordersMailbox,
  password: null,
  host: 'smtp.office365.com',
  port: 587,
  encryption: 'starttls',
  fromFilter: '',
  messagesPerMinute: null,
  alsoRead: false,
  next: 'save',
  version: 1,
} as const

test('a form that was loaded before the connection and saved after it keeps the connection', async () => {
  const server = await addOutgoing(db)
  await shop().connect(server)

  await serversOn(db).change(server.id, form, ada)

  await expectConnected()
})

test('a connection made in the middle of a save stays', async () => {
  const server = await addOutgoing(db)
  const { query } = await shop().trip(server)

  await serversOn(afterFirstLook(() => shop().finish(query))).change(server.id, form, ada)

  await expectConnected()
})

async function expectConnected(): Promise<void> {
  const { id: outlookAccountId } = await db.outlookAccount.findFirstOrThrow()
  expect(await db.outgoingServer.findFirst()).toMatchObject({ name: 'Renamed', version: 2, outlookAccountId })
}

function serversOn(database: typeof db) {
  return createOutgoingServers({
    db: database,
    secrets: shop().secrets,
    now: () => shop().clock.now,
    defaultFrom: async () => null,
  })
}

/** The database, where something happens after a server was read. */
function afterFirstLook(happens: () => Promise<unknown>): typeof db {
  const looks = { ...db.outgoingServer, findUnique: look }
  async function look(args: Parameters<typeof db.outgoingServer.findUnique>[0]) {
    const seen = await db.outgoingServer.findUnique(args)
    await happens()

    return seen
  }

  return new Proxy(db, {
    get: (target, key) => (key === 'outgoingServer' ? looks : Reflect.get(target, key, target)),
  })
}
