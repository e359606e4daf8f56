import { expect, test } from 'vitest'
import type { Admin } from '../../src/admin.ts'
import { NotFound } from '../../src/errors.ts'
import type { Redeemed } from '../../src/microsoft/entra.ts'
import { createOutlookAccounts } from '../../src/microsoft/outlook-accounts.ts'
import { createSignIns } from '../../src/microsoft/sign-ins.ts'
import type { Database } from '../../src/storage/database.ts'
import { addIncoming, addOutgoing, annasMailbox, ordersMailbox } from '../microsoft/shop.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { valuesByColumn } from '../storage/sealed-rows.ts'
import { ada, now, secrets, twentyAtOnce } from './at-once.ts'

const browser = 'browser-a'
const clientId = '11111111-2222-4333-8444-555555555555'

/** Who has signed in, as Microsoft would say; every code is taken, so that single use is Mailroom's own. */
function redeemed(mailbox: string): Redeemed {
  return {
    cache: '{"RefreshToken":{}}',
    homeAccountId: 'o.t',
    identity: { tenantId: 't', objectId: mailbox, addresses: [mailbox], name: 'Anna' },
    scopes: ['SMTP.Send', 'IMAP.AccessAsUser.All'].map((scope) => `https://outlook.office.com/${scope}`),
    expiresAt: new Date(now().getTime() + 3_600_000),
    hasRefreshToken: true,
  }
}

function signInsOf(db: Database, mailbox = ordersMailbox) {
  const seen = { states: [''], redeemed: 0 }
  const signIns = createSignIns({
    db,
    secrets,
    now,
    publicUrl: 'https://shop.example',
    credentials: async () => ({ clientId, clientSecret: 'secret', tenant: 'common' }),
    entra: {
      authorizeUrl: async ({ state }) => {
        seen.states.push(state)

        return 'https://login.example/authorize'
      },
      approvalUrl: () => 'https://login.example/approve',
      redeem: async () => {
        seen.redeemed += 1

        return redeemed(mailbox)
      },
    },
  })

  /** Up to the callback. */
  async function trip() {
    const server = await addOutgoing(db)
    const { id } = await signIns.begin({ serverKind: server.kind, serverId: server.id, admin: ada, browser })
    await signIns.authorizeUrl(id, ada, browser)

    return { id, server, query: { state: seen.states.at(-1) ?? '', code: 'code' } }
  }

  const finish = (query: object, other: { admin?: Admin; browser?: string } = {}) =>
    signIns.finish({ query, admin: ada, browser, ...other })

  return { ...signIns, seen, trip, finish }
}

describeOnBothDatabases('signing in at Microsoft', (db) => {
  test('of twenty ways back with one state one is taken, and the others learn nothing', async () => {
    const signIns = signInsOf(db)
    const { id, query } = await signIns.trip()

    const { done, errors } = await twentyAtOnce(() => signIns.finish(query))

    expect(errors).toEqual({})
    expect(done.filter((one) => 'outcome' in one)).toEqual([{ signInId: id, outcome: 'connected' }])
    expect(done.filter((one) => 'neutral' in one)).toHaveLength(19)
    expect(signIns.seen.redeemed).toBe(1)
    expect(await db.outlookAccount.count()).toBe(1)
    expect(await valuesByColumn(db)).toMatchObject({
      'OutlookSignIn.verifier:': 0,
      'OutlookSignIn.nonce:': 0,
    })
  })

  test('another browser or another admin cannot use a state up', async () => {
    const signIns = signInsOf(db)
    const { query } = await signIns.trip()

    for (const other of [{ browser: 'browser-b' }, { admin: { id: 'grace', name: 'Grace' } }])
      expect(await signIns.finish(query, other)).toHaveProperty('neutral')

    expect(await signIns.finish(query)).toMatchObject({ outcome: 'connected' })
  })

  test('of twenty decisions about another account one counts', async () => {
    const signIns = signInsOf(db, annasMailbox)
    const { id, query } = await signIns.trip()
    expect(await signIns.finish(query)).toMatchObject({ outcome: 'wrong-account' })

    const { done, errors } = await twentyAtOnce(() => signIns.decide(id, 'shared-mailbox', ada, browser))

    expect(errors).toEqual({})
    expect(done.filter(({ outcome }) => outcome === 'connected')).toHaveLength(1)
    expect(await db.activityEntry.count({ where: { what: 'outlook-account.connected' } })).toBe(1)
    expect(await db.outlookAccount.findMany()).toMatchObject([{ mailbox: ordersMailbox }])
    expect(await signIns.result(id, ada)).toMatchObject({ outcome: 'connected' })
  })
})

describeOnBothDatabases('connected mailboxes', (db) => {
  const accounts = createOutlookAccounts({ db, now })

  async function connected() {
    const reading = await addIncoming(db)
    const signIns = signInsOf(db)
    const { query, server } = await signIns.trip()
    await signIns.finish(query)
    const account = await accounts.findByMailbox(ordersMailbox)

    return { id: account?.id ?? '', uses: [server, reading] }
  }

  test('show which servers use them, and never their tokens', async () => {
    const { id, uses } = await connected()

    expect(await accounts.uses(id)).toMatchObject(uses)
    const listed = await accounts.list()
    expect(listed).toMatchObject([{ id, mailbox: ordersMailbox, connectedBy: 'Ada', uses }])
    expect(listed[0]).not.toHaveProperty('sealedTokenCache')
  })

  test('leave nothing behind when they are disconnected, and the servers stay', async () => {
    const { id, uses } = await connected()
    expect((await valuesByColumn(db))['OutlookAccount.tokenCache:']).toBe(1)

    expect(await accounts.disconnect(id, ada)).toMatchObject(uses)

    expect((await valuesByColumn(db))['OutlookAccount.tokenCache:']).toBe(0)
    await expect(accounts.get(id)).rejects.toThrow(NotFound)
    expect(await db.outgoingServer.findMany()).toMatchObject([{ outlookAccountId: null }])
    expect(await db.incomingServer.findMany()).toMatchObject([{ outlookAccountId: null }])
  })

  test('disconnected twenty times at once they go once', async () => {
    const { id } = await connected()

    const { done } = await twentyAtOnce(() => accounts.disconnect(id, ada))

    expect(done).toHaveLength(1)
    expect(await db.activityEntry.count({ where: { what: 'outlook-account.disconnected' } })).toBe(1)
  })
})
