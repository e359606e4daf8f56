import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { findingsInAllModes } from '../accessibility/axe.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { ok, type Receiver, status, useReceiver } from './receiver.ts'
import { portOf } from './shop.ts'

const certificates = await makeCertificates()

interface Kind {
  name: string
  at: () => string
  answer?: Receiver['answer']
  en: string
  de: string
}

describe.runIf(hasChromium())('“Send a test” in a browser', () => {
  const db = useDatabase()
  const chromium = useChromium()
  const receiver = useReceiver()
  const foreign = useReceiver(certificates.selfSigned)
  const clock = { ms: 0 }
  const mailroom = useMailroom(db, {
    now: () => new Date(Date.now() + clock.ms),
    settings: () => ({ MAIL_ALLOW_PORTS: `1 ${portOf(receiver.url)} ${portOf(foreign.url)}` }),
  })
  const answered = (answer: Receiver['answer'], en: string, de: string) => ({
    at: () => receiver.url,
    ...{ answer, en, de },
  })
  const kinds: Kind[] = [
    {
      name: 'refused',
      ...answered(status(500), 'did not take the email', 'hat die E-Mail nicht angenommen'),
    },
    { name: 'redirected', ...answered(status(302), 'leads to another address', 'leitet zu einer anderen') },
    { name: 'gone', ...answered(status(410), 'does not exist any more', 'gibt es nicht mehr') },
    {
      name: 'broken off',
      ...answered((answer) => answer.socket?.destroy(), 'broke off', 'brach ab'),
    },
    {
      name: 'not reachable',
      at: () => 'http://localhost:1/',
      en: 'could not be reached',
      de: 'war nicht erreichbar',
    },
    {
      name: 'a foreign certificate',
      at: () => foreign.url,
      en: 'certificate of the webhook is not trusted',
      de: 'Zertifikat des Webhooks wird nicht vertraut',
    },
    {
      name: 'a blocked port',
      at: () => 'https://localhost:9/',
      en: 'port of the webhook is not allowed',
      de: 'Port des Webhooks ist nicht erlaubt',
    },
  ]

  test.for(['en', 'de'] as const)(
    'tells in %s that it arrived, and of every failure what to do',
    {
      timeout: 180_000,
    },
    async (language) => {
      const admin = await openAdmin(await chromium(), mailroom, { language })
      await enterWebhook(admin.page, receiver.url)
      await press(admin.page)
      await expectNote(
        admin.page,
        { en: 'The test arrived: answered 204', de: 'kam an: Antwort 204' }[language],
      )
      expect(JSON.parse(receiver.calls.at(-1)?.body ?? '')).toMatchObject({ isTest: true })
      for (const kind of kinds) await expectFailure(admin.page, kind, language)

      expect(admin.complaints).toEqual([])
      await admin.close()
    },
  )

  async function expectFailure(page: Page, { name, at, answer, ...told }: Kind, language: 'en' | 'de') {
    await db.inboxSettings.updateMany({ data: { webhookUrl: at() } })
    receiver.answer = answer ?? ok
    await page.goto(`${mailroom.url}/mail/inbox/settings`)
    await press(page)
    await expectNote(page, told[language])
    await expectNote(page, { en: 'How to fix it', de: 'So beheben Sie es' }[language])
    if (name === 'refused') expect(await findingsInAllModes(page)).toEqual([])
    for (const width of [320, 1280]) expect(await overflowAt(page, width), `${name} at ${width}`).toBe(0)
  }

  async function enterWebhook(page: Page, url: string): Promise<void> {
    await page.goto(`${mailroom.url}/mail/inbox/settings`)
    await page.locator('#webhookUrl').fill(url)
    await page.locator('form[data-guard] button.btn--primary').click()
    await page.locator('a.btn--primary').click()
    await page.waitForLoadState()
  }

  async function press(page: Page): Promise<void> {
    // More than six in ten minutes are refused.
    clock.ms += 2 * 60_000
    await page.locator('form[action$="/settings/test"] button').click()
    await page.waitForLoadState()
  }

  async function expectNote(page: Page, words: string): Promise<void> {
    expect(await page.locator('.note[role=status]').textContent()).toContain(words)
  }

  async function overflowAt(page: Page, width: number): Promise<number> {
    await page.setViewportSize({ width, height: 900 })

    return page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
  }
})
