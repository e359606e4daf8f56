import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { mailHealth } from '../../src/health/health.ts'
import { look } from '../../src/health/look.ts'
import { statusText } from '../../src/health/status-text.ts'
import { settingsSchema } from '../../src/settings.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { lockFolder } from '../../src/storage/folder-lock.ts'
import { StartProblem } from '../../src/storage/start-problem.ts'
import { proveKeys } from '../../src/storage/verify-keys.ts'
import { useDatabase } from '../database.ts'
import { useFolder } from '../folder.ts'
import { freePort } from '../free-port.ts'
import { testSecrets, useHost } from '../host.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'

const db = useDatabase()
const host = useHost({ db })
const folder = useFolder()
const keys = `k1:${Buffer.alloc(32, 7).toString('base64')}`
let port = 0
beforeAll(async () => {
  await host.app.register(mailHealth, { mail: host.mail })
  await host.app.listen({ port: 0, host: '127.0.0.1' })
  const address = host.app.server.address()
  port = typeof address === 'object' && address ? address.port : 0
})

const settings = (more: object = {}) =>
  settingsSchema.parse({ DATA_DIR: folder.path, MAIL_KEYS: keys, PORT: port, ...more })

/** Another process has the embedded database open. */
async function inUse(): Promise<() => Promise<void>> {
  await mkdir(join(folder.path, 'database'))

  return (await lockFolder(folder.path)).release
}

test('the server that has the embedded database open is asked, and says only what a probe may hear', async () => {
  await proveKeys(db, testSecrets)
  const release = await inUse()
  const found = await look(settings({ HOST: '0.0.0.0' }))
  await release()

  expect(found).toMatchObject({
    askedAt: `http://127.0.0.1:${port}/readyz`,
    checks: { database: 'ok', schema: 'ok', keys: 'ok' },
  })
  expect(found).not.toHaveProperty('details')
  expect(statusText(found)).toContain('The embedded database is open in the server')
})

test('where the embedded database is open and nobody answers, or there is none, it is said what to do', async () => {
  await expect(look(settings())).rejects.toThrow('There is no database in')
  await expect(look(settings())).rejects.toThrow(StartProblem)

  const release = await inUse()
  await expect(look(settings({ PORT: await freePort() }))).rejects.toThrow(
    'Set HOST and PORT as it has them.',
  )
  await release()
})

describeOnPostgres('a look at a PostgreSQL server', () => {
  const [empty, migrated] = [usePostgres('nothing'), usePostgres()]

  test('changes nothing in a database without tables, and says that they are not ours', async () => {
    const found = await look(settings({ DATABASE_URL: empty.url }))

    expect(found).toMatchObject({ checks: { database: 'ok', schema: 'failed' } })
    expect(found.attention[0]).toContain('The tables are not those of this Mailroom')
    const { db: after, close } = await openDatabase({ url: empty.url, dataDir: 'memory://', onlyLook: true })
    expect(await after.$queryRaw`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`).toEqual([])
    await close()
  })

  test('names keys that are not those of the database, and makes none where they are missing', async () => {
    const { db: shop, close } = await openDatabase({ url: migrated.url, dataDir: 'memory://' })
    await proveKeys(shop, testSecrets)
    await close()
    const other = `k1:${Buffer.alloc(32, 8).toString('base64')}`

    expect((await look(settings({ DATABASE_URL: migrated.url }))).checks.keys).toBe('ok')
    const { attention } = await look(settings({ DATABASE_URL: migrated.url, MAIL_KEYS: other }))
    expect(attention).toContain('The keys do not open the secrets of this database.')
    await expect(look(settings({ DATABASE_URL: migrated.url, MAIL_KEYS: undefined }))).rejects.toThrow(
      'is missing',
    )
  })
})
