import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addSettings } from '../outbox/shop.ts'
import { addSentMail, addServer, mailWith, processed, processingOf, rowOf, storeMail } from './shop.ts'

const db = useDatabase()

test('a mail is read, routed to its alias, and waits for the backend', async () => {
  await addSettings(db)
  const mail = await processed(
    db,
    mailWith({ To: 'Info <INFO@mein-shop.example>', Date: 'Tue, 24 Nov 2026 10:00:00 +0100' }),
  )

  expect(mail).toMatchObject({
    state: 'processed',
    attempts: 1,
    messageId: '<frage-1@example.com>',
    fromName: 'Kundin',
    fromAddress: 'kundin@example.com',
    subject: 'Frage',
    sentAt: new Date('2026-11-24T09:00:00Z'),
    isAutomatic: false,
    route: 'alias',
    routeName: 'info',
    outboxMailId: null,
    handOver: 'waiting',
    search: 'frage kundin kundin@example.com info info@mein-shop.example',
    leaseUntil: null,
  })
})

test('an answer to a mail of ours is a reply, whatever address it came to', async () => {
  await addSettings(db)
  const sent = await addSentMail(db)
  const mail = await processed(db, mailWith({ References: `<older@example.com> ${sent.messageId}` }))

  expect(mail).toMatchObject({ route: 'reply', outboxMailId: sent.id, handOver: 'waiting' })
})

test('an answer is recognised by the Message-ID that Exchange gave our mail', async () => {
  const sent = await addSentMail(db, { serverMessageId: '<exchange-1@prod.outlook.com>' })
  const mail = await processed(db, mailWith({ 'In-Reply-To': '<exchange-1@prod.outlook.com>' }))

  expect(mail).toMatchObject({ route: 'reply', outboxMailId: sent.id })
})

test('a mail to the catch-all domain, by way of a redirect, is caught', async () => {
  await db.generalSettings.create({ data: { catchAllDomain: 'alle.mein-shop.example' } })
  const mail = await processed(db, mailWith({ 'X-Original-To': '<Lager@alle.mein-shop.example>' }))

  expect(mail).toMatchObject({ route: 'catch_all', routeName: 'lager' })
})

test('everything else goes where its server says', async () => {
  const serverId = await addServer(db, { defaultRoute: 'tickets' })

  expect(await processed(db, mailWith(), { serverId })).toMatchObject({
    route: 'default_route',
    routeName: 'tickets',
  })
})

test('a mail of ours that comes back is a loop, and nobody is told', async () => {
  await addSettings(db)
  const sent = await addSentMail(db)
  const byId = await processed(db, mailWith({ 'X-Mailroom-ID': sent.id }))
  const byMessageId = await processed(db, mailWith({ 'Message-ID': sent.messageId }))

  for (const mail of [byId, byMessageId])
    expect(mail).toMatchObject({ state: 'processed', route: 'loop', handOver: 'none', handOverAt: null })
})

test('an id that names no mail of ours proves nothing', async () => {
  const foreign = await processed(db, mailWith({ 'X-Mailroom-ID': '3c1b8d0e-0000-4000-8000-000000000001' }))
  const broken = await processed(db, mailWith({ 'X-Mailroom-ID': "'; --" }))

  for (const mail of [foreign, broken]) expect(mail.route).toBe('default_route')
})

test('T73: of a mailbox that answers itself for 20 rounds, the backend hears once', async () => {
  await addSettings(db)
  const heard: string[] = []
  let raw = mailWith({ From: 'orders@mein-shop.example', To: 'orders@mein-shop.example' })
  for (let round = 0; round < 20; round++) {
    const mail = await processed(db, raw)
    if (mail.handOver !== 'waiting' || mail.isAutomatic) continue
    heard.push(mail.id)
    const answer = await addSentMail(db, { to: ['orders@mein-shop.example'] })
    raw = mailWith({
      'X-Mailroom-ID': answer.id,
      'Message-ID': answer.messageId,
      'In-Reply-To': '<frage-1@example.com>',
    })
  }

  expect(heard).toHaveLength(1)
})

test('a mail written by a machine is marked, and handed over all the same', async () => {
  for (const headers of [
    { 'Auto-Submitted': 'auto-replied' },
    { Precedence: 'bulk' },
    { 'Return-Path': '<>' },
    { 'X-Auto-Response-Suppress': 'All' },
  ])
    expect(await processed(db, mailWith(headers))).toMatchObject({ isAutomatic: true, handOver: 'waiting' })
  expect(await processed(db, mailWith({ 'Auto-Submitted': 'no' }))).toMatchObject({ isAutomatic: false })
})

test('a mail that cannot be read three times needs attention; the others go on', async () => {
  const bad = await storeMail(db, mailWith())
  await db.inboxMail.update({ where: { id: bad }, data: { sha256: 'another' } })
  const good = await storeMail(db, mailWith())
  const processing = processingOf(db)
  for (const attempts of [1, 2]) {
    await processing.processDue()
    expect(await rowOf(db, bad)).toMatchObject({ state: 'new', attempts })
    expect(await rowOf(db, good)).toMatchObject({ state: 'processed' })
    await db.inboxMail.updateMany({ data: { leaseUntil: new Date(0) }, where: { state: 'new' } })
  }
  await processing.processDue()

  const { sealedRaw, ...row } = await db.inboxMail.findUniqueOrThrow({ where: { id: bad } })
  expect(row).toMatchObject({ state: 'attention', attempts: 3, handOver: 'none' })
  expect(row.reason).toMatchObject({ text: { en: expect.stringMatching(/./) } })
  expect(sealedRaw.length).toBeGreaterThan(0)
  expect(processing.failures).toHaveLength(3)
})

test('a mail the server would not give out says so, and not that it is too large', async () => {
  const mail = await processed(db, '', { isTruncated: true, size: 2000 })

  expect(mail).toMatchObject({ state: 'attention', subject: null })
  expect(JSON.stringify(mail.reason)).toContain('could not be fetched from the mail server')
  expect(JSON.stringify(mail.reason)).not.toContain('too large')
})

test('a mail that was too large to be fetched shows whose it is', async () => {
  const header = mailWith({}, '')
  const mail = await processed(db, header, { isTruncated: true, size: 90 * 1024 * 1024 })

  expect(mail).toMatchObject({ state: 'attention', subject: 'Frage', fromAddress: 'kundin@example.com' })
  expect(mail.reason).toMatchObject({ text: { en: expect.stringContaining('90 MB') } })
})

test('whoever goes by the number misses no mail: it is taken when the mail is processed', async () => {
  const first = await storeMail(db, mailWith(), { leaseUntil: new Date(Date.now() + 60_000) })
  const second = await storeMail(db, mailWith())
  const processing = processingOf(db)
  await processing.processDue()
  await db.inboxMail.update({ where: { id: first }, data: { leaseUntil: null } })
  await processing.processDue()

  const mails = await db.inboxMail.findMany({ orderBy: { seq: 'asc' }, select: { id: true } })
  expect(mails.map(({ id }) => id)).toEqual([second, first])
})

test('a process whose lease ran out writes nothing about a mail that another one has', async () => {
  const id = await storeMail(db, mailWith())
  const slow = processingOf(db, {
    async reached(point) {
      // Meanwhile another process has taken it.
      if (point === 'parsed')
        await db.inboxMail.update({ where: { id }, data: { leaseNo: 2, leaseUntil: new Date('2100-01-01') } })
    },
  })
  await slow.processDue()

  expect(await rowOf(db, id)).toMatchObject({ state: 'new', leaseNo: 2, handOver: 'none', subject: null })
  expect(slow.failures).toEqual([])
})

test('a mail that was too large never counts as kept, whatever else is wrong with its header', async () => {
  const header = 'X: y\r\n'.repeat(300) + mailWith()
  const id = await storeMail(db, header, { isTruncated: true, size: 40 * 1024 * 1024 })
  await processingOf(db).processDue()

  expect(await rowOf(db, id)).toMatchObject({
    state: 'attention',
    reason: {
      text: { en: expect.stringContaining('too large to be read (40 MB). Only its header is kept') },
    },
  })
})
