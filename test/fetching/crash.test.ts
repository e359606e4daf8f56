import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openInbox } from '../dovecot/inbox.ts'
import { type Dovecot, dovecotIsAvailable, startDovecot } from '../dovecot.ts'
import { useFolder } from '../folder.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { needs } from '../needs.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { postgresIsAvailable } from '../postgres-server.ts'
import { createReaders, type Plan, print, printsOf, type Where, withDatabase } from './crash-runs.ts'
import { addServer } from './shop.ts'

/** How often a process is killed; CRASH_ROUNDS=100 asks for more, in the same way each time. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2)
const isLong = rounds > 2
const address = 'orders@mein-shop.example'
/** More than all that die can have stored. */
const many = 40 + 70 * rounds
const patience = 120_000 + rounds * 30_000
const folder = useFolder()
let microsoft: Microsoft365

beforeAll(async () => {
  microsoft = await startMicrosoft365()
})
afterAll(() => microsoft.close())

/** A mailbox that is read, and what is in it in the end. */
interface Box {
  port: number
  deliver(mail: string): unknown
  look(): Promise<{ prints: string[]; unread: number }>
}

function standIn(): Box {
  const account = microsoft.accounts.orders
  const inbox = () => microsoft.mailboxes.folder(account, 'INBOX')?.mails ?? []

  return {
    port: microsoft.imap.port,
    deliver: (source) => microsoft.mailboxes.deliver(account, source),
    look: async () => ({
      prints: inbox().map(({ uid, source }) => print(uid, source)),
      unread: inbox().filter(({ flags }) => !flags.has('\\Seen')).length,
    }),
  }
}

function real(dovecot: Dovecot): Box {
  async function look() {
    const client = await openInbox({ dovecot, microsoft, address }, 'to look')
    const mails = await client.fetchAll('1:*', { uid: true, source: true, flags: true })
    await client.logout()

    return {
      prints: mails.map(({ uid, source }) => print(uid, source)),
      unread: mails.filter(({ flags }) => !flags?.has('\\Seen')).length,
    }
  }

  return { port: dovecot.port, deliver: (source) => dovecot.deliver(address, source), look }
}

function letter(no: number): string {
  const text = no % 20 === 0 ? 'Lang. '.repeat(60_000) : 'Hallo'
  const [from, subject] = ['Clara <clara@kunden.example>', `Mail ${no}`]

  return mail({ from, to: address, subject, date: new Date(no * 1e6), text })
}

/** By turns before and after the commit, in the first piece of work and in the second. */
function planOf(no: number): Plan {
  return { point: no % 2 === 0 ? 'stored' : 'fetched', times: 1 + (Math.floor(no / 2) % 2) }
}

/** Killed again and again; then read to the end. */
async function killAndRead(where: Where, box: Box): Promise<void> {
  microsoft.reset()
  for (let no = 1; no <= many; no++) await box.deliver(letter(no))
  await withDatabase(where, async (db) => {
    await db.generalSettings.create({ data: { customEmailServers: true } })
    await addServer(db, microsoft, new Date(), { port: box.port, afterReading: 'mark_read' })
  })
  const tokens = { [address]: microsoft.accessTokenFor(address) }
  const readers = await createReaders(where, { ca: microsoft.ca, ports: [box.port], tokens })
  try {
    for (let no = 1; no <= rounds; no++) expect(await readers.read(planOf(no))).toBe('SIGKILL')
    expect(await readers.read({})).toBeNull()
  } finally {
    readers.end()
  }
}

/** Every mail is in the database once, byte by byte as in its mailbox, and was marked there. */
async function expectAll(where: Where, box: Box): Promise<void> {
  const { prints, unread } = await box.look()
  const { stored, unfinished } = await withDatabase(where, async (db) => ({
    stored: await printsOf(db),
    unfinished: await db.inboxMail.count({ where: { afterReading: { not: 'leave' } } }),
  }))
  expect(prints.length).toBeGreaterThanOrEqual(many)
  expect(stored).toEqual(prints)
  expect({ unread, unfinished }).toEqual({ unread: 0, unfinished: 0 })
  if (isLong) console.log(`${rounds} kills, ${prints.length} mails in the mailbox, ${stored.length} stored`)
}

async function survives(where: Where, box: Box): Promise<void> {
  await killAndRead(where, box)
  await expectAll(where, box)
}

// Its start takes seconds, and PostgreSQL below keeps the same promise.
test.runIf(isLong || !postgresIsAvailable())(
  'R5: killed while reading, the embedded database holds every mail once',
  () => survives({ dataDir: join(folder.path, 'data') }, standIn()),
  patience,
)

describeOnPostgres('on a PostgreSQL server', () => {
  const postgres = usePostgres()
  const where = () => ({ url: postgres.url, dataDir: 'memory://' })

  test(
    'R5: killed while reading, every mail is stored once and marked as read',
    () => survives(where(), standIn()),
    patience,
  )

  describe.runIf(needs('Dovecot 2.3', dovecotIsAvailable()))('from a real Dovecot', () => {
    let dovecot: Dovecot
    beforeAll(async () => {
      const { introspectionUrl, certificates } = microsoft
      dovecot = await startDovecot({ introspectionUrl, certificate: certificates.good })
    })
    afterAll(() => dovecot?.close())

    test(
      'R5: killed while reading, every mail is stored once and marked as read',
      () => survives(where(), real(dovecot)),
      patience,
    )
  })
})
