import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { openInbox } from '../dovecot/inbox.ts'
import { type Dovecot, dovecotIsAvailable, startDovecot } from '../dovecot.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { needs } from '../needs.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { createReaders, print, printsOf, withDatabase } from './crash-runs.ts'
import { addServer } from './shop.ts'

/** What is promised: so long after its end the mailboxes of a process are another's. */
const leaseSeconds = 60
const mailsEach = 40
/** Each process has so many mailboxes at least before one is killed. */
const fewest = 3
const most = 40
const soon = { timeout: 60_000, interval: 50 }

interface Box {
  id: string
  deliver(subject: string): Promise<void>
  prints(): Promise<string[]>
}

describeOnPostgres('two processes that read mail on one PostgreSQL', () => {
  const postgres = usePostgres()
  const hasDovecot = needs('Dovecot 2.3', dovecotIsAvailable())
  let microsoft: Microsoft365
  let dovecot: Dovecot | undefined
  beforeAll(async () => {
    microsoft = await startMicrosoft365()
    const { introspectionUrl, certificates } = microsoft
    if (hasDovecot) dovecot = await startDovecot({ introspectionUrl, certificate: certificates.good })
  })
  afterAll(async () => {
    await dovecot?.close()
    await microsoft.close()
  })

  const addresses = Array.from({ length: most }, (_, no) => `box${no}@mein-shop.example`)
  let letters = 0

  function letter(address: string, subject: string): string {
    const [from, date] = ['Clara <clara@kunden.example>', new Date(++letters * 1e6)]

    return mail({ from, to: address, subject, date, text: 'Hallo' })
  }

  /** By turns on the stand-in and on a real Dovecot, where there is one. */
  async function addBox(db: Database, no: number): Promise<Box> {
    const address = addresses[no] ?? expect.fail('There are no more addresses.')
    if (dovecot && no % 2 === 0) return addRealBox(db, dovecot, address)
    const { id } = await addServer(db, microsoft, new Date(), { username: address })
    const inbox = () => microsoft.mailboxes.folder({ address }, 'INBOX')?.mails ?? []

    return {
      id,
      deliver: async (subject) => void microsoft.mailboxes.deliver({ address }, letter(address, subject)),
      prints: async () => inbox().map(({ uid, source }) => print(uid, source)),
    }
  }

  async function addRealBox(db: Database, real: Dovecot, address: string): Promise<Box> {
    await real.deliver(address, letter(address, 'First'))
    const { id } = await addServer(db, microsoft, new Date(), { username: address, port: real.port })

    return {
      id,
      deliver: (subject) => real.deliver(address, letter(address, subject)),
      async prints() {
        const client = await openInbox({ dovecot: real, microsoft, address }, 'to look')
        const mails = await client.fetchAll('1:*', { uid: true, source: true })
        await client.logout()

        return mails.map(({ uid, source }) => print(uid, source))
      },
    }
  }

  /** Leases that stand by the database's clock, and the longest of them. */
  async function leases(db: Database, holder: string) {
    const rows = await db.$queryRaw<{ serverId: string; seconds: number }[]>`
      SELECT "serverId", EXTRACT(EPOCH FROM "leaseUntil" - clock_timestamp())::float8 AS "seconds" FROM "Fetching"
      WHERE "holder" = ${holder}::uuid AND "leaseUntil" >= clock_timestamp()`

    return {
      servers: rows.map(({ serverId }) => serverId),
      longest: Math.max(0, ...rows.map(({ seconds }) => seconds)),
    }
  }

  async function holders(db: Database): Promise<string[]> {
    const rows = await db.fetching.findMany({ where: { holder: { not: null } }, distinct: ['holder'] })

    return rows.map(({ holder }) => holder ?? '')
  }

  /** Until each of the two has some: whichever looks first takes a new one. */
  async function share(db: Database, boxes: Box[]): Promise<void> {
    async function fewestHeld(): Promise<number> {
      const all = await Promise.all((await holders(db)).map((holder) => leases(db, holder)))

      return all.length < 2 ? 0 : Math.min(...all.map(({ servers }) => servers.length))
    }
    while ((await fewestHeld()) < fewest) {
      boxes.push(await addBox(db, boxes.length))
      await expect
        .poll(() => db.fetching.count({ where: { lastSuccessAt: { not: null } } }), soon)
        .toBe(boxes.length)
    }
  }

  /** Accounts of addresses that are not used yet, and what opens their mailboxes. */
  function makeAccounts(): Record<string, string> {
    microsoft.reset()
    for (const address of addresses) microsoft.accounts.add({ address })

    return Object.fromEntries(addresses.map((address) => [address, microsoft.accessTokenFor(address)]))
  }

  /** Every mail of these mailboxes is stored once, byte by byte. */
  async function expectAll(db: Database, boxes: Box[]): Promise<void> {
    for (const { id, prints } of boxes) {
      const there = await prints()
      await expect.poll(() => db.inboxMail.count({ where: { serverId: id } }), soon).toBe(there.length)
      expect(await printsOf(db, id)).toEqual(there)
    }
  }

  /** As if the time of its leases had passed. */
  async function passLeases(db: Database, holder: string): Promise<void> {
    await db.$executeRaw`UPDATE "Fetching" SET "leaseUntil" = "leaseUntil" - ${leaseSeconds} * interval '1 second'
      WHERE "holder" = ${holder}::uuid`
  }

  async function killOneOfTwo(
    db: Database,
    { begin }: Awaited<ReturnType<typeof createReaders>>,
  ): Promise<void> {
    const boxes: Box[] = []
    const doomed = begin({ stays: true, point: 'fetched', times: 2 })
    boxes.push(await addBox(db, 0))
    await expect.poll(() => holders(db), soon).toHaveLength(1)
    const [first = ''] = await holders(db)
    const other = begin({ stays: true })
    await share(db, boxes)
    const second = (await holders(db)).find((holder) => holder !== first) ?? ''
    doomed.process.kill('SIGUSR2')
    for (const { deliver } of boxes) for (let no = 1; no <= mailsEach; no++) await deliver(`Mail ${no}`)

    expect(await doomed.ended).toBe('SIGKILL')
    const left = await leases(db, first)
    expect(left.servers.length).toBeGreaterThanOrEqual(fewest)
    expect(left.longest).toBeLessThanOrEqual(leaseSeconds)
    const orphans = boxes.filter(({ id }) => left.servers.includes(id))
    const missing =
      orphans.length * mailsEach - (await db.inboxMail.count({ where: { serverId: { in: left.servers } } }))
    expect(missing).toBeGreaterThan(0)
    await passLeases(db, first)
    await expectAll(db, boxes)
    expect(await holders(db)).toEqual([second])
    for (const { deliver } of orphans) await deliver('Afterwards')
    await expectAll(db, boxes)
    other.process.kill('SIGTERM')
    expect(await other.ended).toBeNull()
    expect(await holders(db)).toEqual([])
  }

  test('R5: one is killed while both read; nothing is lost or doubled, and the other reads all', async () => {
    const tokens = makeAccounts()
    const where = { url: postgres.url, dataDir: 'memory://' }
    const ports = [microsoft.imap.port, ...(dovecot ? [dovecot.port] : [])]
    const readers = await createReaders(where, { ca: microsoft.ca, ports, tokens })
    await withDatabase(where, async (db) => {
      await db.generalSettings.create({ data: { customEmailServers: true } })
      await killOneOfTwo(db, readers)
    }).finally(readers.end)
  }, 120_000)
})
