import { expect, test } from 'vitest'
import { type Database, openDatabase, uniqueViolation } from '../../src/storage/database.ts'
import { describeOnBothDatabases } from '../postgres.ts'

const addAda = (db: Database) =>
  db.user.create({
    data: {
      id: crypto.randomUUID(),
      name: 'Ada',
      email: 'ada@example.com',
      passwordHash: '',
      createdAt: new Date(),
    },
  })

describeOnBothDatabases('a database', (db) => {
  test('a row can be written', async () => {
    await db.generalSettings.create({ data: {} })

    expect(await db.generalSettings.count()).toBe(1)
  })

  test('the next test finds the tables empty', async () => {
    expect(await db.generalSettings.count()).toBe(0)
  })

  test('a value that exists already is told by its column', async () => {
    await addAda(db)
    const error = await addAda(db).catch((caught: unknown) => caught)

    expect(uniqueViolation(error)).toEqual(['email'])
  })

  test('an id that exists already is a unique violation without columns', async () => {
    await db.generalSettings.create({ data: {} })
    const error = await db.generalSettings.create({ data: {} }).catch((caught: unknown) => caught)

    expect(uniqueViolation(error)).toEqual([])
  })

  test('other errors are not unique violations', async () => {
    const missing = await db.generalSettings
      .update({ where: { id: 'general' }, data: {} })
      .catch((caught: unknown) => caught)

    expect(uniqueViolation(missing)).toBeUndefined()
    expect(uniqueViolation(new Error('no'))).toBeUndefined()
  })
})

test('a server that does not answer is named by its setting, without the password', async () => {
  const refused = openDatabase({ url: 'postgresql://ada:hunter2@127.0.0.1:1/shop', dataDir: 'memory://' })

  await expect(refused).rejects.toThrow(
    'The PostgreSQL server of DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:1.',
  )
})
