import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRetention } from '../../src/inbox/retention.ts'
import type { Database } from '../../src/storage/database.ts'
import { useDatabase } from '../database.ts'
import { at, storeMail } from './shop.ts'

const db = useDatabase()
const old = new Date(at.getTime() - 91 * 24 * 60 * 60_000)
const writing = new Set<string | symbol>(['$transaction', '$executeRaw', '$queryRaw'])

/** The same database; `first` happens just before whatever could remove something. */
function beforeWriting(first: () => Promise<unknown>): Database {
  return new Proxy(db, {
    get(_, property) {
      const value: unknown = Reflect.get(db, property)
      if (typeof value !== 'function' || !writing.has(property)) return value

      return async (...given: unknown[]) => {
        await first()

        return value(...given)
      }
    },
  })
}

test('a mail that is handed over again at that moment keeps all of its pieces', async () => {
  const id = await storeMail(db, 'x', { fetchedAt: old, state: 'processed', handOver: 'done' })
  await db.inboxChunk.create({
    data: { id: randomUUID(), mailId: id, no: 1, sealedPart: new Uint8Array(), createdAt: old },
  })
  const handedOverAgain = () => db.inboxMail.updateMany({ where: { id }, data: { handOver: 'waiting' } })
  await createRetention({ db: beforeWriting(handedOverAgain), now: () => at }).purge()

  expect(await db.inboxMail.count()).toBe(1)
  expect(await db.inboxChunk.count({ where: { mailId: id } })).toBe(1)
})

test('more mails than one step takes are all removed', async () => {
  for (let no = 0; no < 201; no++)
    await storeMail(db, 'x', { fetchedAt: old, state: 'processed', handOver: 'none' })
  await createRetention({ db, now: () => at }).purge()

  expect(await db.inboxMail.count()).toBe(0)
})
