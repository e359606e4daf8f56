import { afterEach, expect, test } from 'vitest'
import { createGuard } from '../../src/network/guard.ts'
import { useDatabase } from '../database.ts'
import { type Says, startPlainServer } from './plain-server.ts'
import { addPasswordServer, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
let closing: () => Promise<void> = async () => {}

afterEach(() => closing())

/** A server that has something against one mail, and that one at the head of three others. */
async function begin(says: Says, to = 'kundin@example.com') {
  const server = await startPlainServer(says)
  closing = server.close
  const id = await addPasswordServer(db, server.port, 'Sandbox-2026')
  await db.outgoingServer.update({ where: { id }, data: { encryption: 'none' } })
  const worker = shop().worker({
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: [server.port] }),
    allowPlaintext: true,
  })
  await shop().send({ to, subject: 'bad', text: 'Danke!', priority: 'high' })
  for (const subject of ['one', 'two', 'three']) {
    shop().later(1)
    await shop().send({ to: 'kunde@example.com', subject, text: 'Danke!' })
  }

  return { server, worker }
}

async function rounds(
  worker: { deliverDue: () => Promise<void> },
  many: number,
  seconds = 16 * 60,
): Promise<void> {
  for (let round = 0; round < many; round++) {
    await worker.deliverDue()
    shop().later(seconds)
  }
}

test('a recipient whose address asks for another way is refused alone: the server takes all other mails', async () => {
  const { server, worker } = await begin(
    (line) =>
      line.startsWith('RCPT') && line.includes('%')
        ? '554 5.7.1 <a%b@example.com>: Relay access denied'
        : undefined,
    'a%b@example.com',
  )
  await rounds(worker, 1)

  expect(server.subjects.toSorted()).toEqual(['one', 'three', 'two'])
  expect(await shop().states()).toEqual(['failed', 'sent', 'sent', 'sent'])
  expect(await db.sendingPause.count()).toBe(0)
})

test.each([
  ['554 5.7.509 Access denied, sending domain does not pass DMARC verification', 16 * 60],
  ['554 5.2.2 mailbox full', 16 * 60],
  ['421 4.3.0 Goodbye', 65],
])(
  'a mail the server always answers with "%s" lets the others pass, and stops them no more',
  async (reply, seconds) => {
    const { server, worker } = await begin((_, subject) => (subject === 'bad' ? reply : undefined))
    await rounds(worker, 6, seconds)

    expect(server.subjects.toSorted()).toEqual(['one', 'three', 'two'])
    expect(await shop().states()).toEqual(['retry', 'sent', 'sent', 'sent'])
    expect(await db.sendingPause.count()).toBe(0)
  },
)

test('a server that takes nothing is tried with one mail after the other, and none is lost', async () => {
  let isWell = false
  const { server, worker } = await begin((_, subject) =>
    subject && !isWell ? '554 5.2.2 mailbox full' : undefined,
  )
  await rounds(worker, 6)
  expect(new Set(await shop().states())).toEqual(new Set(['waiting']))

  isWell = true
  await rounds(worker, 4)
  expect(server.subjects.toSorted()).toEqual(['bad', 'one', 'three', 'two'])
})

test('with other settings it is tried at once, by the mail that was in the way if there is no other', async () => {
  let isWell = false
  const { server, worker } = await begin((_, subject) =>
    subject && !isWell ? '554 5.2.2 mailbox full' : undefined,
  )
  await db.outboxMail.deleteMany({ where: { subject: { not: 'bad' } } })
  await worker.deliverDue()
  expect(await shop().states()).toEqual(['waiting'])

  isWell = true
  await db.generalSettings.update({ where: { id: 'general' }, data: { version: { increment: 1 } } })
  await worker.deliverDue()
  expect(server.subjects).toEqual(['bad'])
})
