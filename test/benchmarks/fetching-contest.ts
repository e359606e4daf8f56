import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { MailServer } from './mailbox-shop.ts'

export interface FetchOrders {
  server: MailServer
  mailbox: string
  emptyMailbox: string
  where: { url?: string; dataDir: string }
}

/** How the reading of a mailbox went. */
export interface Fetched {
  seconds: number
  mails: number
  /** Of the process, in megabytes. */
  atRest?: number
  peak?: number
  cpuSeconds?: number
}

/** Reads the mailbox with a script in a process of its own, as a worker of a shop is one. */
export async function inProcess(script: string, orders: FetchOrders): Promise<Fetched> {
  const child = fork(join(import.meta.dirname, script), [JSON.stringify(orders)])
  const gone = once(child, 'exit')
  const fetched = new Promise<Fetched>((resolve, reject) => {
    child.once('message', (message: Fetched) => resolve(message))
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}.`)))
  })
  try {
    return await fetched
  } finally {
    await gone
  }
}
