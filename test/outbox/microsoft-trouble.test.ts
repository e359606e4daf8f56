import { expect, test } from 'vitest'
import { createAccessTokens } from '../../src/microsoft/access-tokens.ts'
import { createEntra } from '../../src/microsoft/entra.ts'
import { createGuard } from '../../src/network/guard.ts'
import { createDelivery } from '../../src/outbox/deliver.ts'
import { createSend } from '../../src/outbox/send.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { addOutgoing, ordersMailbox, runOut, useShop } from '../microsoft/shop.ts'
import { addPasswordServer, addSettings, secrets } from './shop.ts'

const db = useDatabase()
const shop = useShop(db, { timeoutMs: 3000 })
const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }

/** A mailbox connected by a real sign-in, whose token has just run out, and a hoster for another sender. */
async function furnish() {
  const { microsoft } = shop()
  await addSettings(db)
  const server = await addOutgoing(db)
  await shop().connect(server)
  await db.outgoingServer.update({
    where: { id: server.id },
    data: { host: 'localhost', port: microsoft.smtp.port, fromFilter: ordersMailbox },
  })
  const other = await addPasswordServer(db, microsoft.passwords.smtp.port, 'Sandbox-2026')
  await db.outgoingServer.update({
    where: { id: other },
    data: { username: 'anna@mein-shop.example', fromFilter: 'anna@mein-shop.example' },
  })
  const account = await db.outlookAccount.findFirstOrThrow()
  await runOut(db, account.id)

  return deliverer(shop().newAccessTokens())
}

function deliverer(accessTokens: ReturnType<typeof createAccessTokens>) {
  const { microsoft, clock } = shop()
  const now = () => clock.now
  const ports = [microsoft.smtp.port, microsoft.passwords.smtp.port]

  return createDelivery({
    ...{ db, secrets, accessTokens, now },
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: ports }),
    ca: microsoft.ca,
    allowPlaintext: false,
    log: { error: () => {} },
    clock: () => Prisma.sql`${clock.now}::timestamptz`,
  })
}

async function sendMails(many: number, from = ordersMailbox): Promise<void> {
  const send = createSend({ db, secrets, now: () => shop().clock.now, stored: () => {} })
  for (let no = 0; no < many; no++) await send({ ...order, from })
}

async function states(): Promise<string[]> {
  const mails = await db.outboxMail.findMany({
    orderBy: { fromAddress: 'desc' },
    select: { state: true },
  })

  return mails.map(({ state }) => state)
}

test.each([
  ['AADSTS7000222', 'expired-secret', 'client-secret-expired'],
  ['AADSTS7000215', 'wrong-secret', 'client-secret-wrong'],
] as const)(
  'R13: %s costs one call in 15 minutes and no attempt, and with a new secret all leave within a minute without a click',
  async (_, fault, cause) => {
    const worker = await furnish()
    const { faults, calls } = shop().microsoft
    faults.on(fault)
    await sendMails(25)
    const before = calls.token
    for (let minute = 0; minute < 15; minute++) {
      await worker.deliverDue()
      shop().later(59_000)
    }
    expect(calls.token - before).toBe(1)
    shop().later(20_000)
    await worker.deliverDue()
    expect(calls.token - before).toBe(2)
    expect(await states()).toEqual(Array(25).fill('waiting'))
    expect(await db.outboxMail.count({ where: { attempts: { gt: 0 } } })).toBe(0)
    expect(await db.sendingPause.findMany()).toMatchObject([{ from: '', reason: { cause } }])

    faults.off(fault)
    await db.generalSettings.update({ where: { id: 'general' }, data: { version: { increment: 1 } } })
    for (let second = 0; second < 60; second += 4) {
      await worker.deliverDue()
      shop().later(4000)
    }
    expect(new Set(await states())).toEqual(new Set(['sent']))
    expect(shop().microsoft.received).toHaveLength(25)
    await worker.stop()
  },
  60_000,
)

test.each([
  ['is busy', 'microsoft-busy', 120],
  ['is busy, with a web page', 'microsoft-busy-html', 120],
  ['throttles and asks for 30 seconds', 'microsoft-throttling', 30],
  ['breaks off its answer', 'microsoft-garbled', 300],
  ['does not answer', 'microsoft-silent', 120],
] as const)(
  'R12: while Microsoft %s mails wait, other servers go on, and afterwards all leave',
  async (_, fault, seconds) => {
    const worker = await furnish()
    const { faults, calls } = shop().microsoft
    faults.on(fault)
    await sendMails(2)
    await sendMails(1, 'anna@mein-shop.example')
    const before = calls.token
    await worker.deliverDue()
    await worker.deliverDue()
    expect(await states()).toEqual(['waiting', 'waiting', 'sent'])
    expect(await db.outboxMail.count({ where: { attempts: { gt: 0 } } })).toBe(0)
    expect(calls.token - before).toBe(1)

    faults.off(fault)
    shop().later((seconds - 5) * 1000)
    await worker.deliverDue()
    expect(await states()).toEqual(['waiting', 'waiting', 'sent'])
    shop().later(6000)
    await worker.deliverDue()
    expect(await states()).toEqual(['sent', 'sent', 'sent'])
    await worker.stop()
  },
  60_000,
)

test('R12: while Microsoft cannot be reached mails wait, and other servers go on', async () => {
  await (await furnish()).stop()
  const { credentials, clock, secrets: sealing } = shop()
  const entra = createEntra({
    ...{ loginHost: 'localhost:1', scopePrefix: 'https://outlook.office.com/' },
    ...{ timeoutMs: 1000, now: () => clock.now },
  })
  const worker = deliverer(
    createAccessTokens({ db, secrets: sealing, entra, credentials, now: () => clock.now }),
  )
  await sendMails(2)
  await sendMails(1, 'anna@mein-shop.example')
  await worker.deliverDue()

  expect(await states()).toEqual(['waiting', 'waiting', 'sent'])
  expect(await db.outboxMail.count({ where: { attempts: { gt: 0 } } })).toBe(0)
  await worker.stop()
  await entra.close()
})
