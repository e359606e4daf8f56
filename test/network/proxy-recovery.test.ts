import { describe, expect, onTestFinished, test } from 'vitest'
import { createAccessTokens } from '../../src/microsoft/access-tokens.ts'
import { createEntra } from '../../src/microsoft/entra.ts'
import { createGuard } from '../../src/network/guard.ts'
import { createOutgoingProxy } from '../../src/network/proxy.ts'
import { createDelivery } from '../../src/outbox/deliver.ts'
import { createSend } from '../../src/outbox/send.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { rawMail, useShop as useFetchingShop } from '../fetching/shop.ts'
import { useHost } from '../host.ts'
import { addOutgoing, ordersMailbox, runOut, useShop } from '../microsoft/shop.ts'
import type { Microsoft365 } from '../microsoft-365/microsoft-365.ts'
import { addSettings, secrets } from '../outbox/shop.ts'
import { startProxy, type TestProxy } from '../proxy.ts'

const kinds = ['http', 'socks5'] as const
type Kind = (typeof kinds)[number]

const minuteMs = 60_000
/** Lines of a mail are short. */
const large = `${'x'.repeat(70)}\r\n`.repeat(5000)
const gone = 'The proxy does not answer'
const db = useDatabase()

async function proxyOf(kind: Kind): Promise<TestProxy> {
  const proxy = await startProxy({ kind })
  onTestFinished(proxy.vanish)

  return proxy
}

function wayThrough(kind: Kind, { shown }: TestProxy, microsoft: Microsoft365) {
  const outgoingProxy = createOutgoingProxy(
    { MAIL_PROXY: `${kind}://${shown}`, MAIL_NO_PROXY: [], MAIL_PROXY_RESOLVES: false },
    undefined,
  )
  const allowPorts = [microsoft.smtp.port, microsoft.imap.port]

  return {
    via: outgoingProxy.proxyFor('localhost'),
    guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts, outgoingProxy }),
  }
}

describe.each(kinds)('R24: a mail that leaves through a proxy, %s', (kind) => {
  const shop = useShop(db, { timeoutMs: 3000 })
  const host = useHost({ db, now: () => shop().clock.now })

  /** A mailbox connected by a real sign-in, and a worker that reaches nothing but by the proxy. */
  async function furnish() {
    const proxy = await proxyOf(kind)
    const { microsoft, clock, credentials, secrets: sealing } = shop()
    const now = () => clock.now
    await addSettings(db)
    await db.alertSettings.create({ data: { recipients: ['maria@example.com'], locale: 'en' } })
    const server = await addOutgoing(db)
    await shop().connect(server, { purpose: 'both' })
    const { port } = microsoft.smtp
    await db.outgoingServer.update({
      where: { id: server.id },
      data: { host: 'localhost', port, fromFilter: ordersMailbox },
    })
    const { via, guard } = wayThrough(kind, proxy, microsoft)
    const entra = createEntra({
      ...{ loginHost: microsoft.loginHost, scopePrefix: 'https://outlook.office.com/' },
      ...{ ca: microsoft.ca, timeoutMs: 3000, via, now },
    })
    const worker = createDelivery({
      ...{ db, secrets, guard, now, ca: microsoft.ca, outlookImap: microsoft.imap },
      accessTokens: createAccessTokens({ db, secrets: sealing, entra, credentials, now }),
      allowPlaintext: false,
      log: { error: (given: unknown) => console.error(given) },
      clock: () => Prisma.sql`${clock.now}::timestamptz`,
    })
    onTestFinished(async () => {
      await worker.stop()
      await entra.close()
    })

    /** What the background does, minute by minute. */
    async function minutes(many: number): Promise<void> {
      for (let minute = 0; minute < many; minute++) {
        await worker.deliverDue()
        await host.mail.alerts.tick()
        shop().later(minuteMs)
      }
    }

    return { proxy, minutes }
  }

  const send = createSend({ db, secrets, now: () => shop().clock.now, stored: () => {} })
  const sendBoth = async (text = 'Danke!') => {
    for (const kindOfMail of ['once', 'repeatable'] as const)
      await send({ to: 'kundin@example.com', subject: `A mail ${kindOfMail}`, text, class: kindOfMail })
  }

  async function states(): Promise<string[]> {
    const mails = await db.outboxMail.findMany({
      where: { subject: { startsWith: 'A mail' } },
      orderBy: { createdAt: 'asc' },
    })

    return mails.map(({ state }) => state)
  }

  /** What customers got, in the order of the alphabet. */
  const arrived = () =>
    shop()
      .microsoft.received.map(({ source }) => /^Subject: (A mail.*?)\r?$/m.exec(String(source))?.[1])
      .filter((subject) => subject !== undefined)
      .sort()

  test('in whose middle it dies, and is back soon, is looked for, sent again and arrives exactly once', async () => {
    const { proxy, minutes } = await furnish()
    await send({ to: 'kundin@example.com', subject: 'A mail', text: large })
    proxy.breakWhen = (carried) => carried > 100_000
    await minutes(1)
    expect(proxy.breakWhen).toBe(undefined)
    expect(await states()).toEqual(['retry'])
    expect(shop().microsoft.received).toEqual([])

    await proxy.comeBack()
    await minutes(20)
    expect(await states()).toEqual(['sent'])
    expect(shop().microsoft.received).toHaveLength(1)
    expect(await db.sendingPause.count()).toBe(0)
  })

  test.each(['once', 'repeatable'] as const)(
    'of class %s that was taken when it died is found in Sent Items after an hour without it, and nobody gets it twice',
    async (kindOfMail) => {
      const { proxy, minutes } = await furnish()
      await send({ to: 'kundin@example.com', subject: 'A mail', text: 'Danke!', class: kindOfMail })
      proxy.breakWhen = () => shop().microsoft.received.length > 0
      await minutes(60)
      expect(proxy.breakWhen).toBe(undefined)
      expect(await states()).toEqual(['retry'])

      await proxy.comeBack()
      await minutes(6)
      expect(await states()).toEqual(['sent'])
      expect(arrived()).toEqual(['A mail'])
    },
  )

  test('waits while it is away, which is said; afterwards it leaves, and all of that clears without a click', async () => {
    const { proxy, minutes } = await furnish()
    const account = await db.outlookAccount.findFirstOrThrow()
    await runOut(db, account.id)
    proxy.vanish()
    await sendBoth()
    await minutes(20)
    expect(await states()).toEqual(['waiting', 'waiting'])
    expect(await db.outboxMail.count({ where: { attempts: { gt: 0 } } })).toBe(0)
    expect(await db.sendingPause.findMany()).toMatchObject([{ reason: { cause: 'proxy-unreachable' } }])
    expect(await db.alert.count({ where: { openKey: { not: null } } })).toBe(1)
    expect((await host.get('/mail/')).body).toContain(`${gone}.`)

    await proxy.comeBack()
    await minutes(15)
    expect(await states()).toEqual(['sent', 'sent'])
    expect(arrived()).toEqual(['A mail once', 'A mail repeatable'])
    expect(await db.sendingPause.count()).toBe(0)
    expect((await host.get('/mail/')).body).not.toContain(gone)
    expect(await db.alert.findMany()).toMatchObject([{ openKey: null }])
    const told = await db.outboxMail.findMany({
      where: { idempotencyKey: { startsWith: 'alert:' } },
      orderBy: { createdAt: 'asc' },
    })
    expect(told.map(({ subject, state }) => [subject, state])).toEqual([
      [`[Mailroom] ${gone}`, 'sent'],
      [`[Mailroom] Over: ${gone}`, 'sent'],
    ])
  })
})

describe.each(kinds)('R24: mail that is fetched through a proxy, %s', (kind) => {
  const shop = useFetchingShop(db)
  const host = useHost({ db, now: () => shop().now() })

  test('is stored exactly once, though it dies in the middle; what was said about it clears by itself', async () => {
    const { id } = await shop().addServer()
    const proxy = await proxyOf(kind)
    const worker = shop().worker({ guard: wayThrough(kind, proxy, shop().microsoft).guard })
    for (let no = 1; no <= 5; no++) shop().deliver(`Frage ${no}`, large)
    proxy.breakWhen = (carried) => carried > 900_000

    expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: { proxy: proxy.shown } })
    expect(proxy.breakWhen).toBe(undefined)
    for (let hour = 0; hour < 2; hour++) {
      shop().later(3600)
      const { lastFailure } = await shop().fetch(id, worker)
      expect(lastFailure).toMatchObject({ cause: 'proxy-unreachable', proxy: proxy.shown })
    }
    await host.mail.alerts.tick()
    expect(await db.alert.count({ where: { openKey: { not: null } } })).toBe(1)
    expect((await host.get('/mail/')).body).toContain(`${gone}.`)

    await proxy.comeBack()
    shop().later(3600)
    expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: null, failingSince: null })
    const stored = await db.inboxMail.findMany({ orderBy: { uid: 'asc' } })
    const sources = await Promise.all(stored.map((mail) => rawMail(db, mail.id)))
    expect(sources.map(String)).toEqual(
      shop()
        .inbox()
        .mails.map(({ source }) => String(source)),
    )
    expect((await host.get('/mail/')).body).not.toContain(gone)
    for (let minute = 0; minute < 7; minute++) {
      await host.mail.alerts.tick()
      shop().later(60)
    }
    expect(await db.alert.count({ where: { openKey: { not: null } } })).toBe(0)
  })
})
