import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import {
  ada,
  addIncoming,
  addOutgoing,
  annasMailbox,
  browserA,
  browserB,
  grace,
  infoMailbox,
  ordersMailbox,
  useShop,
} from './shop.ts'

const minuteMs = 60 * 1000
const db = useDatabase()
const shop = useShop(db)

test('a shared mailbox is connected through the account of someone who may use it', async () => {
  const server = await addOutgoing(db, infoMailbox)
  const { id } = await annaSignsIn(server, infoMailbox)

  const decided = await shop().signIns.decide(id, 'shared-mailbox', ada, browserA)

  expect(decided).toEqual({ outcome: 'connected' })
  const account = await shop().accounts.findByMailbox(infoMailbox)
  expect(account).toMatchObject({ mailbox: infoMailbox, signedInAs: annasMailbox })
  expect(await shop().accounts.uses(account?.id ?? '')).toMatchObject([{ id: server.id }])
  expect(
    await shop()
      .newAccessTokens()
      .get(account?.id ?? ''),
  ).toMatchObject({
    mailbox: infoMailbox,
    signedInAs: annasMailbox,
  })
  expect(await shop().signIns.result(id, ada)).toMatchObject({ outcome: 'connected' })
})

test('the same account need not be explained again when it reconnects a shared mailbox', async () => {
  const server = await addOutgoing(db, infoMailbox)
  const { id } = await annaSignsIn(server, infoMailbox)
  await shop().signIns.decide(id, 'shared-mailbox', ada, browserA)

  const again = await shop().connect(server, { mailbox: infoMailbox, as: annasMailbox })

  expect(again).toMatchObject({ outcome: 'connected' })
})

test('the account that signed in can become the user name', async () => {
  const server = await addOutgoing(db)
  const other = await addOutgoing(db)
  const { id } = await annaSignsIn(server)

  await shop().signIns.decide(id, 'use-as-username', ada, browserA)

  const account = await shop().accounts.findByMailbox(annasMailbox)
  expect(await db.outgoingServer.findUnique({ where: { id: server.id } })).toMatchObject({
    username: annasMailbox,
    outlookAccountId: account?.id,
    version: 2,
    connectionChangedAt: shop().clock.now,
    updatedBy: 'Ada',
  })
  expect(await db.outgoingServer.findUnique({ where: { id: other.id } })).toMatchObject({
    username: ordersMailbox,
    outlookAccountId: null,
  })
})

describe('a mailbox that is connected already and becomes the user name of one more server', () => {
  test('keeps its tokens, and the server joins them', async () => {
    const reading = await addIncoming(db, annasMailbox)
    await shop().connect(reading, { mailbox: annasMailbox, purpose: 'both' })
    const before = await db.outlookAccount.findFirstOrThrow()
    const server = await addOutgoing(db)
    const { id } = await annaSignsIn(server)

    expect(await shop().signIns.decide(id, 'use-as-username', ada, browserA)).toEqual({
      outcome: 'connected',
    })

    expect(await db.outlookAccount.findMany()).toEqual([before])
    expect(await db.outgoingServer.findFirst()).toMatchObject({
      username: annasMailbox,
      outlookAccountId: before.id,
      version: 2,
      connectionChangedAt: shop().clock.now,
    })
  })

  test('takes tokens that may do more', async () => {
    const sending = await addOutgoing(db, annasMailbox)
    await shop().connect(sending, { mailbox: annasMailbox })
    const reading = await addIncoming(db)
    const { id, query } = await shop().trip(reading, { as: annasMailbox, purpose: 'both' })
    await shop().finish(query)

    expect(await shop().signIns.decide(id, 'use-as-username', ada, browserA)).toEqual({
      outcome: 'connected',
    })

    const account = await shop().accounts.findByMailbox(annasMailbox)
    expect(account?.scopes).toHaveLength(2)
    expect(await shop().accounts.uses(account?.id ?? '')).toMatchObject([sending, reading])
  })

  test('asks for a wider sign-in where neither the old nor the new tokens may do all', async () => {
    const reading = await addIncoming(db, annasMailbox)
    await shop().connect(reading, { mailbox: annasMailbox, purpose: 'read' })
    const before = await db.outlookAccount.findFirstOrThrow()
    const server = await addOutgoing(db)
    const { id } = await annaSignsIn(server)

    expect(await shop().signIns.decide(id, 'use-as-username', ada, browserA)).toEqual({ outcome: 'again' })

    expect(await db.outlookAccount.findMany()).toEqual([before])
    expect(await db.outgoingServer.findFirst()).toMatchObject({
      username: annasMailbox,
      outlookAccountId: null,
    })
    expect(await shop().signIns.result(id, ada)).toMatchObject({ outcome: 'run-out' })
    expect(await shop().connect(server, { mailbox: annasMailbox })).toMatchObject({ outcome: 'connected' })
    expect(await shop().accounts.uses(before.id)).toMatchObject([server, reading])
    expect((await shop().accounts.get(before.id)).scopes).toHaveLength(2)
  })

  test('does not lose what a broken connection was for', async () => {
    const reading = await addIncoming(db, annasMailbox)
    await shop().connect(reading, { mailbox: annasMailbox, purpose: 'both' })
    const { id: accountId } = await db.outlookAccount.findFirstOrThrow()
    await shop().accounts.recordFailure(accountId, { cause: 'sign-in-withdrawn' })
    const { id } = await annaSignsIn(await addOutgoing(db))

    expect(await shop().signIns.decide(id, 'use-as-username', ada, browserA)).toEqual({ outcome: 'again' })
    expect((await shop().accounts.get(accountId)).scopes).toHaveLength(2)
  })

  test('is not taken from another account that works', async () => {
    const reading = await addIncoming(db, annasMailbox)
    const owner = ordersMailbox
    const shared = await shop().trip(reading, { mailbox: annasMailbox, as: owner, purpose: 'read' })
    await shop().finish(shared.query)
    await shop().signIns.decide(shared.id, 'shared-mailbox', ada, browserA)
    const before = await db.outlookAccount.findFirstOrThrow()
    const server = await addOutgoing(db, infoMailbox)
    const { id, query } = await shop().trip(server, {
      mailbox: infoMailbox,
      as: annasMailbox,
      purpose: 'both',
    })
    await shop().finish(query)

    expect(await shop().signIns.decide(id, 'use-as-username', ada, browserA)).toEqual({ outcome: 'again' })
    expect(await db.outlookAccount.findMany()).toEqual([before])
  })
})

test('a user name that was taken over stands in the activity', async () => {
  const server = await addOutgoing(db)
  const { id } = await annaSignsIn(server)

  await shop().signIns.decide(id, 'use-as-username', ada, browserA)

  expect(
    await db.activityEntry.findFirst({ where: { what: 'outgoing-server.changed', subjectId: server.id } }),
  ).toMatchObject({
    adminId: 'ada',
    changes: { username: { before: ordersMailbox, after: annasMailbox } },
  })
})

test('the user name of a confirmed server stays', async () => {
  const server = await addIncoming(db)
  await db.incomingServer.update({ where: { id: server.id }, data: { confirmedAt: new Date() } })
  const { id } = await annaSignsIn(server)

  await expect(shop().signIns.decide(id, 'use-as-username', ada, browserA)).rejects.toThrow('confirmed')

  expect(await shop().signIns.decide(id, 'shared-mailbox', ada, browserA)).toEqual({ outcome: 'connected' })
})

test('after ten minutes there is nothing left to decide', async () => {
  const { id } = await annaSignsIn(await addOutgoing(db))
  shop().later(10 * minuteMs)

  expect(await shop().signIns.result(id, ada)).toMatchObject({ outcome: 'run-out' })
  expect(await shop().signIns.decide(id, 'shared-mailbox', ada, browserA)).toEqual({ outcome: 'run-out' })
  expect(await db.outlookAccount.count()).toBe(0)
  expect(await db.outlookSignIn.findFirst()).toMatchObject({ sealedPending: null })
})

test('only the admin and the browser of the sign-in decide, and once', async () => {
  const { id } = await annaSignsIn(await addOutgoing(db))

  expect(await shop().signIns.decide(id, 'shared-mailbox', grace, browserA)).toEqual({ outcome: 'run-out' })
  expect(await shop().signIns.decide(id, 'shared-mailbox', ada, browserB)).toEqual({ outcome: 'run-out' })
  const both = await Promise.all([
    shop().signIns.decide(id, 'shared-mailbox', ada, browserA),
    shop().signIns.decide(id, 'shared-mailbox', ada, browserA),
  ])

  expect(both.map(({ outcome }) => outcome).sort()).toEqual(['connected', 'run-out'])
})

test('a newer sign-in takes the decision away', async () => {
  const server = await addOutgoing(db)
  const { id } = await annaSignsIn(server)

  await shop().trip(server)

  expect(await shop().signIns.decide(id, 'shared-mailbox', ada, browserA)).toEqual({ outcome: 'run-out' })
})

test('another identity with the same address does not replace a working connection unasked', async () => {
  const server = await addOutgoing(db)
  await shop().connect(server)
  const before = await db.outlookAccount.findFirstOrThrow()
  shop().microsoft.accounts.add({ address: ordersMailbox, displayName: 'Orders, made anew' })

  const { id, query } = await shop().trip(server)

  expect(await shop().finish(query)).toMatchObject({ outcome: 'wrong-account' })
  expect(await shop().signIns.result(id, ada)).toMatchObject({
    mismatch: 'other-identity',
    got: ordersMailbox,
  })
  expect(await db.outlookAccount.findFirstOrThrow()).toEqual(before)
})

test('another identity with the same address may replace a broken connection', async () => {
  const server = await addOutgoing(db)
  await shop().connect(server)
  const { id } = await db.outlookAccount.findFirstOrThrow()
  await shop().accounts.recordFailure(id, { cause: 'sign-in-withdrawn' })
  const anew = shop().microsoft.accounts.add({ address: ordersMailbox, displayName: 'Orders, made anew' })

  expect(await shop().connect(server)).toMatchObject({ outcome: 'connected' })
  expect(await shop().accounts.get(id)).toMatchObject({ objectId: anew.oid, lastFailure: null })
})

async function annaSignsIn(server: { kind: 'outgoing' | 'incoming'; id: string }, mailbox = ordersMailbox) {
  const { id, query } = await shop().trip(server, { mailbox, as: annasMailbox })
  await shop().finish(query)

  return { id }
}
