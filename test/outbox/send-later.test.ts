import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addServer, useShop } from './shop.ts'

const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }
const hourMs = 60 * 60_000

const db = useDatabase()
const shop = useShop(db)

test.each([
  ['tomorrow is dated tomorrow', 24 * hourMs],
  ['yesterday is dated now', 0, -24 * hourMs],
])('a mail for %s', async (_, aheadMs, sendsIn = aheadMs) => {
  const now = Date.now()
  await addServer(db, { port: shop().microsoft.smtp.port })
  await shop().send({ ...order, sendAt: new Date(now + sendsIn) })
  shop().later(aheadMs / 1000 + 1)
  await shop().deliver()

  const [copy] = shop().microsoft.received
  const date = /^Date: (.+)\r$/m.exec(copy?.source.toString() ?? '')?.[1] ?? ''
  expect(Math.abs(new Date(date).getTime() - now - aheadMs)).toBeLessThan(30_000)
})
