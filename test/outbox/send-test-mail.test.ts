import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { findingsInAllModes } from '../accessibility/axe.ts'
import { furnish } from '../accessibility/furnish.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'

const words = {
  en: {
    to: 'Send test email to',
    send: 'Send test email',
    sent: 'Sent',
    taken: 'The server has taken the email.',
  },
  de: {
    to: 'Test-E-Mail senden an',
    send: 'Test-E-Mail senden',
    sent: 'Gesendet',
    taken: 'Der Server hat die E-Mail angenommen.',
  },
} as const

describe.runIf(hasChromium())('a test mail in a browser', { timeout: 60_000 }, () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  test.each([
    ['en', true],
    ['de', false],
  ] as const)(
    'an admin sends one and sees it arrive (%s, JavaScript: %s)',
    async (language, javaScriptEnabled) => {
      const { outgoing } = await furnish(mailroom)
      mailroom.microsoft.faults.reset()
      const t = words[language]
      const admin = await openAdmin(await chromium(), mailroom, { language, javaScriptEnabled })
      const { page } = admin
      await page.goto(`${mailroom.url}/mail/outgoing-servers/${outgoing}`)
      expect(await page.getByLabel(t.to).inputValue()).toBe('maria@mein-shop.example')
      await admin.type(t.to, 'kein Empfänger')
      await admin.click(page.getByRole('button', { name: t.send, exact: true }))
      expect(await page.getByLabel(t.to).inputValue()).toBe('kein Empfänger')
      if (javaScriptEnabled) expect(await findingsInAllModes(page)).toEqual([])

      await admin.type(t.to, 'kurt@kunde.example')
      await admin.click(page.getByRole('button', { name: t.send, exact: true }))
      await page.getByText(t.taken).waitFor()

      expect(await page.locator('.badge').first().textContent()).toBe(t.sent)
      expect(mailroom.microsoft.received.at(-1)?.to).toEqual(['kurt@kunde.example'])
      if (javaScriptEnabled) expect(await findingsInAllModes(page)).toEqual([])
      expect(admin.complaints).toEqual([])
      await admin.close()
    },
  )

  test('a server that refuses the sender is told at once, with what to do', async () => {
    const { outgoing } = await furnish(mailroom)
    const admin = await openAdmin(await chromium(), mailroom, { language: 'en' })
    await admin.page.goto(`${mailroom.url}/mail/outgoing-servers/${outgoing}`)
    await admin.click(admin.page.getByRole('button', { name: 'Send test email', exact: true }))
    await admin.page.getByRole('heading', { name: 'How to fix it' }).waitFor()

    expect(await findingsInAllModes(admin.page)).toEqual([])
    await admin.page.goto(`${mailroom.url}/mail/outgoing-servers/${outgoing}`)
    expect(await admin.page.getByRole('button', { name: 'Try now' }).isVisible()).toBe(true)
    expect(await findingsInAllModes(admin.page)).toEqual([])
    expect(admin.complaints).toEqual([])
    await admin.close()
  })

  test.each([
    ['en', 'Search emails', 'Search', 'Clear the search'],
    ['de', 'E-Mails suchen', 'Suchen', 'Suche zurücksetzen'],
  ] as const)('an admin finds a customer’s mail (%s)', async (language, field, find, clear) => {
    for (const to of ['kurt@kunde.example', 'anna@kunde.example'])
      await mailroom.mail.outbox.send({
        from: 'info@mein-shop.example',
        to,
        subject: `Rechnung für ${to.split('@')[0]} ${randomUUID()}`,
        text: '.',
      })
    const admin = await openAdmin(await chromium(), mailroom, { language })
    const { page } = admin
    await page.goto(`${mailroom.url}/mail/outbox`)
    await admin.type(field, 'kurt@kunde')
    await admin.click(page.getByRole('button', { name: find, exact: true }))

    expect(await page.locator('tbody tr').count()).toBe(1)
    expect(await page.locator('tbody tr').textContent()).toContain('Rechnung für kurt')
    await admin.type(field, 'niemand')
    await page.keyboard.press('Enter')
    await page.locator('.empty').waitFor()
    expect(await findingsInAllModes(page)).toEqual([])
    await admin.click(page.getByRole('link', { name: clear }).last())
    expect(await page.locator('tbody tr').count()).toBe(2)
    expect(admin.complaints).toEqual([])
    await admin.close()
  })
})
