// A whole mailbox from a real Dovecot into the database, beside bare imapflow and other programs that fetch mail:
// npx tsx --expose-gc test/benchmarks/fetching.ts [mails] [rounds] [embedded | postgresql]
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase } from '../../src/storage/database.ts'
import { startDovecot } from '../dovecot.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { type PostgresServer, startPostgres, templateName, urlOf } from '../postgres-server.ts'
import { type Fetched, type FetchOrders, inProcess } from './fetching-contest.ts'
import { otherPrograms } from './fetching-programs.ts'
import { median } from './load.ts'
import { fill } from './mailbox-mails.ts'

const mails = Number(process.argv[2] ?? 1000)
const rounds = Number(process.argv[3] ?? 3)
const only = process.argv[4]
const mailbox = 'orders@mein-shop.example'
const password = 'Sandbox-2026'

interface Contestant {
  name: string
  fetch: ((orders: Omit<FetchOrders, 'where'>) => Promise<Fetched>) | undefined
}

const folder = await mkdtemp(join(tmpdir(), 'mailroom-benchmark-'))
// The other programs do not run as root.
await chmod(folder, 0o711)
const emptyData = join(folder, 'empty')
// A process that has made the database itself holds far more memory at rest.
await (await openDatabase({ dataDir: emptyData })).close()
const { ca, good } = await makeCertificates()
const dovecot = await startDovecot({ introspectionUrl: 'http://127.0.0.1:9/', certificate: good, password })
const postgres = await startPostgres({ durable: true })
try {
  const megabytes = (await fill(dovecot, mailbox, mails)) / 1e6
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`)
  console.log(`${mails} mails, ${megabytes.toFixed(0)} MB, medians of ${rounds}`)
  await contest(contestants(), megabytes)
} finally {
  await dovecot.close()
  await postgres.stop()
  await rm(folder, { recursive: true })
}

function contestants(): Contestant[] {
  const where = { dataDir: 'memory://' }
  const bare: Contestant = {
    name: 'bare imapflow, which keeps nothing',
    fetch: (orders) => inProcess('fetching-raw.ts', { ...orders, where }),
  }
  const embedded: Contestant = { name: 'Mailroom, embedded database', fetch: intoEmbedded }
  const server: Contestant = {
    name: 'Mailroom, PostgreSQL',
    fetch: (orders) => intoPostgres(postgres, orders),
  }
  if (only === 'embedded') return [bare, embedded]
  if (only === 'postgresql') return [bare, server]
  const others = otherPrograms().map(
    ({ name, fetch }): Contestant => ({
      name,
      fetch: fetch && ((orders) => fetch({ ...orders, where }, folder)),
    }),
  )

  return [bare, embedded, server, ...others]
}

async function intoEmbedded(orders: Omit<FetchOrders, 'where'>): Promise<Fetched> {
  const dataDir = await mkdtemp(join(folder, 'data-'))
  await cp(emptyData, dataDir, { recursive: true })
  const fetched = await inProcess('fetching-process.ts', { ...orders, where: { dataDir } })
  await rm(dataDir, { recursive: true })

  return fetched
}

async function intoPostgres({ url }: PostgresServer, orders: Omit<FetchOrders, 'where'>): Promise<Fetched> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query('DROP DATABASE IF EXISTS fetched')
  await client.query(`CREATE DATABASE fetched TEMPLATE ${templateName}`)
  await client.query('CHECKPOINT')
  const where = { url: urlOf(url, 'fetched'), dataDir: 'memory://' }
  const fetched = await inProcess('fetching-process.ts', { ...orders, where })
  await client.query('DROP DATABASE fetched')
  await client.end()

  return fetched
}

async function contest(all: Contestant[], megabytes: number): Promise<void> {
  const orders = {
    server: { ca, port: dovecot.port, password },
    mailbox,
    emptyMailbox: 'empty@mein-shop.example',
  }
  const results: Fetched[][] = all.map(() => [])
  // Dovecot writes down the sizes of all mails when it is asked the first time.
  await all[0]?.fetch?.(orders)
  for (let round = 0; round < rounds; round++)
    for (const [no, { name, fetch }] of all.entries())
      if (fetch) results[no]?.push(complete(name, await fetch(orders)))
  const bare = median(results[0]?.map(({ seconds }) => seconds) ?? [])
  for (const [no, { name }] of all.entries()) console.log(lineOf(name, results[no] ?? [], bare, megabytes))
}

function complete(name: string, fetched: Fetched): Fetched {
  if (fetched.mails !== mails) throw new Error(`${name} has ${fetched.mails} mails instead of ${mails}.`)
  console.error(`${name}: ${fetched.seconds.toFixed(2)} s`)

  return fetched
}

function lineOf(name: string, fetched: Fetched[], bare: number, megabytes: number): string {
  if (fetched.length === 0) return `${name}: not installed`
  const seconds = median(fetched.map((one) => one.seconds))
  const rate = `${(mails / seconds).toFixed(0)} mails/s, ${(megabytes / seconds).toFixed(1)} MB/s`
  const ratio = `${(seconds / bare).toFixed(2)} times bare imapflow`

  return `${name}: ${seconds.toFixed(2)} s, ${rate}, ${ratio}${needsOf(fetched)}`
}

function needsOf(fetched: Fetched[]): string {
  const [{ atRest, peak } = {}] = fetched
  if (atRest === undefined || peak === undefined) return ''
  const most = Math.max(...fetched.map((one) => (one.peak ?? 0) - (one.atRest ?? 0)))
  const cpu = median(fetched.map((one) => one.cpuSeconds ?? 0))

  return `; ${cpu.toFixed(1)} s of processor, at most ${most.toFixed(0)} MB over the ${atRest.toFixed(0)} MB at rest`
}
