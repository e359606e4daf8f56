// Takes the README's pictures of a furnished shop: npx tsx test/screenshots.ts
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { furnish } from './accessibility/furnish.ts'
import { addOutboxMails } from './accessibility/outbox-mails.ts'
import { launchChromium } from './chromium.ts'
import { openAdmin } from './main-job/admin.ts'
import { startRealMailroom, stopMailroom } from './main-job/mailroom.ts'

const folder = await mkdtemp(join(tmpdir(), 'mailroom-screenshots-'))
const mailroom = await startRealMailroom({ DATA_DIR: folder })
const shop = await furnish(mailroom)
const browser = await launchChromium()
const { page } = await openAdmin(browser, mailroom, { viewport: { width: 1000, height: 700 } })

await page.goto(`${mailroom.url}/mail/connection-tests/${shop.failed}`)
await page.screenshot({ path: 'docs/screenshots/connection-test.png', fullPage: true })
mailroom.microsoft.faults.reset()
const again = await mailroom.mail.connectionTests.start('outgoing', shop.outgoing, {
  id: 'maria',
  name: 'Maria',
})
await mailroom.mail.connectionTests.waitFor(again.id)
await page.goto(`${mailroom.url}/mail/outgoing-servers/${shop.outgoing}`)
await page.screenshot({ path: 'docs/screenshots/outgoing-server.png' })

await page.screenshot({ path: 'docs/screenshots/limits.png', fullPage: true })
const mails = await addOutboxMails(mailroom.mail.database.db, shop.outgoing)
await page.goto(`${mailroom.url}/mail/outbox`)
await page.screenshot({ path: 'docs/screenshots/outbox.png', fullPage: true })
// The one that came to be sent, with the story of how.
await page.goto(`${mailroom.url}${mails.at(-1)}`)
await page.screenshot({ path: 'docs/screenshots/outbox-mail.png', fullPage: true })

await browser.close()
await stopMailroom(mailroom)
await rm(folder, { recursive: true })
