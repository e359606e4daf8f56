import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { ada, useHost, vic } from '../host.ts'
import { addPasswordServer, addServer, addSettings, annasMailbox, ordersMailbox } from '../outbox/shop.ts'

const noon = new Date('2026-11-24T12:00:00Z')
const db = useDatabase()
const host = useHost({ db, now: () => noon })
beforeEach(() => addSettings(db))

async function addMail(
  columns: { fromAddress?: string; serverId?: string; state?: 'waiting' | 'sent' } = {},
) {
  const id = randomUUID()
  await db.outboxMail.create({
    data: {
      id,
      subject: 'Ihre Bestellung',
      contentHash: id,
      messageId: `<${id}@mein-shop.example>`,
      fromAddress: ordersMailbox,
      sealedMime: Buffer.from('sealed'),
      size: 6,
      nextAttemptAt: noon,
      createdAt: noon,
      ...columns,
    },
  })

  return id
}

async function page(id: string, as = ada): Promise<string> {
  const { status, body } = await host.get(`/mail/outgoing-servers/${id}`, as)
  expect(status).toBe(200)

  return body.replace(/\s+/g, ' ')
}

async function pause(serverId: string, from = ''): Promise<void> {
  await db.sendingPause.create({
    data: {
      serverId,
      from,
      reason: { cause: 'client-secret-expired', code: 'AADSTS7000222' },
      since: new Date('2026-11-24T11:00:00Z'),
      nextProbeAt: new Date('2026-11-24T12:10:00Z'),
      settings: '',
    },
  })
}

test('the page of an Outlook server shows Microsoft’s limits, and what of them is used', async () => {
  const id = await addServer(db, { port: 587 })
  const key = `tenant+${ordersMailbox}`
  await db.sendingHour.createMany({
    data: [
      { key, hour: new Date('2026-11-24T11:00:00Z'), recipients: 1200 },
      { key, hour: new Date('2026-11-23T13:00:00Z'), recipients: 34 },
      { key, hour: new Date('2026-11-22T13:00:00Z'), recipients: 5000 },
      { key: 'another', hour: noon, recipients: 7 },
    ],
  })
  await db.sendingSlot.create({
    data: { key, no: 1, holder: randomUUID(), leaseUntil: new Date('2026-11-24T12:01:00Z') },
  })
  await db.outgoingServer.update({ where: { id }, data: { largestMail: 150 * 1024 * 1024 } })

  const body = await page(id)

  expect(body).toContain('<dt>Connections</dt><dd>1 of 2 in use</dd>')
  expect(body).toContain('<dt>Emails per minute</dt><dd>up to 30</dd>')
  expect(body).toContain('<dt>Recipients in 24 hours</dt><dd>1,234 of 10,000</dd>')
  expect(body).toContain('<dt>Largest email</dt><dd>up to 150 MB</dd>')
  expect(body).toContain('No emails are waiting.')
})

test('another server shows the limit one entered, and none of Microsoft’s', async () => {
  const id = await addPasswordServer(db, 587, 'secret')
  await db.outgoingServer.update({ where: { id }, data: { messagesPerMinute: 12 } })

  const body = await page(id)

  expect(body).toContain('<dt>Emails per minute</dt><dd>up to 12</dd>')
  expect(body).not.toContain('Recipients in 24 hours')
})

test('the forecast counts what was tried here and what would choose this server, and says when it leaves', async () => {
  const id = await addServer(db, { port: 587 })
  const other = await addServer(db, { port: 587, mailbox: annasMailbox })
  await addMail({ serverId: id })
  await addMail()
  await addMail()
  await addMail({ fromAddress: annasMailbox })
  await addMail({ serverId: id, state: 'sent' })
  await db.sendingBudget.create({
    data: { key: `tenant+${ordersMailbox}`, paceAt: noon, freeAt: new Date('2026-11-24T12:05:00Z') },
  })

  expect(await page(id)).toContain('3 waiting. The next one leaves at 13:05, the last one at about 13:05.')
  expect(await page(other)).toContain('1 waiting. It leaves now.')
  expect((await host.get('/mail/outgoing-servers')).body).toContain('3 waiting')
})

test('the mails of a mailbox with several servers are counted together', async () => {
  const id = await addServer(db, { port: 587 })
  const { outlookAccountId } = await db.outgoingServer.findUniqueOrThrow({ where: { id } })
  const second = await addPasswordServer(db, 587, 'secret')
  await db.outgoingServer.update({
    where: { id: second },
    data: { signInWith: 'outlook', outlookAccountId, sealedPassword: null },
  })
  await addMail({ serverId: id })
  await addMail({ serverId: second })

  expect(await page(id)).toContain('Counted for all servers of this mailbox.')
  expect(await page(id)).toContain('2 waiting.')
})

test('more than a thousand are not counted one by one', async () => {
  const id = await addServer(db, { port: 587 })
  await db.$executeRaw`INSERT INTO "OutboxMail" ("id", "contentHash", "messageId", "fromAddress", "subject", "sealedMime",
      "size", "nextAttemptAt", "createdAt")
    SELECT gen_random_uuid(), n::text, n::text, ${ordersMailbox}, '', '', 1, ${noon}, ${noon}
    FROM generate_series(1, 1500) n`

  expect(await page(id)).toMatch(
    /More than 1,000 waiting\. The next one leaves now, the last one not before 13:\d\d/,
  )
  expect((await host.get('/mail/outgoing-servers')).body).toContain('more than 99 waiting')
})

test('a paused server says why, since when and what to do; “Try now” makes the next try due', async () => {
  const id = await addServer(db, { port: 587 })
  await pause(id)
  await addMail({ serverId: id })

  const body = await page(id)
  expect(body).toContain('Sending is paused: Client secret expired')
  expect(body).toContain('24 Nov 2026, 12:00')
  expect(body).toContain('24 Nov 2026, 13:10')
  expect(body).toContain('How to fix it')
  expect(body).toContain('Waiting: 1. They leave by themselves')
  expect((await host.get('/mail/outgoing-servers')).body).toContain('Paused: Client secret expired')

  await db.sendingPause.updateMany({ data: { nextProbeAt: new Date('2099-01-01T00:00:00Z') } })
  expect((await host.post(`/mail/outgoing-servers/${id}/next-try`)).location).toBe(
    `/mail/outgoing-servers/${id}?done=tried-now`,
  )
  const row = await db.sendingPause.findFirst({ where: { serverId: id } })
  expect(row?.nextProbeAt.getTime()).toBeLessThanOrEqual(Date.now() + 1000)
  expect(await db.activityEntry.findFirst({ where: { subjectId: id } })).toMatchObject({
    what: 'outgoing-server.tried-now',
  })
})

test('a pause of one sender names it, and the rest goes on', async () => {
  const id = await addServer(db, { port: 587 })
  await pause(id, 'shop@mein-shop.example')

  const body = await page(id)

  expect(body).toContain('Emails from shop@mein-shop.example are paused: Client secret expired')
  expect(body).toContain('Send a test email.')
})

test('a test mail goes into the outbox for exactly this server, from its mailbox', async () => {
  const id = await addServer(db, { port: 587, fromFilter: 'another.example' })
  expect(await page(id)).toContain('value="ada@mein-shop.example"')

  const { status, location } = await host.post(`/mail/outgoing-servers/${id}/test-mails`, {
    to: 'kurt@kunde.example',
  })

  expect(status).toBe(303)
  const mail = await db.outboxMail.findFirstOrThrow({ include: { recipients: true } })
  expect(location).toBe(`/mail/outbox/${mail.id}?follow=1`)
  expect(mail).toMatchObject({
    forcedServerId: id,
    fromAddress: ordersMailbox,
    subject: 'Test email from Mailroom',
    class: 'repeatable',
    priority: 0,
    recipients: [{ address: 'kurt@kunde.example' }],
  })
  expect(await db.activityEntry.findFirst({ where: { subjectId: id } })).toMatchObject({
    what: 'outgoing-server.test-mail-sent',
    detail: { to: 'kurt@kunde.example', mail: mail.id },
  })
})

test.each([
  '',
  'kurt',
  'a@b.example, c@d.example',
  'Kurt <kurt@kunde.example>',
  'a@b.example\r\nBcc: c@d.example',
])('no test mail to %j; what was typed stays', async (to) => {
  const id = await addServer(db, { port: 587 })

  const { status, body } = await host.post(`/mail/outgoing-servers/${id}/test-mails`, { to })

  expect(status).toBe(422)
  expect(body).toContain('Enter one email address')
  if (to === 'kurt') expect(body).toContain('value="kurt"')
  expect(await db.outboxMail.count()).toBe(0)
})

test.each([
  ['archived', 'this server is archived'],
  ['off', 'custom email servers are off'],
  ['not connected', 'No Outlook account is connected'],
] as const)('no test mail where it cannot leave: %s', async (what, words) => {
  const id = await addServer(db, { port: 587 })
  if (what === 'archived') await db.outgoingServer.update({ where: { id }, data: { archivedAt: noon } })
  if (what === 'off') await db.generalSettings.updateMany({ data: { customEmailServers: false } })
  if (what === 'not connected')
    await db.outgoingServer.update({ where: { id }, data: { outlookAccountId: null } })

  const body = await page(id)
  expect(body).toContain(words)
  expect(body).not.toContain('name="to"')
  expect((await host.post(`/mail/outgoing-servers/${id}/test-mails`, { to: 'a@b.example' })).status).toBe(422)
  expect(await db.outboxMail.count()).toBe(0)
})

test('twenty test mails in ten minutes are enough', async () => {
  const id = await addServer(db, { port: 587 })
  const at = new Date('2026-11-24T11:55:00Z')
  await db.activityEntry.createMany({
    data: Array.from({ length: 20 }, () => ({
      at,
      adminId: 'ada',
      adminName: 'Ada',
      what: 'outgoing-server.test-mail-sent',
      subjectId: id,
    })),
  })

  const { status } = await host.post(`/mail/outgoing-servers/${id}/test-mails`, { to: 'a@b.example' })

  expect(status).toBe(429)
  expect(await db.outboxMail.count()).toBe(0)
})

test('a viewer sees limits and pauses, and no button', async () => {
  const id = await addServer(db, { port: 587 })
  await pause(id)
  await addMail({ serverId: id })

  const body = await page(id, vic)
  expect(body).toContain('Sending is paused')
  expect(body).not.toContain('Try now')
  expect(body).not.toContain('name="to"')
  expect(
    (await host.post(`/mail/outgoing-servers/${id}/test-mails`, { to: 'a@b.example' }, vic)).status,
  ).toBe(403)
})
