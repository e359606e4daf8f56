import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { ada, addOutgoing, ordersMailbox, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db, { timeoutMs: 2500 })

test('a sign-in whose code Microsoft never answers for has to begin again', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db))
  shop().microsoft.faults.on('microsoft-silent')

  expect(await shop().finish(query)).toMatchObject({ outcome: 'busy' })
  expect((await shop().signIns.result(id, ada)).failure).toMatchObject({
    cause: 'microsoft-silent',
    host: 'localhost',
  })
})

test('a renewal that is never answered ends after the time limit and releases the lease', async () => {
  await shop().connect(await addOutgoing(db))
  const id = (await shop().accounts.findByMailbox(ordersMailbox))?.id ?? ''
  shop().microsoft.faults.on('microsoft-silent')

  const token = shop().newAccessTokens().get(id, { force: true })

  await expect(token).rejects.toMatchObject({ failure: { cause: 'microsoft-silent' } })
  expect(await db.outlookAccount.findFirst()).toMatchObject({
    renewalLeaseUntil: null,
    lastFailure: { cause: 'microsoft-silent' },
  })
})
