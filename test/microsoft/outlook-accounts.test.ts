import { expect, test } from 'vitest'
import { tokenState } from '../../src/microsoft/outlook-account.ts'
import { useDatabase } from '../database.ts'
import { addOutgoing, ordersMailbox, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)

test('a mail server that lets the token in clears a failure that passes by itself', async () => {
  const id = await connected()
  await shop().accounts.recordFailure(id, { cause: 'microsoft-busy' })
  shop().later(1000)

  await shop().accounts.recordSuccess(id)

  expect(await shop().accounts.get(id)).toMatchObject({
    lastSuccessAt: shop().clock.now,
    lastFailureAt: null,
    lastFailure: null,
  })
})

test('a token that still lasts does not hide that the sign-in was withdrawn', async () => {
  const id = await connected()
  await shop().accounts.recordFailure(id, { cause: 'sign-in-withdrawn' })
  const before = await shop().accounts.get(id)
  shop().later(1000)

  await shop().accounts.recordSuccess(id)

  const account = await shop().accounts.get(id)
  expect(account).toEqual(before)
  expect(tokenState(account, false, shop().clock.now).state).toBe('expired')
})

test('that a connection is gone does not matter to who used its token', async () => {
  const id = await connected()
  await db.outlookAccount.delete({ where: { id } })

  await expect(shop().accounts.recordSuccess(id)).resolves.toBeUndefined()
})

async function connected(): Promise<string> {
  await shop().connect(await addOutgoing(db))

  return (await shop().accounts.findByMailbox(ordersMailbox))?.id ?? ''
}
