import { describe, expect, test } from 'vitest'
import { hasChromium, useChromium } from '../chromium.ts'
import { useFolder } from '../folder.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { doMainJob, openAdmin } from './admin.ts'
import { startRealMailroom, stopMailroom } from './mailroom.ts'
import { words } from './words.ts'

describeOnPostgres('the main job', () => {
  describe.runIf(hasChromium())('in a browser', () => {
    const postgres = usePostgres('nothing')
    const folder = useFolder()
    const chromium = useChromium()

    test('works on a PostgreSQL server by DATABASE_URL alone', async () => {
      const mailroom = await startRealMailroom({ DATABASE_URL: postgres.url, DATA_DIR: folder.path })
      const admin = await openAdmin(await chromium(), mailroom)

      await doMainJob(admin, mailroom, words.en)

      const { db, kind } = mailroom.mail.database
      expect(kind).toBe('postgresql')
      expect(await db.incomingServer.count({ where: { confirmedAt: { not: null } } })).toBe(1)
      expect(admin.complaints).toEqual([])
      await admin.close()
      await stopMailroom(mailroom)
    })
  })
})
