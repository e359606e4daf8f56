import { expect, test } from 'vitest'
import { createBudget } from '../../src/outbox/budget.ts'
import { createDelivery } from '../../src/outbox/deliver.ts'
import { createSend } from '../../src/outbox/send.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { Prisma } from '../../src/storage/generated/client.ts'
import { useDatabase } from '../database.ts'
import { startMicrosoft365 } from '../microsoft-365/microsoft-365.ts'
import { describeOnPostgres, usePostgres } from '../postgres.ts'
import { addServer, addSettings, deliveryNeeds, secrets } from './shop.ts'

const db = useDatabase()

test('a mailbox has 10,000 recipients a day; what goes beyond waits, is not counted, and leaves a day later', async () => {
  const clock = { now: new Date('2026-11-24T08:30:00Z') }
  const later = (seconds: number) => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000)
  }
  const budget = createBudget({ db, leaseSeconds: 180, clock: () => Prisma.sql`${clock.now}::timestamptz` })
  async function take(recipients: number): Promise<boolean> {
    later(3)
    return budget.take('key', { perMinute: 30, perDay: 10_000 }, recipients)
  }

  for (let no = 0; no < 19; no++) expect(await take(500)).toBe(true)
  later(3 * 3600)
  expect(await take(499)).toBe(true)
  expect(await take(2)).toBe(false)
  expect(await take(1)).toBe(false)
  later(15 * 60)
  expect(await take(1)).toBe(true)
  later(15 * 60)
  expect(await take(1)).toBe(false)

  // The 9,500 of the first hour are more than a day old; what came three hours later is not.
  later(22 * 3600)
  expect(await take(500)).toBe(true)
  for (let no = 0; no < 18; no++) expect(await take(500)).toBe(true)
  expect(await take(500)).toBe(false)
})

describeOnPostgres('two workers on a PostgreSQL server', () => {
  const postgres = usePostgres()

  test('R22: many mails leave by priority, then age, never above the pace and over two connections', async () => {
    const mails = 80
    const clock = { now: new Date() }
    const now = () => clock.now
    const microsoft = await startMicrosoft365({ now })
    const open = await openDatabase({ url: postgres.url, dataDir: 'memory://' })
    await addSettings(open.db)
    await addServer(open.db, { port: microsoft.smtp.port })
    const send = createSend({ db: open.db, secrets, now, stored: () => {} })
    const subjects: string[] = []
    for (let no = 0; no < mails; no++) {
      const priority = (['normal', 'low', 'high', 'normal'] as const)[no % 4] ?? 'normal'
      const rank = { high: 0, normal: 1, low: 2 }[priority]
      const subject = `${rank}-${String(no).padStart(3, '0')}`
      subjects.push(subject)
      await send({ to: 'kundin@example.com', subject, text: 'Danke!', priority })
      clock.now = new Date(clock.now.getTime() + 1)
    }

    const accessToken = microsoft.accessTokenFor('orders@mein-shop.example')
    const expiresAt = new Date(clock.now.getTime() + 24 * 3600_000)
    const token = { accessToken, expiresAt, signedInAs: 'orders@mein-shop.example', mailbox: '' }
    const workers = [1, 2].map(() =>
      createDelivery({
        ...deliveryNeeds(open.db, microsoft.ca, microsoft.smtp.port),
        ...{ now, silenceMs: 20_000, clock: () => Prisma.sql`${clock.now}::timestamptz` },
        accessTokens: { get: async () => token },
      }),
    )
    for (let second = 0; second < 900 && microsoft.received.length < mails; second += 3) {
      await Promise.all(workers.map(({ deliverDue }) => deliverDue()))
      clock.now = new Date(clock.now.getTime() + 3000)
    }
    await Promise.all(workers.map(({ stop }) => stop()))

    const left = microsoft.received.map(({ source }) =>
      /^Subject: (.*)$/m.exec(source.toString())?.[1]?.trim(),
    )
    expect(left).toHaveLength(mails)
    expect(new Set(left)).toEqual(new Set(subjects))
    expect(mostInAMinute(microsoft.received.map(({ at }) => at.getTime()))).toBeLessThanOrEqual(30)
    expect(microsoft.smtpSessions.most).toBe(2)
    // Of mails nobody has looked at yet each process takes a handful: the first burst is what they hold. From then on two
    // connections overtake each other by a mail or two.
    const rest = left.slice(5)
    for (const [place, subject] of [...rest].sort().entries())
      expect(Math.abs(rest.indexOf(subject) - place), subject).toBeLessThanOrEqual(3)
    await open.close()
    await microsoft.close()
  }, 120_000)
})

function mostInAMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length))
}
