import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { OutlookSignIn } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import type { FaultId } from '../microsoft-365/fault-list.ts'
import {
  ada,
  addIncoming,
  addOutgoing,
  annasMailbox,
  browserA,
  grace,
  infoMailbox,
  ordersMailbox,
  useShop,
} from './shop.ts'

const minuteMs = 60 * 1000
const neutral = { neutral: true, approval: false }
const db = useDatabase()
const shop = useShop(db)

test('a mailbox is connected by signing in at Microsoft', async () => {
  const server = await addOutgoing(db)

  const { id, query } = await shop().trip(server)
  const finished = await shop().finish(query)

  expect(finished).toEqual({ signInId: id, outcome: 'connected' })
  expect(await shop().accounts.findByMailbox('Orders@Mein-Shop.example')).toMatchObject({
    mailbox: ordersMailbox,
    signedInAs: ordersMailbox,
    objectId: shop().microsoft.accounts.orders.oid,
    scopes: ['https://outlook.office.com/SMTP.Send'],
    connectedBy: 'Ada',
    lastFailure: null,
  })
  expect(await shop().signIns.result(id, ada)).toMatchObject({
    outcome: 'connected',
    want: ordersMailbox,
    server,
  })
  expect(await db.activityEntry.findMany()).toMatchObject([
    { what: 'outlook-account.connected', adminId: 'ada', subject: ordersMailbox },
  ])
})

test('nothing of a sign-in can be read in the database', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db))
  await shop().finish(query)

  const dump = JSON.stringify([await db.outlookSignIn.findMany(), await db.outlookAccount.findMany()])
  const token = await shop()
    .newAccessTokens()
    .get((await db.outlookAccount.findFirstOrThrow()).id)

  for (const secret of [query['state'] ?? id, query['code'] ?? id, browserA, token.accessToken])
    expect(dump).not.toContain(secret)
})

test('the link to Microsoft names the mailbox, asks for little and proves the key', async () => {
  const server = await addOutgoing(db)
  const { id } = await shop().signIns.begin({ ...beginning(server.id), purpose: 'send' })

  const departure = await shop().signIns.authorizeUrl(id, ada, browserA)
  const { searchParams } = new URL(departure?.url ?? '')

  expect(Object.fromEntries(searchParams)).toMatchObject({
    login_hint: ordersMailbox,
    response_type: 'code',
    response_mode: 'query',
    code_challenge_method: 'S256',
    redirect_uri: 'https://shop.example/microsoft_outlook/confirm',
  })
  expect(searchParams.get('scope')?.split(' ').sort()).toEqual([
    'email',
    'https://outlook.office.com/SMTP.Send',
    'offline_access',
    'openid',
    'profile',
  ])
  expect(searchParams.get('state')).toMatch(/^[\w-]{43}$/)
  expect(searchParams.has('prompt')).toBe(false)
})

test('each showing of the page before Microsoft makes the link before it worthless', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db))

  const again = await shop().travel(id, ordersMailbox)

  expect(await shop().finish(query)).toEqual(neutral)
  expect(await shop().finish(again)).toMatchObject({ outcome: 'connected' })
})

test('an account of another organisation than the configured one is refused', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db))
  shop().settings.tenant = shop().microsoft.app.tenantId
  shop().microsoft.faults.on('idtoken-wrong-tenant')

  await shop().finish(query)

  expect((await shop().signIns.result(id, ada)).failure).toMatchObject({ cause: 'identity-not-proven' })
})

test('the keys of Microsoft are fetched once for many sign-ins', async () => {
  const server = await addOutgoing(db)

  await shop().connect(server)
  await shop().connect(server)

  expect(shop().microsoft.calls.keys).toBe(1)
  expect(shop().microsoft.calls.discovery).toBe(0)
})

test('without a refresh token nothing is stored', async () => {
  const { query } = await shop().trip(await addOutgoing(db))
  shop().microsoft.faults.on('no-refresh-token')

  expect(await shop().finish(query)).toMatchObject({ outcome: 'no-refresh-token' })
  expect(await db.outlookAccount.count()).toBe(0)
})

test.each<[FaultId, string, string]>([
  ['wrong-secret', 'secret', 'client-secret-wrong'],
  ['expired-secret', 'secret', 'client-secret-expired'],
  ['microsoft-busy', 'busy', 'microsoft-busy'],
  ['microsoft-busy-html', 'busy', 'microsoft-busy'],
  ['microsoft-throttling', 'busy', 'microsoft-busy'],
  ['conditional-access', 'other', 'security-rule-blocks'],
])('with %s the sign-in ends as “%s”', async (fault, outcome, cause) => {
  const { id, query } = await shop().trip(await addOutgoing(db))
  shop().microsoft.faults.on(fault)

  expect(await shop().finish(query)).toMatchObject({ outcome })
  expect((await shop().signIns.result(id, ada)).failure).toMatchObject({ cause })
})

test.each([
  [{ error: 'access_denied', error_description: 'AADSTS65004: User declined to consent.' }, 'denied'],
  [{ error: 'consent_required', error_description: 'AADSTS65004: User declined to consent.' }, 'denied'],
  [
    { error: 'access_denied', error_description: 'AADSTS90094: Admin consent is required.' },
    'admin-approval',
  ],
  [{ error: 'consent_required', error_description: 'AADSTS65001: Not consented.' }, 'admin-approval'],
  [{ error: 'temporarily_unavailable' }, 'busy'],
  [{ error: 'server_error' }, 'busy'],
  [{ error: 'unsupported_response_type' }, 'other'],
])('%j on the way back ends as “%s”', async (error, outcome) => {
  const { query } = await shop().trip(await addOutgoing(db))

  expect(await shop().finish({ state: query['state'], ...error })).toMatchObject({ outcome })
  expect(shop().microsoft.calls.token).toBe(0)
})

test.each(['sealedVerifier', 'sealedNonce'] as const)(
  'a sign-in whose %s no longer opens ends with what to do about it',
  async (column) => {
    const { id, query } = await shop().trip(await addOutgoing(db))
    await db.outlookSignIn.update({ where: { id }, data: { [column]: 'v1.k1.AAAA.AAAA' } })

    expect(await shop().finish(query)).toEqual({ signInId: id, outcome: 'secret' })
    expect((await shop().signIns.result(id, ada)).failure).toMatchObject({ cause: 'secret-unreadable' })
    expect(await db.outlookSignIn.findFirst()).toMatchObject({ sealedVerifier: '', sealedNonce: '' })
    expect(shop().microsoft.calls.token).toBe(0)
  },
)

test('an administrator who must approve first gets a link', async () => {
  const { id, query } = await shop().trip(await addOutgoing(db))
  await shop().finish({ state: query['state'], error: 'access_denied', error_description: 'AADSTS90094: …' })

  const { approvalUrl } = await shop().signIns.result(id, ada)

  expect(approvalUrl).toMatch(
    new RegExp(`^https://${shop().microsoft.loginHost}/organizations/v2.0/adminconsent\\?client_id=`),
  )
})

test('coming back from an approval is told apart, and believed nothing else', async () => {
  const approved = await shop().finish({ admin_consent: 'True', tenant: 'x', state: 'approval' })

  expect(approved).toEqual({ neutral: true, approval: true })
})

test('a newer sign-in of the same server gives up the older one', async () => {
  const server = await addOutgoing(db)
  const { query } = await shop().trip(server)

  await shop().trip(server)

  expect(await shop().finish(query)).toEqual(neutral)
})

test('one sign-in serves all servers of a mailbox, and asks for what all of them need', async () => {
  const sending = await addOutgoing(db, 'Orders@mein-shop.example')
  const reading = await addIncoming(db)
  const elsewhere = await addOutgoing(db, 'orders_@mein-shop.example')

  await shop().connect(sending, { purpose: 'send' })

  const account = await shop().accounts.findByMailbox(ordersMailbox)
  expect(account?.scopes).toEqual([
    'https://outlook.office.com/SMTP.Send',
    'https://outlook.office.com/IMAP.AccessAsUser.All',
  ])
  const uses = await shop().accounts.uses(account?.id ?? '')
  expect(uses.map(({ id }) => id)).toEqual([sending.id, reading.id])
  expect(uses.map(({ id }) => id)).not.toContain(elsewhere.id)
})

test('reconnecting for one use does not take the other away', async () => {
  const server = await addOutgoing(db)
  await shop().connect(server, { purpose: 'both' })

  await shop().connect(server, { purpose: 'send' })

  expect((await shop().accounts.findByMailbox(ordersMailbox))?.scopes).toHaveLength(2)
})

test('a failed reconnect leaves the old tokens working', async () => {
  const server = await addOutgoing(db)
  await shop().connect(server)
  const before = await db.outlookAccount.findFirstOrThrow()
  const { query } = await shop().trip(server)
  shop().microsoft.faults.on('idtoken-wrong-nonce')

  await shop().finish(query)

  expect(await db.outlookAccount.findFirstOrThrow()).toEqual(before)
  expect(await shop().newAccessTokens().get(before.id)).toMatchObject({ mailbox: ordersMailbox })
})

test('a change of the user name during the trip stores nothing', async () => {
  const server = await addOutgoing(db)
  const { query } = await shop().trip(server)
  await db.outgoingServer.update({ where: { id: server.id }, data: { username: annasMailbox } })

  expect(await shop().finish(query)).toMatchObject({ outcome: 'run-out' })
  expect(shop().microsoft.calls.token).toBe(0)
})

test('after a wrong account Microsoft is asked to let the admin choose', async () => {
  const server = await addOutgoing(db)
  await shop().connect(server, { as: annasMailbox })
  const { id } = await shop().signIns.begin(beginning(server.id))

  const departure = await shop().signIns.authorizeUrl(id, ada, browserA)

  expect(new URL(departure?.url ?? '').searchParams.get('prompt')).toBe('select_account')
})

test('what is forgotten: secrets of trips that ran out, tokens nobody decided on', async () => {
  const server = await addOutgoing(db)
  const wrong = await shop().trip(server, { as: annasMailbox })
  await shop().finish(wrong.query)
  await shop().trip(await addOutgoing(db, infoMailbox), { mailbox: infoMailbox, as: annasMailbox })
  await shop().signIns.forgetUnfinished()
  expect(await secretsLeft()).toBe(2)

  shop().later(10 * minuteMs)
  await shop().signIns.forgetUnfinished()

  expect(await secretsLeft()).toBe(0)
})

test('the result of a sign-in is for the admin who began it', async () => {
  const { id } = await shop().trip(await addOutgoing(db))

  await expect(shop().signIns.result(id, grace)).rejects.toThrow('This sign-in no longer exists.')
})

test('only a saved Outlook server with this user name can be connected', async () => {
  const password = await addOutgoing(db)
  await db.outgoingServer.update({ where: { id: password.id }, data: { signInWith: 'password' } })
  const other = await addOutgoing(db, annasMailbox)

  await expect(shop().signIns.begin(beginning(password.id))).rejects.toThrow('signs in with a password')
  await expect(shop().signIns.begin(beginning(other.id))).rejects.toThrow('user name')
  await expect(shop().signIns.begin(beginning(randomUUID()))).rejects.toThrow('no longer exists')
})

test('waiting for Microsoft lasts until the trip ends or runs out', async () => {
  const server = await addOutgoing(db)
  const { query } = await shop().trip(server)
  expect(await shop().signIns.isPending(server)).toBe(true)
  await shop().finish(query)
  expect(await shop().signIns.isPending(server)).toBe(false)

  await shop().trip(server)
  shop().later(10 * minuteMs)
  expect(await shop().signIns.isPending(server)).toBe(false)
})

function beginning(serverId: string) {
  return {
    serverKind: 'outgoing',
    serverId,
    mailbox: ordersMailbox,
    purpose: 'send',
    admin: ada,
    browser: browserA,
  } as const
}

async function secretsLeft(): Promise<number> {
  const rows: OutlookSignIn[] = await db.outlookSignIn.findMany()

  return rows.filter(({ sealedVerifier, sealedPending }) => sealedVerifier !== '' || sealedPending !== null)
    .length
}
