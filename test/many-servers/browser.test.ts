import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { findingsInAllModes } from '../accessibility/axe.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'

const list = `anna@mein-shop.example
Bernd Braun <bernd@mein-shop.example>
keine Adresse
${'x'.repeat(40)}-${'y'.repeat(20)}@${'z'.repeat(60)}.example`

describe.runIf(hasChromium())('many servers in a browser', { timeout: 120_000 }, () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  async function press(page: Page, name: string | RegExp): Promise<void> {
    await page.getByRole('button', { name }).click()
    await page.waitForLoadState()
  }

  test('an admin uploads a list, leaves out what is wrong, and creates the rest without JavaScript', async () => {
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de', javaScriptEnabled: false })
    const { page } = admin
    await page.goto(`${mailroom.url}/mail/outgoing-servers`)
    await page.getByRole('link', { name: 'Viele anlegen …' }).click()
    const file = { name: 'liste.csv', mimeType: 'text/csv', buffer: Buffer.from(list) }
    await page.getByLabel('Oder eine CSV-Datei').setInputFiles(file)
    await press(page, 'Vorschau anzeigen')

    expect(await page.title()).toMatch(/^Fehler: Viele/)
    expect(await page.getByLabel('Liste der Postfächer').inputValue()).toBe(list)
    await page.getByRole('link', { name: 'Zeile 3: keine Adresse ist keine E-Mail-Adresse' }).click()
    await page.getByLabel('Die falsche Zeile weglassen').check()
    await press(page, '3 Server anlegen')

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^3 Postausgangs/)
    expect(await page.getByRole('link', { name: 'Bernd Braun' }).isVisible()).toBe(true)
    expect(await db.outgoingServer.count()).toBe(3)
    expect(admin.complaints).toEqual([])
    await admin.close()
  })

  test('axe finds nothing on the way, with the longest addresses', async () => {
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de' })
    const { page } = admin
    const findings: unknown[] = []
    const look = async () => findings.push(...(await findingsInAllModes(page)))
    await page.goto(`${mailroom.url}/mail/many-servers`)
    await page.getByLabel('Liste der Postfächer').fill(list)
    await press(page, 'Vorschau anzeigen')
    await look()
    await page.getByLabel('Die falsche Zeile weglassen').check()
    await press(page, '3 Server anlegen')
    await look()
    await press(page, 'Einladungslinks für alle erstellen')
    await look()
    await page.goto(`${mailroom.url}/mail/outgoing-servers`)
    await look()
    await press(page, /als Standard-Absender verwenden$/)

    expect(await page.getByText('Gespeichert.').isVisible()).toBe(true)
    expect(findings).toEqual([])
    expect(admin.complaints).toEqual([])
    await admin.close()
  })
})
