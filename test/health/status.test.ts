import { expect, test } from 'vitest'
import { statusOf } from '../../src/health/status.ts'
import { statusText } from '../../src/health/status-text.ts'
import { createWorkers } from '../../src/health/workers.ts'
import { proveKeys } from '../../src/storage/verify-keys.ts'
import { useDatabase } from '../database.ts'
import { testSecrets } from '../host.ts'
import { addShop, ids } from '../web/rows.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const status = () => statusOf({ db, secrets: testSecrets, now: () => now })
const statesOf = async () =>
  (await status()).details?.servers.map(({ name, state, cause }) => [name, state, cause])

async function runningShop(): Promise<void> {
  await addShop(db)
  await db.incomingServer.update({ where: { id: ids.incoming }, data: { confirmedAt: now } })
  await proveKeys(db, testSecrets)
  await createWorkers({ db, name: 'shop-1 #42' }).report()
}

test('a shop in order needs nothing, and a person reads what there is', async () => {
  await runningShop()
  const found = await status()

  expect(found.attention).toEqual([])
  const text = statusText(found)
  expect(text).toContain('Nothing needs attention.')
  for (const line of [
    /^ {2}database +ok$/m,
    /^ {2}shop-1 #42 +alive, version \d+\.\d+\.\d+, last seen \d{4}-/m,
    /^ {2}Orders +outgoing, ok$/m,
    /^ {2}Replies +incoming, ok$/m,
    /^ {2}outbox +0 waiting, 0 sending, 1 retry, 0 attention, 0 failed$/m,
    /^ {2}oldest waiting +since 2026-11-24 09:00:00Z$/m,
    /^ {2}last received +since 2026-11-24 09:00:00Z$/m,
    /^ {2}client secret +expiry not known$/m,
  ])
    expect(text).toMatch(line)
  expect(text + JSON.stringify(found)).not.toMatch(/info@mein-shop|Abc8Q|v1\.k1/)
})

test('a server is ok, or it is said why it does not work', async () => {
  await runningShop()
  const settings = { reason: { cause: 'smtp-auth-disabled' }, since: now, nextProbeAt: now, settings: '' }
  await db.sendingPause.create({ data: { serverId: ids.outgoing, ...settings } })
  const failing = { failingSince: now, lastFailure: { cause: 'reading-refused' } }
  await db.fetching.create({ data: { serverId: ids.incoming, nextAt: now, ...failing } })
  expect(await statesOf()).toEqual([
    ['Orders', 'stopped', 'smtp-auth-disabled'],
    ['Replies', 'failing', 'reading-refused'],
  ])

  await db.incomingServer.update({ where: { id: ids.incoming }, data: { pausedAt: now } })
  expect((await statesOf())?.[1]).toEqual(['Replies', 'paused', undefined])
  await db.incomingServer.update({ where: { id: ids.incoming }, data: { pausedAt: null, confirmedAt: null } })
  expect((await statesOf())?.[1]).toEqual(['Replies', 'not-confirmed', undefined])
  await db.fetching.update({ where: { serverId: ids.incoming }, data: { givenUpAt: now } })
  expect((await statesOf())?.[1]).toEqual(['Replies', 'given-up', 'reading-refused'])

  await db.outgoingServer.update({ where: { id: ids.outgoing }, data: { outlookAccountId: null } })
  expect((await statesOf())?.[0]).toEqual(['Orders', 'reconnect', undefined])
})

test('what people have to do is said in sentences', async () => {
  await runningShop()
  await db.worker.deleteMany()
  await db.outboxMail.updateMany({ data: { state: 'attention' } })
  await db.inboxMail.updateMany({ data: { handOver: 'failed' } })
  const soon = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 86_400_000)
  await db.generalSettings.updateMany({ data: { clientSecretValidUntil: soon } })
  await db.outgoingServer.update({ where: { id: ids.outgoing }, data: { outlookAccountId: null } })

  expect((await status()).attention).toEqual([
    'No worker has reported within 90 seconds: nothing is sent or read.',
    'The outgoing server "Orders" does not work: reconnect.',
    '1 mails of the outbox need a decision.',
    '1 received mails could not be handed over.',
    'The client secret expires in 1 day.',
  ])
})
