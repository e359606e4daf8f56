// A process of its own for rotate-keys.test.ts, to be killed: rotates the keys given as JSON.
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { openDatabase } from '../../src/storage/database.ts'
import { parseKeys } from '../../src/storage/keys.ts'
import { rotateKeys } from '../../src/storage/rotate-keys.ts'
import { createSecrets } from '../../src/storage/secrets.ts'

const orders = z.object({ url: z.string(), keys: z.string() }).parse(JSON.parse(await text(process.stdin)))
const { db, close } = await openDatabase({ url: orders.url, dataDir: 'memory://' })
await rotateKeys(db, createSecrets(parseKeys(orders.keys)))
await close()
