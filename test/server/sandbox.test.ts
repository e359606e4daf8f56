import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasChromium, useChromium } from '../chromium.ts'
import { useFolder } from '../folder.ts'
import { countEffort, doMainJob, expectBadge } from '../main-job/admin.ts'
import { words } from '../main-job/words.ts'
import { startTask, useProcesses } from './process.ts'

describe.runIf(hasChromium())('npm run sandbox', () => {
  const folder = useFolder()
  const chromium = useChromium()
  useProcesses()

  test('prints one address that leads a newcomer through the whole main job', {
    timeout: 120_000,
  }, async () => {
    const sandbox = startTask('sandbox', '--data', folder.path)
    const said = await sandbox.says('Ctrl+C stops everything.')
    const printed = (label: string) => new RegExp(`${label}\\s+(\\S+)`).exec(said)?.[1] ?? ''
    const page = await (await (await chromium()).newContext({ locale: 'en-GB' })).newPage()
    page.setDefaultTimeout(10_000)

    await page.goto(printed('Open'))
    const microsoft = {
      app: { clientId: await shown(page, 'Application'), clientSecret: await shown(page, 'Client secret') },
      accounts: { orders: { address: 'orders@mein-shop.example' } },
    }
    const mailroom = await page
      .getByRole('link', { name: /Mailroom/ })
      .first()
      .getAttribute('href')
    await page.goto(`${mailroom}/sign-in?lang=en`)
    await page.locator('#email').fill(printed('Sign in as'))
    await page.locator('#password').fill(printed('Password'))
    await page.locator('main form button:not([type=button])').click()
    const admin = countEffort(page)
    await doMainJob(admin, { microsoft }, words.en)

    expect(admin.effort.clicks).toBeLessThanOrEqual(12)
    expect(admin.effort.fields).toBeLessThanOrEqual(5)
    await page.goto(`${mailroom}/mail/outgoing-servers`)
    await expectBadge(page, words.en.tokenValid)
    await page.context().close()
    expect(await sandbox.stop('SIGINT')).toBe(0)
    expect(sandbox.said.error).toBe('')
  })
})

/** A value on the sandbox's page, to be copied. */
async function shown(page: Page, label: string): Promise<string> {
  return (await page.locator('dt', { hasText: label }).first().locator('+ dd').textContent())?.trim() ?? ''
}
