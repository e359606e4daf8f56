import { createBrowser, type Page } from '../microsoft-365/browser.ts'
import { elements, type HtmlPage, linkWith, mainOf } from './html-page.ts'
import type { HttpAdmin } from './http-admin.ts'
import type { Mailroom } from './mailroom.ts'

type Microsoft = Pick<Mailroom, 'microsoft'>

/** General settings, filled in and saved. */
export async function enterCredentials(
  admin: HttpAdmin,
  { microsoft }: Microsoft,
  more: Record<string, string> = {},
): Promise<HtmlPage> {
  const { clientId, clientSecret } = microsoft.app
  const typed = { customEmailServers: 'on', clientId, clientSecret, ...more }

  return admin.press(await admin.open('/mail/general-settings'), 'Save', typed)
}

/** A new outgoing server, saved, and the page before Microsoft. */
export async function addServer(
  admin: HttpAdmin,
  { microsoft }: Microsoft,
  more: Record<string, string> = {},
): Promise<HtmlPage> {
  const typed = { username: microsoft.accounts.orders.address, ...more }

  return admin.press(await admin.open('/mail/outgoing-servers/new'), 'Save and connect', typed)
}

/** Through Microsoft's pages as far as they lead: the account, and the button of the page after it. */
export async function throughMicrosoft(
  { microsoft, mail }: Pick<Mailroom, 'microsoft' | 'mail'>,
  leaving: HtmlPage,
  as = microsoft.accounts.orders.address,
): Promise<Page> {
  const browser = createBrowser(microsoft.ca)
  const back = mail.redirectUri
  let page = await browser.go(linkWith(leaving, 'Continue to Microsoft'), back)
  if (page.status === 200) page = await browser.press(page, as, back)
  if (page.text.includes('Need admin approval')) page = await browser.press(page, 'Return', back)
  else if (page.status === 200) page = await browser.press(page, 'Accept', back)
  await browser.close()

  return page
}

/** To Microsoft and back: the page Mailroom shows then. */
export async function connect(
  admin: HttpAdmin,
  mailroom: Mailroom,
  leaving: HtmlPage,
  as?: string,
): Promise<HtmlPage> {
  const { url } = await throughMicrosoft(mailroom, leaving, as)

  return admin.open(url)
}

/** Settings, an outgoing server, Microsoft and back. */
export async function connectNewServer(
  admin: HttpAdmin,
  mailroom: Mailroom,
  more: Record<string, string> = {},
): Promise<{ server: string; page: HtmlPage }> {
  await enterCredentials(admin, mailroom)
  const leaving = await addServer(admin, mailroom, more)
  const page = await connect(admin, mailroom, leaving)

  return { server: linkWith(leaving, 'Cancel'), page }
}

/** The last connection test of a server, once it has ended. */
export async function lastTest(
  admin: HttpAdmin,
  { mail }: Pick<Mailroom, 'mail'>,
  server: string,
): Promise<HtmlPage> {
  const page = await admin.open(server)
  const hrefs = elements(mainOf(page), 'a').map(({ attributes }) => attributes['href'] ?? '')
  const test = hrefs.find((href) => href.includes('/connection-tests/'))
  if (!test) throw new Error(`${server} was never tested`)

  return ended(admin, { mail }, test)
}

/** Presses the test button of a server and waits for the end. */
export async function testServer(
  admin: HttpAdmin,
  { mail }: Pick<Mailroom, 'mail'>,
  server: string,
  button = 'Test connection',
): Promise<HtmlPage> {
  const { url } = await admin.press(await admin.open(server), button)

  return ended(admin, { mail }, url)
}

async function ended(admin: HttpAdmin, { mail }: Pick<Mailroom, 'mail'>, test: string): Promise<HtmlPage> {
  await mail.connectionTests.waitFor(test.split('/').at(-1) ?? '')

  return admin.open(test)
}

/** What the badges of a server say, on its own page or in a row of the list. */
export function badgesIn(html: string): string[] {
  return [...html.matchAll(/<span class="badge[^"]*">([^<]*)<\/span>/g)].map(([, words = '']) => words.trim())
}
