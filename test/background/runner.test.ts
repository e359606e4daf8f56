import { expect, test } from 'vitest'
import { createRunner } from '../../src/background/runner.ts'
import { useDatabase } from '../database.ts'
import { receive, statesOf } from '../hand-over/shop.ts'
import { startHost } from '../host.ts'

const db = useDatabase()

function signal() {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })

  return { given, give }
}

test('stopping asks work with a long backlog to end, and waits until it has', async () => {
  const events: string[] = []
  const begun = signal()
  const told = signal()
  const job = {
    name: 'a long backlog',
    everyMs: 1,
    async run() {
      begun.give()
      await told.given
      events.push('ended')
    },
    async stop() {
      events.push('told')
      told.give()
    },
  }
  const runner = createRunner([job], { error: () => {} })
  runner.start()
  await begun.given
  await runner.stop()

  expect(events).toEqual(['told', 'ended'])
})

test('a host that closes lets the mail that is underway end, and leaves the others for the next start', async () => {
  const ids = await receive(db, 'eins', 'zwei', 'drei')
  const { app, mail } = await startHost({ db })
  const [begun, stopping] = [signal(), signal()]
  mail.inbox.handle(async () => {
    begun.give()
    await stopping.given
  })
  const stop = mail.background.stop
  mail.background.stop = () => {
    const stopped = stop()
    stopping.give()

    return stopped
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  await begun.given
  await app.close()
  await mail.close()

  expect(await statesOf(db, ids)).toEqual(['done 1', 'waiting 0', 'waiting 0'])
})

test('R18: once another version has changed the tables, nothing is sent, fetched or handed over any more', async () => {
  const { app, mail } = await startHost({ db })
  const handled: string[] = []
  mail.inbox.handle(async ({ id }) => void handled.push(id))
  await db.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
    VALUES ('newer', '', '29990101000000_newer', now())`
  try {
    await app.listen({ port: 0, host: '127.0.0.1' })
    await expect.poll(() => mail.workers.lastSeen()).toMatchObject({ alive: 0, lastSeenAt: expect.any(Date) })
    const ids = await receive(db, 'eins')
    await mail.handOver.handOverDue()

    expect(await statesOf(db, ids)).toEqual(['waiting 0'])
    expect(handled).toEqual([])
  } finally {
    await db.$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'newer'`
    await app.close()
    await mail.close()
  }
})
