import { expect, test } from 'vitest'
import { createActions } from '../../src/fetching/actions.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const days = 24 * 60 * 60
const ada = { id: 'ada', name: 'Ada' }
const soon = { timeout: 10_000, interval: 10 }

test('looking once more through some days cuts no import short that reads everything', async () => {
  shop().inbox()
  shop().later(20 * days)
  shop().deliver('New')
  const { id } = await shop().addServer()
  const first = shop().worker()
  await shop().fetch(id, first)
  await first.stop()
  await db.inboxMail.deleteMany()
  await db.folderCursor.updateMany({ data: { againFromUid: 2, againSince: null } })
  const yesterday = new Date(shop().now().getTime() - days * 1000)
  await shop().worker().actions.fetchAgain(id, yesterday, 'UTC', ada)

  await expect.poll(async () => (await db.folderCursor.findFirst())?.againFromUid, soon).toBeNull()
  const stored = await db.inboxMail.findMany({ orderBy: { uid: 'asc' } })
  expect(stored.map(({ uid }) => uid)).toEqual([2n, 3n])
})

test('a look into a mailbox whose server keeps one waiting ends with words, not with a mistake of ours', async () => {
  const { id } = await shop().addServer()
  const { look } = createActions({
    ...{ db, now: shop().now, tick: async () => {}, lookMs: 20 },
    connect: (_, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  })

  await expect(look(id)).rejects.toMatchObject({ failure: { cause: 'timed-out' } })
})
