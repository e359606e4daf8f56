import { describe, expect, test } from 'vitest'
import { findingsInAllModes } from '../accessibility/axe.ts'
import { furnish } from '../accessibility/furnish.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'

describe.runIf(hasChromium())('“Which server would send this?” in a browser', { timeout: 60_000 }, () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  test.each([true, false])('an admin asks and is answered (JavaScript: %s)', async (javaScriptEnabled) => {
    await furnish(mailroom)
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de', javaScriptEnabled })
    const { page } = admin
    await page.goto(`${mailroom.url}/mail/outgoing-servers`)
    await admin.type('Absender', 'Kurt <kurt@kunde.example>')
    await admin.click(page.getByRole('button', { name: 'Server anzeigen' }))

    expect(await page.getByRole('heading', { name: '„Bestellungen“ würde das senden' }).isVisible()).toBe(
      true,
    )
    expect(await page.getByLabel('Absender', { exact: true }).inputValue()).toBe('Kurt <kurt@kunde.example>')
    expect(new URL(page.url()).hash).toBe('#explain')
    expect(admin.complaints).toEqual([])
    await admin.close()
  })

  test('axe finds nothing with an answer, with long addresses, and with a mistake', async () => {
    const { outgoing } = await furnish(mailroom)
    await db.outgoingServer.update({
      where: { id: outgoing },
      data: { fromFilter: `${'x'.repeat(60)}@${'y'.repeat(60)}.example, mein-shop.example` },
    })
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de' })
    const asked = [
      'kurt@kunde.example',
      `${'k'.repeat(60)}@${'u'.repeat(60)}.${'r'.repeat(60)}.example`,
      'kurt',
    ]

    for (const from of asked) {
      await admin.page.goto(`${mailroom.url}/mail/outgoing-servers?from=${from}`)
      expect({ from, found: await findingsInAllModes(admin.page) }).toEqual({ from, found: [] })
    }
    await admin.page.goto(`${mailroom.url}/mail/outgoing-servers/${outgoing}`)
    expect(await findingsInAllModes(admin.page)).toEqual([])
    await admin.page.goto(`${mailroom.url}/mail/general-settings`)
    expect(await findingsInAllModes(admin.page)).toEqual([])
    expect(admin.complaints).toEqual([])
    await admin.close()
  })
})
