import { randomBytes, randomUUID } from 'node:crypto'
import { beforeEach } from 'vitest'
import type { Admin } from '../../src/admin.ts'
import { createAccessTokens } from '../../src/microsoft/access-tokens.ts'
import { createEntra } from '../../src/microsoft/entra.ts'
import { createOutlookAccounts } from '../../src/microsoft/outlook-accounts.ts'
import { createSignIns } from '../../src/microsoft/sign-ins.ts'
import type { Database } from '../../src/storage/database.ts'
import type { SignInPurpose } from '../../src/storage/generated/client.ts'
import { createSecrets } from '../../src/storage/secrets.ts'
import { useBesideMicrosoft } from '../microsoft-365/beside.ts'
import { createBrowser } from '../microsoft-365/browser.ts'
import type { Microsoft365 } from '../microsoft-365/microsoft-365.ts'

export const ada: Admin = { id: 'ada', name: 'Ada' }
export const grace: Admin = { id: 'grace', name: 'Grace' }
/** The binding value in the cookie of a browser. */
export const browserA = 'browser-a'
export const browserB = 'browser-b'
const publicUrl = 'https://shop.example'
const back = `${publicUrl}/microsoft_outlook/confirm`
export const ordersMailbox = 'orders@mein-shop.example'
export const infoMailbox = 'info@mein-shop.example'
export const annasMailbox = 'anna@mein-shop.example'
export const key = randomBytes(32)

interface Options {
  strictRefreshTokens?: boolean
  timeoutMs?: number
}

interface Trip {
  mailbox?: string
  /** Who signs in instead. */
  as?: string
  purpose?: SignInPurpose
}

export type Shop = ReturnType<typeof createShop>

/** Mailroom's Microsoft part on a database, beside a Microsoft 365 of its own, which forgets between tests. */
export function useShop(db: Database, options: Options = {}): () => Shop {
  const clock = { now: new Date() }
  beforeEach(() => {
    clock.now = new Date()
  })
  function open(microsoft: Microsoft365): Shop {
    microsoft.app.redirectUris.add(back)

    return createShop(db, microsoft, clock, options.timeoutMs)
  }

  return useBesideMicrosoft(open, {
    now: () => clock.now,
    strictRefreshTokens: options.strictRefreshTokens ?? false,
  })
}

function createShop(db: Database, microsoft: Microsoft365, clock: { now: Date }, timeoutMs = 5000) {
  const secrets = createSecrets([{ id: 'k1', bytes: key }])
  const now = () => clock.now
  const entra = createEntra({
    loginHost: microsoft.loginHost,
    scopePrefix: 'https://outlook.office.com/',
    ca: microsoft.ca,
    timeoutMs,
    now,
  })
  const settings = { tenant: 'common' }
  const credentials = async () => ({
    clientId: microsoft.app.clientId,
    clientSecret: microsoft.app.clientSecret,
    tenant: settings.tenant,
  })
  const needs = { db, secrets, entra, credentials, publicUrl, now }
  const signIns = createSignIns(needs)
  const browser = createBrowser(microsoft.ca)

  /** A trip up to the callback: what Microsoft sends back. */
  async function trip(
    server: { kind: 'outgoing' | 'incoming'; id: string },
    { mailbox = ordersMailbox, as, purpose = 'send' }: Trip = {},
  ) {
    const { id } = await signIns.begin({
      serverKind: server.kind,
      serverId: server.id,
      mailbox,
      purpose,
      admin: ada,
      browser: browserA,
    })

    return { id, query: await travel(id, as ?? mailbox) }
  }

  async function travel(id: string, as: string): Promise<Record<string, string>> {
    const departure = await signIns.authorizeUrl(id, ada, browserA)
    if (!departure) throw new Error('The sign-in has run out before it began.')
    let page = await browser.go(departure.url, back)
    if (page.url.startsWith(back)) return queryOf(page.url)
    page = page.text.includes('type="password"')
      ? await browser.press(page, 'Sign in', back, { address: as, password: 'Sandbox-2026' })
      : await browser.press(page, as, back)
    if (!page.url.startsWith(back)) page = await browser.press(page, 'Accept', back)

    return queryOf(page.url)
  }

  const finish = (query: unknown, admin = ada, cookie = browserA) =>
    signIns.finish({ query, admin, browser: cookie })

  /** Connects a mailbox all the way. */
  async function connect(server: { kind: 'outgoing' | 'incoming'; id: string }, options: Trip = {}) {
    const { query } = await trip(server, options)

    return finish(query)
  }

  return {
    microsoft,
    clock,
    settings,
    secrets,
    entra,
    credentials,
    signIns,
    accounts: createOutlookAccounts({ db, now }),
    /** As a process of its own has them: with an own memory. */
    newAccessTokens: () => createAccessTokens({ db, secrets, entra, credentials, now }),
    later(ms: number): void {
      clock.now = new Date(clock.now.getTime() + ms)
    },
    trip,
    travel,
    finish,
    connect,
    async close(): Promise<void> {
      await Promise.all([entra.close(), browser.close()])
    },
  }
}

function queryOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams)
}

export async function addOutgoing(db: Database, username = ordersMailbox) {
  const row = await db.outgoingServer.create({
    data: { ...common(username), host: 'smtp.office365.com', port: 587, encryption: 'starttls' },
  })

  return { kind: 'outgoing', id: row.id } as const
}

export async function addIncoming(db: Database, username = ordersMailbox) {
  const row = await db.incomingServer.create({
    data: { ...common(username), host: 'outlook.office365.com', port: 993, encryption: 'tls' },
  })

  return { kind: 'incoming', id: row.id } as const
}

/** Lets the access token run out. Moving the clock would not do: MSAL dates tokens by the real one. */
export async function runOut(db: Database, accountId: string): Promise<void> {
  await db.outlookAccount.update({ where: { id: accountId }, data: { accessTokenExpiresAt: new Date(0) } })
}

function common(username: string) {
  const id = randomUUID()
  const at = new Date('2026-11-01T08:00:00Z')

  return {
    id,
    name: `Server ${id}`,
    signInWith: 'outlook',
    username,
    connectionChangedAt: at,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'Ada',
  } as const
}
