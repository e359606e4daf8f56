import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/storage/database.ts'
import { useFolder } from '../folder.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'

const own = 'prisma/migrations'
const folder = useFolder()

async function ownNames() {
  const entries = await readdir(own, { withFileTypes: true })

  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

async function addMigration(name: string, sql: string) {
  await mkdir(join(folder.path, name), { recursive: true })
  await writeFile(join(folder.path, name, 'migration.sql'), sql)
}

describeOnPostgres('migrations', () => {
  const database = usePostgres('nothing')
  const start = async (migrationsDir: string) => {
    const { applied, close } = await openDatabase({ url: database.url, dataDir: 'memory://', migrationsDir })
    await close()

    return applied
  }

  test('three processes that start together on an empty database apply each migration once', async () => {
    const applied = await Promise.all([start(own), start(own), start(own)])

    expect(applied.flat()).toEqual(await ownNames())
    expect(await start(own)).toEqual([])
  })

  test('a newer Mailroom applies only what is new, oldest first', async () => {
    await start(own)
    await cp(own, folder.path, { recursive: true })
    await addMigration('29991231000000_later', 'ALTER TABLE later ADD COLUMN name TEXT')
    await addMigration('29990101000000_sooner', 'CREATE TABLE later (id INT)')

    expect(await start(folder.path)).toEqual(['29990101000000_sooner', '29991231000000_later'])
  })

  test('an older Mailroom does not start on the database of a newer one', async () => {
    await cp(own, folder.path, { recursive: true })
    await addMigration('29990101000000_newer', 'CREATE TABLE newer (id INT)')
    await start(folder.path)

    await expect(start(own)).rejects.toThrow(
      'The database has the migration 29990101000000_newer, which this Mailroom does not know.',
    )
  })

  test('a migration that was changed after it was applied is refused', async () => {
    await addMigration('20000101000000_first', 'CREATE TABLE first (id INT)')
    await start(folder.path)
    await addMigration('20000101000000_first', 'CREATE TABLE first (id BIGINT)')

    await expect(start(folder.path)).rejects.toThrow(
      'The migration 20000101000000_first was changed after it had been applied.',
    )
  })

  test('a migration that fails leaves nothing behind, and is tried again at the next start', async () => {
    await addMigration('20000101000000_first', 'CREATE TABLE first (id INT); SELECT 1/0')
    await expect(start(folder.path)).rejects.toThrow('division by zero')
    await addMigration('20000101000000_first', 'CREATE TABLE first (id INT)')

    expect(await start(folder.path)).toEqual(['20000101000000_first'])
  })
})
