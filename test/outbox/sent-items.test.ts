import { expect, test } from 'vitest'
import { ownFailure } from '../../src/network/remote-failure.ts'
import { useDatabase } from '../database.ts'
import { describeOnBothDatabases } from '../postgres.ts'
import { addServer, annasMailbox, bothScopes, loseDatabase, useShop } from './shop.ts'

const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }
const infosMailbox = 'info@mein-shop.example'
const sendOnly = bothScopes.slice(0, 1)

describeOnBothDatabases('an Exchange mailbox that may be read', (db) => {
  const shop = useShop(db)

  test('R2: acceptance that could not be saved is found in Sent Items, and nobody gets a mail twice', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port, scopes: bothScopes })
    await shop().send(order)
    await shop().send({ ...order, class: 'once' })
    await shop().worker({ reached: loseDatabase }).deliverDue()
    expect(await shop().states()).toEqual(['sending', 'sending'])

    shop().later(181)
    await shop().deliver()
    expect(await shop().states()).toEqual(['sent', 'sent'])
    expect(shop().microsoft.received).toHaveLength(2)
  })

  test('a mail whose answer got lost is found a minute later, with what Exchange called it', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port, scopes: bothScopes })
    const { id } = await shop().send(order)
    shop().microsoft.faults.on('smtp-lost-after-data')
    await shop().deliver()
    expect(await shop().states()).toEqual(['retry'])
    expect(shop().microsoft.calls.imapConnection).toBe(0)

    shop().later(61)
    await shop().deliver()
    const [received, ...more] = shop().microsoft.received
    expect(more).toEqual([])
    expect(
      await db.outboxMail.findUnique({ where: { id }, include: { recipients: true, events: true } }),
    ).toMatchObject({
      state: 'sent',
      stage: 'accepted',
      serverMessageId: received?.messageId,
      recipients: [{ state: 'accepted' }],
      events: [{ what: 'handed-over' }, { what: 'verified' }],
    })
  })

  test('one that was not taken is looked for three times in 15 minutes; then it is sent, or a person asked', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port, scopes: bothScopes })
    await shop().send(order)
    const { id } = await shop().send({ ...order, class: 'once' })
    shop().microsoft.faults.on('smtp-lost-before-taking')
    await shop().deliver()
    shop().microsoft.faults.off('smtp-lost-before-taking')
    for (const seconds of [61, 241]) {
      shop().later(seconds - 2)
      await shop().deliver()
      shop().later(2)
      await shop().deliver()
      expect(await shop().states()).toEqual(['retry', 'retry'])
    }
    expect(shop().microsoft.calls.imapConnection).toBe(4)
    expect(shop().microsoft.received).toEqual([])

    shop().later(601)
    await shop().deliver()
    expect(await shop().states()).toEqual(['retry', 'attention'])
    expect(await db.outboxMail.findUnique({ where: { id } })).toMatchObject({
      reason: { cause: 'delivery-unclear', looked: true },
    })
    shop().later(61)
    await shop().deliver()
    expect(await shop().states()).toEqual(['sent', 'attention'])
    expect(shop().microsoft.received).toHaveLength(1)
    expect(shop().microsoft.calls.imapConnection).toBe(6)
  })
})

const db = useDatabase()
const shop = useShop(db)

/** A mail for each class whose answer gets lost after Exchange took it. */
async function loseAnswers({ scopes = bothScopes } = {}): Promise<void> {
  await addServer(db, { port: shop().microsoft.smtp.port, scopes })
  await shop().send(order)
  await shop().send({ ...order, class: 'once' })
  shop().microsoft.faults.on('smtp-lost-after-data')
  await shop().deliver()
  shop().microsoft.faults.off('smtp-lost-after-data')
}

async function nextLook(seconds: number): Promise<string[]> {
  shop().later(seconds)
  await shop().deliver()

  return shop().states()
}

async function lookedFor(): Promise<unknown> {
  const { reason } = await db.outboxMail.findFirstOrThrow({ where: { class: 'once' } })

  return reason
}

test('the folder is found by its German name', async () => {
  shop().microsoft.accounts.orders.language = 'de'
  await loseAnswers()

  expect(await nextLook(61)).toEqual(['sent', 'sent'])
  expect(shop().microsoft.received).toHaveLength(2)
})

test('a server that keeps our Message-ID, and not our own header, is understood as well', async () => {
  shop().microsoft.faults.on('no-sent-copy')
  await loseAnswers()
  const { mailboxes, accounts } = shop().microsoft
  for (const { messageId } of await db.outboxMail.findMany())
    mailboxes.add(mailboxes.sentItems(accounts.orders), `Message-ID: ${messageId}\r\n\r\nDanke!`)

  expect(await nextLook(61)).toEqual(['sent', 'sent'])
})

test('a copy that comes late is found by a later look', async () => {
  shop().microsoft.faults.on('no-sent-copy')
  await loseAnswers()
  expect(await nextLook(61)).toEqual(['retry', 'retry'])
  const { mailboxes, accounts, received } = shop().microsoft
  for (const { source } of received) mailboxes.add(mailboxes.sentItems(accounts.orders), source)

  expect(await nextLook(241)).toEqual(['sent', 'sent'])
  expect(received).toHaveLength(2)
})

test('where nobody may read the mailbox, nothing is looked for: the one goes again, of the other it is said', async () => {
  await loseAnswers({ scopes: sendOnly })
  expect(await shop().states()).toEqual(['retry', 'attention'])

  expect(await nextLook(61)).toEqual(['sent', 'attention'])
  expect(await lookedFor()).toMatchObject({ looked: false })
  expect(shop().microsoft.calls.imapConnection).toBe(0)
})

test('what a shared mailbox sends is looked for where it lies: with who signed in', async () => {
  const { port } = shop().microsoft.smtp
  await addServer(db, { port, mailbox: annasMailbox, scopes: bothScopes })
  await addServer(db, { port, mailbox: infosMailbox, scopes: sendOnly })
  await db.outlookAccount.updateMany({ data: { signedInAs: annasMailbox } })
  await shop().send({ ...order, from: infosMailbox })
  shop().microsoft.faults.on('smtp-lost-after-data')
  await shop().deliver()

  expect(await nextLook(61)).toEqual(['sent'])
  expect(shop().microsoft.received).toMatchObject([{ from: infosMailbox, user: annasMailbox }])
})

test.each(['imap-refuses-sign-in', 'imap-not-connected'] as const)(
  'a mailbox that does not open (%s) keeps no mail back',
  async (fault) => {
    await loseAnswers()
    shop().microsoft.faults.on(fault)

    expect(await nextLook(61)).toEqual(['sent', 'attention'])
    expect(await lookedFor()).toMatchObject({ looked: false })
  },
)

test('a mailbox out of reach is tried again; other mails leave, and in the end these do too', async () => {
  await loseAnswers()
  shop().microsoft.faults.on('imap-port-closed')
  await shop().send(order)

  expect(await nextLook(61)).toEqual(['retry', 'retry', 'sent'])
  expect(await nextLook(241)).toEqual(['retry', 'retry', 'sent'])
  expect(await nextLook(601)).toEqual(['retry', 'attention', 'sent'])
  expect(await lookedFor()).toMatchObject({ looked: false })
  expect(await nextLook(61)).toEqual(['sent', 'attention', 'sent'])
})

test('a mailbox at its limit does not keep its mails from being looked for', async () => {
  await loseAnswers()
  await db.sendingBudget.updateMany({ data: { freeAt: new Date('2100-01-01') } })

  expect(await nextLook(61)).toEqual(['sent', 'sent'])
})

test.each(['dns-silent', 'microsoft-silent'] as const)(
  'an outage of an hour (%s) in which nothing could be looked for decides nothing, and nobody gets a mail twice',
  async (cause) => {
    await loseAnswers()
    const cutOff = { get: () => Promise.reject(ownFailure(cause)) }
    for (const minutes of [2, 5, 15, 60]) {
      shop().later(minutes * 60)
      await shop().worker({ accessTokens: cutOff }).deliverDue()
      expect(await shop().states()).toEqual(['retry', 'retry'])
    }

    shop().later(301)
    await shop().deliver()
    expect(await shop().states()).toEqual(['sent', 'sent'])
    expect(shop().microsoft.received).toHaveLength(2)
  },
)
