import { expect, test } from 'vitest'
import { createKeepAlive } from '../../src/microsoft/keep-alive.ts'
import { useDatabase } from '../database.ts'
import { addOutgoing, annasMailbox, ordersMailbox, useShop } from './shop.ts'

const dayMs = 24 * 60 * 60 * 1000
const db = useDatabase()
const shop = useShop(db)

/** Two connected mailboxes, and what renews them in time. */
async function open() {
  const { clock, microsoft } = shop()
  for (const mailbox of [ordersMailbox, annasMailbox])
    await shop().connect(await addOutgoing(db, mailbox), { mailbox })
  const settings = async () => ({ clientId: microsoft.app.clientId, hasClientSecret: true })

  return createKeepAlive({ db, accessTokens: shop().newAccessTokens(), settings, now: () => clock.now })
}

const renewals = () => shop().microsoft.calls.refresh

test('a mailbox in use is left alone, one that was idle for a week is renewed', async () => {
  const keepAlive = await open()
  shop().later(6 * dayMs)
  await keepAlive.renewIdle()
  expect(renewals()).toBe(0)

  shop().later(2 * dayMs)
  await db.outlookAccount.update({
    where: { mailbox: annasMailbox },
    data: { lastSuccessAt: shop().clock.now },
  })
  await keepAlive.renewIdle()

  expect(renewals()).toBe(1)
  expect(await db.outlookAccount.findUnique({ where: { mailbox: ordersMailbox } })).toMatchObject({
    lastSuccessAt: shop().clock.now,
  })
})

test('an idle half year passes without a sign-in, renewed a week at a time', async () => {
  const keepAlive = await open()
  shop().microsoft.app.clientSecretExpiresAt = new Date('2100-01-01')

  for (let week = 0; week < 26; week++) {
    shop().later(7 * dayMs + 1)
    await keepAlive.renewIdle()
  }

  const accounts = await db.outlookAccount.findMany()
  expect(accounts.map(({ lastFailureAt }) => lastFailureAt)).toEqual([null, null])
  expect(renewals()).toBe(52)
})

test('one that failed is asked again after hours, not at every run, and holds no other up', async () => {
  const keepAlive = await open()
  shop().microsoft.faults.on('expired-secret')
  shop().later(8 * dayMs)
  await keepAlive.renewIdle()
  expect(renewals()).toBe(2)
  await keepAlive.renewIdle()
  expect(renewals()).toBe(2)

  shop().microsoft.faults.reset()
  shop().later(7 * 60 * 60 * 1000)
  await keepAlive.renewIdle()

  expect(renewals()).toBe(4)
  expect(await db.outlookAccount.count({ where: { lastFailureAt: null } })).toBe(2)
})

test('one that needs a person is not asked any more', async () => {
  const keepAlive = await open()
  shop().later(8 * dayMs)
  await db.outlookAccount.update({
    where: { mailbox: ordersMailbox },
    data: { lastFailureAt: new Date(0), lastFailure: { cause: 'sign-in-expired' } },
  })

  await keepAlive.renewIdle()

  expect(renewals()).toBe(1)
})
