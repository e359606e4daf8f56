import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createSend } from '../../src/outbox/send.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import type { Microsoft365 } from '../microsoft-365/microsoft-365.ts'
import { addPasswordServer, addServer, addSettings, bothScopes, key, ordersMailbox, secrets } from './shop.ts'

const script = join(import.meta.dirname, 'delivery-process.ts')

export const points = ['claimed', 'admitted', 'data-started', 'data-written', 'accepted', 'saved'] as const

export interface Where {
  url?: string
  dataDir: string
  /** Exchange, where Sent Items tell; without it a hoster, where nothing does. */
  isExchange?: boolean
}

/** A process dies at the `times`-th passing of a point, as after `kill -9`; without a point it works to the end. */
export interface Plan {
  point?: (typeof points)[number]
  times?: number
}

export interface Outcome {
  mails: number
  kills: number
  /** Neither with the server nor waiting for a decision. */
  lost: number
  /** Arrivals beyond the first, of the class that may be sent again. */
  twice: number
  /** Arrivals beyond the first that no kill between the hand-over and its commit explains; must be 0. */
  unexplained: number
  /** Arrivals beyond the first of class `once`; must be 0. */
  onceTwice: number
  /** Mails of class `once` a person has to decide on. */
  attention: number
  /** Mails the server has and no row knows; must be 0. */
  unknown: number
}

interface Options {
  microsoft: Microsoft365
  where: Where
  /** The processes of each run, which work side by side. */
  runs: readonly (readonly Plan[])[]
  /** New mails before each run, `once` every other one. */
  mailsEach: number
  told?: (line: string) => void
  /** The delivering process as Node runs it, where it is built already. */
  script?: string
}

/** Plans that differ with the seed and come again with the same one. */
export function randomPlans(seed: number, runs: number): Plan[][] {
  const random = randomFrom(seed)
  const one = (): Plan => ({ point: points[random(points.length)] ?? 'claimed', times: 1 + random(4) })

  return Array.from({ length: runs }, () => (random(3) === 0 ? [one(), one()] : [one()]))
}

/** Kills processes that deliver, one run after the other, lets a last one finish, and counts. */
export async function crashRuns(options: Options): Promise<Outcome> {
  const { microsoft, where, runs, mailsEach, told = () => {}, script } = options
  const processes = createProcesses(microsoft, where, script)
  /** How often a mail was caught between its hand-over and the commit of what became of it. */
  const caught = new Map<string, number>()
  let kills = 0
  let killsBesideOthers = 0
  await furnish(microsoft, where)
  try {
    for (const [no, plans] of runs.entries()) {
      await withDatabase(where, (db) => sendMails(db, mailsEach))
      const killed = (await Promise.all(plans.map(processes.deliver))).filter(Boolean).length
      kills += killed
      // Beside another process it is not known whom the kill caught: the other one has gone on. Asking an embedded
      // database would cost another start of it.
      if (plans.length > 1 || !where.url) killsBesideOthers += killed
      else for (const id of await handedOver(where)) caught.set(id, (caught.get(id) ?? 0) + 1)
      told(`${no + 1}/${runs.length} ${plans.map(({ point, times }) => `${point}×${times}`).join(' + ')}`)
    }
    await processes.deliver({})
  } finally {
    processes.end()
  }

  return count(microsoft, where, { caught, kills, killsBesideOthers })
}

export async function furnish(microsoft: Microsoft365, where: Where): Promise<void> {
  microsoft.reset()
  await withDatabase(where, async (db) => {
    await addSettings(db)
    if (where.isExchange) await addServer(db, { port: microsoft.smtp.port, scopes: bothScopes })
    // Without a pace, so that a process ends as soon as it can.
    else await addPasswordServer(db, microsoft.passwords.smtp.port, 'Sandbox-2026')
  })
}

export async function sendMails(db: Database, many: number): Promise<void> {
  const send = createSend({ db, secrets, now: () => new Date(), stored: () => {} })
  for (let no = 0; no < many; no++) {
    const kind = no % 2 === 0 ? 'repeatable' : 'once'
    await send({ to: 'kundin@example.com', subject: kind, text: 'Danke!', class: kind })
  }
}

async function withDatabase<T>(where: Where, work: (db: Database) => Promise<T>): Promise<T> {
  const { db, close } = await openDatabase(where)
  try {
    return await work(db)
  } finally {
    await close()
  }
}

async function handedOver(where: Where): Promise<string[]> {
  const mails = await withDatabase(where, (db) =>
    db.outboxMail.findMany({ where: { state: 'sending', stage: 'data_started' }, select: { id: true } }),
  )

  return mails.map(({ id }) => id)
}

/** One process is always ahead: it has read its code while the one before it worked. */
export function createProcesses(microsoft: Microsoft365, where: Where, built?: string) {
  let ahead: ChildProcess | undefined

  function start(): ChildProcess {
    return spawn(process.execPath, built ? [built] : ['--import', 'tsx', script], {
      stdio: ['pipe', 'inherit', 'inherit'],
    })
  }

  /** `killed`: true when its plan killed it, false when it came to its end. */
  function begin({ point, times = 1 }: Plan): { process: ChildProcess; killed: Promise<boolean> } {
    const child = ahead ?? start()
    ahead = undefined
    const killed = once(child, 'exit').then(([code, signal]) => {
      if (code !== 0 && signal !== 'SIGKILL') throw new Error(`The process ended with ${code ?? signal}.`)

      return signal === 'SIGKILL'
    })
    const orders = { ...where, ...doorOf(microsoft, where), ca: microsoft.ca, point, times }
    child.stdin?.end(JSON.stringify({ ...orders, key: key.toString('base64') }))
    if (point) ahead = start()

    return { process: child, killed }
  }

  const deliver = (plan: Plan) => begin(plan).killed

  return { begin, deliver, end: () => void ahead?.kill('SIGKILL') }
}

function doorOf({ smtp, imap, passwords, accessTokenFor }: Microsoft365, { isExchange }: Where) {
  if (!isExchange) return { port: passwords.smtp.port }

  return {
    port: smtp.port,
    exchange: { imapPort: imap.port, accessToken: accessTokenFor(ordersMailbox) },
  }
}

interface Kills {
  caught: ReadonlyMap<string, number>
  kills: number
  killsBesideOthers: number
}

async function count(
  microsoft: Microsoft365,
  where: Where,
  { caught, kills, killsBesideOthers }: Kills,
): Promise<Outcome> {
  const arrivals = arrivalsOf(microsoft)
  const rows = await withDatabase(where, (db) => db.outboxMail.findMany({ omit: { sealedMime: true } }))
  const mails = rows.map((row) => ({ ...row, arrived: arrivals.get(row.id) ?? 0 }))
  const [once, repeatable] = ['once', 'repeatable'].map((kind) => mails.filter((mail) => mail.class === kind))
  const extra = (some: typeof mails = []) =>
    some.reduce((sum, { arrived }) => sum + Math.max(0, arrived - 1), 0)
  const beyond = mails.reduce(
    (sum, { id, arrived }) => sum + Math.max(0, arrived - 1 - (caught.get(id) ?? 0)),
    0,
  )

  return {
    mails: mails.length,
    kills,
    lost: mails.filter(({ state, arrived }) => !(state === 'attention' || (state === 'sent' && arrived > 0)))
      .length,
    twice: extra(repeatable),
    // Each kill may have caught a mail on each of the two connections.
    unexplained: Math.max(0, beyond - 2 * killsBesideOthers),
    onceTwice: extra(once),
    attention: mails.filter(({ state }) => state === 'attention').length,
    unknown: [...arrivals.keys()].filter((id) => !rows.some((row) => row.id === id)).length,
  }
}

/** By our own header, as Exchange gives each copy a Message-ID of its own. */
function arrivalsOf({ received }: Microsoft365): Map<string, number> {
  const arrivals = new Map<string, number>()
  for (const { source } of received) {
    const id = /^X-Mailroom-ID: (\S+)/im.exec(source.toString('latin1'))?.[1] ?? ''
    arrivals.set(id, (arrivals.get(id) ?? 0) + 1)
  }

  return arrivals
}

/** Whole numbers below a limit (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0

  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)

    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
