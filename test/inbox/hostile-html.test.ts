import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { safeHtml } from '../../src/inbox/safe-html.ts'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { openAdmin } from '../main-job/admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { hostileHtml, hostileWords } from './hostile-mails.ts'
import { mailWith, processed } from './shop.ts'

const mails = Object.entries(hostileHtml)
const noImages = { images: new Map<string, string>(), remoteImages: false }

test.each(mails)('hostile HTML is made safe: %s', (_name, html) => {
  const safe = safeHtml(html, noImages)

  expect(safe).not.toMatch(/<(?!\/?(a|b|br|p|div|span|img|table|tbody|tr|td)\b)/i)
  // In a tag, not in the text between: there it is only read.
  for (const [tag] of safe.replace(/ (alt|title)="[^"]*"/g, '').matchAll(/<[^>]*>/g))
    expect(tag).not.toMatch(
      /\son\w+=|javascript|srcset|background=|url\(|position|<img[^>]*\ssrc=|data:text/i,
    )
})

test('what is harmless stays: links, tables, colours, lists', () => {
  const html =
    '<p style="color:#c00;text-align:center">Hallo <b>Welt</b></p><ul><li>1</li></ul><table><tr><td colspan="2">x</td></tr></table>'

  expect(safeHtml(html, noImages)).toBe(html)
  expect(safeHtml('<a href="https://example.com/a">x</a>', noImages)).toBe(
    '<a href="https://example.com/a" rel="noopener noreferrer nofollow" target="_blank">x</a>',
  )
})

describe.runIf(hasChromium())('hostile mail in a browser', () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()
  afterAll(() => mailroom.mail.inbox.stop())

  let connections = 0
  let requests = 0
  let scheme = 'https'
  const evil = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    socket.once('data', () => {
      requests += 1
      socket.destroy()
    })
  })
  beforeAll(() => new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve)))
  beforeEach(() => {
    connections = 0
    requests = 0
    scheme = 'https'
  })
  afterAll(() => evil.close())

  function aimed(html: string): string {
    const address = evil.address()

    return html
      .replaceAll('https://', `${scheme}://`)
      .replaceAll('evil.example', `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  }

  /** All of them in one mail: what one leaves open must not help the next. */
  const everything = (some = mails) =>
    aimed(some.map(([name, html]) => `<section><h2>${name}</h2>${html}</section>`).join('\n'))

  async function storeHostile(): Promise<string> {
    const { id } = await processed(
      db,
      mailWith(
        {
          From: `=?utf-8?B?${Buffer.from(hostileWords).toString('base64')}?= <kundin@example.com>`,
          Subject: `=?utf-8?B?${Buffer.from(hostileWords).toString('base64')}?=`,
          'MIME-Version': '1.0',
          'Content-Type': 'multipart/mixed; boundary=m',
        },
        [
          '--m',
          'Content-Type: text/html; charset=utf-8',
          'Content-Transfer-Encoding: base64',
          '',
          ...(Buffer.from(everything())
            .toString('base64')
            .match(/.{1,76}/g) ?? []),
          '--m',
          'Content-Type: image/svg+xml',
          `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(hostileWords)}`,
          '',
          '<svg onload="alert(1)"/>',
          '--m--',
        ].join('\r\n'),
      ),
    )

    return id
  }

  /** What must not happen while the page is open. Every connection counts: no browser asks without one. */
  async function watched() {
    const { page, close } = await openAdmin(await chromium(), mailroom)
    const dialogs: string[] = []
    page.on('dialog', async (dialog) => {
      dialogs.push(dialog.message())
      await dialog.dismiss()
    })

    return { page, dialogs, close }
  }

  /** The same frame anew; until it and all that it may load has loaded. */
  const loadAgain = `new Promise((resolve) => {
    const frame = document.querySelector('iframe')
    const again = frame.cloneNode()
    again.addEventListener('load', () => setTimeout(resolve), { once: true })
    frame.replaceWith(again)
  })`
  const structure = (page: Page) =>
    page.evaluate<string>(
      '[...document.querySelectorAll("*")].map((one) => one.tagName + one.id + [...one.attributes].map((a) => a.name)).join()',
    )
  const pwned = (page: Page) => page.evaluate<unknown>('window.__pwned')
  /** The frame has loaded, and what it would start on its own has had its turn: images fail, a refresh is due. */
  async function settled(page: Page): Promise<void> {
    await page.waitForLoadState('networkidle')
  }

  test('T70: made safe, in its frame, it runs nothing, loads nothing, and leaves the page alone', {
    timeout: 60_000,
  }, async () => {
    const id = await storeHostile()
    const { page, dialogs, close } = await watched()
    await page.goto(`${mailroom.url}/mail/inbox`)
    await page.goto(`${mailroom.url}/mail/inbox/${id}`)
    await page.goto(`${mailroom.url}/mail/inbox/${id}?show=formatted`)
    await settled(page)

    expect({ connections, dialogs, pwned: await pwned(page) }).toEqual({
      connections: 0,
      dialogs: [],
      pwned: undefined,
    })
    expect(page.frames().map((frame) => new URL(frame.url()).pathname)).toEqual([
      `/mail/inbox/${id}`,
      `/mail/inbox/${id}/body`,
    ])
    expect(await page.locator('h1').textContent()).toContain('<script>')
    expect(await page.frameLocator('iframe').locator('h2').count()).toBeGreaterThan(20)
    await close()
  })

  test('T70: not made safe at all, frame and policy alone hold just as well', {
    timeout: 60_000,
  }, async () => {
    // Without TLS what arrives is a request. For a frame Chromium connects before it asks the policy, and then says nothing.
    scheme = 'http'
    const id = await storeHostile()
    const { page, dialogs, close } = await watched()
    let html = '<p>nothing yet</p>'
    const nothing = { requests: 0, dialogs: [], pwned: undefined }
    const { formatted } = mailroom.mail.inbox
    mailroom.mail.inbox.formatted = async () => html
    await page.goto(`${mailroom.url}/mail/inbox/${id}?show=formatted`)
    const before = await structure(page)
    // Each alone too: in one document the first may hide the rest.
    for (const [name, one] of [['all of them', everything()] as const, ...mails]) {
      html = aimed(one)
      await page.evaluate(loadAgain)
      expect({ name, requests, dialogs, pwned: await pwned(page) }).toEqual({ name, ...nothing })
    }

    mailroom.mail.inbox.formatted = formatted
    expect(await structure(page)).toBe(before)
    expect(page.url()).toBe(`${mailroom.url}/mail/inbox/${id}?show=formatted`)
    // The counter counts.
    await page.goto(aimed('http://evil.example/')).catch(() => {})
    expect(requests).toBeGreaterThan(0)
    await close()
  })
})
