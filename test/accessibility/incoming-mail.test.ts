import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Prisma } from '../../src/storage/generated/client.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { expectNothingAt } from './axe.ts'
import { furnish } from './furnish.ts'
import { addInboxMails } from './inbox-mails.ts'

const hourMs = 3_600_000

describe.runIf(hasChromium())('the pages around incoming mail, in German', () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  /** A shop at work that has read its mailbox, and Maria at its pages. */
  async function open() {
    const { incoming: id } = await furnish(mailroom)
    mailroom.microsoft.faults.reset()
    for (const path of ['Shop', 'Shop/2026', 'INBOX/Reklamationen'])
      mailroom.microsoft.mailboxes.create(mailroom.microsoft.accounts.orders, path)
    await mailroom.mail.fetching.actions.fetchNow(id)
    await mailroom.mail.fetching.actions.listFolders(id)
    // Nobody reads on while it is looked at.
    const lease = {
      holder: randomUUID(),
      leaseUntil: new Date(Date.now() + hourMs),
      leaseNo: { increment: 1 },
    }
    await db.fetching.update({ where: { serverId: id }, data: lease })
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de' })

    return { id, ...admin, server: `${mailroom.url}/mail/incoming-servers/${id}` }
  }

  test('axe finds nothing on the fetching panel, however it goes', { timeout: 180_000 }, async () => {
    const { id, page, server, complaints, close } = await open()
    await page.goto(server)
    await page.locator('summary', { hasText: 'Ältere E-Mails' }).click()
    await page.getByLabel('In Ordner verschieben …').check()
    await expectNothingAt(page)

    for (const state of troubles(new Date())) {
      await db.fetching.update({ where: { serverId: id }, data: { ...fine, ...state.fetching } })
      await db.incomingServer.update({ where: { id }, data: state.server })
      await db.folderCursor.updateMany({ data: { rebuiltAt: new Date(), recognised: 312, againFromUid: 1 } })
      await expectNothingAt(page, server)
    }
    expect(complaints).toEqual([])
    await close()
  })

  test('axe finds nothing where one chooses what is read, rightly and wrongly', {
    timeout: 120_000,
  }, async () => {
    const { id, page, server, complaints, close } = await open()
    await page.goto(server)
    await page.locator('summary', { hasText: 'Ältere E-Mails' }).click()
    await page.getByRole('button', { name: 'Erneut abrufen' }).click()
    await page.getByRole('heading', { name: 'Es gibt ein Problem' }).waitFor()
    await expectNothingAt(page)

    await db.folderCursor.deleteMany()
    await db.incomingServer.update({ where: { id }, data: { confirmedAt: null } })
    await page.goto(server)
    await expectNothingAt(page)
    await page.getByRole('button', { name: 'In das Postfach schauen' }).click()
    await page.getByRole('heading', { name: 'Was soll gelesen werden?' }).waitFor()
    await expectNothingAt(page)
    expect(complaints).toEqual([])
    await close()
  })

  test('axe finds nothing on the inbox and its mails, in every state', { timeout: 180_000 }, async () => {
    const { id, page, complaints, close } = await open()
    const mails = await addInboxMails(db, id)
    const lists = ['/mail/inbox', '/mail/inbox?handOver=failed', '/mail/inbox?q=niemand']
    for (const path of [...lists, ...mails, `${mails.at(-1)}&images=1`])
      await expectNothingAt(page, mailroom.url + path)
    expect(complaints).toEqual([])
    await close()
  })

  test('axe finds nothing on the settings of the hand-over', { timeout: 120_000 }, async () => {
    const { id, page, complaints, close } = await open()
    await addInboxMails(db, id)
    await page.goto(`${mailroom.url}/mail/inbox/settings`)
    await page.getByLabel('Adresse des Webhooks').fill('https://shop.example.com/mail')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await page.locator('#secret').waitFor()
    await expectNothingAt(page)

    await expectNothingAt(page, `${mailroom.url}/mail/inbox/settings`)
    const at = new Date()
    await db.inboxSettings.updateMany({
      data: { webhookFailures: 12, webhookFailingSince: at, webhookOffSince: at },
    })
    await expectNothingAt(page, `${mailroom.url}/mail/inbox/settings`)
    await page.getByLabel('Adresse des Webhooks').fill('http://shop')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await page.getByRole('heading', { name: 'Es gibt ein Problem' }).waitFor()
    await expectNothingAt(page)
    expect(complaints).toEqual([])
    await close()
  })

  test('a folder is chosen, counted and taken without a mouse', { timeout: 60_000 }, async () => {
    const { id, page, server, close } = await open()
    await db.folderCursor.deleteMany()
    await db.incomingServer.update({ where: { id }, data: { confirmedAt: null } })
    await page.goto(server)
    await press(page, page.getByRole('button', { name: 'In das Postfach schauen' }), 'Enter')
    const folder = page.getByLabel('Ordner')
    await tabTo(page, folder)
    await page.keyboard.type('Posteingang › R')
    await press(page, page.getByRole('button', { name: 'In diesem Ordner zählen' }), 'Space')
    await page.getByText('Gezählt in „Posteingang › Reklamationen“').waitFor()
    await tabTo(page, page.getByLabel('Nur neue E-Mails'))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await press(page, page.getByRole('button', { name: 'Übernehmen' }), 'Enter')
    await page.waitForURL(/done=saved/)

    expect(await db.incomingServer.findUnique({ where: { id } })).toMatchObject({
      folder: 'INBOX/Reklamationen',
      readFrom: 'everything',
    })
    await close()
  })

  test('older mail is fetched again, and a mail is read formatted, without a mouse', {
    timeout: 60_000,
  }, async () => {
    const { id, page, server, close } = await open()
    await page.goto(server)
    await press(page, page.locator('summary', { hasText: 'Ältere E-Mails' }), 'Space')
    await tabTo(page, page.locator('#since'))
    await page.keyboard.type('11242026')
    await press(page, page.getByRole('button', { name: 'Erneut abrufen' }), 'Enter')
    await page.waitForURL(/done=fetching-again/)

    await addInboxMails(db, id)
    await page.goto(`${mailroom.url}/mail/inbox`)
    await press(page, page.getByRole('link', { name: 'Übergabe fehlgeschlagen (1)' }), 'Enter')
    await press(page, page.getByRole('link', { name: 'Unzustellbar: Rechnung' }), 'Enter')
    await press(page, page.getByRole('link', { name: 'Formatiert anzeigen' }), 'Enter')
    await page.getByTitle('Formatierte E-Mail').waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Erneut übergeben' }))
    await close()
  })
})

interface Trouble {
  server: Prisma.IncomingServerUpdateInput
  fetching: Prisma.FetchingUpdateInput
}

const fine = { failingSince: null, throttledUntil: null, givenUpAt: null }

/** What the panel has most to say about. */
function troubles(now: Date): Trouble[] {
  const before = (hours: number) => new Date(now.getTime() - hours * hourMs)
  const failing = { failingSince: before(30), lastSuccessAt: before(31), failures: 9 }

  return [
    { server: {}, fetching: { ...failing, lastFailure: { cause: 'folder-missing', raw: 'NO' } } },
    { server: {}, fetching: { ...failing, lastFailure: { cause: 'sign-in-withdrawn' } } },
    { server: { pausedAt: now }, fetching: { throttledUntil: before(-1) } },
    {
      server: { pausedAt: null, confirmedAt: null },
      fetching: { ...failing, givenUpAt: now, lastFailure: { cause: 'connection-refused', port: 993 } },
    },
  ]
}

/** With Tab alone, as far as a page goes. The focus can be seen there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const isThere = () => target.evaluate((one) => one === one.ownerDocument.activeElement)
  for (let pressed = 0; pressed < 100 && !(await isThere()); pressed++) await page.keyboard.press('Tab')

  expect(await isThere()).toBe(true)
  expect(await target.evaluate((one) => one.matches(':focus-visible'))).toBe(true)
}

async function press(page: Page, target: Locator, key: 'Enter' | 'Space'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}
