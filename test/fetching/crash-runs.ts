import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { builtScript } from '../built.ts'
import { key, rawMail } from './shop.ts'

export interface Where {
  url?: string
  dataDir: string
}

/** The mailboxes that are read, and what it takes to get in. */
export interface Mailboxes {
  ca: string
  ports: number[]
  tokens: Record<string, string>
}

/** A process dies at the `times`-th passing of a point, as after `kill -9`; without a point it works to the end. */
export interface Plan {
  point?: 'fetched' | 'stored'
  times?: number
  /** Works until it is asked to end, with the usual lease, and counts from SIGUSR2 on. */
  stays?: boolean
}

export async function withDatabase<T>(where: Where, work: (db: Database) => Promise<T>): Promise<T> {
  const { db, close } = await openDatabase(where)
  try {
    return await work(db)
  } finally {
    await close()
  }
}

/** One process is always ahead: it has read its code while the one before it worked. */
export async function createReaders(where: Where, from: Mailboxes) {
  const script = await builtScript('test/fetching/fetching-process.ts')
  const alive = new Set<ChildProcess>()
  let ahead: ChildProcess | undefined = start()

  function start(): ChildProcess {
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'inherit', 'inherit'] })
    alive.add(child)
    child.once('exit', () => alive.delete(child))

    return child
  }

  /** `ended`: the signal it died of, null when it came to its end. */
  function begin({ point, times = 1, stays = false }: Plan) {
    const child = ahead ?? start()
    const ended = once(child, 'exit').then(([, signal]): string | null => signal)
    const leaseSeconds = stays ? undefined : 1
    const orders = { ...where, ...from, key: key.toString('base64'), point, times, leaseSeconds, stays }
    child.stdin?.end(JSON.stringify(orders))
    ahead = point ? start() : undefined

    return { process: child, ended }
  }

  return {
    begin,
    read: (plan: Plan) => begin(plan).ended,
    /** Also of those that a failed test left behind. */
    end(): void {
      for (const child of alive) child.kill('SIGKILL')
    },
  }
}

/** As a mail is told from another here: by its number and what it holds. */
export function print(uid: bigint | number, source: Buffer | undefined): string {
  return `${uid} ${createHash('sha256')
    .update(source ?? '')
    .digest('base64url')}`
}

/** What is stored of each mail, not what is said about it. */
export async function printsOf(db: Database, serverId?: string): Promise<string[]> {
  const where = serverId === undefined ? {} : { serverId }
  const mails = await db.inboxMail.findMany({
    where,
    orderBy: { uid: 'asc' },
    select: { id: true, uid: true },
  })
  const prints: string[] = []
  for (const { id, uid } of mails) prints.push(print(uid, await rawMail(db, id)))

  return prints
}
