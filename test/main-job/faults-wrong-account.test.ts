import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { expectFaultPage } from './fault-page-rules.ts'
import { faultPages } from './fault-pages.ts'
import { elements, linkWith, mainOf, textOf } from './html-page.ts'
import { type HttpAdmin, openHttpAdmin } from './http-admin.ts'
import {
  addServer,
  badgesIn,
  connect,
  connectNewServer,
  enterCredentials,
  lastTest,
  testServer,
} from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const db = useDatabase()
const mailroom = useMailroom(db, { microsoftTimeoutMs: 1_500 })
const orders = 'orders@mein-shop.example'
const bernd = 'bernd@mein-shop.example'

/** Bernd comes back from Microsoft, and Mailroom asks. */
async function askedAbout(admin: HttpAdmin) {
  await enterCredentials(admin, mailroom)
  const leaving = await addServer(admin, mailroom, { alsoRead: 'on' })
  mailroom.microsoft.faults.on('wrong-account')

  return { server: linkWith(leaving, 'Cancel'), question: await connect(admin, mailroom, leaving) }
}

test('the question names both accounts, in both languages, and nothing is stored', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server, question } = await askedAbout(admin)
  const titles = {
    en: 'You signed in with another account',
    de: 'Sie haben sich mit einem anderen Konto angemeldet',
  } as const

  for (const locale of ['de', 'en'] as const) {
    const main = mainOf(await admin.inLanguage(question, locale))
    expect(textOf(elements(main, 'h1')[0]?.inside ?? '')).toBe(titles[locale])
    expect(textOf(main)).toMatch(new RegExp(`${bernd}.*${orders}`))
    expect(textOf(main)).not.toMatch(/AADSTS|undefined|\bnull\b|\bNaN\b/)
    expect([...main.matchAll(/type="radio"/g)]).toHaveLength(3)
    expect(main).toContain(`href="${server}"`)
  }
  expect(await db.outlookAccount.count()).toBe(0)
})

test('“Sign in again” leads to Microsoft once more, and the right account connects', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server, question } = await askedAbout(admin)
  mailroom.microsoft.faults.off('wrong-account')

  const leaving = await admin.press(question, 'Continue', { decision: 'sign-in-again' })
  const connected = await connect(admin, mailroom, leaving)

  expect(connected.url).toContain(`${server}?done=connected`)
  expect(textOf(mainOf(await lastTest(admin, mailroom, server)))).toContain('All steps passed.')
  expect(await db.outlookAccount.findMany()).toMatchObject([{ mailbox: orders, signedInAs: orders }])
})

test('“shared mailbox” connects, and a test of reading tells when the account may not use it', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server, question } = await askedAbout(admin)
  const { bernd: account } = mailroom.microsoft.accounts

  const connected = await admin.press(question, 'Continue', { decision: 'shared-mailbox' })

  expect(connected.url).toContain(`${server}?done=connected`)
  expect(textOf(mainOf(connected))).toContain(`Signed in at Microsoft as ${bernd}`)
  expect(await db.outlookAccount.findMany()).toMatchObject([{ mailbox: orders, signedInAs: bernd }])
  // Exchange looks at "Send As" only once it has the mail, and a test sends none.
  expect(textOf(mainOf(await lastTest(admin, mailroom, server)))).toContain('All steps passed.')
  const reading = linkWith(await admin.open('/mail/incoming-servers'), orders)
  expect(textOf(mainOf(await testServer(admin, mailroom, reading, 'Test & confirm')))).toContain(
    'Signed in, but not to this mailbox',
  )

  account.fullAccess.add(orders)
  expect(textOf(mainOf(await testServer(admin, mailroom, reading, 'Test & confirm')))).toContain(
    'All steps passed.',
  )
})

test('“use as the user name” changes the server, and its test passes', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { server, question } = await askedAbout(admin)

  const connected = await admin.press(question, 'Continue', { decision: 'use-as-username' })

  expect(connected.url).toContain(`${server}?done=connected`)
  expect(await db.outgoingServer.findMany()).toMatchObject([{ username: bernd }])
  expect(await db.outlookAccount.findMany()).toMatchObject([{ mailbox: bernd, signedInAs: bernd }])
  expect(textOf(mainOf(await lastTest(admin, mailroom, server)))).toContain('All steps passed.')
})

test('no answer and a made-up answer bring the question back, and change nothing', async () => {
  const admin = await openHttpAdmin(mailroom)
  const { question } = await askedAbout(admin)
  const action = `${question.url.replace(/result$/, 'decision')}`

  for (const form of [{}, { decision: 'everything' }] as Record<string, string>[]) {
    const shown = await admin.send('POST', action, form)
    expect(shown).toMatchObject({ status: 422 })
    expect(textOf(mainOf(shown))).toContain('Choose one of the answers')
  }
  expect(await db.outlookAccount.count()).toBe(0)
})

test('whatever a reconnection fails with, the old connection goes on working', async () => {
  const { microsoft } = mailroom
  const admin = await openHttpAdmin(mailroom)
  const { server } = await connectNewServer(admin, mailroom, { alsoRead: 'on' })
  await lastTest(admin, mailroom, server)
  const before = await db.outlookAccount.findFirst()

  for (const wanted of [...faultPages.connecting, ...faultPages.forged.slice(0, 1)]) {
    const leaving = await admin.press(await admin.open(server), 'Reconnect')
    microsoft.faults.on(wanted.fault)
    const result = await connect(admin, mailroom, leaving)
    expect(result.url, wanted.fault).toContain('/result')
    await expectFaultPage(admin, result, wanted)
    microsoft.faults.off(wanted.fault)
    expect(badgesIn((await admin.open(server)).html)).toContain('Outlook token valid')
  }
  const leaving = await admin.press(await admin.open(server), 'Reconnect')
  microsoft.faults.on('wrong-account')
  expect((await connect(admin, mailroom, leaving)).url).toContain('/result')

  expect(await db.outlookAccount.findMany()).toEqual([before])
  expect(textOf(mainOf(await testServer(admin, mailroom, server)))).toContain('All steps passed.')
})
