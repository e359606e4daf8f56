import { createServer, type Server } from 'node:net'
import { PrismaPg } from '@prisma/adapter-pg'
import { afterEach, expect, test } from 'vitest'
import { createReadiness } from '../../src/health/readiness.ts'
import { createWorkers } from '../../src/health/workers.ts'
import { PrismaClient } from '../../src/storage/generated/client.ts'
import { createSecrets } from '../../src/storage/secrets.ts'
import { proveKeys } from '../../src/storage/verify-keys.ts'
import { useDatabase } from '../database.ts'
import { testSecrets } from '../host.ts'

const db = useDatabase()
const workers = createWorkers({ db })
const said: unknown[] = []
const log = { warn: (line: unknown) => void said.push(line) }
const readinessOf = (keys = testSecrets) => createReadiness({ db, keys, workers, log })
const silent: Server[] = []
afterEach(() => {
  for (const server of silent.splice(0)) server.close()
})

async function runningShop(): Promise<void> {
  await proveKeys(db, testSecrets)
  await workers.report()
}

test('a process whose database, tables, keys and workers are in order is ready', async () => {
  await runningShop()

  expect(await readinessOf().check()).toEqual({
    ready: true,
    failed: [],
    checks: { database: 'ok', schema: 'ok', keys: 'ok', worker: 'ok' },
  })
})

test('no worker, another key under the same name, and other tables are each told by name', async () => {
  await proveKeys(db, testSecrets)
  expect((await readinessOf().check()).failed).toEqual(['worker'])

  await workers.report()
  const other = createSecrets([{ id: 'k1', bytes: Buffer.alloc(32, 8) }])
  expect((await readinessOf(other).check()).failed).toEqual(['keys'])

  await db.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
    VALUES ('newer', '', '29990101000000_newer', now())`
  try {
    expect((await readinessOf().check()).failed).toEqual(['schema'])
  } finally {
    await db.$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'newer'`
  }
})

test('one that is told to end is not ready from that moment on', async () => {
  await runningShop()
  const readiness = readinessOf()
  readiness.stop()

  expect(await readiness.check()).toMatchObject({ ready: false, failed: ['stopping'] })
})

test('what fails is logged when it changes, not at each question', async () => {
  await proveKeys(db, testSecrets)
  said.length = 0
  const readiness = readinessOf()
  for (const _ of [1, 2, 3]) await readiness.check()
  await workers.report()
  await readiness.check()
  readiness.stop()
  await readiness.check()

  expect(said).toEqual([{ failed: ['worker'] }, { failed: ['stopping'] }])
})

test('a database that refuses and one that says nothing are answered without it, however often one asks', async () => {
  let connections = 0
  const mute = createServer(() => {
    connections += 1
  })
  silent.push(mute)
  await new Promise<void>((listening) => mute.listen(0, '127.0.0.1', listening))
  const address = mute.address()
  const port = typeof address === 'object' && address ? address.port : 0

  for (const host of [`127.0.0.1:${port}`, '127.0.0.1:1']) {
    const down = new PrismaClient({
      adapter: new PrismaPg({ connectionString: `postgresql://a:b@${host}/c` }),
    })
    const readiness = createReadiness({
      ...{ db: down, keys: testSecrets, log, timeoutMs: 50 },
      workers: createWorkers({ db: down }),
    })
    const all = await Promise.all([1, 2, 3].map(() => readiness.check()))
    all.push(await readiness.check())
    for (const one of all)
      expect(one).toEqual({
        ready: false,
        failed: ['database'],
        checks: { database: 'failed', schema: 'unknown', keys: 'unknown', worker: 'unknown' },
      })
    expect(JSON.stringify(all)).not.toContain('a:b')
  }
  expect(connections).toBe(1)
})
