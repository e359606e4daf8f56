import pg from 'pg'
import { expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { mailWith, processingOf, storeMail } from '../inbox/shop.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { handOverOf } from './shop.ts'

/** A mail of this subject has its number and cannot commit as long as the test holds the lock. */
const heldAtCommit = `
  CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END';
  CREATE CONSTRAINT TRIGGER hold AFTER UPDATE ON "InboxMail" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW."subject" = 'eins' AND NEW."state" = 'processed') EXECUTE FUNCTION hold()`

describeOnPostgres('a backend that fetches, on a PostgreSQL server', () => {
  const postgres = usePostgres()

  test('misses no mail when one that was numbered first is committed last', async () => {
    const [one, other] = [await open(), await open()]
    const holder = new pg.Client(postgres.url)
    await holder.connect()
    await holder.query(heldAtCommit)
    await holder.query('SELECT pg_advisory_lock(42)')
    await storeMail(one.db, mailWith({ Subject: 'eins' }))
    const id = await storeMail(one.db, mailWith({ Subject: 'zwei' }), { leaseUntil: new Date('2100-01-01') })
    const first = processingOf(one.db).processDue()
    await expect.poll(() => waiting(holder)).toBe(1)
    await one.db.inboxMail.update({ where: { id }, data: { leaseUntil: null } })
    const second = processingOf(other.db).processDue()
    // Either it waits for the first one, or it went past it.
    await expect
      .poll(
        async () =>
          (await waiting(holder)) === 2 ||
          (await one.db.inboxMail.count({ where: { subject: 'zwei' } })) === 1,
      )
      .toBe(true)

    const early = await subjects(one.db, undefined)
    await holder.query('SELECT pg_advisory_unlock(42)')
    await Promise.all([first, second])
    const late = await subjects(one.db, early.next)

    expect([...early.subjects, ...late.subjects]).toEqual(['eins', 'zwei'])
    await Promise.all([one.close(), other.close(), holder.end()])
  })

  function open() {
    return openDatabase({ url: postgres.url, dataDir: 'memory://' })
  }
})

async function waiting(client: pg.Client): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::int AS no FROM pg_locks
    WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)

  return rows[0].no
}

async function subjects(db: Database, after: string | undefined, limit = 50) {
  const { mails, next } = await handOverOf(db).pulled.list(after, limit)

  return { subjects: mails.map(({ subject }) => subject), next }
}
