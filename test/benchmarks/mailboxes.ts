// Many mailboxes in one process, on a real Dovecot that is 50 ms away (there and back):
// npx tsx --expose-gc test/benchmarks/mailboxes.ts [mailboxes]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDovecot } from '../dovecot.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { startPostgres, templateName, urlOf } from '../postgres-server.ts'
import { median } from './load.ts'
import type { MailServer } from './mailbox-shop.ts'

export interface MailboxesOrders {
  server: MailServer
  mailboxes: string[]
  where: { url?: string; dataDir: string }
}

export interface Connected {
  /** Until every mailbox was connected and read once. */
  connectSeconds: number
  /** Megabytes for each mailbox at rest. */
  memory: number
  /** The same without what V8 and the allocator keep in hand. */
  live: number
  /** Seconds of each round of polls. */
  rounds: number[]
}

const count = Number(process.argv[2] ?? 300)
const oneWayMs = 25
const password = 'Sandbox-2026'
const mailboxes = Array.from({ length: count }, (_, no) => `shop-${no}@mein-shop.example`)

const folder = await mkdtemp(join(tmpdir(), 'mailroom-benchmark-'))
const { ca, good } = await makeCertificates()
const dovecot = await startDovecot({ introspectionUrl: 'http://127.0.0.1:9/', certificate: good, password })
const postgres = await startPostgres({ durable: true })
const proxy = fork(join(import.meta.dirname, 'delaying-proxy.ts'), [String(dovecot.port), String(oneWayMs)])
try {
  const [port] = await once(proxy, 'message')
  const orders = { server: { ca, port: Number(port), password }, mailboxes }
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${count} mailboxes`)
  const bare = await inProcess('mailboxes-raw.ts', { ...orders, where: { dataDir: folder } })
  console.log(`bare imapflow: ${kilobytes(bare)} for each, connected in ${bare.connectSeconds.toFixed(1)} s`)
  await tell('embedded database', { dataDir: join(folder, 'data') }, bare)
  await tell('PostgreSQL', { url: urlOf(postgres.url, templateName), dataDir: 'memory://' }, bare)

  async function tell(name: string, where: MailboxesOrders['where'], beside: Connected): Promise<void> {
    const own = await inProcess('mailboxes-process.ts', { ...orders, where })
    console.log(
      `Mailroom, ${name}: ${kilobytes(own)} for each, ${(own.memory / beside.memory).toFixed(2)} times bare ` +
        `(in use ${(own.live / beside.live).toFixed(2)} times); ` +
        `connected and read in ${own.connectSeconds.toFixed(1)} s; a round of polls ${median(own.rounds).toFixed(2)} s`,
    )
  }
} finally {
  proxy.disconnect()
  await dovecot.close()
  await postgres.stop()
  await rm(folder, { recursive: true })
}

async function inProcess(script: string, orders: MailboxesOrders): Promise<Connected> {
  const child = fork(join(import.meta.dirname, script), [JSON.stringify(orders)])
  const gone = once(child, 'exit')
  const connected = new Promise<Connected>((resolve, reject) => {
    child.once('message', (message: Connected) => resolve(message))
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}.`)))
  })
  try {
    return await connected
  } finally {
    await gone
  }
}

function kilobytes({ memory, live }: Connected): string {
  return `${(memory * 1024).toFixed(0)} kB (in use ${(live * 1024).toFixed(0)} kB)`
}
