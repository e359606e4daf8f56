import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeEach, describe, expect, test } from 'vitest'
import { keyPlace } from '../../src/activity/chain.ts'
import { secretPlace } from '../../src/hand-over/webhook-state.ts'
import { inboxChunkPlace, inboxMailPlace } from '../../src/inbox/raw-mail.ts'
import { passwordPlace } from '../../src/mail-servers/server-rows.ts'
import { tokenCachePlace } from '../../src/microsoft/renewals.ts'
import { noncePlace, pendingPlace, verifierPlace } from '../../src/microsoft/sign-in-row.ts'
import { mimePlace, piecePlace } from '../../src/outbox/pieces.ts'
import { type Database, type OpenDatabase, openDatabase } from '../../src/storage/database.ts'
import { openAll, rotateKeys } from '../../src/storage/rotate-keys.ts'
import { placeIn, sealedColumns } from '../../src/storage/sealed-columns.ts'
import { createSecrets } from '../../src/storage/secrets.ts'
import { verifyKeys } from '../../src/storage/verify-keys.ts'
import { builtScript } from '../built.ts'
import { useDatabase } from '../database.ts'
import { describeOnBothDatabases, describeOnPostgres, usePostgres } from '../postgres.ts'
import { addMail, addServer, furnish, newKey, valuesByColumn } from './sealed-rows.ts'

const [k1, k2] = [newKey('k1'), newKey('k2')]
const [old, both, fresh] = [createSecrets([k1]), createSecrets([k2, k1]), createSecrets([k2])]
const counts = (report: { counts: Map<string, number> }) => Object.fromEntries(report.counts)

describe('the list of sealed columns', () => {
  const db = useDatabase()

  test('has every sealed column of the database, but for the proofs of the keys themselves', async () => {
    const columns = await db.$queryRaw<{ table: string; column: string; type: string; id: string }[]>`
      SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type, i.data_type AS id
      FROM information_schema.columns c
      JOIN information_schema.columns i USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND c.column_name LIKE 'sealed%' AND c.table_name <> 'SealingKey'
        AND i.column_name = 'id'`

    const listed = sealedColumns.map(({ table, column, form, id }) => ({
      table,
      column,
      type: form === 'bytes' ? 'bytea' : 'text',
      id,
    }))
    expect(new Set(columns)).toEqual(new Set(listed))
  })

  test('names the places the features seal for', () => {
    const rowIn: Record<string, string> = {
      ...{ InboxSettings: 'inbox', ActivityChain: 'activity', AlertSettings: 'alerts' },
    }
    const places = sealedColumns.map((column) => placeIn(column, rowIn[column.table] ?? 'general'))

    expect(new Set(places)).toEqual(
      new Set([
        'GeneralSettings.clientSecret:general',
        'GeneralSettings.formerClientSecret:general',
        tokenCachePlace('general'),
        passwordPlace('OutgoingServer', 'general'),
        passwordPlace('IncomingServer', 'general'),
        mimePlace('general'),
        piecePlace('general'),
        inboxMailPlace('general'),
        inboxChunkPlace('general'),
        secretPlace,
        'AlertSettings.webhookSecret:alerts',
        keyPlace,
        verifierPlace('general'),
        noncePlace('general'),
        pendingPlace('general'),
      ]),
    )
  })
})

describeOnBothDatabases('another key', (db) => {
  test('takes over every value, and the old one may go', async () => {
    await furnish(db, old)
    const mail = await addMail(db, old)
    expect(Object.values(await valuesByColumn(db))).not.toContain(0)
    expect(counts(await openAll(db, both))).toEqual({ k1: 19 })

    const report = await rotateKeys(db, both)

    expect(report).toEqual({ counts: new Map([['k2', 19]]), unreadable: [] })
    await verifyKeys(db, fresh)
    expect(await openAll(db, fresh)).toEqual(report)
    const { sealedMime } = await db.outboxMail.findUniqueOrThrow({ where: { id: mail.id } })
    expect(fresh.openBytes(sealedMime, mimePlace(mail.id))).toEqual(mail.mime)
  })

  test('leaves what it sealed already as it is', async () => {
    const id = await addServer(db, both)
    const before = await db.outgoingServer.findUnique({ where: { id } })

    await rotateKeys(db, both)

    expect(await db.outgoingServer.findUnique({ where: { id } })).toEqual(before)
  })

  test('leaves a value that does not open as it is, names it, and goes on', async () => {
    const [damaged, foreign, whole] = [
      await addServer(db, old),
      await addServer(db, old),
      await addServer(db, old),
    ]
    const lost = createSecrets([newKey('lost')]).seal('x', passwordPlace('OutgoingServer', foreign))
    const tampered = old.seal('x', passwordPlace('OutgoingServer', whole))
    await setPassword(db, damaged, 'plain')
    await setPassword(db, foreign, lost)
    const moved = await addServer(db, old)
    await setPassword(db, moved, tampered)

    const report = await rotateKeys(db, both)

    const place = { table: 'OutgoingServer', column: 'sealedPassword' }
    const unreadable = expect.arrayContaining([
      { ...place, row: damaged, keyId: undefined },
      { ...place, row: foreign, keyId: 'lost' },
      { ...place, row: moved, keyId: 'k1' },
    ])
    expect(report.unreadable).toEqual(unreadable)
    expect(report.unreadable).toHaveLength(3)
    expect(counts(report)).toEqual({ k1: 1, k2: 1, lost: 1 })
    expect(await passwordOf(db, moved)).toBe(tampered)
    expect(await openAll(db, both)).toEqual({ counts: report.counts, unreadable })
  })

  test('of a value that names the new key, a look at all values tells whether it opens', async () => {
    const id = await addServer(db, both)
    await setPassword(db, id, both.seal('x', passwordPlace('IncomingServer', id)))

    expect((await rotateKeys(db, both)).unreadable).toEqual([])
    expect((await openAll(db, both)).unreadable).toMatchObject([{ row: id, keyId: 'k2' }])
  })

  test('is refused when it has the id of another one', async () => {
    await verifyKeys(db, both)
    const wrong = createSecrets([{ ...newKey('k2') }, k1])

    await expect(rotateKeys(db, wrong)).rejects.toThrow('The key k2 is not the one')
  })
})

describeOnPostgres('another key, while Mailroom runs', () => {
  const database = usePostgres()
  let open: OpenDatabase[] = []
  beforeEach(() => async () => {
    await Promise.all(open.map(({ close }) => close()))
    open = []
  })

  async function connect(): Promise<Database> {
    const opened = await openDatabase({ url: database.url, dataDir: 'memory://' })
    open.push(opened)

    return opened.db
  }

  test('T42: nothing that is written meanwhile is lost or left behind', async () => {
    const [db, servers] = [await connect(), await connect()]
    const ids = await Promise.all(Array.from({ length: 100 }, () => addServer(db, old)))
    let rotating = true
    const write = async (ring: typeof old, id: string) => {
      let text = ''
      for (let no = 0; no < 40 && rotating; no++) {
        text = `password ${no}`
        await setPassword(servers, id, ring.seal(text, passwordPlace('OutgoingServer', id)))
        both.open(await passwordOf(servers, id), passwordPlace('OutgoingServer', id))
      }

      return text
    }
    // One process has not been told of the new key yet.
    const writers = ids.slice(0, 8).map((id, no) => write(no === 0 ? old : both, id))
    const rotation = rotateKeys(db, both).finally(() => {
      rotating = false
    })
    const [last] = await Promise.all([Promise.all(writers), rotation])
    const report = await rotateKeys(db, both)

    expect(report).toEqual({ counts: new Map([['k2', 100]]), unreadable: [] })
    for (const [no, text] of last.entries()) {
      const id = ids[no] ?? ''
      expect(fresh.open(await passwordOf(db, id), passwordPlace('OutgoingServer', id))).toBe(text)
    }
  })

  test('a value someone else changes after it was read keeps the change', async () => {
    const [db, other] = [await connect(), await connect()]
    const id = await addServer(db, old)
    const rotation = await other.$transaction(async (tx) => {
      await setPassword(tx, id, old.seal('changed', passwordPlace('OutgoingServer', id)))
      const begun = rotateKeys(db, both)
      await expect.poll(() => waiting(db), { timeout: 5000 }).toBe(1)

      return { begun }
    })

    expect(await rotation.begun).toEqual({ counts: new Map([['k2', 1]]), unreadable: [] })
    expect(fresh.open(await passwordOf(db, id), passwordPlace('OutgoingServer', id))).toBe('changed')
  })

  test('T42: killed half-way and run again, it completes', async () => {
    const db = await connect()
    const ids = (await Promise.all(Array.from({ length: 20 }, () => addServer(db, old)))).sort()
    const keys = [k2, k1].map(({ id, bytes }) => `${id}:${bytes.toString('base64')}`).join()
    await db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM "OutgoingServer" WHERE id = ${ids[10]}::uuid FOR UPDATE`
        const child = spawn(process.execPath, [await builtScript('test/storage/rotate-process.ts')])
        const exited = once(child, 'exit')
        child.stdin.end(JSON.stringify({ url: database.url, keys }))
        await expect.poll(() => waiting(db), { timeout: 15_000 }).toBe(1)
        child.kill('SIGKILL')
        expect(await exited).toEqual([null, 'SIGKILL'])
        expect(counts(await openAll(db, both))).toEqual({ k1: 10, k2: 10 })
      },
      { timeout: 20_000 },
    )

    expect(await rotateKeys(db, both)).toEqual({ counts: new Map([['k2', 20]]), unreadable: [] })
    expect((await openAll(db, fresh)).unreadable).toEqual([])
  })
})

type Tables = Pick<Database, 'outgoingServer' | '$queryRaw'>

async function setPassword(db: Tables, id: string, sealedPassword: string): Promise<void> {
  await db.outgoingServer.update({ where: { id }, data: { sealedPassword } })
}

async function passwordOf(db: Tables, id: string): Promise<string> {
  const { sealedPassword } = await db.outgoingServer.findUniqueOrThrow({ where: { id } })

  return sealedPassword ?? ''
}

/** How many connections wait for a row somebody else has locked. */
async function waiting(db: Tables): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`

  return row?.count ?? 0
}
