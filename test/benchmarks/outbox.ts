// The outbox end to end, beside a bare nodemailer pool into the same sink:
// npx tsx --expose-gc test/benchmarks/outbox.ts [mails] [embedded | postgresql]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { createDelivery } from '../../src/outbox/deliver.ts'
import { createSend } from '../../src/outbox/send.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { addPasswordServer, addSettings, deliveryNeeds, ordersMailbox, secrets } from '../outbox/shop.ts'
import { startPostgres, urlOf } from '../postgres-server.ts'
import { median } from './load.ts'
import { memoryWith } from './outbox-memory.ts'

const mails = Number(process.argv[2] ?? 1000)
const only = process.argv[3]
const rounds = 3
const connections = 2
const password = 'Sandbox-2026'
const order = {
  to: 'kundin@example.com',
  subject: 'Ihre Bestellung 4711',
  text: 'Danke für Ihre Bestellung.\n'.repeat(180),
}

const folder = await mkdtemp(join(tmpdir(), 'mailroom-benchmark-'))
const { ca, good } = await makeCertificates()
const sink = fork(join(import.meta.dirname, 'smtp-sink.ts'), {
  env: { ...process.env, MAIL_SINK_CERT: good.cert, MAIL_SINK_KEY: good.key },
})
const port = await heard()

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${mails} mails of 5 kB`)
if (only !== 'postgresql') await on('embedded database', { dataDir: join(folder, 'data') })
if (only !== 'embedded') await onPostgres()
sink.disconnect()
await rm(folder, { recursive: true })

async function onPostgres(): Promise<void> {
  const postgres = await startPostgres({ durable: true })
  const url = urlOf(postgres.url, 'postgres')
  await on('PostgreSQL, which waits for the disk', { url, dataDir: 'memory://' })
  await postgres.stop()
}

async function on(name: string, where: { url?: string; dataDir: string }): Promise<void> {
  const { db, close } = await openDatabase(where)
  await addSettings(db)
  await addPasswordServer(db, port, password)
  console.log(`\n${name}`)
  const rates: Record<'bare' | 'enqueue' | 'deliver', number[]> = { bare: [], enqueue: [], deliver: [] }
  for (let round = 0; round < rounds; round++) {
    rates.bare.push(await rateOf(sendBare))
    rates.enqueue.push(await rateOf(() => enqueue(db)))
    rates.deliver.push(await rateOf(() => deliver(db)))
  }
  const { bare, enqueue: enqueued, deliver: delivered } = rates
  console.log(`bare nodemailer, ${connections} connections: ${median(bare).toFixed(0)}/s`)
  console.log(
    `outbox, ${connections} connections: ${median(delivered).toFixed(0)}/s, ratio ${(median(delivered) / median(bare)).toFixed(2)}`,
  )
  console.log(`send(): ${median(enqueued).toFixed(0)}/s`)
  await whileSending(db)
  const idle = createDelivery(deliveryNeeds(db, ca, port))
  await memoryWith(db, idle.deliverDue)
  await idle.stop()
  await close()
}

/** Mails per second, having seen that each arrived once. */
async function rateOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()

  return mails / ((performance.now() - start) / 1000)
}

async function sendBare(): Promise<void> {
  const before = await taken()
  const pool = createTransport({
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    host: 'localhost',
    port,
    requireTLS: true,
    tls: { ca },
    auth: { user: ordersMailbox, pass: password },
  })
  await Promise.all(Array.from({ length: mails }, () => pool.sendMail({ from: ordersMailbox, ...order })))
  pool.close()
  await expectTaken(before + mails)
}

async function enqueue(db: Database): Promise<void> {
  const send = createSend({ db, secrets, now: () => new Date(), stored: () => {} })
  let left = mails
  async function caller(): Promise<void> {
    while (left-- > 0) await send(order)
  }
  await Promise.all(Array.from({ length: 10 }, caller))
}

async function deliver(db: Database): Promise<void> {
  const before = await taken()
  const delivery = createDelivery({ ...deliveryNeeds(db, ca, port), silenceMs: 20_000, log: console })
  await delivery.deliverDue()
  await delivery.stop()
  await expectTaken(before + mails)
}

/** One call after the other, while the worker sends what is there. */
async function whileSending(db: Database): Promise<void> {
  await enqueue(db)
  const send = createSend({ db, secrets, now: () => new Date(), stored: () => {} })
  const times: number[] = []
  const delivery = createDelivery({ ...deliveryNeeds(db, ca, port), silenceMs: 20_000, log: console })
  let sending = true
  const done = delivery.deliverDue().finally(() => {
    sending = false
  })
  // No more than the worker can send, or it would never end.
  while (sending && times.length < mails / 4) {
    const start = performance.now()
    await send(order)
    times.push(performance.now() - start)
    await pause(10)
  }
  await done
  await delivery.deliverDue()
  await delivery.stop()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(1)
  console.log(`send() while the worker sends: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms of ${times.length} calls`)
}

async function expectTaken(expected: number): Promise<void> {
  const now = await taken()
  if (now !== expected) throw new Error(`The sink has ${now} mails instead of ${expected}.`)
}

async function taken(): Promise<number> {
  sink.send('taken?')

  return heard()
}

async function heard(): Promise<number> {
  const [message] = await once(sink, 'message')

  return Number(message)
}
