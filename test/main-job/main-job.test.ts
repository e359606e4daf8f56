import { describe, expect, test } from 'vitest'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { doMainJob, expectBadge, openAdmin } from './admin.ts'
import { useMailroom } from './mailroom.ts'
import { words } from './words.ts'

describe.runIf(hasChromium())('the main job in a browser', () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  test.each([
    ['in English at 1280 px', 'en', { viewport: { width: 1280, height: 900 } }],
    ['without JavaScript', 'en', { javaScriptEnabled: false }],
    ['in German at 320 px', 'de', { locale: 'de-DE', viewport: { width: 320, height: 640 } }],
  ] as const)('%s takes at most 12 clicks and 5 typed fields', async (_, language, options) => {
    const admin = await openAdmin(await chromium(), mailroom, { ...options, language })

    await doMainJob(admin, mailroom, words[language])

    expect(admin.effort.clicks).toBeLessThanOrEqual(12)
    expect(admin.effort.fields).toBeLessThanOrEqual(5)
    expect(await db.incomingServer.findMany({ select: { confirmedAt: true, lastTestState: true } })).toEqual([
      { confirmedAt: expect.any(Date), lastTestState: 'passed' },
    ])
    await expect.poll(() => db.outgoingServer.count({ where: { lastTestState: 'passed' } })).toBe(1)
    await admin.page.goto(`${mailroom.url}/mail/outgoing-servers`)
    await expectBadge(admin.page, words[language].tokenValid)
    await expectBadge(admin.page, words[language].working)
    expect(admin.complaints).toEqual([])
    await admin.close()
  })
})
