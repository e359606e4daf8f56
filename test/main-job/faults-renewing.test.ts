import { beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { createClock } from './clock.ts'
import { expectFaultPage } from './fault-page-rules.ts'
import { faultPages } from './fault-pages.ts'
import { mainOf, textOf } from './html-page.ts'
import { openHttpAdmin } from './http-admin.ts'
import { badgesIn, connect, connectNewServer, lastTest, testServer } from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const clock = createClock()
const db = useDatabase()
const mailroom = useMailroom(db, { now: clock.now, microsoftTimeoutMs: 1_500 })

// A busy Microsoft is left alone for half a minute.
beforeEach(() => clock.later(31_000))

/** Connected with tokens of one minute, so that each use renews them. */
async function connected() {
  mailroom.microsoft.setTokenLifetime(60)
  const admin = await openHttpAdmin(mailroom)
  const { server } = await connectNewServer(admin, mailroom)
  expect(textOf(mainOf(await lastTest(admin, mailroom, server)))).toContain('All steps passed.')

  return { admin, server }
}

test.each(faultPages.renewing)(
  'when $fault comes later, the test says “$en”, and reconnecting mends it',
  async (wanted) => {
    const { microsoft } = mailroom
    const { admin, server } = await connected()
    microsoft.faults.on(wanted.fault)

    const tested = await testServer(admin, mailroom, server)

    await expectFaultPage(admin, tested, wanted)
    const onServer = await admin.open(server)
    expect(badgesIn(onServer.html)).toContain('Reconnect needed')
    expect(textOf(mainOf(onServer))).toContain(wanted.en)
    for (const list of ['/mail/outgoing-servers', '/mail/'])
      expect(badgesIn((await admin.open(list)).html)).toContain('Reconnect needed')
    await admin.inLanguage(onServer, 'de')
    expect(badgesIn((await admin.open('/mail/outgoing-servers')).html)).toContain('Neu verbinden nötig')
    await admin.inLanguage(onServer, 'en')

    microsoft.faults.off(wanted.fault)
    const leaving = await admin.press(tested, 'Reconnect Outlook account')
    expect((await connect(admin, mailroom, leaving)).url).toContain('?done=connected')
    expect(textOf(mainOf(await lastTest(admin, mailroom, server)))).toContain('All steps passed.')
    expect(badgesIn((await admin.open('/mail/outgoing-servers')).html)).toEqual([
      'Outlook token valid',
      'Working',
    ])
  },
)

test.each(faultPages.refusing)(
  'when $fault comes later, the test says “$en”, and nobody has to sign in again',
  async (wanted) => {
    const { microsoft } = mailroom
    const { admin, server } = await connected()
    microsoft.faults.on(wanted.fault)

    const tested = await testServer(admin, mailroom, server)

    await expectFaultPage(admin, tested, wanted)
    const badges = badgesIn((await admin.open(server)).html)
    expect(badges).toContain('Outlook token not checked yet')
    expect(badges).not.toContain('Reconnect needed')

    microsoft.faults.off(wanted.fault)
    clock.later(31_000)
    expect(textOf(mainOf(await testServer(admin, mailroom, server)))).toContain('All steps passed.')
    expect(badgesIn((await admin.open('/mail/outgoing-servers')).html)).toEqual([
      'Outlook token valid',
      'Working',
    ])
  },
)
