// A process of its own for crash.test.ts: hands received mails over and is killed by itself at a point, once.

import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { createBackendHandOver } from '../../src/hand-over/backend.ts'
import { createInbox } from '../../src/inbox/inbox.ts'
import { createGuard } from '../../src/network/guard.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createSecrets } from '../../src/storage/secrets.ts'

const orders = z
  .object({
    url: z.string(),
    key: z.string(),
    now: z.coerce.date(),
    /** The shop's web server: its handler stores mails there. */
    receiver: z.url(),
    by: z.enum(['handler', 'webhook']),
    /** At its `times`-th passing the process is gone, as after `kill -9`. */
    point: z.string().optional(),
    times: z.number(),
  })
  .parse(JSON.parse(await text(process.stdin)))

const now = () => orders.now
const log = console
const secrets = createSecrets([{ id: 'k1', bytes: Buffer.from(orders.key, 'base64') }])
const { db, close } = await openDatabase({ url: orders.url, dataDir: 'memory://' })
const inbox = createInbox({ db, secrets, now, log })
const allowPorts = [Number(new URL(orders.receiver).port)]
let passed = 0
const handOver = createBackendHandOver({
  db,
  secrets,
  guard: createGuard({ allowNets: ['127.0.0.0/8', '::1/128'], allowPorts }),
  ca: undefined,
  inbox,
  now,
  log,
  async reached(point) {
    if (point !== orders.point || ++passed < orders.times) return
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  },
})
if (orders.by === 'handler')
  handOver.handle(async ({ id }) => {
    await fetch(orders.receiver, { method: 'POST', headers: { 'x-mailroom-id': id } })
  })
await handOver.handOverDue()
await handOver.stop()
await inbox.stop()
await close()
