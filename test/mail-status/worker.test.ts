import { expect, test } from 'vitest'
import { workerBanner } from '../../src/mail-status/worker-banner.ts'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'
import { inGerman } from '../outgoing-servers/form.ts'

const db = useDatabase()
const host = useHost({ db })
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

async function reportedAt(lastSeenAt: Date, stoppedAt?: Date): Promise<void> {
  const times = { startedAt: minutesAgo(60), lastSeenAt, stoppedAt: stoppedAt ?? null }
  await db.worker.create({ data: { id: crypto.randomUUID(), name: 'shop #1', version: '0.1.0', ...times } })
}

const banner = async () => (await host.get('/mail/')).body.match(/The mail worker[^<]*/)?.[0].trim()

test('that no worker reports any more is said, in both languages, and until one does', async () => {
  expect(await banner()).toBeUndefined()

  await reportedAt(new Date('2026-01-05T09:30:00Z'))
  expect(await banner()).toMatch(
    /^The mail worker has not reported since 5 Jan 2026, 1\d:30. Ask your hosting partner to restart it.$/,
  )
  expect((await inGerman(host, '/mail/')).body).toMatch(
    /Der Mail-Dienst hat sich seit 05\.01\.2026, 1\d:30 Uhr nicht gemeldet\. Bitten Sie Ihren Hosting-Partner, ihn neu zu starten\./,
  )

  await reportedAt(minutesAgo(1))
  expect(await banner()).toBeUndefined()
})

test('a worker that ended is missed at once', async () => {
  await reportedAt(minutesAgo(0), minutesAgo(0))

  expect(await banner()).toContain('has not reported since')
})

test('where pages leave the work to another process, one that never came is missed, too', () => {
  const reader = { locale: 'en', timeZone: 'Europe/Berlin', theme: 'light', admin: undefined } as const
  const never = { alive: 0, lastSeenAt: null }

  expect(workerBanner(never, true, reader)).toBeUndefined()
  expect(workerBanner(never, false, reader)).toContain('No mail worker runs')
  expect(workerBanner({ alive: 1, lastSeenAt: new Date() }, false, reader)).toBeUndefined()
})
