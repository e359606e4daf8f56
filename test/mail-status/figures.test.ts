import { beforeEach, describe, expect, test } from 'vitest'
import { createFigures } from '../../src/mail-status/figures.ts'
import type { OutboxMailUncheckedCreateInput } from '../../src/storage/generated/models.ts'
import { useDatabase } from '../database.ts'
import { ada, useHost, vic } from '../host.ts'
import { addShop, ids } from '../web/rows.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

beforeEach(() => addShop(db))

const status = async (admin = ada) => (await host.get('/mail/', admin)).body
const tiles = async () =>
  Object.fromEntries(
    [...(await status()).matchAll(/<li class="card"><a href="[^"]*">(.*?)<\/a><strong>(.*?)</g)].map(
      ([, label, value]) => [label, value],
    ),
  )

async function addMails(mails: Partial<OutboxMailUncheckedCreateInput>[]): Promise<void> {
  const { id: _, ...mail } = await db.outboxMail.findUniqueOrThrow({ where: { id: ids.mail } })
  await db.outboxMail.createMany({
    data: mails.map((changes, no) => ({
      ...mail,
      ...{ id: crypto.randomUUID(), messageId: `<${no}@mein-shop.example>`, ...changes },
    })) as OutboxMailUncheckedCreateInput[],
  })
}

describe('the figures', () => {
  test('count what was sent since midnight on the reader’s clock', async () => {
    const sentAt = (time: string) => ({ state: 'sent' as const, sentAt: new Date(time) })
    await addMails([
      sentAt('2026-11-23T22:59:00Z'),
      sentAt('2026-11-23T23:01:00Z'),
      sentAt('2026-11-24T06:00:00Z'),
    ])

    expect(await tiles()).toMatchObject({ 'Sent today': '2' })
    expect(await createFigures({ db, now: () => now }).today('America/New_York')).toMatchObject({
      sentToday: 1,
    })
  })

  test('count every mail that will be tried, and apart from it what needs a person', async () => {
    await addMails([{ state: 'waiting' }, { state: 'sending' }, { state: 'attention' }, { state: 'failed' }])

    expect(await tiles()).toMatchObject({ Waiting: '3', 'Needs attention': '1' })
  })

  test('say when mail came last and is fetched next, of servers that are fetched', async () => {
    await db.fetching.create({ data: { serverId: ids.incoming, nextAt: new Date('2026-11-24T12:05:00Z') } })
    expect(await tiles()).toMatchObject({ 'Last received': '24 Nov 2026, 10:00', 'Next fetch': '–' })

    await db.incomingServer.updateMany({ data: { confirmedAt: now } })
    expect(await tiles()).toMatchObject({ 'Next fetch': '24 Nov 2026, 13:05' })
  })
})

describe('whoever is at Microsoft', () => {
  const asked = async () => (await status()).includes('did not come back')
  const trip = (createdAt: Date) =>
    db.outlookSignIn.updateMany({ data: { createdAt, usedAt: null, outcome: null, adminId: ada.id } })

  test('has three minutes to come back before being asked', async () => {
    await db.outlookAccount.updateMany({ data: { connectedAt: minutesAgo(600) } })
    await trip(minutesAgo(2))
    expect(await asked()).toBe(false)

    await trip(minutesAgo(4))
    expect(await asked()).toBe(true)
  })

  test('is not asked again once they said so themselves', async () => {
    await db.outlookAccount.updateMany({ data: { connectedAt: minutesAgo(600) } })
    await trip(minutesAgo(4))
    const path = `/mail/outlook-sign-ins/${ids.signIn}/dismissal`
    expect(await status()).toContain(`action="${path}"`)

    expect((await host.post(path, {}, vic)).status).toBe(403)
    await db.outlookSignIn.updateMany({ data: { adminId: 'eve' } })
    expect((await host.post(path, {})).status).toBe(404)
    await db.outlookSignIn.updateMany({ data: { adminId: ada.id } })
    expect(await asked()).toBe(true)
    expect(await host.post(path, {})).toMatchObject({ status: 303, location: '/mail/' })
    expect(await asked()).toBe(false)
    expect(await db.outlookSignIn.findFirst()).toMatchObject({ outcome: 'run-out', sealedVerifier: '' })
  })
})

test('each server can be tested from here, by those who may', async () => {
  expect(await status()).toContain(`name="outgoingServer" value="${ids.outgoing}"`)
  expect(await status()).toContain(`name="incomingServer" value="${ids.incoming}"`)
  expect(await status(vic)).not.toContain('name="outgoingServer"')
})
