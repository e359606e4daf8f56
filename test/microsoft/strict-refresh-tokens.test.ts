import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addOutgoing, ordersMailbox, runOut, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db, { strictRefreshTokens: true })

test('each renewal stores the refresh token that came with it', async () => {
  await shop().connect(await addOutgoing(db))
  const id = (await shop().accounts.findByMailbox(ordersMailbox))?.id ?? ''

  for (let renewal = 1; renewal <= 3; renewal++) {
    await runOut(db, id)
    // A new process each time: only what the database holds may be used.
    await shop().newAccessTokens().get(id)
  }

  expect(shop().microsoft.calls.refresh).toBe(3)
})
