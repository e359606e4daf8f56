import { expect, test } from 'vitest'
import { createWorkers } from '../../src/health/workers.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { describeOnBothDatabases } from '../postgres.ts'

const start = new Date('2026-11-30T12:00:00Z')
const secondsLater = (seconds: number) => new Date(start.getTime() + seconds * 1000)

describeOnBothDatabases('a worker', (db) => {
  let at = start
  const clock = () => Prisma.sql`${at}::timestamptz(3)`
  const worker = (name: string) => createWorkers({ db, clock, name })
  const others = worker('a page')

  test('is alive for 90 seconds after its last report', async () => {
    at = start
    expect(await others.lastSeen()).toEqual({ alive: 0, lastSeenAt: null })

    const one = worker('shop-1 #4242')
    await one.report()
    at = secondsLater(30)
    await one.report()
    at = secondsLater(119)
    expect(await others.lastSeen()).toEqual({ alive: 1, lastSeenAt: secondsLater(30) })

    at = secondsLater(120)
    expect(await others.lastSeen()).toEqual({ alive: 0, lastSeenAt: secondsLater(30) })
    expect(await others.list()).toMatchObject([{ name: 'shop-1 #4242', startedAt: start, isAlive: false }])
  })

  test('that ends says so, and then is not alive any more, though it was just seen', async () => {
    at = start
    const [one, two] = [worker('one'), worker('two')]
    await Promise.all([one.report(), two.report()])
    expect((await others.lastSeen()).alive).toBe(2)

    await one.stop()
    await one.report()
    expect(await others.lastSeen()).toEqual({ alive: 1, lastSeenAt: start })
  })

  test('that never worked has nothing to say at its end', async () => {
    await worker('a command').stop()

    expect(await db.worker.count()).toBe(0)
  })

  test('that is gone for a day is forgotten, but not by one that is itself silent', async () => {
    at = start
    await worker('old').report()
    at = secondsLater(24 * 60 * 60 + 1)
    expect(await others.lastSeen()).toEqual({ alive: 0, lastSeenAt: start })

    await worker('new').report()
    expect((await others.list()).map(({ name }) => name)).toEqual(['new'])
  })
})
