import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { maria } from '../sign-in/standalone.ts'
import type { Mailroom } from './mailroom.ts'
import type { Words } from './words.ts'

/** An admin at a browser, signed in. Counts clicks and typed fields, and collects what the browser complains about. */
export async function openAdmin(
  browser: Browser,
  { url }: Pick<Mailroom, 'url'>,
  { language = 'en', ...options }: BrowserContextOptions & { language?: 'en' | 'de' } = {},
) {
  const context = await browser.newContext({ locale: 'en-GB', ...options })
  context.setDefaultTimeout(8_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await signIn(page, url, language)

  return { ...countEffort(page), complaints, close: () => context.close() }
}

/** Clicks and types as a person would, and counts both. */
export function countEffort(page: Page) {
  const effort = { clicks: 0, fields: 0 }

  return {
    page,
    effort,
    async click(target: Locator): Promise<void> {
      effort.clicks++
      await target.click().catch(async (error: unknown) => {
        throw new Error(`${page.url()} shows:\n${await page.locator('body').textContent()}`, { cause: error })
      })
      await page.waitForLoadState()
    },
    async type(label: string, value: string): Promise<void> {
      effort.fields++
      await page.getByLabel(label, { exact: true }).fill(value)
    },
  }
}

type Effort = ReturnType<typeof countEffort>

export async function signIn(page: Page, url: string, language: 'en' | 'de'): Promise<void> {
  await page.goto(`${url}/sign-in?lang=${language}`)
  await page.locator('#email').fill(maria.email)
  await page.locator('#password').fill(maria.password)
  await page.locator('main form button:not([type=button])').click()
  await page.waitForURL(`${url}/mail/`)
}

/** Through Microsoft's pages: the account, then Accept. */
export async function consentAs(admin: Effort, address: string): Promise<void> {
  await admin.click(admin.page.getByRole('button', { name: address }))
  await admin.click(admin.page.getByRole('button', { name: 'Accept' }))
}

/** What the main job is done with. */
interface Shop {
  microsoft: {
    app: Pick<Mailroom['microsoft']['app'], 'clientId' | 'clientSecret'>
    accounts: { orders: { address: string } }
  }
}

/** The whole main job, as an admin does it who reads the page. */
export async function doMainJob(admin: Effort, { microsoft }: Shop, words: Words): Promise<void> {
  const { page } = admin
  const mailbox = microsoft.accounts.orders.address
  await admin.click(page.getByRole('link', { name: words.firstStep }))
  await admin.type(words.clientId, microsoft.app.clientId)
  await admin.type(words.clientSecret, microsoft.app.clientSecret)
  await admin.type(words.defaultFrom, mailbox)
  await admin.click(page.getByLabel(words.switch))
  await admin.click(page.getByRole('button', { name: words.save, exact: true }))
  await admin.click(page.getByRole('link', { name: words.nextStep }))
  await admin.type(words.username, mailbox)
  await admin.click(page.getByLabel(words.alsoRead))
  await admin.click(page.getByRole('button', { name: words.saveAndConnect }))
  await admin.click(page.getByRole('link', { name: words.continue }))
  await consentAs(admin, mailbox)
  await expectBadge(page, words.tokenValid)

  await admin.click(page.getByRole('link', { name: words.incoming }))
  await admin.click(page.getByRole('button', { name: words.testAndConfirm }))
  await page.locator('main').getByText(words.confirmed).waitFor()
}

export async function expectBadge(page: Page, words: string): Promise<void> {
  await expect.poll(() => page.locator('.badge', { hasText: words }).first().isVisible()).toBe(true)
}
