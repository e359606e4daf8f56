import { expect, test } from 'vitest'
import { describeOnBothDatabases } from '../postgres.ts'
import { addOutgoing, useShop } from './shop.ts'

describeOnBothDatabases('coming back from Microsoft', (db) => {
  const shop = useShop(db)

  test('T1: of twenty calls at once one gets on', async () => {
    const { query } = await shop().trip(await addOutgoing(db))

    const all = await Promise.all(Array.from({ length: 20 }, () => shop().finish(query)))

    expect(all.filter((one) => 'outcome' in one)).toMatchObject([{ outcome: 'connected' }])
    expect(shop().microsoft.calls.token).toBe(1)
    expect(await db.outlookAccount.count()).toBe(1)
  })
})
