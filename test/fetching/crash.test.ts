import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { openInbox } from '../dovecot/inbox.ts'
import { type Dovecot, dovecotIsAvailable, startDovecot } from '../dovecot.ts'
import { useFolder } from '../folder.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { needs } from '../needs.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { postgresIsAvailable } from '../postgres-server.ts'
import { type Mailbox, read, type Where, withDatabase } from './crash-runs.ts'
import { addServer } from './shop.ts'

/** How often each point is met; CRASH_ROUNDS=50 asks for more. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 1)
const address = 'orders@mein-shop.example'
const folder = useFolder()
let microsoft: Microsoft365

beforeAll(async () => {
  microsoft = await startMicrosoft365()
})
afterAll(() => microsoft.close())

function letter(no: number): string {
  const text = no % 20 === 0 ? 'Lang. '.repeat(60_000) : 'Hallo'

  return mail({
    from: 'Clara <clara@kunden.example>',
    to: address,
    subject: `Mail ${no}`,
    date: new Date(no * 1e6),
    text,
  })
}

function standIn(): Mailbox {
  return {
    ca: microsoft.ca,
    port: microsoft.imap.port,
    mailbox: address,
    accessToken: microsoft.accessTokenFor(address),
  }
}

async function furnish(where: Where, port: number): Promise<void> {
  await withDatabase(where, async (db) => {
    await db.generalSettings.create({ data: { customEmailServers: true } })
    const columns = { port, afterReading: 'mark_read', readFrom: 'everything' } as const
    await addServer(db, microsoft, new Date(), columns)
  })
}

/** Every mail of the database, by its number and what it holds. */
const inDatabase = (where: Where) =>
  withDatabase(where, async (db: Database) => {
    const mails = await db.inboxMail.findMany({ orderBy: { uid: 'asc' } })
    expect(mails.filter(({ afterReading }) => afterReading !== 'leave')).toEqual([])

    return mails.map(({ uid, sha256 }) => `${uid} ${sha256}`)
  })

const inStandIn = () =>
  microsoft.mailboxes
    .folder(microsoft.accounts.orders, 'INBOX')
    ?.mails.map(({ uid, source }) => `${uid} ${createHash('sha256').update(source).digest('base64url')}`)

/** Killed at these points, again and again; then read to the end. */
async function killAndRead(where: Where, from: Mailbox, points: ('fetched' | 'stored')[]): Promise<void> {
  for (let round = 1; round <= rounds; round++)
    for (const point of points) expect(await read(where, from, point, 1 + (round % 2))).toBe('SIGKILL')
  expect(await read(where, from)).toBeNull()
}

function deliverToStandIn(many: number): void {
  microsoft.reset()
  for (let no = 3; no <= many; no++) microsoft.mailboxes.deliver(microsoft.accounts.orders, letter(no))
}

// Its start takes seconds, and PostgreSQL below keeps the same promise.
test.runIf(rounds > 1 || !postgresIsAvailable())(
  'R5: killed while reading, the embedded database holds every mail once',
  async () => {
    deliverToStandIn(60 + 120 * rounds)
    const where = { dataDir: join(folder.path, 'data') }
    await furnish(where, microsoft.imap.port)
    await killAndRead(where, standIn(), rounds > 1 ? ['fetched', 'stored'] : ['stored'])

    expect(await inDatabase(where)).toEqual(inStandIn())
    const unread = microsoft.mailboxes
      .folder(microsoft.accounts.orders, 'INBOX')
      ?.mails.filter(({ flags }) => !flags.has('\\Seen'))
    expect(unread).toEqual([])
  },
  600_000,
)

describeOnPostgres('on a PostgreSQL server', () => {
  const postgres = usePostgres()

  test('of two processes one reads; killed in the middle, the other takes over within the lease', async () => {
    deliverToStandIn(160)
    const where = { url: postgres.url, dataDir: 'memory://' }
    await furnish(where, microsoft.imap.port)
    const first = read(where, standIn(), 'stored', 1)
    const [signal, other] = await Promise.all([first, first.then(() => read(where, standIn()))])

    expect([signal, other]).toEqual(['SIGKILL', null])
    expect(await inDatabase(where)).toEqual(inStandIn())
  }, 60_000)

  describe.runIf(needs('Dovecot 2.3', dovecotIsAvailable()))('from a real Dovecot', () => {
    let dovecot: Dovecot
    beforeAll(async () => {
      const { introspectionUrl, certificates } = microsoft
      dovecot = await startDovecot({ introspectionUrl, certificate: certificates.good })
    })
    afterAll(() => dovecot?.close())

    test('R5: killed while reading, every mail is stored once and marked as read', async () => {
      microsoft.reset()
      for (let no = 1; no <= 60 + 120 * rounds; no++) await dovecot.deliver(address, letter(no))
      const where = { url: postgres.url, dataDir: 'memory://' }
      await furnish(where, dovecot.port)
      await killAndRead(where, { ...standIn(), port: dovecot.port }, ['fetched', 'stored'])

      const client = await openInbox({ dovecot, microsoft, address }, 'to look')
      const mails = await client.fetchAll('1:*', { uid: true, source: true, flags: true })
      await client.logout()
      expect(mails).toHaveLength(60 + 120 * rounds)
      const hash = (source: Buffer | undefined) =>
        createHash('sha256')
          .update(source ?? '')
          .digest('base64url')
      expect(await inDatabase(where)).toEqual(mails.map(({ uid, source }) => `${uid} ${hash(source)}`))
      expect(mails.filter(({ flags }) => !flags?.has('\\Seen'))).toEqual([])
    }, 600_000)
  })
})
