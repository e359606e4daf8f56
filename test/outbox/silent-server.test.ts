import { expect, test } from 'vitest'
import { createGuard } from '../../src/network/guard.ts'
import { useDatabase } from '../database.ts'
import { startPlainServer } from './plain-server.ts'
import { addPasswordServer, addServer, annasMailbox, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }

test.each([
  ['what comes meanwhile', 0],
  ['what becomes due meanwhile', 1000],
])('while one server is silent, %s leaves through another', async (_, inMs) => {
  const silent = await startPlainServer((line) => (line === 'CONNECT' ? 'silence' : undefined))
  const id = await addPasswordServer(db, silent.port, 'Sandbox-2026')
  await db.outgoingServer.update({ where: { id }, data: { encryption: 'none' } })
  const { smtp } = shop().microsoft
  await addServer(db, { port: smtp.port, mailbox: annasMailbox })
  const worker = shop().worker({
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: [silent.port, smtp.port] }),
    allowPlaintext: true,
    silenceMs: 20_000,
  })
  await shop().send(order)
  const other = { ...order, from: annasMailbox }
  if (inMs > 0) await shop().send({ ...other, sendAt: new Date(Date.now() + inMs) })
  const delivered = worker.deliverDue()
  await expect.poll(silent.connected, { timeout: 5000 }).toBe(1)
  if (inMs === 0) {
    await shop().send(other)
    void worker.deliverDue()
  }

  await expect.poll(() => shop().microsoft.received.length, { timeout: 10_000 }).toBe(1)
  expect((await shop().states())[0]).toBe('sending')
  await silent.close()
  await delivered
})
