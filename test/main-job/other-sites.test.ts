import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hasChromium, useChromium } from '../chromium.ts'
import { useDatabase } from '../database.ts'
import { maria } from '../sign-in/standalone.ts'
import { consentAs, expectBadge, openAdmin } from './admin.ts'
import { fillSettings } from './fill-settings.ts'
import { useMailroom } from './mailroom.ts'
import { words } from './words.ts'

describe.runIf(hasChromium())('other sites in the same browser', () => {
  const db = useDatabase()
  const mailroom = useMailroom(db)
  const chromium = useChromium()

  test('the way to Microsoft may lead over a company’s own sign-in, under our content policy', async () => {
    const { microsoft, url } = mailroom
    const admin = await openAdmin(await chromium(), mailroom)
    await fillSettings(mailroom)
    const mailbox = microsoft.accounts.orders.address
    let overThere = 0
    const company = await serve((request, response) => {
      overThere++
      response.writeHead(302, { location: `${microsoft.pagesUrl}${request.url}&back=1` }).end()
    })
    await admin.page.route(
      ({ href, pathname, searchParams }) =>
        href.startsWith(microsoft.pagesUrl) && pathname.endsWith('/authorize') && !searchParams.has('back'),
      async (route) => {
        const { pathname, search } = new URL(route.request().url())
        await route.fulfill({ status: 302, headers: { location: `${company}${pathname}${search}` } })
      },
    )

    await admin.page.goto(`${url}/mail/outgoing-servers/new`)
    await admin.type(words.en.username, mailbox)
    await admin.click(admin.page.getByRole('button', { name: words.en.saveAndConnect }))
    await admin.click(admin.page.getByRole('link', { name: words.en.continue }))
    await consentAs(admin, mailbox)

    await expectBadge(admin.page, words.en.tokenValid)
    expect(overThere).toBe(1)
    expect(admin.complaints).toEqual([])
    await admin.close()
  })

  test('a page of another site cannot sign the browser in', async () => {
    const page = await (await (await chromium()).newContext()).newPage()
    const other = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<form method="post" action="${mailroom.url}/sign-in"><input name="email" value="${maria.email}"><input name="password" value="${maria.password}"><button>go</button></form>`,
      )
    })
    await page.goto(other)
    const answer = page.waitForResponse(`${mailroom.url}/sign-in`)
    await page.getByRole('button').click()

    expect((await answer).status()).toBe(403)
    expect(await db.session.count()).toBe(0)
    await page.context().close()
  })

  test('no page can be framed by another site', async () => {
    const page = await (await (await chromium()).newContext()).newPage()
    const other = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(`<iframe src="${mailroom.url}/sign-in"></iframe>`)
    })
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto(other)

    await refused
    expect(await page.frames()[1]?.locator('form').count()).toBe(0)
    await page.context().close()
  })
})

/** A site on another host: browsers take 127.0.0.1 and localhost for two. Closed when the test ends. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })

  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
