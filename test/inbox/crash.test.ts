import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { builtScript } from '../built.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { addSentMail, key, mailWith, processingOf, storeMail } from './shop.ts'

interface Where {
  url: string
  dataDir: string
}

async function withDatabase<T>(where: Where, work: (db: Database) => Promise<T>): Promise<T> {
  const { db, close } = await openDatabase(where)
  try {
    return await work(db)
  } finally {
    await close()
  }
}

/** Runs a process to its end; answers the signal it died of. */
async function runProcess(where: Where, point?: string, times = 1): Promise<string | null> {
  const script = await builtScript('test/inbox/processing-process.ts')
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'inherit', 'inherit'] })
  child.stdin.end(JSON.stringify({ ...where, key: key.toString('base64'), point, times }))
  const [, signal] = await once(child, 'exit')

  return signal
}

/** As if the time of every lease had passed. */
async function passTime(db: Database): Promise<void> {
  await db.inboxMail.updateMany({ where: { state: 'new' }, data: { leaseUntil: new Date(0) } })
}

function states(db: Database) {
  return db.inboxMail.findMany({
    orderBy: { uid: 'asc' },
    select: { state: true, attempts: true, handOver: true },
  })
}

const done = { state: 'processed', handOver: 'waiting' }

describeOnPostgres('on a PostgreSQL server', () => {
  const postgres = usePostgres()
  const where = () => ({ url: postgres.url, dataDir: 'memory://' })

  test('R16: a mail over which the process dies three times needs attention; the next one is processed', async () => {
    await withDatabase(where(), (db) => storeMail(db, mailWith()))
    for (const attempts of [1, 2, 3]) {
      expect(await runProcess(where(), 'parsing')).toBe('SIGKILL')
      await withDatabase(where(), async (db) => {
        expect(await states(db)).toEqual([{ state: 'new', attempts, handOver: 'none' }])
        await passTime(db)
      })
    }
    await withDatabase(where(), async (db) => {
      await storeMail(db, mailWith())
      await processingOf(db).processDue()

      expect(await states(db)).toEqual([
        { state: 'attention', attempts: 3, handOver: 'none' },
        { ...done, attempts: 1 },
      ])
    })
  }, 60_000)

  test('killed before or after a mail is saved, it is processed once, and its report is noted once', async () => {
    const id = await withDatabase(where(), async (db) => {
      const sent = await addSentMail(db)
      const copy = `Received: x\r\nX-Mailroom-ID: ${sent.id}`
      const failed = { Subject: 'Mail delivery failed', 'X-Failed-Recipients': 'kundin@example.com' }
      await storeMail(db, mailWith(failed, copy))
      return sent.id
    })
    for (const point of ['parsed', 'saved']) {
      expect(await runProcess(where(), point)).toBe('SIGKILL')
      await withDatabase(where(), passTime)
    }

    await withDatabase(where(), async (db) => {
      await processingOf(db).processDue()
      expect(await states(db)).toMatchObject([done])
      expect(await db.outboxEvent.count({ where: { mailId: id, what: 'returned' } })).toBe(1)
    })
  }, 60_000)

  test('two processes at once process each mail once, and give each a number of its own', async () => {
    await withDatabase(where(), async (one) => {
      for (let no = 0; no < 20; no++) await storeMail(one, mailWith())
      await withDatabase(where(), async (other) => {
        await Promise.all([processingOf(one), processingOf(other)].map(({ processDue }) => processDue()))
      })
      const mails = await one.inboxMail.findMany({ select: { attempts: true, leaseNo: true, seq: true } })

      expect(mails.every(({ attempts, leaseNo }) => attempts === 1 && leaseNo === 1)).toBe(true)
      expect(new Set(mails.map(({ seq }) => seq)).size).toBe(20)
    })
  }, 60_000)
})
