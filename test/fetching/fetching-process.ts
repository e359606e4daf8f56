// A process of its own for tests: reads mailboxes, and is killed by itself at a point, once.

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
    ports: z.array(z.number()),
    /** Of each mailbox. */
    tokens: z.record(z.string(), z.string()),
    /** At its `times`-th passing the process is gone, as after `kill -9`. */
    point: z.string().optional(),
    times: z.number(),
    leaseSeconds: z.number().optional(),
    /** Until SIGTERM; otherwise until a mailbox was read to its end. Its passings are counted from SIGUSR2 on. */
    stays: z.boolean(),
  })
  .parse(JSON.parse(await text(process.stdin)))

const started = new Date()
const { db, close } = await openDatabase({ url: orders.url, dataDir: orders.dataDir })
let passed = 0
let isCounted = !orders.stays
process.once('SIGUSR2', () => {
  isCounted = true
})
const fetching = createFetching({
  db,
  secrets: createSecrets([{ id: 'k1', bytes: Buffer.from(orders.key, 'base64') }]),
  accessTokens: {
    async get(id) {
      const { mailbox } = await db.outlookAccount.findUniqueOrThrow({ where: { id } })
      const expiresAt = new Date(Date.now() + 3_600_000)

      return { accessToken: orders.tokens[mailbox] ?? '', expiresAt, signedInAs: mailbox, mailbox }
    },
  },
  guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts: orders.ports }),
  ca: orders.ca,
  allowPlaintext: false,
  now: () => new Date(),
  log: console,
  ...(orders.leaseSeconds === undefined ? {} : { leaseSeconds: orders.leaseSeconds }),
  async reached(point) {
    if (!isCounted || point !== orders.point || ++passed < orders.times) return
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  },
})
let isAsked = false
process.once('SIGTERM', () => {
  isAsked = true
})
const isRead = () => db.fetching.count({ where: { lastSuccessAt: { gt: started } } })
while (!(isAsked || (!orders.stays && (await isRead()) > 0))) {
  await fetching.tick()
  await pause(20)
}
await fetching.stop()
await close()
