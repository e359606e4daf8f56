import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)

test('every mail of a confirmed mailbox is stored once, whatever is read again', async () => {
  const { id } = await shop().addServer()

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 2, lastFailure: null, failingSince: null })
  shop().deliver('Third')
  const worker = shop().worker()
  await shop().fetch(id, worker)

  expect(await shop().subjects()).toEqual(['Where is my order 4711?', expect.stringContaining('utf-8'), 'Third'])
})
