import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { expectFaultPage } from './fault-page-rules.ts'
import { faultPages, harmless } from './fault-pages.ts'
import { linkWith, mainOf, textOf } from './html-page.ts'
import { type HttpAdmin, openHttpAdmin } from './http-admin.ts'
import { badgesIn, connectNewServer, lastTest, testServer } from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const db = useDatabase()
const mailroom = useMailroom(db)

/** The incoming server that came along with the outgoing one. */
async function incomingOf(admin: HttpAdmin): Promise<string> {
  return linkWith(await admin.open('/mail/incoming-servers'), mailroom.microsoft.accounts.orders.address)
}

test.each(faultPages.sending)('a test of sending with $fault ends on “$en”', async (wanted) => {
  const { microsoft } = mailroom
  const admin = await openHttpAdmin(mailroom)
  microsoft.faults.on(wanted.fault)

  const { server, page } = await connectNewServer(admin, mailroom)

  expect(page.url).toContain('?done=connected')
  await expectFaultPage(admin, await lastTest(admin, mailroom, server), wanted, microsoft.smtp)
  expect(badgesIn((await admin.open(server)).html)).toContain('Outlook token valid')
  expect(microsoft.received).toEqual([])

  microsoft.faults.off(wanted.fault)
  expect(textOf(mainOf(await testServer(admin, mailroom, server)))).toContain('All steps passed.')
  expect(badgesIn((await admin.open('/mail/outgoing-servers')).html)).toEqual([
    'Outlook token valid',
    'Working',
  ])
})

test.each(faultPages.reading)(
  'a test of reading with $fault ends on “$en”, and confirms nothing',
  async (wanted) => {
    const { microsoft } = mailroom
    microsoft.policy.imapBackoffMs = 40
    const admin = await openHttpAdmin(mailroom)
    await connectNewServer(admin, mailroom, { alsoRead: 'on' })
    const server = await incomingOf(admin)
    microsoft.faults.on(wanted.fault)

    const tested = await testServer(admin, mailroom, server, 'Test & confirm')

    await expectFaultPage(admin, tested, wanted, microsoft.imap)
    const badges = badgesIn((await admin.open(server)).html)
    expect(badges).toContain('Outlook token valid')
    expect(badges).not.toContain('Confirmed')

    microsoft.faults.off(wanted.fault)
    const passed = await testServer(admin, mailroom, server, 'Test & confirm')
    expect(textOf(mainOf(passed))).toContain('The server is confirmed')
    expect(badgesIn((await admin.open(server)).html)).toContain('Confirmed')
  },
)

test.each(harmless)('with %s the tests of sending and reading still pass', async (fault) => {
  const { microsoft } = mailroom
  const admin = await openHttpAdmin(mailroom)
  microsoft.setSlowness(40)
  microsoft.faults.on(fault)

  const { server } = await connectNewServer(admin, mailroom, { alsoRead: 'on' })

  expect(textOf(mainOf(await lastTest(admin, mailroom, server)))).toContain(
    'All steps passed. No mail was sent.',
  )
  const reading = await testServer(admin, mailroom, await incomingOf(admin), 'Test & confirm')
  expect(textOf(mainOf(reading))).toContain('All steps passed.')
  expect(microsoft.received).toEqual([])
})
