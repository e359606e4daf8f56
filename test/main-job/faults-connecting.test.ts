import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { faultList } from '../microsoft-365/fault-list.ts'
import { expectFaultPage } from './fault-page-rules.ts'
import { asked, faultPages, harmless, withoutWayBack } from './fault-pages.ts'
import { linkWith, mainOf, textOf } from './html-page.ts'
import { openHttpAdmin } from './http-admin.ts'
import {
  addServer,
  badgesIn,
  connect,
  enterCredentials,
  lastTest,
  throughMicrosoft,
} from './http-main-job.ts'
import { useMailroom } from './mailroom.ts'

const db = useDatabase()
const mailroom = useMailroom(db, { microsoftTimeoutMs: 2_000 })

test('every fault of the sandbox has its page in these tests', () => {
  const shown = Object.values(faultPages).flatMap((pages) => pages.map(({ fault }) => fault))

  expect(new Set([...shown, ...withoutWayBack, ...harmless, ...asked])).toEqual(
    new Set(faultList.map(({ id }) => id)),
  )
})

test.each(faultPages.connecting)(
  'connecting with $fault ends on “$en”, and once it is mended, trying again connects',
  async (wanted) => {
    const { microsoft } = mailroom
    const admin = await openHttpAdmin(mailroom)
    await enterCredentials(admin, mailroom)
    const leaving = await addServer(admin, mailroom, { alsoRead: 'on' })
    microsoft.faults.on(wanted.fault)

    const result = await connect(admin, mailroom, leaving)

    expect(result.url).toMatch(/\/mail\/outlook-sign-ins\/[\w-]{36}\/result$/)
    await expectFaultPage(admin, result, wanted)
    expect(await db.outlookAccount.count()).toBe(0)
    const server = linkWith(leaving, 'Cancel')
    expect(badgesIn((await admin.open(server)).html)).toContain('Not connected')

    microsoft.faults.off(wanted.fault)
    const again = await admin.press(result, 'Try again')
    const connected = await connect(admin, mailroom, again)
    expect(connected.url).toBe(`${mailroom.url}${server}?done=connected`)
    expect(textOf(mainOf(await lastTest(admin, mailroom, server)))).toContain('All steps passed.')
  },
)

test.each(withoutWayBack)(
  'with %s Microsoft keeps the browser, and Mailroom says what to compare',
  async (fault) => {
    const { microsoft } = mailroom
    const admin = await openHttpAdmin(mailroom)
    await enterCredentials(admin, mailroom)
    const leaving = await addServer(admin, mailroom)
    microsoft.faults.on(fault)

    const end = await throughMicrosoft(mailroom, leaving)

    expect(end).toMatchObject({ status: 400, text: expect.stringContaining('AADSTS') })
    const german = await admin.inLanguage(leaving, 'de')
    expect(textOf(mainOf(german))).toContain(
      'Zeigt Microsoft einen Fehler und Sie kommen nicht zurück, passen Umleitungs-URI oder Client-ID nicht.',
    )
    expect(badgesIn((await admin.open('/mail/outgoing-servers')).html)).toContain('Warten auf Microsoft')
    const english = await admin.inLanguage(leaving, 'en')
    expect(textOf(mainOf(english))).toContain(
      'If Microsoft shows an error and you do not come back, the redirect URI or the client ID does not match.',
    )
    expect(linkWith(english, 'Open General settings')).toBe('/mail/general-settings')
    expect(badgesIn((await admin.open(linkWith(english, 'Cancel'))).html)).toContain('Waiting for Microsoft')
    expect(badgesIn((await admin.open('/mail/outgoing-servers')).html)).toContain('Waiting for Microsoft')
    expect(badgesIn((await admin.open('/mail/')).html)).toContain('Waiting for Microsoft')
    expect(microsoft.calls.token).toBe(0)
  },
)
