import { randomUUID } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { beforeEach, expect, test } from 'vitest'
import { type Database, type OpenDatabase, openDatabase } from '../../src/storage/database.ts'
import { exportDatabase, importDatabase } from '../../src/storage/transfer.ts'
import { useDatabase } from '../database.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'

const at = new Date('2026-11-24T10:00:00.123Z')

async function furnish(db: Database) {
  const account = randomUUID()
  await db.outlookAccount.create({
    data: {
      id: account,
      mailbox: 'shop@example.com',
      signedInAs: 'ada@example.com',
      tenantId: 't',
      objectId: 'o',
      homeAccountId: 'o.t',
      clientId: 'c',
      scopes: ['SMTP.Send', 'with "quotes", commas and\nlines'],
      sealedTokenCache: 'v1.k1.a.b',
      connectedAt: at,
      connectedBy: 'Ada',
      lastSuccessAt: at,
      lastFailure: { cause: 'consent-missing', codes: [65001] },
    },
  })
  await db.outgoingServer.create({
    data: {
      id: randomUUID(),
      name: 'Größe ☕',
      signInWith: 'outlook',
      host: 'smtp.office365.com',
      port: 587,
      encryption: 'starttls',
      outlookAccountId: account,
      connectionChangedAt: at,
      createdAt: at,
      updatedAt: at,
      updatedBy: 'Ada',
    },
  })
  await db.activityEntry.createMany({
    data: Array.from({ length: 450 }, (_, no) => ({
      at,
      adminId: 'ada',
      adminName: 'Ada',
      what: `no ${no}`,
    })),
  })
}

const everything = async (db: Database) => [
  await db.outlookAccount.findMany(),
  await db.outgoingServer.findMany(),
  await db.activityEntry.findMany({ orderBy: { id: 'asc' } }),
]

describeOnPostgres('moving from the embedded database to a server', () => {
  const source = useDatabase()
  const database = usePostgres()
  let target: OpenDatabase | undefined
  const targetDb = () => {
    if (target === undefined) throw new Error('not open yet')
    return target.db
  }
  beforeEach(async () => {
    target = await openDatabase({ url: database.url, dataDir: 'memory://' })

    return () => target?.close()
  })

  async function exported(): Promise<string> {
    const to = new PassThrough()
    const [written] = await Promise.all([text(to), exportDatabase(source, to)])

    return written
  }

  test('every row arrives as it was, and new rows get new numbers', async () => {
    await furnish(source)
    expect(await importDatabase(targetDb(), Readable.from(await exported()))).toBe(452)

    expect(await everything(targetDb())).toEqual(await everything(source))
    const added = await targetDb().activityEntry.create({
      data: { at, adminId: 'ada', adminName: 'Ada', what: 'new' },
    })
    expect(added.id).toBe(451n)
  })

  test('a number once given out does not come again, though its row is gone', async () => {
    const failure = { email: 'ada@example.com', address: '192.0.2.1', at }
    const { id: last } = await source.signInFailure.create({ data: failure })
    await source.signInFailure.deleteMany()

    await importDatabase(targetDb(), Readable.from(await exported()))

    const { id } = await targetDb().signInFailure.create({ data: failure })
    expect(id).toBeGreaterThan(last)
  })

  test('a database with rows in it is not imported into', async () => {
    await targetDb().generalSettings.create({ data: {} })

    await expect(importDatabase(targetDb(), Readable.from(await exported()))).rejects.toThrow(
      'The database is not empty: there are rows in GeneralSettings. Import into a new one.',
    )
  })

  test('of a file that was cut off nothing is imported', async () => {
    await furnish(source)
    const whole = await exported()

    await expect(importDatabase(targetDb(), Readable.from(whole.slice(0, -2000)))).rejects.toThrow(
      'The file is not a complete export of Mailroom. Nothing was imported.',
    )
    expect(await everything(targetDb())).toEqual([[], [], []])
  })

  test('a file of another version of Mailroom is refused', async () => {
    const other = (await exported()).replace(/"migrations":\[.*?\]/, '"migrations":["29990101000000_other"]')

    await expect(importDatabase(targetDb(), Readable.from(other))).rejects.toThrow(
      'The file was exported by another version of Mailroom.',
    )
  })
})
