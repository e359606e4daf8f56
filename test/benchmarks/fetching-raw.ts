// A process of its own for fetching.ts: bare imapflow reads a mailbox and keeps nothing.
import { ImapFlow } from 'imapflow'
import type { Fetched, FetchOrders } from './fetching-contest.ts'
import { forgetPeak, peakMemory, restingMemory } from './memory.ts'

const { server, mailbox }: FetchOrders = JSON.parse(process.argv[2] ?? '')
const { port, ca, password } = server
const atRest = restingMemory()
forgetPeak()
const cpu = process.cpuUsage()
const start = performance.now()
const client = new ImapFlow({
  ...{ host: 'localhost', port, secure: true, tls: { ca }, logger: false },
  auth: { user: mailbox, pass: password },
})
await client.connect()
await client.mailboxOpen('INBOX', { readOnly: true })
let mails = 0
for await (const { source } of client.fetch('1:*', { uid: true, source: true })) if (source) mails += 1
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(cpu)
const fetched: Fetched = {
  ...{ seconds, mails, atRest },
  peak: peakMemory(),
  cpuSeconds: (user + system) / 1e6,
}
process.send?.(fetched)
await client.logout()
process.disconnect()
