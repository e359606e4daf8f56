// A process of its own for crash.test.ts: reads a mailbox to its end and is killed by itself at a point, once.

import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { createFetching } from '../../src/fetching/fetching.ts'
import { createGuard } from '../../src/network/guard.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createSecrets } from '../../src/storage/secrets.ts'

const orders = z
  .object({
    url: z.string().optional(),
    dataDir: z.string(),
    key: z.string(),
    ca: z.string(),
    port: z.number(),
    mailbox: z.string(),
    accessToken: z.string(),
    /** At its `times`-th passing the process is gone, as after `kill -9`. */
    point: z.string().optional(),
    times: z.number(),
  })
  .parse(JSON.parse(await text(process.stdin)))

const { mailbox, accessToken } = orders
const started = new Date()
const { db, close } = await openDatabase({ url: orders.url, dataDir: orders.dataDir })
let passed = 0
const fetching = createFetching({
  db,
  secrets: createSecrets([{ id: 'k1', bytes: Buffer.from(orders.key, 'base64') }]),
  accessTokens: {
    get: async () => ({
      accessToken,
      expiresAt: new Date(Date.now() + 3_600_000),
      signedInAs: mailbox,
      mailbox,
    }),
  },
  guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: [orders.port] }),
  ca: orders.ca,
  allowPlaintext: false,
  now: () => new Date(),
  log: console,
  leaseSeconds: 1,
  async reached(point) {
    if (point !== orders.point || ++passed < orders.times) return
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  },
})
const isDone = () => db.fetching.count({ where: { lastSuccessAt: { gt: started } } })
while ((await isDone()) === 0) {
  await fetching.tick()
  await pause(20)
}
await fetching.stop()
await close()
