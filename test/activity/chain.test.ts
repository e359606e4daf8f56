import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { activityEntry } from '../../src/activity/activity.ts'
import { createChain } from '../../src/activity/chain.ts'
import { parseHead } from '../../src/activity/link.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { rotateKeys } from '../../src/storage/rotate-keys.ts'
import { createSecrets, type Secrets } from '../../src/storage/secrets.ts'
import { forgetSecrets } from '../../src/storage/verify-keys.ts'
import { useDatabase } from '../database.ts'
import { ada, testSecrets } from '../host.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'

const at = new Date('2026-11-24T10:00:00Z')
const log = { info: () => {}, error: () => {} }

function chainOf(db: Database, secrets: Secrets = testSecrets) {
  return createChain({ db, secrets, log, now: () => at })
}

function write(db: Database, subject: string) {
  const detail = { to: 'maria@example.com', mail: subject, many: 1.5 }
  const changes = { port: { before: 587, after: 465 }, password: 'replaced' } as const

  return db.activityEntry.create({
    data: activityEntry(ada, at, { what: 'outgoing-server.changed', subject, detail, changes }),
  })
}

async function writeMany(db: Database, ...subjects: string[]): Promise<void> {
  for (const subject of subjects) await write(db, subject)
}

/** As whoever owns the tables can. */
async function asOwner(db: Database, work: () => Promise<unknown>): Promise<void> {
  for (const table of ['ActivityEntry', 'ActivityLink'])
    await db.$executeRawUnsafe(`ALTER TABLE "${table}" DISABLE TRIGGER USER`)
  await work()
  for (const table of ['ActivityEntry', 'ActivityLink'])
    await db.$executeRawUnsafe(`ALTER TABLE "${table}" ENABLE TRIGGER USER`)
}

describe('the chain over the activity', () => {
  const db = useDatabase()

  test('is intact over all entries, however many, and grows with them', async () => {
    const chain = chainOf(db)
    expect(await chain.check()).toBeUndefined()
    const rows = Array.from({ length: 1001 }, (_, no) =>
      activityEntry(ada, at, { what: 'user.added', subject: `no ${no}` }),
    )
    await db.activityEntry.createMany({ data: rows })

    expect(await chain.check()).toMatchObject({
      count: 1001,
      broken: undefined,
      checkedAt: at,
      startedAt: at,
    })
    await write(db, 'one more')
    await chain.extend()
    expect(await db.activityLink.count()).toBe(1002)
    expect(await chain.state()).toMatchObject({ count: 1001, checkedAt: at })
    expect(await chain.check()).toMatchObject({ count: 1002, broken: undefined })
  })

  test('takes up an entry that was committed after those written later', async () => {
    const chain = chainOf(db)
    const early = await write(db, 'early')
    await asOwner(db, () => db.activityEntry.delete({ where: { id: early.id } }))
    await writeMany(db, 'later', 'last')
    await chain.extend()
    const { detail: _, changes: __, ...row } = early
    await db.activityEntry.create({ data: row })
    await chain.extend()

    expect(await chain.check()).toMatchObject({ count: 3, broken: undefined })
    expect((await db.activityLink.findFirst({ orderBy: { no: 'desc' } }))?.entryId).toBe(early.id)
  })

  test.each([
    ['who it was', { adminName: 'Eve' }],
    ['when', { at: new Date('2026-11-24T10:00:00.001Z') }],
    ['what', { what: 'outgoing-server.added' }],
    ['of which server', { subjectId: 'other' }],
    ['a fact', { detail: { to: 'maria@example.com', mail: 'b', many: 2 } }],
    ['a value before', { changes: { port: { before: 25, after: 465 }, password: 'replaced' } }],
  ])('names the first entry that somebody changed: %s', async (_what, data) => {
    const chain = chainOf(db)
    await writeMany(db, 'a', 'b', 'c')
    await chain.check()
    await asOwner(db, () => db.activityEntry.updateMany({ where: { subject: 'b' }, data }))

    expect(await chain.check()).toMatchObject({
      count: 1,
      broken: { how: 'changed', entry: '2' },
      head: undefined,
    })
    expect(await chain.state()).toMatchObject({ broken: { how: 'changed', entry: '2' } })
  })

  test('names an entry that was deleted, and one whose link was', async () => {
    const chain = chainOf(db)
    await writeMany(db, 'a', 'b', 'c')
    await chain.check()
    await asOwner(db, () => db.activityEntry.delete({ where: { id: 2n } }))
    expect(await chain.check()).toMatchObject({ broken: { how: 'missing', entry: '2' } })

    await asOwner(db, () => db.activityLink.delete({ where: { no: 2n } }))
    expect(await chain.check()).toMatchObject({ broken: { how: 'link', entry: '3' } })
  })

  test('knows by its head of before that the end was cut off, in another process too', async () => {
    const chain = chainOf(db)
    await writeMany(db, 'a', 'b', 'c')
    const head = parseHead((await chain.check())?.head ?? '')
    const cut = { where: { no: { gt: 1n } } }
    await asOwner(db, async () => {
      await db.activityLink.deleteMany(cut)
      await db.activityEntry.deleteMany({ where: { id: { gt: 1n } } })
    })

    expect(await chain.check()).toMatchObject({ count: 1, broken: { how: 'cut' } })
    expect(await chainOf(db).check()).toMatchObject({ count: 1, broken: undefined })
    expect(await chainOf(db).check(head)).toMatchObject({ broken: { how: 'cut' } })
    await writeMany(db, 'b', 'forged')
    expect(await chainOf(db).check(head)).toMatchObject({ broken: { how: 'link', entry: '5' } })
  })

  test('cannot be begun anew without telling since when', async () => {
    await write(db, 'a')
    await chainOf(db).check()
    await db.$executeRaw`TRUNCATE "ActivityLink", "ActivityChain"`
    const later = new Date('2026-12-24T10:00:00Z')
    const again = createChain({ db, secrets: testSecrets, log, now: () => later })
    expect(await again.check()).toMatchObject({ broken: undefined, startedAt: later })

    await db.activityChain.updateMany({ data: { startedAt: at } })
    expect(await chainOf(db).check()).toMatchObject({ broken: { how: 'changed', entry: '1' } })
  })

  test('outlives a change of keys, says when its key is lost, and begins anew with the secrets forgotten', async () => {
    const [old, fresh] = ['old', 'new'].map((id) => ({ id, bytes: randomBytes(32) }))
    if (!old || !fresh) throw new Error('no keys')
    await write(db, 'a')
    await chainOf(db, createSecrets([old])).check()
    await rotateKeys(db, createSecrets([fresh, old]))
    expect(await chainOf(db, createSecrets([fresh])).check()).toMatchObject({ count: 1, broken: undefined })

    expect(await chainOf(db, createSecrets([old])).check()).toMatchObject({ broken: { how: 'key' } })
    await forgetSecrets(db)
    expect(await chainOf(db, createSecrets([old])).check()).toMatchObject({ count: 1, broken: undefined })
  })

  test('is over a table that refuses to be changed', () => refusesChanges(db))

  test('has nothing to do with a change that is rolled back', async () => {
    const undone = db.$transaction(async (tx) => {
      await tx.activityEntry.create({ data: activityEntry(ada, at, { what: 'user.added' }) })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await write(db, 'kept')

    expect(await chainOf(db).check()).toMatchObject({ count: 1, broken: undefined })
  })
})

describeOnPostgres('the chain on a PostgreSQL server', () => {
  const database = usePostgres()

  test('is one chain, however many write and link at the same time, over tables that refuse changes', async () => {
    const { db, close } = await openDatabase({ url: database.url, dataDir: 'memory://' })
    try {
      const chains = [chainOf(db), chainOf(db), chainOf(db)]
      const writers = Array.from({ length: 6 }, async (_, no) => {
        for (let each = 0; each < 10; each++) await write(db, `${no} ${each}`)
      })
      const linkers = chains.map(async (chain) => {
        for (let each = 0; each < 10; each++) await chain.extend()
      })
      await Promise.all([...writers, ...linkers])

      expect(await chainOf(db).check()).toMatchObject({ count: 60, broken: undefined })
      await refusesChanges(db)
    } finally {
      await close()
    }
  })
})

async function refusesChanges(db: Database): Promise<void> {
  const { id } = await write(db, 'kept')
  await chainOf(db).extend()
  const kept = 'The activity is kept'

  await expect(db.activityEntry.updateMany({ data: { adminName: 'Eve' } })).rejects.toThrow(kept)
  await expect(db.activityEntry.deleteMany({ where: { id } })).rejects.toThrow(kept)
  await expect(db.activityLink.updateMany({ data: { mac: 'x' } })).rejects.toThrow(kept)
  await expect(db.activityLink.deleteMany()).rejects.toThrow(kept)
  expect(await db.activityEntry.findUnique({ where: { id } })).toMatchObject({ adminName: ada.name })
}
