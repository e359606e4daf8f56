import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { createClock } from '../main-job/clock.ts'
import { type HttpAdmin, openHttpAdmin } from '../main-job/http-admin.ts'
import { badgesIn, lastTest } from '../main-job/http-main-job.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { maria } from '../sign-in/standalone.ts'
import { inviteOwner, makeLink, openOwner, titleOf, travel, wordsOf } from './owner.ts'

const clock = createClock()
const db = useDatabase()
const mailroom = useMailroom(db, { now: clock.now, microsoftTimeoutMs: 1_500 })
const orders = 'orders@mein-shop.example'
const bernd = 'bernd@mein-shop.example'
const invalid = 'This link is not valid'

const shop = () => new URL(mailroom.url).host
const deeds = async () =>
  (await db.activityEntry.findMany({ where: { what: { contains: 'invit' } }, orderBy: { at: 'asc' } })).map(
    ({ what, adminName, subject }) => [what, adminName, subject],
  )

async function expectUnconnected(): Promise<void> {
  expect(await db.outlookAccount.count()).toBe(0)
  expect(await db.outlookSignIn.count({ where: { sealedPending: { not: null } } })).toBe(0)
}

test('the owner connects the mailbox by the link, and the admin sees who did', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server, link, made } = await inviteOwner(admin, mailroom)
  expect(link).toMatch(new RegExp(`^${mailroom.url}/mail/invitations/[\\w-]{43}$`))
  expect(made.html).toContain(`mailto:${orders}?subject=`)
  expect(decodeURIComponent(made.html)).toContain(`${link}\r\n\r\nThe link works once`)
  const owner = openOwner(mailroom)

  const start = await owner.open(link)
  expect(wordsOf(start)).toContain(`Maria Lehmann of ${shop()} asks you to connect the mailbox ${orders}`)
  const leaving = await owner.press(start, 'Connect the mailbox')
  expect(leaving.url).toMatch(/\/mail\/invitations\/sign-ins\/[\w-]{36}$/)
  expect(wordsOf(leaving)).toContain(`Choose the account ${orders}`)
  const result = await owner.open(await travel(owner, mailroom, link))

  expect(result.url).toMatch(/\/mail\/invitations\/sign-ins\/[\w-]{36}\/result$/)
  expect(titleOf(result)).toBe('Connected')
  expect(wordsOf(result)).toContain(`${orders} is connected with ${shop()}`)
  expect(wordsOf(await lastTest(admin, mailroom, server))).toContain('All steps passed.')
  const page = await admin.open(server)
  expect(badgesIn(page.html)).toContain('Outlook token valid')
  expect(wordsOf(page)).toContain(
    `${orders}, connected by the mailbox’s owner by invitation (from Maria Lehmann)`,
  )
  expect(await deeds()).toEqual([
    ['invitation.made', maria.name, orders],
    ['invitation.used', `invitation: ${maria.name}`, orders],
  ])
})

test('the page says what will be permitted, in the language of the browser, and shows no way into the admin', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom)
  const owner = openOwner(mailroom, { language: 'de' })

  const german = await owner.open(link)
  const english = await owner.open(`${link}?lang=en`)

  expect(german.html).toContain('<html lang="de"')
  expect(titleOf(german)).toBe('Ihr Postfach verbinden')
  expect(wordsOf(english)).toMatch(
    /What the shop may do then send emails as orders@.*What it may not read your/,
  )
  expect(english.url).toBe(link)
  for (const { html } of [german, english]) {
    expect(html).not.toMatch(/href="\/mail\/(?!static)/)
    expect(html.match(/<nav|sign-in"|\/sign-out/g)).toBeNull()
  }
})

test('where the mailbox is read too, the owner is told and asked for that', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom, { alsoRead: 'on' })
  const owner = openOwner(mailroom)

  const words = wordsOf(await owner.open(link))
  await owner.open(await travel(owner, mailroom, link))

  expect(words).toContain('read the emails of this mailbox')
  expect(words).not.toContain('read your emails')
  expect((await db.outlookAccount.findFirstOrThrow()).scopes.join(' ')).toMatch(/SMTP.*IMAP|IMAP.*SMTP/)
})

test('looking at the link changes nothing, whoever does it: a preview, a HEAD, a second look', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom)
  const owner = openOwner(mailroom)
  const before = await db.invitation.findMany()

  expect((await owner.send('HEAD', link)).status).toBe(200)
  const page = await owner.send('GET', link)

  expect(page).toMatchObject({
    status: 200,
    headers: { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' },
  })
  expect(page.headers).not.toHaveProperty('set-cookie')
  expect(await db.invitation.findMany()).toEqual(before)
  expect(await db.outlookSignIn.count({ where: { invitationId: { not: null } } })).toBe(0)
})

test('a link works once', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom)
  const owner = openOwner(mailroom)
  const url = await travel(owner, mailroom, link)
  await owner.open(url)

  const again = await openOwner(mailroom).open(`${link}.`)
  const twice = await owner.open(url)

  expect(again.status).toBe(410)
  expect(titleOf(again)).toBe('This link has been used')
  expect(titleOf(twice)).toBe('Connected')
  expect(mailroom.microsoft.calls.redeem).toBe(1)
})

test('of two owners who come back at the same time exactly one connects', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom)
  const [first, second] = [openOwner(mailroom), openOwner(mailroom)]
  const urls = [await travel(first, mailroom, link), '']
  // The second trip ends the first; both are under way only if the answer came between.
  await db.outlookSignIn.updateMany({ data: { invitationId: null } })
  urls[1] = await travel(second, mailroom, link)
  const { id } = await db.invitation.findFirstOrThrow()
  await db.outlookSignIn.updateMany({
    where: { adminId: `invitation:${id}` },
    data: { invitationId: id },
  })

  const results = await Promise.all([first.open(urls[0] ?? ''), second.open(urls[1] ?? '')])

  expect(results.map(titleOf).sort()).toEqual(['Connected', 'This link has been used'])
  expect(await db.outlookAccount.count()).toBe(1)
  expect((await deeds()).filter(([what]) => what === 'invitation.used')).toHaveLength(1)
})

test('a trip begun a second time gives up the first, but never an admin’s own', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server, link } = await inviteOwner(admin, mailroom)
  const [first, second] = [openOwner(mailroom), openOwner(mailroom)]
  const url = await travel(first, mailroom, link)

  await second.press(await second.open(link), 'Connect the mailbox')

  expect(titleOf(await first.open(url))).toBe('This sign-in has run out')
  await expectUnconnected()
  const admins = await db.outlookSignIn.findMany({ where: { invitationId: null } })
  expect(admins).toMatchObject([{ usedAt: null, outcome: null }])
  expect(badgesIn((await admin.open(server)).html)).toContain('Waiting for Microsoft')
})

test('after seven days the link is expired, also for whoever is on the way', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom)
  const owner = openOwner(mailroom)
  clock.later(7 * 24 * 3600_000 - 60_000)
  const url = await travel(owner, mailroom, link)
  clock.later(61_000)

  const back = await owner.open(url)
  const opened = await openOwner(mailroom).open(link)

  for (const page of [back, opened]) {
    expect(titleOf(page)).toBe('This link has expired')
    expect(wordsOf(page)).toContain('Ask Maria Lehmann for a new one')
  }
  await expectUnconnected()
})

test('a revoked link, a replaced one, one of a deleted server and one nobody made are all told the same', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server, link: replaced } = await inviteOwner(admin, mailroom)
  const { link: revoked } = await makeLink(admin, server)
  const owner = openOwner(mailroom)
  const url = await travel(owner, mailroom, revoked)
  const page = await admin.press(await admin.open(server), 'Revoke')
  expect(page.url).toBe(`${mailroom.url}${server}?done=revoked`)
  expect(wordsOf(page)).toContain('Make an invitation link')

  expect(titleOf(await owner.open(url))).toBe(invalid)
  await expectUnconnected()
  const { link: gone } = await makeLink(admin, server)
  await db.outgoingServer.deleteMany()
  const links = [replaced, revoked, gone, revoked.replace(/.$/, '_'), `${mailroom.url}/mail/invitations/x`]
  const pages = await Promise.all(links.map((one) => openOwner(mailroom).open(one)))

  expect(pages.map(({ status }) => status)).toEqual(links.map(() => 410))
  expect(new Set(pages.map(({ html }) => html)).size).toBe(1)
  expect((await deeds()).map(([what]) => what)).toEqual([
    ...['invitation.made', 'invitation.made', 'invitation.revoked'],
    ...['invitation.refused', 'invitation.made'],
  ])
})

test('the list of open invitations has a button to revoke each', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server } = await inviteOwner(admin, mailroom)

  const list = await admin.open('/mail/invitations')
  expect(wordsOf(list)).toContain(`${orders}, invited by Maria Lehmann, valid until`)
  expect(list.html).toContain(`href="${server}"`)
  const after = await admin.press(list, 'Revoke')

  expect(after.url).toBe(`${mailroom.url}/mail/invitations?done=revoked`)
  expect(wordsOf(after)).toContain('No invitation is open.')
})

test.each<[string, (admin: HttpAdmin, server: string) => Promise<unknown>]>([
  ['has another mailbox', () => db.outgoingServer.updateMany({ data: { username: bernd } })],
  ['signs in with a password', () => db.outgoingServer.updateMany({ data: { signInWith: 'password' } })],
  ['is archived', async (admin, server) => admin.press(await admin.open(server), 'Archive')],
])('the link is closed when its server %s now, also for whoever is on the way', async (_, change) => {
  const admin = await openHttpAdmin(mailroom)
  const { server, link } = await inviteOwner(admin, mailroom)
  const owner = openOwner(mailroom)
  const url = await travel(owner, mailroom, link)
  await change(admin, server)

  for (const page of [await owner.open(url), await openOwner(mailroom).open(link)]) {
    expect(titleOf(page)).toBe('The shop has changed its settings since')
    expect(wordsOf(page)).toContain('Ask Maria Lehmann')
  }
  expect(mailroom.microsoft.calls.redeem).toBe(0)
  await expectUnconnected()
})

test('while the shop has no credentials, the owner is told to wait', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom)
  const owner = openOwner(mailroom)
  const start = await owner.open(link)
  await db.generalSettings.updateMany({ data: { sealedClientSecret: null } })

  const page = await owner.press(start, 'Connect the mailbox')

  expect(page).toMatchObject({ url: link, status: 410 })
  expect(titleOf(page)).toBe('The shop is not ready yet')
})
