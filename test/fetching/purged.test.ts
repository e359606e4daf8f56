import { expect, test } from 'vitest'
import { createRetention } from '../../src/inbox/retention.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60

/** The backend has all of them, and their time is over. */
async function purge(): Promise<void> {
  await db.inboxMail.updateMany({ data: { state: 'processed', handOver: 'done' } })
  const now = () => new Date(shop().now().getTime() + 100 * 24 * 60 * 60_000)
  await createRetention({ db, now }).purge()
  expect(await db.inboxMail.count()).toBe(0)
}

function rebuild(uidValidity?: number): void {
  shop().microsoft.mailboxes.rebuild(shop().inbox(), uidValidity)
  shop().microsoft.endImapSessions('Connection is closed. 13')
}

/** As an admin asks for it: everything once more. */
async function again(serverId: string): Promise<void> {
  await db.folderCursor.updateMany({ where: { serverId }, data: { againFromUid: 1, againSince: null } })
}

test('a mail the backend had is not stored again when its mailbox is read once more after its time', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  await purge()
  await again(id)
  shop().later(hours)

  expect(await shop().fetch(id, shop().worker())).toMatchObject({ lastNew: 0, lastFailure: null })
  expect(await db.inboxMail.count()).toBe(0)
})

test('nor when the mailbox is numbered anew, twice, and read once more afterwards', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  await purge()
  await db.fetching.updateMany({ data: { lastSuccessAt: new Date(0) } })
  for (const _ of [1, 2]) {
    rebuild()
    shop().later(hours)
    expect(await shop().fetch(id, shop().worker())).toMatchObject({ lastNew: 0, lastFailure: null })
    await db.fetching.updateMany({ data: { lastSuccessAt: new Date(0) } })
  }
  await again(id)
  shop().later(hours)

  expect(await shop().fetch(id, shop().worker())).toMatchObject({ lastNew: 0, lastFailure: null })
  expect(await db.inboxMail.count()).toBe(0)
})

test('a new mail under the number of one that was removed is stored', async () => {
  const { id } = await shop().addServer()
  shop().deliver('Third')
  await shop().fetch(id)
  await purge()
  await db.fetching.updateMany({ data: { lastSuccessAt: new Date(0) } })
  shop().microsoft.mailboxes.remove(shop().inbox(), new Set([1, 2]))
  rebuild(11)
  shop().deliver('Under a number that was in use')
  shop().later(hours)

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 1 })
  expect(await shop().subjects()).toEqual(['Under a number that was in use'])
})

test('nor when it was numbered anew since, and days are asked for that were not looked through then', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  await purge()
  shop().later(50 * 24 * hours)
  shop().deliver('New')
  await shop().fetch(id, shop().worker())
  rebuild()
  shop().later(hours)
  const worker = shop().worker()
  expect(await shop().fetch(id, worker)).toMatchObject({ lastNew: 0, lastFailure: null })
  await worker.actions.fetchAgain(id, new Date(0), 'UTC', { id: 'ada', name: 'Ada' })
  await expect
    .poll(
      async () => {
        await worker.tick()
        return (await db.folderCursor.findFirst())?.againFromUid
      },
      { timeout: 10_000 },
    )
    .toBeNull()

  expect(await shop().subjects()).toEqual(['New'])
})
