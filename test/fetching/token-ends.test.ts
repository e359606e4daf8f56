import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const minutes = 60
const days = 24 * 60 * minutes
const soon = { timeout: 10_000, interval: 10 }

const connections = () => shop().microsoft.calls.imapConnection

/** Every session ends with its token when the mails are asked for. */
function endEachSession(): void {
  shop().microsoft.interference.before = (command) => {
    if (command === 'UID SEARCH') shop().microsoft.endImapSessions('Session invalidated - AccessTokenExpired')
  }
}

test('a token that is about to run out each time makes a new connection every two minutes, not at every look', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker({
    leaseSeconds: days,
    accessTokens: {
      async get() {
        const { address: mailbox } = shop().account
        const expiresAt = new Date(shop().now().getTime() + 60_000)

        return {
          ...{ accessToken: shop().microsoft.accessTokenFor(mailbox), expiresAt },
          ...{ mailbox, signedInAs: mailbox },
        }
      },
    },
  })
  await shop().fetch(id, worker)
  for (let mails = 3; mails <= 7; mails++) {
    await worker.tick()
    shop().deliver(`Mail ${mails}`)
    await expect.poll(() => db.inboxMail.count(), soon).toBe(mails)
    shop().later(10)
  }
  expect(connections()).toBe(1)
  shop().later(2 * minutes)
  await worker.tick()

  await expect.poll(connections, soon).toBe(2)
  expect(await shop().lastRun(id)).toMatchObject({ failures: 0, lastFailure: null })
})

test('a session that ends with its token before anything was read is a failure, and waits as one', async () => {
  const { id } = await shop().addServer()
  endEachSession()

  expect(await shop().fetch(id)).toMatchObject({ failures: 1, lastFailure: { cause: 'session-expired' } })
  expect(connections()).toBe(1)
})

test('after a session that worked, one that ends with its token at once is a failure as well', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  await shop().microsoft.idling(shop().account)
  endEachSession()
  shop().microsoft.endImapSessions('Session invalidated - AccessTokenExpired')

  await expect.poll(async () => (await shop().lastRun(id)).failures, soon).toBe(1)
  expect(await shop().lastRun(id)).toMatchObject({ lastFailure: { cause: 'session-expired' } })
  expect(connections()).toBe(2)
})
