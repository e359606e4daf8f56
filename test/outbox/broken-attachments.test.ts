import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { ordersMailbox, useShop } from './shop.ts'

const order = { from: ordersMailbox, to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }
const missing = () => createReadStream('/nowhere/invoice.pdf')
/** Ends only when the file after it has broken. */
function readAfter(broken: Readable): Readable {
  const told = new Promise((tell) => broken.once('close', tell))

  return Readable.from(
    (async function* () {
      await told
      yield Buffer.from('x')
    })(),
  )
}

const db = useDatabase()
const shop = useShop(db)

test('a file that does not exist is told by send, and does not end the process', async () => {
  const content = missing()
  const attachments = [
    { filename: 'a.pdf', content: readAfter(content) },
    { filename: 'b.pdf', content },
  ]

  await expect(shop().send({ ...order, attachments })).rejects.toThrow('ENOENT')
  expect(await db.outboxMail.count()).toBe(0)
})

test('streams of a refused mail are let go, also of one that breaks', async () => {
  const content = [missing(), Readable.from(['x'])]
  const attachments = content.map((one) => ({ filename: 'a.pdf', content: one }))

  await expect(shop().send({ ...order, to: [], attachments })).rejects.toThrow('recipient')
  expect(content.map(({ destroyed }) => destroyed)).toEqual([true, true])
  await expect.poll(() => content[0]?.closed).toBe(true)
})
