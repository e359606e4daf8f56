// A process of its own for crash.test.ts: processes received mails and is killed by itself at a point, once or always.

import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { createParser } from '../../src/inbox/parser.ts'
import { createProcessing } from '../../src/inbox/processing.ts'
import { createRawMail } from '../../src/inbox/raw-mail.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createSecrets } from '../../src/storage/secrets.ts'

const orders = z
  .object({
    url: z.string().optional(),
    dataDir: z.string(),
    key: z.string(),
    /** At its `times`-th passing the process is gone, as after `kill -9`. */
    point: z.string().optional(),
    times: z.number(),
  })
  .parse(JSON.parse(await text(process.stdin)))

const { db, close } = await openDatabase({ url: orders.url, dataDir: orders.dataDir })
const secrets = createSecrets([{ id: 'k1', bytes: Buffer.from(orders.key, 'base64') }])
const parser = createParser()
let passed = 0
const processing = createProcessing({
  db,
  rawOf: createRawMail({ db, secrets }).rawOf,
  parser,
  now: () => new Date(),
  log: console,
  async reached(point) {
    if (point !== orders.point || ++passed < orders.times) return
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  },
})
await processing.processDue()
await processing.stop()
await parser.stop()
await close()
