import { describe, expect, test } from 'vitest'
import { activityEntry } from '../../src/activity/activity.ts'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { ada, testSecrets, useHost, vic } from '../host.ts'
import { inGerman } from '../outgoing-servers/form.ts'
import { account, addShop, ids } from '../web/rows.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 60 * 60 * 1000)
const daysAgo = (days: number) => hoursAgo(24 * days)

const status = async () => (await host.get('/mail/')).body
const noteIn = (body: string) =>
  [...body.matchAll(/<div class="note note--(\w+)"><p>(.*?) <a/g)].map(([, tone, said]) => `${tone}: ${said}`)
const tasksIn = (body: string) =>
  [...body.matchAll(/<li><a href="([^"]*)">.*?<\/a>\s*<span class="badge[^"]*">(.*?)</g)].map(
    ([, href, state]) => `${href} ${state}`,
  )

async function setSettings(data: Prisma.GeneralSettingsUpdateInput): Promise<void> {
  await db.generalSettings.update({ where: { id: 'general' }, data })
}

test('a new shop is told what to do first', async () => {
  const body = await status()

  expect(body).toContain('Set-up: 0 of 8 steps done')
  expect(body).toContain(
    '<a class="btn btn--primary" href="/mail/general-settings">Next: Enter Outlook credentials</a>',
  )
  expect(tasksIn(body).map((task) => task.split(' ')[0])).toEqual([
    '/mail/general-settings',
    '/mail/general-settings',
    '/mail/outgoing-servers/new',
    '/mail/outgoing-servers/new',
    '/mail/outgoing-servers/new',
    '/mail/general-settings',
    '/mail/outgoing-servers/new',
    '/mail/incoming-servers/new',
  ])
  expect(noteIn(body)).toEqual([])
  expect((await inGerman(host, '/mail/')).body).toContain('Nächster Schritt: Outlook-Anmeldedaten eintragen')
  expect((await host.get('/mail/', vic)).body).not.toContain('Next:')
})

test('each step done leads to the next one, and at the end the list goes away', async () => {
  await addShop(db)
  const next = async () =>
    /btn--primary" href="([^"]*)">Next: (.*?)</
      .exec(await status())
      ?.slice(1)
      .join(' ')
  const outgoing = `/mail/outgoing-servers/${ids.outgoing}`
  const change = (data: Prisma.OutgoingServerUncheckedUpdateInput) =>
    db.outgoingServer.update({ where: { id: ids.outgoing }, data })

  await change({ outlookAccountId: null })
  expect(await next()).toBe(`${outgoing} Connect its Outlook account`)
  await change({ outlookAccountId: ids.account })
  expect(await next()).toBe(`${outgoing} Test the connection`)
  await change({ lastTestState: 'failed', lastTestAt: now, lastTestFailure: { cause: 'timed-out' } })
  expect(tasksIn(await status())).toContain(`${outgoing} Failed`)
  await change({ lastTestState: 'running', lastTestAt: now })
  expect(tasksIn(await status())[4]).toBe(`${outgoing} Not started`)
  await change({ lastTestState: 'passed', lastTestAt: daysAgo(9) })
  expect(tasksIn(await status())[4]).toBe(`${outgoing} Not started`)
  await change({ lastTestState: 'passed', lastTestAt: now })
  expect(await next()).toBe('/mail/general-settings Choose who the shop’s own mail is from')
  await setSettings({ defaultFromAddress: 'info@mein-shop.example' })
  expect(await next()).toBe(`${outgoing}/test-mails Send a test email to yourself`)
  await db.outboxMail.update({ where: { id: ids.mail }, data: { state: 'attention' } })
  expect(tasksIn(await status())[6]).toBe(`${outgoing}/test-mails Failed`)
  await db.outboxMail.update({ where: { id: ids.mail }, data: { state: 'sent', sentAt: daysAgo(40) } })
  expect(await next()).toBe(`/mail/incoming-servers/${ids.incoming} Test and confirm an incoming server`)
  await db.incomingServer.update({ where: { id: ids.incoming }, data: { confirmedAt: now } })
  expect(await next()).toBeUndefined()
  expect(await status()).not.toContain('Set-up:')
})

test('the latest events are deeds, not who signed in', async () => {
  for (const what of ['user.added', 'user.signed-in', 'user.signed-out', 'user.sign-in-failed'] as const)
    await db.activityEntry.create({ data: activityEntry(ada, now, { what, subject: 'Bernd' }) })
  const body = await status()

  expect(body).toContain('User added')
  expect(body).not.toMatch(/Signed in|Signed out|Sign-in failed/)
})

test('archived servers do not count', async () => {
  await addShop(db)
  await db.outgoingServer.updateMany({ data: { archivedAt: now, lastTestState: 'passed', lastTestAt: now } })

  expect(tasksIn(await status())[2]).toBe('/mail/outgoing-servers/new Not started')
})

describe('the banners', () => {
  test.each([
    ['2026-12-25', []],
    [
      '2026-12-24',
      ['warn: The client secret expires in 30 days. From then on the shop cannot send or read mail.'],
    ],
    [
      '2026-12-08',
      ['warn: The client secret expires in 14 days. From then on the shop cannot send or read mail.'],
    ],
    [
      '2026-12-01',
      ['warn: The client secret expires in 7 days. From then on the shop cannot send or read mail.'],
    ],
    [
      '2026-11-25',
      ['warn: The client secret expires in 1 day. From then on the shop cannot send or read mail.'],
    ],
    [
      '2026-11-24',
      ['err: The client secret has expired. The shop cannot send or read mail until you replace it.'],
    ],
  ])('of a secret valid until %s', async (day, notes) => {
    await addShop(db)
    await setSettings({ clientSecretValidUntil: new Date(day) })

    expect(noteIn(await status())).toEqual(notes)
  })

  test('count the days in German as well', async () => {
    await addShop(db)
    await setSettings({ clientSecretValidUntil: new Date('2026-11-25') })

    expect((await inGerman(host, '/mail/')).body).toContain('Das Client-Secret läuft in 1 Tag ab.')
  })

  test('say that nothing is sent while custom email servers are off', async () => {
    await addShop(db)
    await setSettings({ customEmailServers: false })

    expect(noteIn(await status())).toEqual(['warn: Custom email servers are off. The shop sends nothing.'])
  })

  test('name an account that stopped, once for all its servers', async () => {
    await addShop(db)
    await db.outlookAccount.updateMany({
      data: { lastFailureAt: now, lastFailure: { cause: 'sign-in-expired' } },
    })
    const said = 'err: Mail through info@mein-shop.example has stopped. Microsoft asks you to sign in again.'

    const body = await status()
    expect(noteIn(body)).toEqual([said])
    expect(body).toContain(`href="/mail/outgoing-servers/${ids.outgoing}">Open the server`)
  })
})

describe('the badges, from what really happened last', () => {
  const failure = { cause: 'timed-out' }
  const tokenBadge = async () =>
    /data-label="Outlook account"><span class="badge( badge--\w+)?">(.*?)</
      .exec((await host.get('/mail/outgoing-servers')).body)
      ?.slice(1)
      .join(' ')
      .trim()

  test.each([
    ['a success an hour ago', { lastSuccessAt: hoursAgo(1) }, 'badge--ok Outlook token valid'],
    ['a success a day ago', { lastSuccessAt: hoursAgo(25) }, 'Outlook token not checked yet'],
    [
      'a passing failure since',
      { lastSuccessAt: hoursAgo(2), lastFailureAt: hoursAgo(1), lastFailure: failure },
      'Outlook token not checked yet',
    ],
    [
      'a failure before the success',
      { lastSuccessAt: hoursAgo(1), lastFailureAt: hoursAgo(2), lastFailure: { cause: 'sign-in-expired' } },
      'badge--ok Outlook token valid',
    ],
    [
      'a refusal for good',
      { lastSuccessAt: hoursAgo(2), lastFailureAt: hoursAgo(1), lastFailure: { cause: 'sign-in-expired' } },
      'badge--err Reconnect needed',
    ],
    [
      '61 days without renewal',
      { lastSuccessAt: daysAgo(61) },
      'badge--warn Sign-in needed by 23 Dec 2026, 13:00',
    ],
    ['91 days without renewal', { lastSuccessAt: daysAgo(91) }, 'badge--err Reconnect needed'],
  ])('%s', async (_, changes, badge) => {
    await addShop(db)
    await db.outlookAccount.update({ where: { id: ids.account }, data: { ...account(), ...changes } })

    expect(await tokenBadge()).toBe(badge)
  })

  test('no account, then someone is at Microsoft, then nobody came back', async () => {
    await addShop(db)
    await db.outgoingServer.updateMany({ data: { outlookAccountId: null } })
    expect(await tokenBadge()).toBe('Not connected')

    const open = { usedAt: null, outcome: null, expiresAt: new Date(now.getTime() + 60_000) }
    await db.outlookSignIn.updateMany({ data: open })
    expect(await tokenBadge()).toBe('badge--info Waiting for Microsoft')
    await db.outlookSignIn.updateMany({ data: { expiresAt: hoursAgo(1) } })
    expect(await tokenBadge()).toBe('Not connected')
  })

  test('a server with a password has no Outlook badge', async () => {
    await addShop(db)
    const sealedPassword = testSecrets.seal('x', `OutgoingServer.password:${ids.outgoing}`)
    await db.outgoingServer.updateMany({
      data: { signInWith: 'password', outlookAccountId: null, sealedPassword },
    })

    expect((await host.get('/mail/outgoing-servers')).body).toContain('data-label="Outlook account">–</td>')
  })

  const at = hoursAgo(1)
  test.each([
    [{}, 'Not tested yet'],
    [{ lastTestState: 'running', lastTestAt: at }, 'badge--info Testing …'],
    [{ lastTestState: 'passed', lastTestAt: at }, 'badge--ok Working'],
    [
      { lastTestState: 'failed', lastTestAt: at, lastTestFailure: { cause: 'from-refused' } },
      'badge--err From address refused',
    ],
    [
      { lastTestState: 'failed', lastTestAt: at, lastTestFailure: { cause: 'no such word' } },
      /^badge--err \S/,
    ],
    [{ lastTestState: 'timed_out', lastTestAt: at }, /^badge--err \S/],
    [
      { lastTestState: 'passed', lastTestAt: at, connectionChangedAt: now },
      'badge--warn Changed since last test',
    ],
    [
      { lastTestState: 'failed', lastTestAt: at, connectionChangedAt: now, lastTestFailure: failure },
      'badge--warn Changed since last test',
    ],
  ] as [Prisma.OutgoingServerUncheckedUpdateManyInput, string | RegExp][])('test %j', async (data, badge) => {
    await addShop(db)
    await db.outgoingServer.updateMany({ data })
    const { body } = await host.get('/mail/outgoing-servers')
    const found = /data-label="Last test">(?:<a [^>]*>)?<span class="badge( badge--\w+)?">(.*?)</.exec(body)

    expect(found?.slice(1).join(' ').trim()).toEqual(
      typeof badge === 'string' ? badge : expect.stringMatching(badge),
    )
  })

  test('a changed connection makes the last test old; a new name does not', async () => {
    await addShop(db)
    await db.outgoingServer.updateMany({ data: { lastTestState: 'passed', lastTestAt: at } })
    const form = {
      name: 'New name',
      signInWith: 'outlook',
      username: 'info@mein-shop.example',
      priority: '1',
      version: '1',
    }

    await host.post(`/mail/outgoing-servers/${ids.outgoing}`, form)
    expect((await host.get('/mail/outgoing-servers')).body).toContain('Working')
    await host.post(`/mail/outgoing-servers/${ids.outgoing}`, {
      ...form,
      version: '2',
      port: '2525',
    })
    expect((await host.get('/mail/outgoing-servers')).body).toContain('Changed since last test')
  })
})

test('a server whose fetching fails, or was given up, is named with the reason', async () => {
  await addShop(db)
  await db.incomingServer.updateMany({ data: { name: 'Orders', confirmedAt: now, pausedAt: null } })
  const [server] = await db.incomingServer.findMany({ where: { archivedAt: null } })
  const serverId = server?.id ?? ''
  const lastFailure = { cause: 'timed-out' }
  await db.fetching.create({ data: { serverId, nextAt: now, failingSince: hoursAgo(1), lastFailure } })
  expect(noteIn(await status())[0]).toMatch(/^err: Mail is not fetched through “Orders”\. \w+/)

  await db.incomingServer.updateMany({ data: { confirmedAt: null } })
  await db.fetching.updateMany({ data: { givenUpAt: now } })
  expect(noteIn(await status())[0]).toContain('Mail is not fetched through “Orders”.')
})

test('whoever went to Microsoft and did not come back is asked what they saw, until the account is connected', async () => {
  await addShop(db)
  await db.outlookSignIn.deleteMany()
  const trip = { stateHash: 's', browserHash: 'b', adminId: 'ada', purpose: 'send', clientId: 'c' } as const
  await db.outlookSignIn.create({
    data: {
      ...{ ...trip, id: ids.account, mailbox: 'info@mein-shop.example', redirectUri: 'https://shop.example' },
      ...{ sealedVerifier: 'v', sealedNonce: 'n', createdAt: hoursAgo(0.2), expiresAt: now },
      outgoingServerId: ids.outgoing,
    },
  })
  await db.outlookAccount.updateMany({ data: { connectedAt: daysAgo(3) } })

  const body = await status()
  expect(noteIn(body)[0]).toBe(
    'warn: You went to Microsoft at 12:48 and did not come back. Did Microsoft show an error?',
  )
  expect(body).toContain('href="/mail/troubleshooting?seen=microsoft#saw-microsoft">Choose what you saw')
  expect(noteIn((await host.get('/mail/', vic)).body)).toEqual([])

  await db.outlookAccount.updateMany({ data: { connectedAt: now } })
  expect(noteIn(await status())).toEqual([])
})

test('two banners are shown, the most urgent, and the others counted', async () => {
  await addShop(db)
  await setSettings({ clientSecretValidUntil: new Date('2026-11-26') })
  await db.outlookAccount.updateMany({
    data: { lastFailureAt: now, lastFailure: { cause: 'sign-in-expired' } },
  })
  await db.sendingPause.create({
    data: {
      ...{ serverId: ids.outgoing, from: 'x@mein-shop.example', reason: { cause: 'from-refused' } },
      ...{ since: now, nextProbeAt: now, settings: '' },
    },
  })

  const body = await status()

  expect(noteIn(body)).toHaveLength(2)
  expect(noteIn(body)[0]).toContain('Mail through info@mein-shop.example has stopped.')
  expect(body).toContain('href="/mail/alerts">and 1 more')
})

test('today’s figures and the latest events are on the page', async () => {
  await addShop(db)
  await db.activityEntry.create({
    data: { at: now, adminId: 'ada', adminName: 'Ada', what: 'general-settings.saved' },
  })

  const body = await status()

  expect(body).toContain('<a href="/mail/outbox?state=attention">Needs attention</a>')
  expect(body).toMatch(/Latest events[\s\S]*href="\/mail\/activity">All events/)
})
