// A process of its own for the tests: delivers what is due and is killed by itself at a point, once or always.

import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { AccessToken } from '../../src/microsoft/access-tokens.ts'
import { createGuard } from '../../src/network/guard.ts'
import { createDelivery } from '../../src/outbox/deliver.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createSecrets } from '../../src/storage/secrets.ts'

const orders = z
  .object({
    url: z.string().optional(),
    dataDir: z.string(),
    key: z.string(),
    ca: z.string(),
    port: z.number(),
    /** An Exchange mailbox, with what it takes to sign in there and to look into Sent Items. */
    exchange: z.object({ imapPort: z.number(), accessToken: z.string() }).optional(),
    /** At its `times`-th passing the process is gone, as after `kill -9`. */
    point: z.string().optional(),
    times: z.number(),
  })
  .parse(JSON.parse(await text(process.stdin)))

const { exchange } = orders
const { db, close } = await openDatabase({ url: orders.url, dataDir: orders.dataDir })
let passed = 0
const delivery = createDelivery({
  db,
  secrets: createSecrets([{ id: 'k1', bytes: Buffer.from(orders.key, 'base64') }]),
  accessTokens: { get: getToken },
  guard: createGuard({
    allowNets: ['127.0.0.0/8', '::1/128'],
    allowPorts: [orders.port, ...(exchange ? [exchange.imapPort] : [])],
  }),
  outlookImap: exchange && { host: 'localhost', port: exchange.imapPort },
  ca: orders.ca,
  allowPlaintext: false,
  now: () => new Date(),
  log: {
    error(what: unknown) {
      console.error(what)
      process.exitCode = 1
    },
  },
  leaseSeconds: 1,
  async reached(point) {
    if (point !== orders.point || ++passed < orders.times) return
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  },
})
async function getToken(id: string): Promise<AccessToken> {
  if (!exchange) throw new Error('There are no tokens here.')
  const { mailbox, signedInAs } = await db.outlookAccount.findUniqueOrThrow({ where: { id } })

  return { ...exchange, mailbox, signedInAs, expiresAt: new Date(Date.now() + 3_600_000) }
}
const open = () => db.outboxMail.count({ where: { state: { in: ['waiting', 'sending', 'retry'] } } })
// As the server does it.
let ends = false
process.once('SIGTERM', () => {
  ends = true
  void delivery.stop()
})
while (!ends && (await open()) > 0) {
  // What a killed process held comes back when its lease is over; what nobody knows about would wait a minute, and what
  // found no connection five seconds.
  await db.outboxMail.updateMany({
    where: { state: { in: ['waiting', 'retry'] }, nextAttemptAt: { gt: new Date() } },
    data: { nextAttemptAt: new Date(0) },
  })
  await delivery.deliverDue()
  await pause(50)
}
await delivery.stop()
await close()
