import { expect, test } from 'vitest'
import { ownFailure, remoteFailure } from '../../src/network/remote-failure.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addPasswordServer, addServer, annasMailbox, ordersMailbox, useShop } from './shop.ts'

const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }

describeOnBothDatabases('the outbox', (db) => {
  const shop = useShop(db)

  test('a mail that was taken is delivered once, under our name and with what it was called', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const { id, messageId } = await shop().send(order)
    await shop().deliver()
    await shop().deliver()

    const [received, ...more] = shop().microsoft.received
    expect(more).toEqual([])
    expect(received).toMatchObject({ from: ordersMailbox, to: ['kundin@example.com'] })
    const mail = await db.outboxMail.findUniqueOrThrow({
      where: { id },
      include: { recipients: true, events: true },
    })
    expect(mail).toMatchObject({
      state: 'sent',
      stage: 'accepted',
      messageId,
      leaseUntil: null,
      serverMessageId: received?.messageId,
      recipients: [{ state: 'accepted' }],
      events: [{ what: 'accepted' }],
    })
    expect(received?.source.toString()).toContain(`X-Mailroom-ID: ${id}`)
  })

  test('nothing leaves while custom email servers are off, and everything once they are on', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    await db.generalSettings.update({
      where: { id: 'general' },
      data: { customEmailServers: false, version: 2 },
    })
    await shop().send(order)
    await shop().deliver()
    expect(await shop().states()).toEqual(['waiting'])

    await db.generalSettings.update({
      where: { id: 'general' },
      data: { customEmailServers: true, version: 3 },
    })
    await shop().deliver()
    expect(await shop().states()).toEqual(['sent'])
  })

  test('without a server a mail waits with that reason, and leaves when there is one', async () => {
    const { id } = await shop().send(order)
    const worker = shop().worker()
    await worker.deliverDue()
    const { state, reason } = await db.outboxMail.findUniqueOrThrow({ where: { id } })
    expect({ state, reason }).toMatchObject({
      state: 'waiting',
      reason: { text: { en: expect.any(String) } },
    })

    await addServer(db, { port: shop().microsoft.smtp.port })
    await worker.deliverDue()
    expect(await shop().states()).toEqual(['sent'])
  })

  test('R13: an expired secret costs one call and no attempt, and after the fix all leave without a click', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const worker = shop().worker()
    shop().tokens.failure = ownFailure('client-secret-expired')
    for (let no = 0; no < 25; no++) await shop().send(order)
    await worker.deliverDue()
    await worker.deliverDue()

    expect(shop().tokens.asked).toBe(1)
    expect(new Set(await shop().states())).toEqual(new Set(['waiting']))
    expect(await db.outboxMail.count({ where: { attempts: { gt: 0 } } })).toBe(0)
    expect(
      await db.outboxMail.count({ where: { reason: { path: ['cause'], equals: 'client-secret-expired' } } }),
    ).toBeGreaterThan(0)

    shop().tokens.failure = undefined
    await db.generalSettings.update({ where: { id: 'general' }, data: { version: { increment: 1 } } })
    for (let round = 0; round < 8; round++) {
      await worker.deliverDue()
      shop().later(10)
    }
    expect(new Set(await shop().states())).toEqual(new Set(['sent']))
    expect(shop().microsoft.received).toHaveLength(25)
    expect(await db.sendingPause.count()).toBe(0)
  })

  test('a paused server is tried by one mail every 15 minutes, and the other server goes on', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    await addServer(db, { port: shop().microsoft.smtp.port, mailbox: annasMailbox })
    const anna = shop().microsoft.accounts.find(ordersMailbox)
    if (anna) anna.smtpAuth = false
    for (const from of [ordersMailbox, ordersMailbox, annasMailbox, ordersMailbox])
      await shop().send({ ...order, from })
    const worker = shop().worker()
    await worker.deliverDue()
    const tried = shop().microsoft.calls.smtpAuth
    await worker.deliverDue()

    expect(await shop().states()).toEqual(['waiting', 'waiting', 'sent', 'waiting'])
    expect(shop().microsoft.calls.smtpAuth).toBe(tried)
    shop().later(15 * 60)
    if (anna) anna.smtpAuth = true
    await worker.deliverDue()
    await worker.deliverDue()
    expect(new Set(await shop().states())).toEqual(new Set(['sent']))
  })

  test('R23: a refused From stops only mails with that From', async () => {
    const { port } = shop().microsoft.smtp
    await addServer(db, { port, fromFilter: `${ordersMailbox}, sales@mein-shop.example` })
    for (const from of ['sales@mein-shop.example', ordersMailbox, 'sales@mein-shop.example'])
      await shop().send({ ...order, from })
    await shop().deliver()

    expect(await shop().states()).toEqual(['waiting', 'sent', 'waiting'])
    expect(await db.sendingPause.findMany()).toMatchObject([{ from: 'sales@mein-shop.example' }])
  })

  test('R12: while Microsoft is busy mails wait as long as it asks, at most an hour', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    await shop().send(order)
    const worker = shop().worker()
    shop().tokens.failure = remoteFailure({
      kind: 'identity',
      error: 'temporarily_unavailable',
      codes: [90033],
      retryAfterSeconds: 40,
    })
    await worker.deliverDue()
    shop().tokens.failure = undefined
    shop().later(30)
    await worker.deliverDue()
    expect(await shop().states()).toEqual(['waiting'])

    shop().later(11)
    await worker.deliverDue()
    expect(await shop().states()).toEqual(['sent'])
  })

  test('a temporary refusal is tried again by the table, and nothing before its time', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const { id } = await shop().send(order)
    await db.outboxMail.update({ where: { id }, data: { attempts: 1 } })
    shop().microsoft.faults.on('smtp-throttled')
    const worker = shop().worker()
    await worker.deliverDue()
    // 432 is about the mailbox: it backs off, and the mail has lost no attempt.
    expect(await db.outboxMail.findUnique({ where: { id } })).toMatchObject({ state: 'waiting', attempts: 1 })
    shop().microsoft.faults.off('smtp-throttled')
    shop().later(61)
    await worker.deliverDue()
    expect(await shop().states()).toEqual(['sent'])
  })

  test('a mail that is a week old when it is tried for the first time is tried again, too', async () => {
    await addPasswordServer(db, shop().microsoft.passwords.smtp.port, 'Sandbox-2026')
    const { id } = await shop().send(order)
    const createdAt = new Date(Date.now() - 7 * 24 * 3600_000)
    await db.outboxMail.update({ where: { id }, data: { createdAt } })
    shop().microsoft.breakNext('451-after-dot')
    const worker = shop().worker()
    await worker.deliverDue()
    expect(await shop().states()).toEqual(['retry'])

    shop().later(61)
    await worker.deliverDue()
    expect(await shop().states()).toEqual(['sent'])
  })

  test('an unknown recipient is refused alone, and nobody gets the mail twice', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const { id } = await shop().send({ ...order, to: ['kundin@example.com', 'nobody@mein-shop.example'] })
    await shop().send({ ...order, to: 'nobody@mein-shop.example' })
    await shop().deliver()

    expect(await shop().states()).toEqual(['sent', 'failed'])
    expect(shop().microsoft.received.map(({ to }) => to)).toEqual([['kundin@example.com']])
    expect(
      await db.outboxRecipient.findMany({ where: { mailId: id }, orderBy: { no: 'asc' } }),
    ).toMatchObject([{ state: 'accepted' }, { state: 'refused', code: 550 }])
  })

  test('R17: a mail that cannot be read any more fails alone', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const { id } = await shop().send(order)
    await shop().send(order)
    await db.outboxMail.update({ where: { id }, data: { sealedMime: new Uint8Array([1, 2, 3]) } })
    await shop().deliver()

    expect(await shop().states()).toEqual(['failed', 'sent'])
  })

  test('a mailbox sends 30 mails in a minute and no more, and the rest in the next ones', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    for (let no = 0; no < 12; no++) await shop().send(order)
    const worker = shop().worker()
    await worker.deliverDue()
    expect(shop().microsoft.received.length).toBeLessThanOrEqual(6)

    for (let second = 0; second < 30; second += 3) {
      shop().later(3)
      await worker.deliverDue()
    }
    expect(shop().microsoft.received).toHaveLength(12)
  })

  test('R4: workers side by side send every mail once, over two connections', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    for (let no = 0; no < 20; no++) await shop().send(order)
    const workers = [shop().worker(), shop().worker(), shop().worker()]
    for (let round = 0; round < 12; round++) {
      await Promise.all(workers.map(({ deliverDue }) => deliverDue()))
      shop().later(6)
    }

    expect(new Set(await shop().states())).toEqual(new Set(['sent']))
    expect(shop().microsoft.received).toHaveLength(20)
  })
})
