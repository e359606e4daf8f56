import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSend } from '../../src/outbox/send.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { useFolder } from '../folder.ts'
import { type Microsoft365, startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { addPasswordServer, addServer, addSettings, bothScopes, key, ordersMailbox, secrets } from './shop.ts'

const script = join(import.meta.dirname, 'delivery-process.ts')
const folder = useFolder()
let microsoft: Microsoft365

beforeAll(async () => {
  microsoft = await startMicrosoft365()
})
afterAll(() => microsoft.close())

interface Where {
  url?: string
  dataDir: string
  /** Exchange, where Sent Items tell; without it a hoster, where nothing does. */
  isExchange?: boolean
}

/** Three mails that may be sent again when nobody knows, and two that may not. */
async function furnish(where: Where): Promise<void> {
  microsoft.reset()
  await withDatabase(where, async (db) => {
    await addSettings(db)
    if (where.isExchange) await addServer(db, { port: microsoft.smtp.port, scopes: bothScopes })
    // Without a pace, so that a process ends as soon as it can.
    else await addPasswordServer(db, microsoft.passwords.smtp.port, 'Sandbox-2026')
    const send = createSend({ db, secrets, now: () => new Date(), stored: () => {} })
    for (const kind of ['repeatable', 'once', 'repeatable', 'once', 'repeatable'] as const)
      await send({ to: 'kundin@example.com', subject: kind, text: 'Danke!', class: kind })
  })
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
async function deliver(where: Where, point?: string, times = 1): Promise<string | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  child.stdin.end(
    JSON.stringify({
      ...where,
      key: key.toString('base64'),
      ca: microsoft.ca,
      ...doorOf(where),
      point,
      times,
    }),
  )
  const [, signal] = await once(child, 'exit')

  return signal
}

function doorOf({ isExchange }: Where) {
  const { smtp, imap, passwords } = microsoft
  if (!isExchange) return { port: passwords.smtp.port }

  return {
    port: smtp.port,
    exchange: { imapPort: imap.port, accessToken: microsoft.accessTokenFor(ordersMailbox) },
  }
}

/** How often each mail arrived, and where it stands. */
async function ends(where: Where) {
  const mails = await withDatabase(where, (db) => db.outboxMail.findMany({ omit: { sealedMime: true } }))

  return mails.map(({ id, state, class: kind }) => ({
    kind,
    state,
    arrived: microsoft.received.filter(({ source }) => source.includes(`X-Mailroom-ID: ${id}`)).length,
  }))
}

async function killAt(where: Where, points: readonly (readonly [string, number])[]) {
  await furnish(where)
  for (const [point, times] of points) expect(await deliver(where, point, times)).toBe('SIGKILL')
  expect(await deliver(where)).toBeNull()

  return ends(where)
}

const beforeData = [
  ['claimed', 1],
  ['admitted', 1],
] as const
const afterData = [
  ['data-started', 1],
  ['accepted', 1],
] as const

/** For each kind the promise: never lost, and `once` never twice. */
function expectPromises(mails: Awaited<ReturnType<typeof ends>>, kills: number): void {
  for (const { kind, state, arrived } of mails) {
    if (kind === 'once') {
      expect(arrived).toBeLessThanOrEqual(1)
      expect(['sent', 'attention']).toContain(state)
    } else {
      expect(state).toBe('sent')
      expect(arrived).toBeGreaterThanOrEqual(1)
    }
  }
  const twice = mails.reduce((sum, { arrived }) => sum + Math.max(0, arrived - 1), 0)
  // Each kill may have caught a mail on each of the two connections.
  expect(twice).toBeLessThanOrEqual(2 * kills)
}

test('R1, R2: killed before and after a mail was handed over, the embedded database loses none', async () => {
  const points = [
    ['admitted', 1],
    ['accepted', 1],
  ] as const
  expectPromises(await killAt({ dataDir: join(folder.path, 'data') }, points), 1)
}, 60_000)

describeOnPostgres('on a PostgreSQL server', () => {
  const postgres = usePostgres()
  const where = () => ({ url: postgres.url, dataDir: 'memory://' })

  test('R1: killed before the mail was handed over, each mail arrives exactly once', async () => {
    const mails = await killAt(where(), beforeData)

    expect(mails.map(({ state, arrived }) => `${state} ${arrived}`)).toEqual(Array(5).fill('sent 1'))
  }, 30_000)

  test('R2: killed after it was handed over, no mail is lost, and `once` never arrives twice', async () => {
    const mails = await killAt(where(), afterData)

    expectPromises(mails, afterData.length)
  }, 30_000)

  test('R2: killed after Exchange took it and before that was saved, each mail arrives exactly once', async () => {
    const mails = await killAt({ ...where(), isExchange: true }, [['accepted', 1]])

    expect(mails.map(({ state, arrived }) => `${state} ${arrived}`)).toEqual(Array(5).fill('sent 1'))
  }, 30_000)

  test('R4: two processes, one of which is killed, send each mail', async () => {
    await furnish(where())
    const [signal] = await Promise.all([deliver(where(), 'admitted', 2), deliver(where())])
    expect(signal === 'SIGKILL' || signal === null).toBe(true)
    // The second mail it was let send for: the first may have been handed over already.
    expectPromises(await ends(where()), 1)
  }, 30_000)
})
