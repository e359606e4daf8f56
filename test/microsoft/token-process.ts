// A process of its own for the tests: prints twenty access tokens as JSON, asked for all at once, or dies over the first.
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { createAccessTokens } from '../../src/microsoft/access-tokens.ts'
import { createEntra, type Renewed, type RenewRequest } from '../../src/microsoft/entra.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createSecrets } from '../../src/storage/secrets.ts'

const orders = z
  .object({
    url: z.string(),
    key: z.string(),
    loginHost: z.string(),
    ca: z.string(),
    accountId: z.string(),
    now: z.coerce.date(),
    /** Kills itself between Microsoft's answer and the commit. */
    dies: z.boolean().default(false),
    credentials: z.object({ clientId: z.string(), clientSecret: z.string(), tenant: z.string() }),
  })
  .parse(JSON.parse(await text(process.stdin)))

const { db, close } = await openDatabase({ url: orders.url, dataDir: 'memory://' })
const now = () => orders.now
const entra = createEntra({
  loginHost: orders.loginHost,
  scopePrefix: 'https://outlook.office.com/',
  ca: orders.ca,
  now,
})
const tokens = createAccessTokens({
  db,
  secrets: createSecrets([{ id: 'k1', bytes: Buffer.from(orders.key, 'base64') }]),
  entra: { ...entra, renew },
  credentials: async () => orders.credentials,
  now,
})
const all = await Promise.all(Array.from({ length: 20 }, () => tokens.get(orders.accountId)))
console.log(JSON.stringify(all.map(({ accessToken }) => accessToken)))
await entra.close()
await close()

async function renew(request: RenewRequest): Promise<Renewed> {
  const renewed = await entra.renew(request)
  if (orders.dies) process.kill(process.pid, 'SIGKILL')

  return renewed
}
