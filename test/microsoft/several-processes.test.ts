import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/storage/database.ts'
import { standIn } from '../database.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { addOutgoing, key, ordersMailbox, runOut, useShop } from './shop.ts'

const script = fileURLToPath(new URL('token-process.ts', import.meta.url))

describeOnPostgres('several processes on one PostgreSQL', () => {
  const postgres = usePostgres()
  let open: Awaited<ReturnType<typeof openDatabase>> | undefined
  const db = standIn(() => open?.db)
  const shop = useShop(db, { strictRefreshTokens: true })

  test('R9: forty calls in two processes cause one renewal, and all get its token', async () => {
    open = await openDatabase({ url: postgres.url, dataDir: 'memory://' })
    await shop().connect(await addOutgoing(db))
    const account = await shop().accounts.findByMailbox(ordersMailbox)
    await runOut(db, account?.id ?? '')
    const orders = {
      url: postgres.url,
      key: key.toString('base64'),
      loginHost: shop().microsoft.loginHost,
      ca: shop().microsoft.ca,
      accountId: account?.id,
      now: shop().clock.now,
      credentials: await shop().credentials(),
    }

    const answers = await Promise.all([tokensOf(orders), tokensOf(orders)])
    await open.close()

    expect(answers.map((tokens) => tokens.length)).toEqual([20, 20])
    expect(new Set(answers.flat()).size).toBe(1)
    expect(shop().microsoft.calls.refresh).toBe(1)
  }, 60_000)
})

async function tokensOf(orders: object): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(orders))

  return JSON.parse(await text(child.stdout))
}
