import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { tokenState } from '../../src/microsoft/outlook-account.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { builtScript } from '../built.ts'
import { standIn } from '../database.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { addOutgoing, key, ordersMailbox, runOut, type Shop, useShop } from './shop.ts'

/** What a process needs to get tokens for the mailbox, whose token has run out. */
async function ordersFor(shop: Shop, db: Database, url: string) {
  await shop.connect(await addOutgoing(db))
  const account = await shop.accounts.findByMailbox(ordersMailbox)
  await runOut(db, account?.id ?? '')

  return {
    url,
    key: key.toString('base64'),
    loginHost: shop.microsoft.loginHost,
    ca: shop.microsoft.ca,
    accountId: account?.id ?? '',
    now: shop.clock.now,
    credentials: await shop.credentials(),
  }
}

describeOnPostgres('several processes on one PostgreSQL', () => {
  const postgres = usePostgres()
  let open: Awaited<ReturnType<typeof openDatabase>> | undefined
  const db = standIn(() => open?.db)
  const shop = useShop(db, { strictRefreshTokens: true })

  test('R9: forty calls in two processes cause one renewal, and all get its token', async () => {
    open = await openDatabase({ url: postgres.url, dataDir: 'memory://' })
    const orders = await ordersFor(shop(), db, postgres.url)

    const answers = await Promise.all([tokensOf(orders), tokensOf(orders)])
    await open.close()

    expect(answers.map((tokens) => tokens.length)).toEqual([20, 20])
    expect(new Set(answers.flat()).size).toBe(1)
    expect(shop().microsoft.calls.refresh).toBe(1)
  }, 60_000)
})

describe.each([
  ['takes the former token as well, as Microsoft does', false],
  ['has revoked the former token', true],
])('a sign-in host that %s', (_, strictRefreshTokens) => {
  describeOnPostgres('R6: a process killed between the answer and the commit', () => {
    const postgres = usePostgres()
    let open: Awaited<ReturnType<typeof openDatabase>> | undefined
    const db = standIn(() => open?.db)
    const shop = useShop(db, { strictRefreshTokens })

    test('leaves a connection that works, or that says it needs to be connected again', async () => {
      open = await openDatabase({ url: postgres.url, dataDir: 'memory://' })
      const orders = await ordersFor(shop(), db, postgres.url)
      await expect(tokensOf({ ...orders, dies: true })).rejects.toThrow('SIGKILL')
      // Instead of waiting for the end of the lease of 20 seconds.
      await db.$executeRaw`UPDATE "OutlookAccount" SET "renewalLeaseUntil" = now()`

      const token = shop().newAccessTokens().get(orders.accountId)
      if (strictRefreshTokens) await expect(token).rejects.toThrow()
      else expect(await token).toMatchObject({ mailbox: ordersMailbox })
      const account = await db.outlookAccount.findFirstOrThrow()
      await open.close()

      expect(shop().microsoft.calls.refresh).toBe(2)
      expect(tokenState(account, false, orders.now).state).toBe(strictRefreshTokens ? 'expired' : 'valid')
    }, 60_000)
  })
})

async function tokensOf(orders: object): Promise<string[]> {
  const script = await builtScript('test/microsoft/token-process.ts')
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(orders))
  const ended = once(child, 'exit')
  const printed = await text(child.stdout)
  const [, signal] = await ended
  if (signal) throw new Error(String(signal))

  return JSON.parse(printed)
}
