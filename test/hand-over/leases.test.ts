import { expect, test } from 'vitest'
import { createHandOverClaims } from '../../src/hand-over/claims.ts'
import { useDatabase } from '../database.ts'
import { at } from '../inbox/shop.ts'
import { handOverOf, receive, statesOf } from './shop.ts'

const db = useDatabase()
const soon = { timeout: 10_000, interval: 20 }

const leaseUntil = async () => (await db.inboxMail.findFirstOrThrow()).leaseUntil?.getTime() ?? 0

test('a handler that works for long keeps its mail: no other process takes it meanwhile', async () => {
  const ids = await receive(db, 'eins')
  const [slow, other] = [handOverOf(db, { leaseSeconds: 2 }), handOverOf(db)]
  let finish = () => {}
  const got: string[] = []
  slow.handle(async () => {
    got.push('slow')
    await new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  other.handle(() => void got.push('other'))
  const working = slow.handOverDue()
  await expect.poll(() => got, soon).toEqual(['slow'])
  const first = await leaseUntil()
  await expect.poll(leaseUntil, soon).toBeGreaterThan(first)
  await other.handOverDue()
  finish()
  await working

  expect(got).toEqual(['slow'])
  expect(await statesOf(db, ids)).toEqual(['done 1'])
  expect(await leaseUntil()).toBe(0)
})

test('who lost a mail to another process keeps it no longer for itself, and ends nothing', async () => {
  const ids = await receive(db, 'eins')
  const claims = createHandOverClaims({ db, now: () => at, leaseSeconds: 60 })
  const first = (await claims.claim()) ?? expect.fail('The mail was not taken.')
  await db.inboxMail.updateMany({ data: { leaseUntil: new Date(0) } })
  const second = await claims.claim()
  const until = await leaseUntil()
  await claims.keep(first)
  await claims.settle(first, { handOver: 'done' })

  expect(second).toMatchObject({ id: first.id, leaseNo: first.leaseNo + 1 })
  expect(await leaseUntil()).toBe(until)
  expect(await statesOf(db, ids)).toEqual(['waiting 2'])
})
