import { describe, expect, test } from 'vitest'
import type { RemoteFailure } from '../../src/errors.ts'
import type { AccessTokens } from '../../src/microsoft/access-tokens.ts'
import { tokenState } from '../../src/microsoft/outlook-account.ts'
import { createRenewals } from '../../src/microsoft/renewals.ts'
import { useDatabase } from '../database.ts'
import type { FaultId } from '../microsoft-365/fault-list.ts'
import { ada, addOutgoing, annasMailbox, ordersMailbox, runOut, useShop } from './shop.ts'

const minuteMs = 60 * 1000
const db = useDatabase()
const shop = useShop(db)

test('a token comes from the store while it lasts', async () => {
  const id = await connected()
  const tokens = shop().newAccessTokens()

  const first = await tokens.get(id)
  const second = await tokens.get(id)

  expect(second).toEqual(first)
  expect(first).toMatchObject({ mailbox: ordersMailbox, signedInAs: ordersMailbox })
  expect(shop().microsoft.calls.refresh).toBe(0)
})

test('a token with five minutes left is renewed, and what comes is stored', async () => {
  const id = await connected()
  const before = await db.outlookAccount.findUniqueOrThrow({ where: { id } })
  shop().later((before.accessTokenExpiresAt?.getTime() ?? 0) - shop().clock.now.getTime() - 5 * minuteMs)

  const renewed = await shop().newAccessTokens().get(id)
  const after = await db.outlookAccount.findUniqueOrThrow({ where: { id } })

  expect(shop().microsoft.calls.refresh).toBe(1)
  expect(after.accessTokenExpiresAt).toEqual(renewed.expiresAt)
  expect(after.sealedTokenCache).not.toBe(before.sealedTokenCache)
  expect(after).toMatchObject({ lastSuccessAt: shop().clock.now, renewalLeaseUntil: null, renewalNo: 1 })
})

test('twenty callers at once cause one renewal and get the same token', async () => {
  const id = await connected()
  await runOut(db, id)

  const all = await twenty(shop().newAccessTokens(), id)

  expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(shop().microsoft.calls.refresh).toBe(1)
})

test('callers without a common memory cause one renewal as well', async () => {
  const id = await connected()
  await runOut(db, id)
  const processes = [shop().newAccessTokens(), shop().newAccessTokens(), shop().newAccessTokens()]

  const all = await Promise.all(processes.map((tokens) => twenty(tokens, id)))

  expect(new Set(all.flat().map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(shop().microsoft.calls.refresh).toBe(1)
})

test('a refused token is renewed although it would last', async () => {
  const id = await connected()
  const tokens = shop().newAccessTokens()
  const refused = await tokens.get(id)

  const all = await Promise.all(Array.from({ length: 20 }, () => tokens.get(id, { force: true })))

  expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(all[0]?.accessToken).not.toBe(refused.accessToken)
  expect(shop().microsoft.calls.refresh).toBe(1)
})

test('a forced call that comes during a renewal waits for one that began after it', async () => {
  const id = await connected()
  const tokens = shop().newAccessTokens()
  await lease(id, "interval '20 seconds'")

  const forced = tokens.get(id, { force: true })
  // Queries are answered in turn, so a claim that does not wait would have had its turn by now.
  for (let query = 0; query < 50; query++) expect(await row(id)).toMatchObject({ renewalNo: 1 })
  await db.$executeRaw`UPDATE "OutlookAccount" SET "renewalLeaseUntil" = NULL`
  await forced

  expect(shop().microsoft.calls.refresh).toBe(1)
})

test('whoever has read the row before a renewal does not begin another after it', async () => {
  const id = await connected()
  const stale = await row(id)
  await shop().newAccessTokens().get(id, { force: true })

  const { claim } = renewalsOf()

  expect(await claim(stale)).toBeUndefined()
  expect(await claim(await row(id))).toBe(2)
})

test('a row read while another one was renewing is not good for a claim after that one has ended', async () => {
  const id = await connected()
  const { claim } = renewalsOf()
  await claim(await row(id))
  const readMeanwhile = await row(id)
  await db.outlookAccount.update({ where: { id }, data: { renewalLeaseUntil: null } })

  expect(await claim(readMeanwhile)).toBeUndefined()
  expect(await claim(await row(id))).toBe(2)
})

test('a renewal by a process that died is taken over', async () => {
  const id = await connected()
  await runOut(db, id)
  await lease(id, "interval '-1 second'")

  await shop().newAccessTokens().get(id)

  expect(await db.outlookAccount.findUnique({ where: { id } })).toMatchObject({
    renewalNo: 2,
    renewalLeaseUntil: null,
  })
})

test('whoever comes too late with a renewal does not overwrite a newer connection', async () => {
  const id = await connected()
  shop().microsoft.faults.on('slow')
  shop().microsoft.setSlowness(150)
  const renewal = shop().newAccessTokens().get(id, { force: true })
  await expect.poll(async () => (await row(id)).renewalNo, { timeout: 5000 }).toBe(1)
  await db.outlookAccount.update({
    where: { id },
    data: { sealedTokenCache: 'newer', renewalNo: { increment: 1 }, renewalLeaseUntil: null },
  })

  await renewal

  expect(await row(id)).toMatchObject({ sealedTokenCache: 'newer', renewalNo: 2 })
})

test('tokens of two mailboxes renewed at once never mix', async () => {
  const orders = await connected()
  const annas = await connected(annasMailbox)
  const tokens = shop().newAccessTokens()

  for (let round = 0; round < 5; round++) {
    const [one, other] = await Promise.all([
      tokens.get(orders, { force: true }),
      tokens.get(annas, { force: true }),
    ])
    expect(ownerOf(one.accessToken)).toBe(ordersMailbox)
    expect(ownerOf(other.accessToken)).toBe(annasMailbox)
  }
  expect(await cacheOf(orders)).not.toContain(shop().microsoft.accounts.anna.oid)
  expect(await cacheOf(annas)).not.toContain(shop().microsoft.accounts.orders.oid)
})

describe.each<[FaultId, string, string]>([
  ['revoked-token', 'sign-in-withdrawn', 'expired'],
  ['inactive-token', 'sign-in-expired', 'expired'],
  ['mfa-required', 'security-rule-blocks', 'expired'],
  ['conditional-access', 'security-rule-blocks', 'expired'],
  ['wrong-secret', 'client-secret-wrong', 'unchecked'],
  ['expired-secret', 'client-secret-expired', 'unchecked'],
  ['microsoft-busy', 'microsoft-busy', 'unchecked'],
  ['microsoft-busy-html', 'microsoft-busy', 'unchecked'],
])('when renewing meets %s', (fault, cause, state) => {
  test(`everyone learns “${cause}”, the badge is “${state}” and the tokens stay`, async () => {
    const id = await connected()
    const before = await row(id)
    await runOut(db, id)
    shop().microsoft.faults.on(fault)
    const [one, other] = [shop().newAccessTokens(), shop().newAccessTokens()]

    const failures = await Promise.all([one, other, one].map((tokens) => failureOf(tokens, id)))

    expect(failures.map((failure) => failure.cause)).toEqual([cause, cause, cause])
    expect(shop().microsoft.calls.refresh).toBe(1)
    const after = await row(id)
    expect(after).toMatchObject({ lastFailureAt: shop().clock.now, lastFailure: { cause } })
    expect(after.sealedTokenCache).toBe(before.sealedTokenCache)
    expect(tokenState(after, false, shop().clock.now).state).toBe(state)
  })
})

test('a failure carries what Microsoft’s support asks for, and no token', async () => {
  const id = await connected()
  shop().microsoft.faults.on('revoked-token')

  const failure = await failureOf(shop().newAccessTokens(), id, { force: true })

  expect(failure).toMatchObject({
    cause: 'sign-in-withdrawn',
    code: 'AADSTS50173',
    traceId: expect.stringMatching(/^[\w-]{36}$/),
    correlationId: expect.stringMatching(/^[\w-]{36}$/),
  })
})

test('a connection works again once Microsoft renews it', async () => {
  const id = await connected()
  const tokens = shop().newAccessTokens()
  shop().microsoft.faults.on('revoked-token')
  await failureOf(tokens, id, { force: true })
  shop().microsoft.faults.reset()

  await tokens.get(id, { force: true })

  expect(await row(id)).toMatchObject({ lastFailure: null, lastFailureAt: null })
})

test('a busy Microsoft is left alone for as long as it asks, and then asked once more', async () => {
  const id = await connected()
  const tokens = shop().newAccessTokens()
  shop().microsoft.faults.on('microsoft-throttling')

  const first = await failureOf(tokens, id, { force: true })
  shop().later(10_000)
  const second = await failureOf(tokens, id, { force: true })
  shop().microsoft.faults.reset()
  shop().later(20_000)

  expect(first).toMatchObject({ cause: 'microsoft-busy', retryAfterSeconds: 30 })
  expect(second).toMatchObject({ cause: 'microsoft-busy', retryAfterSeconds: 20 })
  expect(shop().microsoft.calls.token).toBe(2)
  await expect(tokens.get(id, { force: true })).resolves.toMatchObject({ mailbox: ordersMailbox })
})

test('while Microsoft is left alone, tokens that last are still handed out', async () => {
  const id = await connected()
  const tokens = shop().newAccessTokens()
  shop().microsoft.faults.on('microsoft-throttling')
  await failureOf(tokens, id, { force: true })

  expect(await tokens.get(id)).toMatchObject({ mailbox: ordersMailbox })
})

test('a connection made with another client ID has to be made again', async () => {
  const id = await connected()
  await db.outlookAccount.update({ where: { id }, data: { clientId: 'another' } })

  expect(await failureOf(shop().newAccessTokens(), id)).toMatchObject({ cause: 'not-connected' })
  expect(tokenState(await row(id), false, shop().clock.now).state).toBe('expired')
})

test('a disconnected account has no tokens any more, and its servers are told', async () => {
  const server = await addOutgoing(db)
  await shop().connect(server)
  const { id } = await db.outlookAccount.findFirstOrThrow()

  const told = await shop().accounts.disconnect(id, ada)

  expect(told).toMatchObject([server])
  expect(await failureOf(shop().newAccessTokens(), id)).toMatchObject({ cause: 'disconnected' })
  expect(await db.outgoingServer.findUnique({ where: { id: server.id } })).toMatchObject({
    outlookAccountId: null,
  })
  expect(await db.activityEntry.findFirst({ where: { what: 'outlook-account.disconnected' } })).toMatchObject(
    {
      subject: ordersMailbox,
      adminId: 'ada',
    },
  )
})

test('tokens that no longer open are told from tokens that are no longer valid', async () => {
  const id = await connected()
  await db.outlookAccount.update({ where: { id }, data: { sealedTokenCache: 'v1.k1.AAAA.AAAA' } })

  expect(await failureOf(shop().newAccessTokens(), id)).toMatchObject({ cause: 'secret-unreadable' })
  expect(await failureOf(shop().newAccessTokens(), id, { force: true })).toMatchObject({
    cause: 'secret-unreadable',
  })
})

async function connected(mailbox = ordersMailbox): Promise<string> {
  await shop().connect(await addOutgoing(db, mailbox), { mailbox, purpose: 'both' })

  return (await shop().accounts.findByMailbox(mailbox))?.id ?? ''
}

function renewalsOf() {
  const { secrets, entra } = shop()

  return createRenewals({ db, secrets, entra, now: () => new Date() })
}

function twenty(tokens: AccessTokens, id: string) {
  return Promise.all(Array.from({ length: 20 }, () => tokens.get(id)))
}

async function failureOf(tokens: AccessTokens, id: string, options = {}) {
  const error: RemoteFailure = await tokens.get(id, options).then(
    () => Promise.reject(new Error('It got a token.')),
    (caught: RemoteFailure) => caught,
  )

  return error.failure
}

const row = (id: string) => db.outlookAccount.findUniqueOrThrow({ where: { id } })

/** As another process leaves it when it starts a renewal. */
async function lease(id: string, interval: string): Promise<void> {
  await db.$executeRawUnsafe(
    `UPDATE "OutlookAccount" SET "renewalNo" = "renewalNo" + 1, "renewalLeaseUntil" = now() + ${interval} WHERE "id" = '${id}'`,
  )
}

function ownerOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).upn
}

async function cacheOf(id: string): Promise<string> {
  return shop().secrets.open((await row(id)).sealedTokenCache, `OutlookAccount.tokenCache:${id}`)
}
