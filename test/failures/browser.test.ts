import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { type Cause, causes, isCause } from '../../src/failures/causes.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { addServer } from '../outbox/shop.ts'
import { type Place, startShop } from './stored-causes.ts'
import { toldOfMail } from './told-of-mail.ts'
import { type Told, toldOfSignIn } from './told-of-sign-in.ts'

const told: Readonly<Record<Cause, Told>> = { ...toldOfSignIn, ...toldOfMail }
const places: Place[] = ['account', 'sign-in', 'test', 'mail', 'fetching', 'webhook', 'troubleshooting']
const titles: Readonly<Record<Place, string>> = {
  account: '.note:has(ol.bullets) > h3',
  fetching: '.note:has(ol.bullets) > h3',
  mail: '.note:has(ol.bullets) > h2',
  test: '.note--err > h2',
  webhook: '.note:has(ol.bullets) > p > strong',
  'sign-in': 'h1',
  troubleshooting: 'summary',
}

/** Every cause that is told at this place. */
function toldAt(place: Place): Cause[] {
  return Object.keys(told)
    .filter(isCause)
    .filter((cause) => told[cause][0] === place)
}

/** The part of the page about this cause: all of it, but where all causes stand. */
function partOf(page: Page, cause: Cause, place: Place): Locator {
  return place === 'troubleshooting' ? page.locator(`details:has(> #${cause})`) : page.locator('main')
}

/** What the browser shows: the title, what to do first, and the way there. */
async function seenOn(page: Page, cause: Cause, place: Place) {
  const part = partOf(page, cause, place)
  const fix = part.locator('section:has(> ol.bullets)').first()
  const [title, step, links, buttons] = await Promise.all([
    part.locator(titles[place]).first().textContent(),
    fix.locator('ol > li').first().textContent(),
    hrefs(fix.locator('> p > a')),
    hrefs(page.locator('main .row a.btn')),
  ])

  return { title: title?.trim(), step: step?.trim(), way: links[0] ?? buttons.find(isServer) ?? 'here' }
}

function hrefs(links: Locator): Promise<string[]> {
  return links.evaluateAll((all) => all.map((link) => String(link.getAttribute('href'))))
}

function isServer(href: string): boolean {
  return /^\/mail\/(outgoing|incoming)-servers\/[\w-]{36}$/.test(href)
}

describe.runIf(hasChromium())('every cause in a browser, in English and in German', () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  test('no cause is without a row, and no row without a cause', () => {
    expect(Object.keys(told).sort()).toEqual(Object.keys(causes).sort())
  })

  test.each(places)('%s: title, fix and way there', { timeout: 60_000 }, async (place) => {
    const shop = await startShop(db, mailroom)
    const admin = await openAdmin(await chromium(), mailroom, { javaScriptEnabled: false })
    const { page } = admin
    for (const cause of toldAt(place)) {
      const [, titleEn, titleDe, stepEn, stepDe, way] = told[cause]
      const path = await shop.meet(cause, place)
      const wanted = { way: way === 'server' ? `/mail/outgoing-servers/${shop.outgoing}` : way }
      await page.goto(`${mailroom.url}${path}?lang=en`, { waitUntil: 'domcontentloaded' })
      expect
        .soft(await seenOn(page, cause, place), cause)
        .toEqual({ ...wanted, title: titleEn, step: stepEn })
      await page.goto(`${mailroom.url}${path}?lang=de`, { waitUntil: 'domcontentloaded' })
      expect
        .soft(await seenOn(page, cause, place), cause)
        .toEqual({ ...wanted, title: titleDe, step: stepDe })
    }
    expect(admin.complaints).toEqual([])
    await admin.close()
  })

  test('a test pressed in the browser meets a real socket that refuses', async () => {
    const { microsoft } = mailroom
    const server = await addServer(db, { port: microsoft.smtp.port })
    await microsoft.faults.on('smtp-port-closed')
    const admin = await openAdmin(await chromium(), mailroom, { language: 'de' })
    const { page } = admin
    await page.goto(`${mailroom.url}/mail/outgoing-servers/${server}`)
    await admin.click(page.getByRole('button', { name: 'Verbindung testen' }).first())
    await page.locator(titles.test).waitFor()

    expect(await seenOn(page, 'connection-refused', 'test')).toEqual({
      title: `Auf Port ${microsoft.smtp.port} antwortet niemand`,
      step: 'Prüfen Sie Server und Port.',
      way: `/mail/outgoing-servers/${server}`,
    })
    await admin.close()
  })
})
