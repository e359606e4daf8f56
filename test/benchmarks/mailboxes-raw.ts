// A process of its own for mailboxes.ts: as many bare imapflow connections, each in IDLE.
import { setTimeout as pause } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import type { Connected, MailboxesOrders } from './mailboxes.ts'
import { liveMemory, restingMemory } from './memory.ts'

const { server, mailboxes }: MailboxesOrders = JSON.parse(process.argv[2] ?? '')
const { port, ca, password } = server
const [warmUp = '', ...others] = mailboxes
const clients = [await open(warmUp)]
await pause(1000)
const before = { resting: restingMemory(), live: liveMemory() }
const start = performance.now()
const atOnce = 16
for (let first = 0; first < others.length; first += atOnce)
  clients.push(...(await Promise.all(others.slice(first, first + atOnce).map(open))))
const connectSeconds = (performance.now() - start) / 1000
// Twice: what V8 gives back it gives back in the background.
restingMemory()
await pause(3000)
const live = (liveMemory() - before.live) / others.length
const memory = (restingMemory() - before.resting) / others.length
const connected: Connected = { connectSeconds, memory, live, rounds: [] }
process.send?.(connected)
for (const client of clients) client.close()
process.disconnect()

async function open(mailbox: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    ...{ host: 'localhost', port, secure: true, tls: { ca }, logger: false },
    auth: { user: mailbox, pass: password },
  })
  client.on('error', () => {})
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: true })
  void client.idle().catch(() => {})

  return client
}
