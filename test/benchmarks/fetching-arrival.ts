// What a shop waits for: from the arrival of a mail to the backend's handler, and an idle poll, on a real Dovecot:
// npx tsx --expose-gc test/benchmarks/fetching-arrival.ts [mails] [polls]
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { createLeases } from '../../src/fetching/leases.ts'
import { createResults } from '../../src/fetching/results.ts'
import { createMail, type Mail } from '../../src/mail.ts'
import { openImapMailbox } from '../../src/network/imap-mailbox.ts'
import { databaseClock } from '../../src/storage/clock.ts'
import { startDovecot } from '../dovecot.ts'
import { makeCertificates } from '../microsoft-365/certificates.ts'
import { median } from './load.ts'
import { mailOf } from './mailbox-mails.ts'
import { addMailbox, key, readAt, switchOn } from './mailbox-shop.ts'

const mails = Number(process.argv[2] ?? 200)
const polls = Number(process.argv[3] ?? 1000)
const rounds = 3
const user = 'orders@mein-shop.example'
const password = 'Sandbox-2026'
const folder = await mkdtemp(join(tmpdir(), 'mailroom-benchmark-'))
const { ca, good } = await makeCertificates()
const dovecot = await startDovecot({ introspectionUrl: 'http://127.0.0.1:9/', certificate: good, password })
const server = { ca, port: dovecot.port, password }
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, embedded database`)
const mail = await startMail()
try {
  await arrivals()
  await idlePolls()
} finally {
  await mail.close()
  await dovecot.close()
  await rm(folder, { recursive: true })
}

async function startMail(): Promise<Mail> {
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, ca)
  const log = Object.assign(Object.create(console), {
    fatal: console.error,
    trace: () => {},
    child: () => log,
  })
  const made = await createMail({
    settings: {
      DATA_DIR: join(folder, 'data'),
      MAIL_KEYS: `k1:${key.toString('base64')}`,
      EXTRA_CA_FILE: caFile,
      MAIL_ALLOW_NETS: '127.0.0.0/8 ::1/128',
      MAIL_ALLOW_PORTS: String(dovecot.port),
    },
    log,
  })
  await switchOn(made.database.db)

  return made
}

/** A mail every 200 ms; bare imapflow in IDLE on the same mailbox says how long Dovecot itself took to tell. */
async function arrivals(): Promise<void> {
  const { db } = mail.database
  const handled = new Map<string, number>()
  mail.inbox.handle(async ({ subject }) => {
    handled.set(subject ?? '', performance.now())
  })
  await addMailbox(db, user, server)
  mail.background.start()
  while (!(await readAt(db, 1))) await pause(50)
  const told: number[] = []
  const bare = await openBare()
  bare.on('exists', () => told.push(performance.now()))
  void bare.idle()
  // Once through everything, so that the thread that reads mails runs.
  await arrive(0)
  while (handled.size < 1) await pause(10)
  const [own, dovecots]: number[][] = [[], []]
  for (let no = 1; no <= mails; no++) {
    const start = await arrive(no)
    while (!handled.has(subjectOf(no))) await pause(2)
    own?.push((handled.get(subjectOf(no)) ?? 0) - start)
    const first = told.find((at) => at >= start)
    if (first !== undefined) dovecots?.push(first - start)
  }
  await bare.logout()
  console.log(`from the arrival to the handler: ${sharesOf(own ?? [])} of ${mails} mails`)
  console.log(`from the arrival to bare imapflow in IDLE: ${sharesOf(dovecots ?? [])}`)
}

async function arrive(no: number): Promise<number> {
  await dovecot.deliver(user, mailOf(no, 5000))

  return performance.now()
}

function subjectOf(no: number): string {
  return `Frage zur Bestellung ${no}`
}

function sharesOf(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(0)

  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`
}

/** The commands of a poll, ours and bare, and what a poll costs when its result is written down. */
async function idlePolls(): Promise<void> {
  const { db } = mail.database
  await mail.background.stop()
  await mail.fetching.stop()
  const access = { address: '127.0.0.1', host: 'localhost', port: dovecot.port, encryption: 'tls' } as const
  const credentials = { user, password }
  const { signal } = new AbortController()
  const imap = await openImapMailbox({ ...access, credentials, mayBePlain: false, ca }, signal)
  const { uidNext = 1 } = await imap.open('INBOX', { readOnly: true })
  const bare = await openBare()
  const holder = randomUUID()
  const leases = createLeases({ db, clock: databaseClock, leaseSeconds: 600, holder })
  await db.fetching.updateMany({ data: { nextAt: new Date(0), leaseUntil: null, holder: null } })
  const [lease] = await leases.claim(1)
  if (!lease) throw new Error('There is no mailbox to poll.')
  const results = createResults({ db, leases, now: () => new Date() })
  const times: Record<'bare' | 'own' | 'whole', number[]> = { bare: [], own: [], whole: [] }
  async function ask(): Promise<void> {
    await imap.noop()
    await imap.uids({ uid: uidNext })
  }
  for (let round = 0; round < rounds; round++) {
    times.bare.push(
      await msOf(async () => {
        await bare.noop()
        await bare.search({ uid: `${uidNext}:*` }, { uid: true })
      }),
    )
    times.own.push(await msOf(ask))
    times.whole.push(
      await msOf(async () => {
        await ask()
        await results.succeed(lease, { added: 0, everyMinutes: 5, isProven: true, problem: undefined })
      }),
    )
  }
  imap.close()
  await bare.logout()
  const ms = median(times.bare)
  const line = (name: string, own: number) =>
    console.log(`${name}: ${own.toFixed(2)} ms, ${(own / ms).toFixed(2)} times bare imapflow`)
  line(`an idle poll, NOOP and SEARCH, bare imapflow, medians of ${rounds} times ${polls}`, ms)
  line('the same through Mailroom', median(times.own))
  line('and with its result in the database', median(times.whole))
}

async function msOf(poll: () => Promise<void>): Promise<number> {
  const start = performance.now()
  for (let no = 0; no < polls; no++) await poll()

  return (performance.now() - start) / polls
}

async function openBare(): Promise<ImapFlow> {
  const client = new ImapFlow({
    ...{ host: 'localhost', port: dovecot.port, secure: true, tls: { ca }, logger: false },
    auth: { user, pass: password },
    disableAutoIdle: true,
  })
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: true })

  return client
}
