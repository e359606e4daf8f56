import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, inject } from 'vitest'
import { type Database, type OpenDatabase, openDatabase } from '../src/storage/database.ts'
import { emptyTables, standIn, useDatabase } from './database.ts'
import { needs } from './needs.ts'
import { postgresIsAvailable, templateName, urlOf } from './postgres-server.ts'

declare global {
  var mailroomTestPostgres: Promise<string> | undefined
}

type Content = 'migrated' | 'nothing'

/**
 * A real PostgreSQL for tests with several connections or processes: `url` is a database of its own for each test.
 * Call it inside `describeOnPostgres`.
 */
export function usePostgres(content: Content = 'migrated'): { readonly url: string } {
  const database = { url: '' }
  beforeEach(async () => {
    database.url = await freshDatabaseUrl(content)
  })
  afterEach(() => dropDatabase(database.url))

  return database
}

/** Tests that need a real PostgreSQL; skipped, by name, where none can be had. */
export function describeOnPostgres(name: string, tests: () => void): void {
  describe.runIf(needs(`PostgreSQL (${name})`, postgresIsAvailable()))(name, tests)
}

/** The same tests on the embedded database and on a real PostgreSQL, each emptied before every test. */
export function describeOnBothDatabases(name: string, tests: (db: Database) => void): void {
  describe(`${name}, embedded`, () => tests(useDatabase()))
  describeOnPostgres(`${name}, on a PostgreSQL server`, () => tests(usePostgresDatabase()))
}

function usePostgresDatabase(): Database {
  let open: OpenDatabase | undefined
  let url = ''
  beforeAll(async () => {
    url = await freshDatabaseUrl()
    open = await openDatabase({ url, dataDir: 'memory://' })
  })
  beforeEach(async () => {
    if (open !== undefined) await emptyTables(open.db)
  })
  afterAll(async () => {
    await open?.close()
    await dropDatabase(url)
  })

  return standIn(() => open?.db)
}

/** A database nobody else uses; whoever asks for it drops it. */
export async function freshDatabaseUrl(content: Content = 'migrated'): Promise<string> {
  const name = `mailroom_test_${randomUUID().replaceAll('-', '')}`
  const template = content === 'migrated' ? templateName : 'template0'
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`)

  return urlOf(await theServer(), name)
}

export async function dropDatabase(url: string): Promise<void> {
  await onServer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client(await theServer())
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

function theServer(): Promise<string> {
  globalThis.mailroomTestPostgres ??= text(connect(inject('postgresDoor'))).then((answer) => {
    if (!answer.startsWith('postgres')) throw new Error(answer)

    return answer
  })

  return globalThis.mailroomTestPostgres
}
