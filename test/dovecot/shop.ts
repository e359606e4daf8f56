import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { ConnectionTest } from '../../src/connection-test/connection-test.ts'
import type { SettingsInput } from '../../src/settings.ts'
import type { Database } from '../../src/storage/database.ts'
import { type Dovecot, startDovecot } from '../dovecot.ts'
import { type Host, startHost } from '../host.ts'
import { createBrowser } from '../microsoft-365/browser.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { createVisitor } from './visitor.ts'

const publicUrl = 'http://localhost:3000'
const back = `${publicUrl}/microsoft_outlook/confirm`

interface Parts {
  host: Host
  dovecot: Dovecot
  microsoft: Microsoft365
  clock: { aheadMs: number }
}

type Later = (end: () => Promise<void>) => void

/** Mailroom whose Outlook mailboxes lie on a real Dovecot, which asks a local Microsoft 365 what a token is worth. */
export function useShop(db: Database) {
  const shop = {} as Parts & ReturnType<typeof createShop>
  // Also when the start breaks halfway: nobody else would end a Dovecot.
  const ends: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const parts = await startParts(db, (end) => ends.unshift(end))
    Object.assign(shop, parts, createShop(db, parts))
  })
  beforeEach(() => {
    shop.clock.aheadMs = 0
    shop.microsoft.reset()
  })
  afterAll(async () => {
    for (const end of ends) await end()
  })

  return shop
}

async function startParts(db: Database, later: Later): Promise<Parts> {
  const clock = { aheadMs: 0 }
  const microsoft = await startMicrosoft365({ now: () => new Date(Date.now() + clock.aheadMs) })
  later(microsoft.close)
  microsoft.app.redirectUris.add(back)
  const { introspectionUrl, certificates } = microsoft
  const dovecot = await startDovecot({ introspectionUrl, certificate: certificates.good })
  later(dovecot.close)
  const host = await startHost({ db, settings: settingsFor(microsoft, dovecot) })
  later(async () => {
    await host.app.close()
    await host.mail.connectionTests.stop()
  })

  return { host, dovecot, microsoft, clock }
}

/** What an operator sets so that Mailroom, unchanged, finds both on this machine. */
function settingsFor({ loginHost, caFile }: Microsoft365, { host, port }: Dovecot): SettingsInput {
  return {
    MICROSOFT_LOGIN_HOST: loginHost,
    EXTRA_CA_FILE: caFile,
    OUTLOOK_IMAP_HOST: host,
    OUTLOOK_IMAP_PORT: port,
    MAIL_ALLOW_NETS: '127.0.0.1/32 ::1/128',
    MAIL_ALLOW_PORTS: String(port),
  }
}

function createShop(db: Database, { host, microsoft }: Parts) {
  const { connectionTests } = host.mail

  /** Credentials, an incoming server and a sign-in at Microsoft, as an admin does it; the test that follows has ended. */
  async function connect({ folder = 'INBOX' } = {}): Promise<string> {
    const visitor = createVisitor(host.app)
    const { address } = microsoft.accounts.orders
    const { clientId, clientSecret } = microsoft.app
    await visitor.post('/mail/general-settings', { clientId, clientSecret, version: '0' })
    const server = { name: 'Orders', signInWith: 'outlook', username: address, folder, priority: '5' }
    const leave = await visitor.get(
      await visitor.post('/mail/incoming-servers', { ...server, next: 'connect' }),
    )
    await visitor.get(await signIn(leave, address))
    const { id, lastTestId } = await db.incomingServer.findFirstOrThrow()
    await connectionTests.waitFor(lastTestId ?? '')
    microsoft.calls.reset()

    return id
  }

  /** From the link on our page to the address Microsoft sends the browser back to. */
  async function signIn(leave: string, address: string): Promise<string> {
    const [, link = ''] = /href="(https:[^"]+)"/.exec(leave) ?? []
    const browser = createBrowser(microsoft.ca)
    const accounts = await browser.go(link.replaceAll('&amp;', '&'), back)
    const consent = await browser.press(accounts, address, back)
    const end = await browser.press(consent, 'Accept', back)
    await browser.close()

    return end.url.slice(publicUrl.length)
  }

  async function testAndConfirm(incomingServer: string): Promise<ConnectionTest> {
    const { location = '' } = await host.post('/mail/connection-tests', { incomingServer, confirms: 'on' })

    return connectionTests.waitFor(location.split('/').at(-1) ?? '')
  }

  return { connect, testAndConfirm }
}
