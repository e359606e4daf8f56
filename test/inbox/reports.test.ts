import { expect, test } from 'vitest'
import { shownMail } from '../../src/outbox/mail-page.ts'
import { createOutboxMails } from '../../src/outbox/outbox-mails.ts'
import { useDatabase } from '../database.ts'
import { addSentMail, at, mailWith, processed } from './shop.ts'

const db = useDatabase()

interface Report {
  original?: string
  status?: string
  action?: string
  recipient?: string
  about?: string
}

/** As RFC 3464 has it: for a person, for a program, and the mail that it is about. */
function report({
  original = '',
  status = '5.1.1',
  action = 'failed',
  recipient = 'kundin@example.com',
  about = '',
}: Report): string {
  return mailWith(
    {
      'Return-Path': '<>',
      From: 'Mail Delivery System <MAILER-DAEMON@mx.example>',
      Subject: 'Undelivered Mail Returned to Sender',
      'Auto-Submitted': 'auto-replied',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"',
    },
    [
      '--b',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'Your message could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      ...(about ? [about] : []),
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 <kundin@example.com>: Recipient address',
      '    rejected: User unknown',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      original || 'Subject: something else',
      '',
      'Hallo',
      '--b--',
      '',
    ].join('\r\n'),
  )
}

async function storyOf(id: string) {
  const { state, recipients, events } = await db.outboxMail.findUniqueOrThrow({
    where: { id },
    include: { recipients: { orderBy: { no: 'asc' } }, events: true },
  })

  return {
    state,
    recipients: recipients.map(({ address, state, code }) => `${address} ${state} ${code ?? ''}`.trim()),
    events: events.map(({ what }) => what),
  }
}

test('a delivery report finds its mail by our own id, and is noted at the recipient', async () => {
  const sent = await addSentMail(db, { to: ['kundin@example.com', 'kunde@example.com'] })
  const mail = await processed(db, report({ original: `X-Mailroom-ID: ${sent.id}` }))

  expect(mail).toMatchObject({
    route: 'bounce',
    outboxMailId: sent.id,
    isAutomatic: true,
    handOver: 'waiting',
  })
  expect(await storyOf(sent.id)).toEqual({
    state: 'sent',
    recipients: ['kundin@example.com accepted 550', 'kunde@example.com accepted'],
    events: ['returned'],
  })
  const { reply } = await db.outboxRecipient.findFirstOrThrow({ where: { code: 550 } })
  expect(reply).toBe('550 5.1.1 <kundin@example.com>: Recipient address rejected: User unknown')
})

test('a delivery report finds its mail by our Message-ID, by the server’s, and by its queue id', async () => {
  const ours = await addSentMail(db)
  const theirs = await addSentMail(db, { serverMessageId: '<AS8P1@prod.outlook.com>' })
  const queued = await addSentMail(db, { serverQueueId: '2.0.0 Ok: queued as 4Xy7Zz1abc' })

  await processed(db, report({ original: `Message-ID: ${ours.messageId}` }))
  await processed(db, report({ original: 'Message-ID:\r\n <AS8P1@prod.outlook.com>' }))
  await processed(db, report({ about: 'X-Postfix-Queue-ID: 4Xy7Zz1abc' }))

  for (const { id } of [ours, theirs, queued])
    expect(await storyOf(id)).toMatchObject({ events: ['returned'], state: 'sent' })
})

test('a report about no mail of ours is told to the backend and changes nothing', async () => {
  const sent = await addSentMail(db, { serverQueueId: '2.0.0 Ok: queued as 4Xy7Zz1abc' })
  const mail = await processed(
    db,
    report({
      original: 'X-Mailroom-ID: 3c1b8d0e-0000-4000-8000-000000000001\r\nMessage-ID: <wrong@example.com>',
      about: 'X-Postfix-Queue-ID: 4Xy7',
    }),
  )

  expect(mail).toMatchObject({ route: 'bounce', outboxMailId: null, handOver: 'waiting' })
  expect(await storyOf(sent.id)).toMatchObject({ recipients: ['kundin@example.com accepted'], events: [] })
})

test('a report about someone the mail never went to refuses nobody', async () => {
  const sent = await addSentMail(db, { to: ['kundin@example.com', 'kunde@example.com'] })
  await processed(db, report({ original: `X-Mailroom-ID: ${sent.id}`, recipient: 'fremd@example.com' }))

  expect(await storyOf(sent.id)).toMatchObject({
    recipients: ['kundin@example.com accepted', 'kunde@example.com accepted'],
    events: ['returned'],
  })
})

test('whoever forges a report makes nothing be sent again, and nothing be dropped', async () => {
  const sent = await addSentMail(db, { to: ['kundin@example.com', 'kunde@example.com', 'lager@example.com'] })
  const ofMail = { mailId: sent.id }
  await db.outboxMail.update({ where: { id: sent.id }, data: { state: 'retry' } })
  await db.outboxRecipient.updateMany({ where: { ...ofMail, no: 1 }, data: { state: 'waiting' } })
  const refused = { state: 'refused', code: 554, reply: 'no' } as const
  await db.outboxRecipient.updateMany({ where: { ...ofMail, no: 2 }, data: refused })
  for (const { address } of sent.recipients)
    await processed(db, report({ original: `Message-ID: ${sent.messageId}`, recipient: address }))

  expect(await storyOf(sent.id)).toMatchObject({
    state: 'retry',
    recipients: [
      'kundin@example.com accepted 550',
      'kunde@example.com waiting',
      'lager@example.com refused 554',
    ],
  })
})

test('a report about a mail that left long ago is told to the backend, and believed by nobody', async () => {
  const sentAt = new Date(at.getTime() - 31 * 24 * 60 * 60_000)
  const sent = await addSentMail(db, { sentAt })
  const mail = await processed(db, report({ original: `X-Mailroom-ID: ${sent.id}` }))

  expect(mail).toMatchObject({ route: 'bounce', outboxMailId: null, handOver: 'waiting' })
  expect(await storyOf(sent.id)).toMatchObject({ recipients: ['kundin@example.com accepted'], events: [] })
})

test('the history of a mail tells in whose name the report came', async () => {
  const { id } = await addSentMail(db)
  await processed(db, report({ original: `X-Mailroom-ID: ${id}` }))
  const mail = await createOutboxMails({ db, now: () => at }).get(id)
  const shown = shownMail(mail, { admin: undefined, locale: 'en', timeZone: 'UTC', theme: undefined }, at)

  expect(shown.events.at(-1)?.what).toBe(
    'Came back: it could not be delivered (according to a report from MAILER-DAEMON@mx.example)',
  )
  expect(shown.recipients[0]?.state).toBe('accepted, reported as undeliverable later')
})

test('a report that a mail is late is noted, and nobody is refused', async () => {
  const sent = await addSentMail(db)
  await processed(db, report({ original: `X-Mailroom-ID: ${sent.id}`, action: 'delayed', status: '4.4.1' }))

  expect(await storyOf(sent.id)).toEqual({
    state: 'sent',
    recipients: ['kundin@example.com accepted'],
    events: ['delayed'],
  })
})

test('a report in words alone is believed when it carries the mail', async () => {
  const sent = await addSentMail(db)
  const words = (copy: string) =>
    mailWith(
      {
        'Return-Path': '<>',
        From: 'Mailer-Daemon@mx.example',
        Subject: 'Mail delivery failed: returning message to sender',
        'X-Failed-Recipients': 'kundin@example.com',
      },
      `A message could not be delivered:\r\n\r\n  kundin@example.com\r\n    550 5.1.1 unknown user\r\n\r\n------ This is a copy of the message ------\r\n\r\n${copy}`,
    )
  const matched = await processed(db, words(`Received: by x\r\nMessage-ID: ${sent.messageId}\r\n\r\nHallo`))
  const unmatched = await processed(db, words('Received: by x\r\nMessage-ID: <other@x.example>\r\n\r\nHallo'))

  expect(matched).toMatchObject({ route: 'bounce', outboxMailId: sent.id })
  expect(unmatched).toMatchObject({ route: 'default_route', isAutomatic: true })
  expect(await storyOf(sent.id)).toMatchObject({ recipients: ['kundin@example.com accepted 550'] })
})

test('an automatic reply to a mail of ours is a reply, not a report', async () => {
  const sent = await addSentMail(db)
  const mail = await processed(
    db,
    mailWith({
      'Return-Path': '<>',
      Subject: 'Automatische Antwort: Rechnung 4711',
      'Auto-Submitted': 'auto-replied',
      'In-Reply-To': sent.messageId,
    }),
  )

  expect(mail).toMatchObject({ route: 'reply', outboxMailId: sent.id, isAutomatic: true })
  expect(await storyOf(sent.id)).toMatchObject({ events: [] })
})
