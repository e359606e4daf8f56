import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addPasswordServer, addServer, annasMailbox, ordersMailbox, secrets, useShop } from './shop.ts'

const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }

const db = useDatabase()
const shop = useShop(db)
const calls = () => shop().microsoft.calls
const slots = () => db.sendingSlot.count({ where: { no: { gt: 0 } } })

test('a mail every five seconds signs in once, and after a quiet minute the connection is given up', async () => {
  await addServer(db, { port: shop().microsoft.smtp.port })
  const worker = shop().worker()
  for (let no = 0; no < 5; no++) {
    await shop().send(order)
    await worker.deliverDue()
    shop().later(5)
  }
  expect(await shop().states()).toEqual(Array(5).fill('sent'))
  expect(calls().smtpAuth).toBe(1)
  expect(await slots()).toBe(1)

  shop().later(56)
  await worker.deliverDue()
  expect(await slots()).toBe(0)
  await shop().send(order)
  await worker.deliverDue()
  expect(calls().smtpAuth).toBe(2)
})

test('a renewed token signs in again at most twice, however many mails wait', async () => {
  await addServer(db, { port: shop().microsoft.smtp.port })
  shop().tokens.lifetimeSeconds = 70
  const worker = shop().worker()
  for (let no = 0; no < 10; no++) await shop().send(order)
  await worker.deliverDue()
  const before = calls().smtpAuth
  expect(before).toBeLessThanOrEqual(2)

  shop().later(13)
  await worker.deliverDue()
  expect(await shop().states()).toEqual(Array(10).fill('sent'))
  expect(calls().smtpAuth).toBeGreaterThan(before)
  expect(calls().smtpAuth).toBeLessThanOrEqual(before + 2)
})

test('servers of the same mailbox share its connection, and a new password opens another', async () => {
  const { port } = shop().microsoft.passwords.smtp
  const id = await addPasswordServer(db, port, 'Sandbox-2026')
  const worker = shop().worker()
  await shop().send(order)
  await worker.deliverDue()
  await db.outgoingServer.update({ where: { id }, data: { priority: 5, version: 2 } })
  await shop().send(order)
  await worker.deliverDue()
  expect(calls().smtpAuth).toBe(1)

  const sealedPassword = secrets.seal('Sandbox-2026', `OutgoingServer.password:${id}`)
  await db.outgoingServer.update({ where: { id }, data: { sealedPassword, version: 3 } })
  await shop().send(order)
  await worker.deliverDue()
  expect(calls().smtpAuth).toBe(2)
  expect(await slots()).toBe(1)
})

test('a process that only idles gives its connections to one that asks, and keeps nothing when it stops', async () => {
  await addServer(db, { port: shop().microsoft.smtp.port })
  const [one, other] = [shop().worker(), shop().worker()]
  for (let no = 0; no < 4; no++) await shop().send(order)
  await one.deliverDue()
  expect(await slots()).toBe(2)

  await shop().send(order)
  await other.deliverDue()
  // Nobody has to wait for it: the mail is still due for whoever has a connection.
  await one.deliverDue()
  expect(await shop().states()).toEqual(Array(5).fill('sent'))
  expect(await slots()).toBe(0)
  shop().later(5)
  await shop().send(order)
  await other.deliverDue()
  expect(await shop().states()).toEqual(Array(6).fill('sent'))
  expect(await slots()).toBe(1)
  await other.stop()
  expect(await slots()).toBe(0)
})

test('a connection the server gave up meanwhile costs the mail nothing', async () => {
  await addServer(db, { port: shop().microsoft.smtp.port })
  const worker = shop().worker()
  await shop().send(order)
  await worker.deliverDue()
  shop().microsoft.breakNext('bye-at-mail')
  await shop().send(order)
  await worker.deliverDue()

  expect(await shop().states()).toEqual(['sent', 'sent'])
  expect(await db.sendingPause.count()).toBe(0)
  expect(await db.outboxMail.count({ where: { attempts: { gt: 0 } } })).toBe(0)
})

test('a refused recipient leaves the connection for the next mail', async () => {
  await addServer(db, { port: shop().microsoft.smtp.port })
  const worker = shop().worker()
  for (const to of ['nobody@mein-shop.example', order.to]) {
    await shop().send({ ...order, to })
    await worker.deliverDue()
  }

  expect(await shop().states()).toEqual(['failed', 'sent'])
  expect(calls().smtpAuth).toBe(1)
})

test('a refused token is renewed exactly once, and a second refusal pauses the server', async () => {
  await addServer(db, { port: shop().microsoft.smtp.port })
  shop().microsoft.faults.on('smtp-refuses-sign-in')
  for (let no = 0; no < 3; no++) await shop().send(order)
  const worker = shop().worker()
  await worker.deliverDue()
  await worker.deliverDue()

  expect(shop().tokens).toMatchObject({ asked: 2, forced: 1 })
  expect(calls().smtpAuth).toBe(2)
  expect(await shop().states()).toEqual(['waiting', 'waiting', 'waiting'])
  expect(await db.sendingPause.findMany()).toMatchObject([{ reason: { cause: 'sign-in-refused' } }])
})

test('a mail that tries a paused server and meets the pace tries again as soon as the pace allows', async () => {
  const id = await addServer(db, { port: shop().microsoft.smtp.port })
  const worker = shop().worker()
  for (let no = 0; no < 5; no++) await shop().send(order)
  await worker.deliverDue()
  await db.sendingPause.create({
    data: {
      ...{ serverId: id, reason: { cause: 'smtp-auth-disabled' }, settings: 'before' },
      ...{ since: new Date(0), nextProbeAt: new Date(0) },
    },
  })
  await shop().send(order)
  await worker.deliverDue()
  expect((await shop().states()).at(-1)).toBe('waiting')

  shop().later(3)
  await worker.deliverDue()
  expect((await shop().states()).at(-1)).toBe('sent')
  expect(await db.sendingPause.count()).toBe(0)
})

test('SIZE: a mail larger than the server takes fails with both sizes before a byte of it leaves', async () => {
  const id = await addServer(db, { port: shop().microsoft.smtp.port })
  const { version } = await db.outgoingServer.findUniqueOrThrow({ where: { id } })
  shop().microsoft.announceSize(2_000_000)
  const attachments = [{ filename: 'x.pdf', content: Buffer.alloc(2_000_000) }]
  const { id: mail } = await shop().send({ ...order, attachments })
  await shop().send(order)
  await shop().deliver()

  expect(await shop().states()).toEqual(['failed', 'sent'])
  expect(await db.outboxMail.findUnique({ where: { id: mail }, select: { reason: true } })).toMatchObject({
    reason: { cause: 'mail-too-large', largest: 2_000_000, size: expect.any(Number) },
  })
  expect(shop().microsoft.received).toHaveLength(1)
  expect(await db.outgoingServer.findUnique({ where: { id } })).toMatchObject({
    largestMail: 2_000_000,
    version,
  })
  expect(await db.sendingPause.count()).toBe(0)
})

test('two mailboxes have a connection each', async () => {
  for (const mailbox of [ordersMailbox, annasMailbox])
    await addServer(db, { port: shop().microsoft.smtp.port, mailbox })
  const worker = shop().worker()
  for (const from of [ordersMailbox, annasMailbox, ordersMailbox, annasMailbox]) {
    await shop().send({ ...order, from })
    await worker.deliverDue()
  }

  expect(await shop().states()).toEqual(Array(4).fill('sent'))
  expect(calls().smtpAuth).toBe(2)
})
