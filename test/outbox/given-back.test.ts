import { expect, test } from 'vitest'
import { ownFailure } from '../../src/network/remote-failure.ts'
import { useDatabase } from '../database.ts'
import { addServer, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)

test('a probe that fails in our own hands is given back: the next mail tries it at once', async () => {
  await addServer(db, { port: shop().microsoft.smtp.port })
  const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }
  await shop().send(order)
  const worker = shop().worker()
  shop().tokens.failure = ownFailure('client-secret-expired')
  await worker.deliverDue()
  shop().later(15 * 60 + 1)
  shop().tokens.failure = new Error('The database was gone for a moment.')
  await worker.deliverDue()

  shop().tokens.failure = undefined
  await shop().send(order)
  await worker.deliverDue()
  expect(await shop().states()).toEqual(['sending', 'sent'])
  expect(await db.sendingPause.count()).toBe(0)
})
