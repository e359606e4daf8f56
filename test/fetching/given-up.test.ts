import { expect, test } from 'vitest'
import type { createFetching } from '../../src/fetching/fetching.ts'
import { ownFailure } from '../../src/network/remote-failure.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60
const days = 24 * hours

const confirmedAt = async () => (await db.incomingServer.findFirstOrThrow()).confirmedAt

/** Tries now and then while so many seconds pass: as in a shop whose computer is off at night. */
async function tryFor(id: string, seconds: number, worker: ReturnType<typeof createFetching>) {
  let run = await shop().lastRun(id)
  for (let left = seconds; left > 0; left -= 16 * hours) {
    shop().later(Math.min(left, 16 * hours))
    run = await shop().fetch(id, worker)
  }

  return run
}

test('after five days of failure the server is not confirmed any more, and a new connection brings it back', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  shop().tokens.failure = ownFailure('sign-in-withdrawn')
  await shop().fetch(id, worker)
  const { failingSince } = await tryFor(id, 4 * days + 23 * hours, worker)
  expect(await confirmedAt()).not.toBeNull()
  expect(await tryFor(id, hours, worker)).toMatchObject({ givenUpAt: expect.any(Date), failingSince })
  expect(await confirmedAt()).toBeNull()
  shop().later(days)
  const asked = shop().tokens.asked
  await worker.tick()
  expect(shop().tokens.asked).toBe(asked)

  shop().tokens.failure = undefined
  const connectedAt = shop().now()
  await db.outlookAccount.updateMany({ data: { connectedAt, lastSuccessAt: connectedAt } })
  expect(await shop().fetch(id, worker)).toMatchObject({ givenUpAt: null, lastNew: 2, failingSince: null })
  expect(await confirmedAt()).not.toBeNull()
  const entries = await db.activityEntry.findMany({ orderBy: { id: 'asc' } })
  expect(entries.map(({ what }) => what)).toEqual([
    'incoming-server.given-up',
    'incoming-server.confirmed-again',
  ])
})

test('days on which nobody tried do not count as days of failure', async () => {
  const { id } = await shop().addServer()
  const worker = shop().worker()
  shop().tokens.failure = ownFailure('sign-in-withdrawn')
  await shop().fetch(id, worker)
  await tryFor(id, 4 * days, worker)
  shop().later(7 * days)
  await shop().fetch(id, worker)
  const { failingSince } = await tryFor(id, 4 * days, worker)

  expect(await confirmedAt()).not.toBeNull()
  expect(shop().now().getTime() - (failingSince?.getTime() ?? 0)).toBeLessThan((4 * days + hours) * 1000)
  expect(await tryFor(id, days, worker)).toMatchObject({ givenUpAt: expect.any(Date), failingSince })
  expect(await confirmedAt()).toBeNull()
})
