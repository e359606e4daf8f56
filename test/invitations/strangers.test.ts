import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { mismatchOfOwner } from '../../src/microsoft/sign-in.ts'
import { useDatabase } from '../database.ts'
import type { HtmlPage } from '../main-job/html-page.ts'
import { openHttpAdmin } from '../main-job/http-admin.ts'
import { badgesIn } from '../main-job/http-main-job.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import type { FaultId } from '../microsoft-365/fault-list.ts'
import { inviteOwner, openOwner, throughMicrosoft, titleOf, travel, wordsOf } from './owner.ts'

const db = useDatabase()
const mailroom = useMailroom(db, { microsoftTimeoutMs: 1_500 })
const orders = 'orders@mein-shop.example'
const bernd = 'bernd@mein-shop.example'
const callback = '/microsoft_outlook/confirm'
const signIn = '/sign-in?why=microsoft'

async function invited(more: Record<string, string> = {}) {
  const admin = await openHttpAdmin(mailroom)

  return { admin, ...(await inviteOwner(admin, mailroom, more)), owner: openOwner(mailroom) }
}

async function expectUnconnected(): Promise<void> {
  expect(await db.outlookAccount.count()).toBe(0)
  expect(await db.outlookSignIn.count({ where: { sealedPending: { not: null } } })).toBe(0)
  expect(await db.invitation.count({ where: { usedAt: { not: null } } })).toBe(0)
}

function expectSignIn(page: HtmlPage): void {
  expect(page).toMatchObject({ status: 303, headers: { location: signIn } })
}

/** The way back with other parameters. */
function changed(url: string, changes: Record<string, string | undefined>): string {
  const { searchParams } = new URL(url)
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) searchParams.delete(name)
    else searchParams.set(name, value)

  return `${callback}?${searchParams}`
}

test('another account cannot connect the mailbox, is offered no other choice, and leaves the link as it was', async () => {
  const { owner, link } = await invited()
  const result = await owner.open(await travel(owner, mailroom, link, bernd))

  expect(titleOf(result)).toBe('You signed in with another account')
  expect(wordsOf(result)).toContain(`${bernd} signed in. This link connects only ${orders}`)
  expect(wordsOf(result)).toContain('Then ask Maria Lehmann: only the shop’s administrators can connect it')
  expect(result.html).not.toMatch(/radio|decision|shared-mailbox/)
  await expectUnconnected()
  const [trip] = await db.outlookSignIn.findMany({ where: { outcome: 'wrong-account' } })
  const forced = await owner.send('POST', `/mail/outlook-sign-ins/${trip?.id}/decision`, {
    decision: 'shared-mailbox',
  })
  expect(forced.status).toBe(403)
  expect(await db.activityEntry.findMany({ where: { what: 'outlook-account.wrong-account' } })).toMatchObject(
    [{ adminName: 'invitation: Maria Lehmann', subject: orders, detail: { got: bernd } }],
  )

  const leaving = await owner.press(result, 'Try again')
  expect(titleOf(await owner.open(await throughMicrosoft(mailroom, leaving, orders)))).toBe('Connected')
})

test('only the name Microsoft vouches for makes an owner: no address of theirs, and no account let in before', () => {
  const identity = { tenantId: 't', objectId: 'o', name: 'Eve', signInName: orders, addresses: [orders] }
  const known = { existing: null, clientId: 'c', now: new Date() }
  const shared = {
    ...{ tenantId: 't', objectId: 'o', clientId: 'c', lastFailureAt: null, lastFailure: null },
    lastSuccessAt: new Date(),
  }

  expect(mismatchOfOwner(identity, orders, known)).toBeUndefined()
  for (const signInName of ['eve@evil.example', undefined, ''])
    expect(mismatchOfOwner({ ...identity, signInName }, orders, known)).toBe('other-address')
  const asShared = { ...identity, signInName: bernd, addresses: [bernd] }
  expect(mismatchOfOwner(asShared, orders, { ...known, existing: shared })).toBe('other-address')
  expect(mismatchOfOwner({ ...identity, objectId: 'new' }, orders, { ...known, existing: shared })).toBe(
    'other-identity',
  )
})

test.each<[FaultId, string, string]>([
  ['consent-refused', 'You did not accept', 'Without your consent the shop does not use the mailbox'],
  ['admin-approval', 'Your Microsoft administrator must approve first', `use the mailbox ${orders} in`],
  ['wrong-secret', 'The mailbox could not be connected', 'Tell Maria Lehmann what stands here:'],
  ['missing-scope', 'The mailbox could not be connected', 'Tell Maria Lehmann what stands here:'],
  ['no-refresh-token', 'The mailbox could not be connected', 'Tell Maria Lehmann what stands here:'],
  ['microsoft-busy', 'Microsoft did not answer', 'start again'],
  ['idtoken-wrong-nonce', 'The mailbox could not be connected', 'Tell Maria Lehmann what stands here:'],
])('with %s the owner reads “%s”, and the link still works afterwards', async (fault, title, words) => {
  const { owner, link } = await invited({ alsoRead: 'on' })
  mailroom.microsoft.faults.on(fault)
  const result = await owner.open(await travel(owner, mailroom, link))

  expect(titleOf(result)).toBe(title)
  expect(wordsOf(result)).toContain(words)
  expect(wordsOf(result)).not.toMatch(/General settings|set-up guide|undefined|\bnull\b/)
  expect(result.html).not.toMatch(/href="\/mail\/(?!static)/)
  await expectUnconnected()

  mailroom.microsoft.faults.off(fault)
  expect(titleOf(await owner.open(await travel(owner, mailroom, link)))).toBe('Connected')
})

test('T2: the way back counts only in the browser that began, signed in or not', async () => {
  const { admin, owner, link } = await invited()
  const url = await travel(owner, mailroom, link)
  const other = openOwner(mailroom)
  other.cookies.set('outlook_sign_in', 'x'.repeat(43))

  for (const stranger of [openOwner(mailroom), other]) {
    const before = new Map(stranger.cookies)
    expectSignIn(await stranger.send('GET', url))
    expect(stranger.cookies).toEqual(before)
  }
  expect((await admin.send('GET', url)).status).toBe(400)

  expect(mailroom.microsoft.calls.token).toBe(0)
  await expectUnconnected()
  expect(titleOf(await owner.open(url))).toBe('Connected')
})

test('T4: with any other state the way back is what it was: a stranger signs in first', async () => {
  const { owner, link } = await invited()
  const url = await travel(owner, mailroom, link)
  const state = new URL(url).searchParams.get('state') ?? ''
  const wrong = [
    ...['', undefined, 'x'.repeat(10_000), JSON.stringify({ state }), `${state} `].map((one) =>
      changed(url, { state: one }),
    ),
    `${changed(url, {})}&state=${state}`,
    callback,
  ]

  for (const one of wrong) expectSignIn(await owner.send('GET', one))
  expect((await owner.send('HEAD', url)).headers['location']).toBe(signIn)

  expect(mailroom.microsoft.calls.token).toBe(0)
  expect(titleOf(await owner.open(url))).toBe('Connected')
})

test('an admin’s own trip is not finished without the admin, though the browser came by an invitation too', async () => {
  const { admin, server, link, owner } = await invited()
  const leaving = await admin.press(await admin.open(server), 'Connect Outlook account')
  const url = await throughMicrosoft(mailroom, leaving, orders)
  owner.cookies.set('outlook_sign_in', admin.cookies.get('outlook_sign_in') ?? '')
  await owner.press(await owner.open(link), 'Connect the mailbox')

  expectSignIn(await owner.send('GET', url))

  await expectUnconnected()
  expect((await admin.open(url)).url).toContain('?done=connected')
})

test('an admin who tries the link in the own browser gets on as well, and stays signed in', async () => {
  const { admin, server, link } = await invited()
  const leaving = await admin.press(await admin.open(link), 'Connect the mailbox')

  const result = await admin.open(await throughMicrosoft(mailroom, leaving, orders))

  expect(titleOf(result)).toBe('Connected')
  expect(badgesIn((await admin.open(server)).html)).toContain('Outlook token valid')
})

test('no page of the admin opens for the owner, before and after, and no session is made', async () => {
  const { owner, server, link } = await invited()
  const sessions = await db.session.count()
  await owner.open(await travel(owner, mailroom, link))
  const [trip] = await db.outlookSignIn.findMany({ where: { invitationId: { not: null } } })
  const [{ id } = { id: '' }] = await db.invitation.findMany()

  for (const path of [
    ...['/mail/', '/mail/outgoing-servers', server, '/mail/invitations', '/mail/general-settings'],
    ...[`/mail/outlook-sign-ins/${trip?.id}`, `/mail/outlook-sign-ins/${trip?.id}/result`],
  ]) {
    const page = await owner.send('GET', path)
    expect(page, path).toMatchObject({ status: 303 })
    expect(page.headers['location'], path).toMatch(/^\/sign-in/)
  }
  for (const path of ['/mail/invitations', `/mail/invitations/${id}/revocation`, '/mail/outlook-sign-ins'])
    expect((await owner.send('POST', path, { outgoingServer: server.split('/').at(-1) ?? '' })).status).toBe(
      403,
    )
  expect(await db.session.count()).toBe(sessions)
  expect([...owner.cookies.keys()]).toEqual(['outlook_sign_in'])
})

test('the pages of a trip open only in its browser', async () => {
  const { owner, link } = await invited()
  const leaving = await owner.press(await owner.open(link), 'Connect the mailbox')
  const stranger = openOwner(mailroom)

  for (const path of [leaving.url, `${leaving.url}/result`]) {
    const page = await stranger.open(path)
    expect(page.status).toBe(410)
    expect(titleOf(page)).toBe('This link is not valid')
    expect(page.html).not.toContain(orders)
  }
  const id = leaving.url.split('/').at(-1) ?? ''
  const again = await stranger.send('POST', '/mail/invitations/sign-ins', { signIn: id })
  expect(titleOf(await stranger.open(String(again.headers['location'])))).toBe('This link is not valid')
})

test('a form of another site begins no trip', async () => {
  const { link } = await invited()
  const { request } = await import('undici')
  const answer = await request(`${mailroom.url}/mail/invitations/sign-ins`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
    body: `secret=${link.split('/').at(-1)}`,
  })

  expect(answer.statusCode).toBe(403)
  expect(await db.outlookSignIn.count({ where: { invitationId: { not: null } } })).toBe(0)
})

test('after thirty trips in an hour a link has to wait', async () => {
  const { owner, link } = await invited()
  const start = await owner.open(link)
  await owner.press(start, 'Connect the mailbox')
  const begun = await db.outlookSignIn.findFirstOrThrow({ where: { invitationId: { not: null } } })
  const others = Array.from({ length: 29 }, () => ({
    ...begun,
    ...{ id: randomUUID(), stateHash: randomUUID(), outcomeDetail: {} },
  }))
  await db.outlookSignIn.createMany({ data: others })

  const refused = await owner.press(start, 'Connect the mailbox')

  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': expect.any(String) } })
  expect(await db.outlookSignIn.count({ where: { invitationId: { not: null } } })).toBe(30)
})
