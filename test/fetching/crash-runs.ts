import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { key } from './shop.ts'

const script = join(import.meta.dirname, 'fetching-process.ts')

export interface Where {
  url?: string
  dataDir: string
}

export interface Mailbox {
  ca: string
  port: number
  mailbox: string
  accessToken: string
}

export async function withDatabase<T>(where: Where, work: (db: Database) => Promise<T>): Promise<T> {
  const { db, close } = await openDatabase(where)
  try {
    return await work(db)
  } finally {
    await close()
  }
}

/** Runs a process to its end; answers the signal it died of. */
export async function read(where: Where, from: Mailbox, point?: string, times = 1): Promise<string | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  child.stdin.end(JSON.stringify({ ...where, ...from, key: key.toString('base64'), point, times }))
  const [, signal] = await once(child, 'exit')

  return signal
}
