import { describe, expect, test } from 'vitest'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { furnisher } from '../main-job/fill-settings.ts'
import { type Mailroom, useMailroom } from '../main-job/mailroom.ts'
import { expectNothingAt, findingsInAllModes } from './axe.ts'
import { addCheckRun } from './check-run.ts'
import { furnish } from './furnish.ts'
import { addOutboxMails, pauseServer } from './outbox-mails.ts'
import { addEndings } from './sign-in-endings.ts'
import { addTroubles } from './troubles.ts'

describe.runIf(hasChromium())('every page, light and dark, at 1280 and 320 px, in German', () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  test('axe finds nothing on the pages of a shop that has just begun', { timeout: 60_000 }, async () => {
    await expectNothing(mailroom, [
      '/mail/',
      '/mail/general-settings',
      '/mail/outgoing-servers',
      '/mail/outgoing-servers/new',
      '/mail/many-servers',
      '/mail/incoming-servers',
      '/mail/incoming-servers/new',
      '/mail/set-up-guide',
      '/mail/alerts',
      '/mail/troubleshooting?q=AADSTS1234567',
      '/mail/outbox',
      '/mail/api-tokens',
      '/mail/inbox',
      '/mail/inbox/settings',
      '/mail/no-such-page',
      '/microsoft_outlook/confirm?state=x&code=y',
    ])
  })

  test('axe finds nothing on the pages of a shop at work', { timeout: 120_000 }, async () => {
    const shop = await furnish(mailroom)
    await expectNothing(mailroom, [
      '/mail/',
      '/mail/general-settings?done=saved',
      '/mail/alerts',
      '/mail/troubleshooting?q=AADSTS50011',
      '/mail/troubleshooting?seen=microsoft',
      await addCheckRun(db),
      '/mail/activity',
      '/mail/outgoing-servers',
      `/mail/outgoing-servers/${shop.outgoing}`,
      `/mail/outgoing-servers/${shop.outgoing}/removal`,
      '/mail/incoming-servers',
      `/mail/incoming-servers/${shop.incoming}`,
      `/mail/incoming-servers/${shop.incoming}/removal`,
      `/mail/connection-tests/${shop.passed}`,
      `/mail/connection-tests/${shop.failed}`,
      `/mail/outlook-accounts/${shop.account}/disconnection`,
    ])
  })

  test('axe finds nothing on the outbox and its mails, in every state', { timeout: 120_000 }, async () => {
    const { outgoing } = await furnish(mailroom)
    await pauseServer(db, outgoing)
    const mails = await addOutboxMails(db, outgoing)
    await expectNothing(mailroom, [
      '/mail/outbox',
      '/mail/outbox?q=niemand',
      ...mails,
      '/mail/outgoing-servers',
      `/mail/outgoing-servers/${outgoing}`,
      `/mail/outgoing-servers/${outgoing}/test-mails`,
    ])
  })

  test('axe finds nothing on the pages of a shop in trouble', { timeout: 120_000 }, async () => {
    const shop = await furnish(mailroom)
    await addTroubles(db, shop)
    await mailroom.mail.apiTokens.make({ name: 'Kasse', maySend: true, mayRead: false }, furnisher)
    await expectNothing(mailroom, [
      '/mail/',
      '/mail/alerts',
      '/mail/api-tokens',
      '/mail/general-settings',
      '/mail/troubleshooting',
      `/mail/outgoing-servers/${shop.outgoing}`,
      `/mail/incoming-servers/${shop.incoming}`,
    ])
  })

  test('axe finds nothing on the pages before and after Microsoft', { timeout: 120_000 }, async () => {
    const { outgoing } = await furnish(mailroom)
    const { id } = await db.user.findFirstOrThrow()
    const endings = await addEndings(db, id, outgoing)
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de' })
    for (const path of endings) await expectNothingAt(admin.page, mailroom.url + path)
    await admin.page.goto(`${mailroom.url}${endings[0]}`)
    await admin.page.getByRole('button', { name: 'Erneut versuchen' }).click()
    await admin.page.waitForURL(/outlook-sign-ins\/[\w-]+$/)

    await expectNothingAt(admin.page)
    expect(await admin.page.title()).toMatch(/^Weiter zu Microsoft/)
    expect(admin.complaints).toEqual([])
    await admin.close()
  })

  test('axe finds nothing on what a viewer sees, and may not see', { timeout: 60_000 }, async () => {
    const { outgoing } = await furnish(mailroom)
    const { page, ...admin } = await openAdmin(await chromium(), mailroom, { language: 'de' })
    await db.user.updateMany({ data: { role: 'viewer' } })

    await expectNothingAt(page, `${mailroom.url}/mail/outgoing-servers/${outgoing}`)
    expect((await page.goto(`${mailroom.url}/mail/outgoing-servers/new`))?.status()).toBe(403)
    await expectNothingAt(page)
    expect(admin.complaints).toEqual([])
    await admin.close()
  })

  test('axe finds nothing on the page that names the right address', async () => {
    const page = await (await (await chromium()).newContext({ locale: 'de-DE' })).newPage()
    await page.goto(`${mailroom.url.replace('localhost', '127.0.0.1')}/mail/`)
    const found = await findingsInAllModes(page)
    await page.context().close()

    expect(found).toEqual([])
  })

  test('axe finds nothing on a form with mistakes, and the focus is on what is wrong', async () => {
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de' })
    await admin.page.goto(`${mailroom.url}/mail/outgoing-servers/new`)
    await admin.page.getByLabel('Von-Filter').fill('@@shop')
    await admin.page.getByRole('button', { name: 'Speichern', exact: true }).click()
    await admin.page.waitForLoadState()

    expect(await admin.page.title()).toMatch(/^Fehler: /)
    expect(await admin.page.evaluate('document.activeElement?.className')).toBe('summary')
    expect(await findingsInAllModes(admin.page)).toEqual([])
    await admin.page.locator('.summary a').first().click()
    expect(await admin.page.evaluate('document.activeElement?.id')).toBe('username')
    await admin.close()
  })

  test('axe finds nothing before the sign-in', async () => {
    const page = await (await (await chromium()).newContext({ locale: 'de-DE' })).newPage()
    await page.goto(`${mailroom.url}/sign-in`)
    expect(await findingsInAllModes(page)).toEqual([])
    await db.user.deleteMany()
    await page.goto(`${mailroom.url}/setup?code=x`)
    expect(await findingsInAllModes(page)).toEqual([])
    await page.context().close()
  })

  async function expectNothing({ url }: Mailroom, paths: string[]): Promise<void> {
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de' })
    for (const path of paths) await expectNothingAt(admin.page, url + path)
    expect(admin.complaints).toEqual([])
    await admin.close()
  }
})
