import type { Admin } from '../../src/admin.ts'
import { createBrowser } from '../microsoft-365/browser.ts'
import type { Mailroom } from './mailroom.ts'

const browser = 'one browser'

/** Connects a server's mailbox without a browser of our own: the trip is real, its pages are followed by HTTP. */
export async function connect(
  { mail, microsoft }: Pick<Mailroom, 'mail' | 'microsoft'>,
  serverId: string,
  mailbox: string,
  admin: Admin,
): Promise<void> {
  const { id } = await mail.signIns.begin({
    serverKind: 'outgoing',
    serverId,
    purpose: 'both',
    admin,
    browser,
  })
  const departure = await mail.signIns.authorizeUrl(id, admin, browser)
  const visitor = createBrowser(microsoft.ca)
  const back = mail.redirectUri
  const account = await visitor.go(departure?.url ?? '', back)
  const consent = await visitor.press(account, mailbox, back)
  const returned = await visitor.press(consent, 'Accept', back)
  const query = Object.fromEntries(new URL(returned.url).searchParams)
  await mail.signIns.finish({ query, admin, browser })
  await visitor.close()
}
