import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import type { FaultId } from '../microsoft-365/fault-list.ts'
import { ada, addOutgoing, annasMailbox, browserA, browserB, grace, ordersMailbox, useShop } from './shop.ts'

const neutral = { neutral: true, approval: false }
const db = useDatabase()
const shop = useShop(db)

test('T1: the same way back counts once', async () => {
  const { query } = await shop().trip(await addOutgoing(db))

  await shop().finish(query)
  const second = await shop().finish(query)

  expect(second).toEqual(neutral)
  expect(shop().microsoft.calls.token).toBe(1)
})

test.each([
  ['another browser of the same admin', ada, browserB],
  ['another admin in the same browser', grace, browserA],
])('T2: %s cannot finish a sign-in, and its owner still can', async (_who, admin, browser) => {
  const { query } = await shop().trip(await addOutgoing(db))

  const foreign = await shop().finish(query, admin, browser)

  expect(foreign).toEqual(neutral)
  expect(shop().microsoft.calls.token).toBe(0)
  expect(await shop().finish(query)).toMatchObject({ outcome: 'connected' })
})

test('T2: the page before Microsoft opens only for whom it was made', async () => {
  const { id } = await shop().signIns.begin({
    serverKind: 'outgoing',
    serverId: (await addOutgoing(db)).id,
    admin: ada,
    browser: browserA,
  })

  expect(await shop().signIns.authorizeUrl(id, ada, browserB)).toBeUndefined()
  expect(await shop().signIns.authorizeUrl(id, grace, browserA)).toBeUndefined()
})

test('T3: a code that was given to another sign-in connects nothing', async () => {
  const stolen = await shop().trip(await addOutgoing(db, annasMailbox), { mailbox: annasMailbox })
  const own = await shop().trip(await addOutgoing(db))

  const finished = await shop().finish({ ...own.query, code: stolen.query['code'] })

  expect(finished).toMatchObject({ outcome: 'run-out' })
  expect(await db.outlookAccount.count()).toBe(0)
})

test('T4: whatever is wrong with the state, the answer is the same', async () => {
  const { query } = await shop().trip(await addOutgoing(db))
  const state = query['state'] ?? ''
  const flipped = (state.startsWith('A') ? 'B' : 'A') + state.slice(1)
  const wrong = [undefined, '', 'x'.repeat(10_000), [state, state], { state }, flipped, null, 7]

  for (const one of wrong) expect(await shop().finish({ ...query, state: one })).toEqual(neutral)
  for (const one of [undefined, null, 'state', []]) expect(await shop().finish(one)).toEqual(neutral)
  expect(shop().microsoft.calls.token).toBe(0)
  expect(await shop().finish(query)).toMatchObject({ outcome: 'connected' })
})

test('T5: an error without a valid state changes nothing', async () => {
  const { id } = await shop().trip(await addOutgoing(db))

  const finished = await shop().finish({ state: 'x', error: 'access_denied', error_description: '<script>' })

  expect(finished).toEqual(neutral)
  expect(await db.outlookSignIn.findUnique({ where: { id } })).toMatchObject({ usedAt: null, outcome: null })
})

test('T5: with a valid state Microsoft’s words are kept for the details only, cut and without control characters', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db))

  const finished = await shop().finish({
    state: query['state'],
    error: 'access_denied',
    error_description: `<script>\r\n\u0000${'a'.repeat(9000)}`,
  })
  const result = await shop().signIns.result(id, ada)

  expect(finished).toMatchObject({ outcome: 'denied' })
  expect(result.failure).toMatchObject({ cause: 'consent-refused' })
  expect(result.failure?.raw?.length).toBeLessThanOrEqual(500)
  expect(result.failure?.raw).not.toMatch(/\p{Cc}/u)
})

test('T6: after ten minutes a sign-in has run out', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db))
  shop().later(601_000)

  expect(await shop().finish(query)).toEqual(neutral)
  expect(await shop().signIns.result(id, ada)).toMatchObject({ outcome: 'run-out' })
})

test('T7: another account is not stored until the admin decides', async () => {
  const server = await addOutgoing(db)

  const { id, query } = await shop().trip(server, { as: annasMailbox })
  const finished = await shop().finish(query)

  expect(finished).toEqual({ signInId: id, outcome: 'wrong-account' })
  expect(await db.outlookAccount.count()).toBe(0)
  expect(await shop().signIns.result(id, ada)).toMatchObject({
    outcome: 'wrong-account',
    got: annasMailbox,
    want: ordersMailbox,
    mismatch: 'other-address',
  })
  expect(await db.activityEntry.findMany()).toMatchObject([{ what: 'outlook-account.wrong-account' }])
})

describe.each<FaultId>([
  'idtoken-alg-none',
  'idtoken-foreign-key',
  'idtoken-hs256',
  'idtoken-jku',
  'idtoken-wrong-audience',
  'idtoken-wrong-issuer',
  'idtoken-wrong-tenant',
  'idtoken-wrong-nonce',
  'idtoken-expired',
  'idtoken-no-identity',
])('T8, T9: with %s', (fault) => {
  test('nothing is stored and the log says so', async () => {
    const { id, query } = await shop().trip(await addOutgoing(db))
    shop().microsoft.faults.on(fault)

    const finished = await shop().finish(query)

    expect(finished).toMatchObject({ outcome: 'other' })
    expect((await shop().signIns.result(id, ada)).failure).toMatchObject({ cause: 'identity-not-proven' })
    expect(await db.outlookAccount.count()).toBe(0)
    expect(await db.outlookSignIn.findFirst()).toMatchObject({ sealedPending: null, sealedVerifier: '' })
    expect(await db.activityEntry.findMany()).toMatchObject([{ what: 'oauth.idtoken-rejected' }])
  })
})

test('T10: with a permission missing nothing is stored', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db), { purpose: 'both' })
  shop().microsoft.faults.on('missing-scope')

  expect(await shop().finish(query)).toMatchObject({ outcome: 'missing-scope' })
  expect(await shop().signIns.result(id, ada)).toMatchObject({
    missing: ['read'],
    failure: { cause: 'scope-missing' },
  })
  expect(await db.outlookAccount.count()).toBe(0)
})
