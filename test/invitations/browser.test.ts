import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { findingsInAllModes } from '../accessibility/axe.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { consentAs, countEffort, openAdmin } from '../main-job/admin.ts'
import { openHttpAdmin } from '../main-job/http-admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { inviteOwner } from './owner.ts'

describe.runIf(hasChromium())('in a browser', () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()
  const orders = 'orders@mein-shop.example'

  async function link(): Promise<string> {
    return (await inviteOwner(await openHttpAdmin(mailroom), mailroom)).link
  }

  test('an owner without JavaScript gets from the link to “Verbunden”', { timeout: 30_000 }, async () => {
    const context = await (await chromium()).newContext({ javaScriptEnabled: false, locale: 'de-DE' })
    const page = await context.newPage()
    const owner = countEffort(page)
    await page.goto(await link())

    await owner.click(page.getByRole('button', { name: 'Postfach verbinden' }))
    await owner.click(page.getByRole('link', { name: 'Weiter zu Microsoft' }))
    await consentAs(owner, orders)

    await page.getByRole('heading', { name: 'Verbunden' }).waitFor()
    expect(page.url()).toMatch(/\/mail\/invitations\/sign-ins\/[\w-]+\/result$/)
    expect(owner.effort.clicks).toBe(4)
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['outlook_sign_in'])
    expect(await db.outlookAccount.count()).toBe(1)
    await context.close()
  })

  test('axe finds nothing on the pages of the owner', { timeout: 120_000 }, async () => {
    const context = await (await chromium()).newContext({ locale: 'de-DE' })
    const page = await context.newPage()
    const owner = countEffort(page)
    await page.goto(await link())
    await expectNothing(page)

    await owner.click(page.getByRole('button', { name: 'Postfach verbinden' }))
    await expectNothing(page)
    mailroom.microsoft.faults.on('wrong-account')
    await owner.click(page.getByRole('link', { name: 'Weiter zu Microsoft' }))
    await consentAs(owner, orders)
    await expectNothing(page)
    mailroom.microsoft.faults.off('wrong-account')
    for (const [outcome, failure] of [
      ['admin-approval', 'admin-approval-needed'],
      ['secret', 'client-secret-expired'],
    ] as const) {
      const outcomeDetail = { failure: { cause: failure, code: 'AADSTS7000222', raw: '' } }
      await db.outlookSignIn.updateMany({ data: { outcome, outcomeDetail } })
      await page.reload()
      await expectNothing(page)
    }
    await page.goto(`${mailroom.url}/mail/invitations/unknown`)
    await expectNothing(page)
    await context.close()
  })

  test('axe finds nothing on the pages of the admin, and no script complains', {
    timeout: 120_000,
  }, async () => {
    await link()
    const { id } = await db.outgoingServer.findFirstOrThrow()
    const { page, complaints, close } = await openAdmin(await chromium(), mailroom, { language: 'de' })
    await page.goto(`${mailroom.url}/mail/outgoing-servers/${id}`)
    await expectNothing(page)
    await page.getByRole('button', { name: 'Neuen Link erstellen' }).click()
    await page.getByText('Dieser Link wird nur jetzt angezeigt').waitFor()
    await expectNothing(page)
    await page.goto(`${mailroom.url}/mail/invitations`)
    await expectNothing(page)

    expect(complaints).toEqual([])
    await close()
  })

  async function expectNothing(page: Page): Promise<void> {
    const title = await page.title()
    expect({ title, found: await findingsInAllModes(page) }).toEqual({ title, found: [] })
  }
})
