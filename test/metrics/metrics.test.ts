import { expect, test } from 'vitest'
import { createWorkers } from '../../src/health/workers.ts'
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts'
import { createNumbers } from '../../src/metrics/numbers.ts'
import { useDatabase } from '../database.ts'
import { addServer, annasMailbox, ordersMailbox, useShop } from '../outbox/shop.ts'

const db = useDatabase()
const shop = useShop(db)
const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }
let now = new Date()

function metricsOf(numbers = createNumbers({ db })): Metrics {
  return createMetrics({ numbers, workers: createWorkers({ db }), now: () => now })
}

/** The value behind this name, with its labels as they are printed. */
async function metricIn(metrics: Metrics, name: string): Promise<number | undefined> {
  const line = (await metrics.text()).split('\n').find((one) => one.startsWith(`${name} `))

  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

test('a mail that is sent and one that is refused are counted, by outcome and by the cause of the catalogue', async () => {
  const { microsoft } = shop()
  const metrics = metricsOf()
  await addServer(db, { port: microsoft.smtp.port })
  const worker = shop().worker({ settled: metrics.settled })
  await shop().send(order)
  await worker.deliverDue()
  microsoft.faults.on('smtp-refuses-sign-in')
  await addServer(db, { port: microsoft.smtp.port, mailbox: annasMailbox })
  await shop().send({ ...order, from: annasMailbox })
  await worker.deliverDue()

  expect(await shop().states()).toEqual(['sent', 'waiting'])
  expect(await metricIn(metrics, 'mailroom_send_attempts_total{outcome="sent",cause="none"}')).toBe(1)
  expect(await metricIn(metrics, 'mailroom_send_latency_seconds_count')).toBe(1)
  const text = await metrics.text()
  expect(text).toMatch(/mailroom_send_attempts_total\{outcome="held",cause="[a-z-]+"\} 1/)
  expect(text).not.toMatch(/cause="none"\} 2|cause="undefined"/)
  expect(text).not.toMatch(/@|kundin|anna|orders|Bestellung/)
})

test('what the database knows stands beside what the process knows, with ids for names', async () => {
  const metrics = metricsOf()
  const server = await addServer(db, { port: 25 })
  const { outlookAccountId } = await db.outgoingServer.findUniqueOrThrow({ where: { id: server } })
  await db.generalSettings.updateMany({ data: { clientSecretValidUntil: new Date('2000-01-01T00:00:00Z') } })
  await createWorkers({ db }).report()
  await shop().send(order)

  expect(await metricIn(metrics, 'mailroom_database_up')).toBe(1)
  expect(await metricIn(metrics, 'mailroom_workers_alive')).toBe(1)
  expect(await metricIn(metrics, 'mailroom_outbox_mails{state="waiting"}')).toBe(1)
  expect(await metricIn(metrics, 'mailroom_outbox_oldest_waiting_seconds')).toBeGreaterThanOrEqual(0)
  expect(await metricIn(metrics, 'mailroom_client_secret_days_left')).toBeLessThan(-9000)
  expect(
    await metricIn(metrics, `mailroom_token_age_seconds{account="${outlookAccountId}"}`),
  ).toBeGreaterThan(0)
  expect(await metricIn(metrics, 'process_cpu_seconds_total')).toBeGreaterThan(0)
  expect(await metrics.text()).not.toContain(ordersMailbox)
})

test('the database is asked once in five seconds, however often a scraper comes', async () => {
  let asked = 0
  const numbers = createNumbers({ db })
  const metrics = metricsOf(() => {
    asked += 1

    return numbers()
  })
  await Promise.all(Array.from({ length: 20 }, () => metrics.text()))
  now = new Date(now.getTime() + 4999)
  await metrics.text()
  expect(asked).toBe(1)

  now = new Date(now.getTime() + 1)
  await metrics.text()
  expect(asked).toBe(2)
})

test('a database that fails leaves the numbers out, never old ones, and comes back by itself', async () => {
  let isDown = false
  const numbers = createNumbers({ db })
  const metrics = metricsOf(() => (isDown ? Promise.reject(new Error('down')) : numbers()))
  await shop().send(order)
  expect(await metricIn(metrics, 'mailroom_outbox_mails{state="waiting"}')).toBe(1)

  isDown = true
  now = new Date(now.getTime() + 5000)
  expect(await metricIn(metrics, 'mailroom_database_up')).toBe(0)
  expect(await metricIn(metrics, 'mailroom_outbox_mails{state="waiting"}')).toBeUndefined()
  expect(await metricIn(metrics, 'mailroom_workers_alive')).toBeUndefined()
  expect(await metricIn(metrics, 'process_cpu_seconds_total')).toBeGreaterThan(0)

  isDown = false
  now = new Date(now.getTime() + 5000)
  expect(await metricIn(metrics, 'mailroom_database_up')).toBe(1)
})
