import { expect, test } from 'vitest'
import { ownFailure } from '../../src/network/remote-failure.ts'
import { useDatabase } from '../database.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const minutes = 60
const hours = 60 * minutes
const days = 24 * hours

const anna = () => shop().microsoft.accounts.anna

function deliverToAnna(subject: string): void {
  const [from, to] = ['Clara <clara@kunden.example>', anna().address]
  shop().microsoft.mailboxes.deliver(anna(), mail({ from, to, subject, date: shop().now(), text: 'Hallo' }))
}

/** One that reads new mail only, of a mailbox whose first mails are two days old. */
async function addServer(columns = {}) {
  for (const account of [shop().account, anna()]) shop().microsoft.mailboxes.of(account)
  shop().later(2 * days)

  return shop().addServer({ readFrom: 'new_only', ...columns })
}

/** As an admin does it who resets the confirmation, changes the user name, and tests and confirms again. */
async function changeToAnna(id: string): Promise<void> {
  const username = anna().address
  const { outlookAccountId } = await shop().addServer({ username, confirmedAt: null })
  const changed = { username, outlookAccountId, confirmedAt: shop().now(), updatedAt: shop().now() }
  await db.incomingServer.update({ where: { id }, data: { ...changed, version: { increment: 1 } } })
}

async function fetchOnce(id: string) {
  const worker = shop().worker()
  const run = await shop().fetch(id, worker)
  await worker.stop()

  return run
}

test('under another user name reading begins where the mailbox before was last read', async () => {
  const { id } = await addServer()
  deliverToAnna('Long before the change')
  shop().later(hours)
  await fetchOnce(id)
  shop().later(hours)
  deliverToAnna('While nothing was fetched')
  shop().later(2 * days)
  await changeToAnna(id)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1, lastFailure: null })
  expect(await shop().subjects()).toEqual(['While nothing was fetched'])
})

test('a mailbox that was only renamed gives no mail twice', async () => {
  const { id } = await addServer()
  const source = mail({
    ...{ from: 'Clara <clara@kunden.example>', to: 'shop@mein-shop.example', subject: 'Once' },
    ...{ date: shop().now(), text: 'Hallo' },
  })
  for (const account of [shop().account, anna()]) shop().microsoft.mailboxes.deliver(account, source)
  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1 })
  shop().later(hours)
  await changeToAnna(id)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 0, lastFailure: null })
  expect(await shop().subjects()).toEqual(['Once'])
})

test('mail that came a few minutes before the server was confirmed is read, for clocks differ; older mail is not', async () => {
  await addServer({ confirmedAt: null })
  shop().deliver('An hour before')
  shop().later(hours)
  shop().deliver('By another clock')
  shop().later(5 * minutes)
  await db.incomingServer.updateMany({ data: { confirmedAt: shop().now() } })
  const { id } = await db.incomingServer.findFirstOrThrow()

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1 })
  expect(await shop().subjects()).toEqual(['By another clock'])
})

test('in another folder nothing is read from before the last success in the first', async () => {
  const { id } = await addServer()
  const archive = shop().microsoft.mailboxes.folder(shop().account, 'Archive')
  shop().microsoft.mailboxes.add(archive, 'Subject: Before\r\n\r\nHi')
  await fetchOnce(id)
  shop().later(2 * minutes)
  shop().microsoft.mailboxes.add(archive, 'Subject: After\r\n\r\nHi')
  await db.incomingServer.update({ where: { id }, data: { folder: 'Archive', confirmedAt: shop().now() } })
  shop().later(hours)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1 })
  expect(await shop().subjects()).toEqual(['After'])
})

test('an old mail that was put into the folder last hides none of the new ones before it', async () => {
  const { id } = await addServer()
  shop().deliver('New')
  shop().deliver('Old, but moved here last')
  const [last] = shop().inbox().mails.slice(-1)
  if (last) last.receivedAt = new Date(shop().now().getTime() - 3 * hours * 1000)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 2 })
})

test('a server that is back after days of failure reads what came meanwhile', async () => {
  const { id } = await addServer()
  expect(await fetchOnce(id)).toMatchObject({ lastNew: 0 })
  shop().later(hours)
  shop().deliver('While it failed')
  await giveUpAndMend(id)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1, givenUpAt: null })
  expect(await shop().subjects()).toEqual(['While it failed'])
})

test('so does one that never worked before', async () => {
  const { id } = await addServer()
  shop().tokens.failure = ownFailure('sign-in-withdrawn')
  await fetchOnce(id)
  shop().later(hours)
  shop().deliver('While it failed')
  await giveUpAndMend(id)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1, givenUpAt: null })
})

async function giveUpAndMend(id: string): Promise<void> {
  shop().tokens.failure = ownFailure('sign-in-withdrawn')
  for (let tries = 0; tries < 7; tries++) {
    await fetchOnce(id)
    shop().later(20 * hours)
  }
  expect(await shop().lastRun(id)).toMatchObject({ givenUpAt: expect.any(Date) })
  shop().tokens.failure = undefined
  await db.outlookAccount.updateMany({ data: { lastSuccessAt: shop().now() } })
}

test('a mailbox that is numbered anew is looked through from its own oldest mail on, not from that of the one before', async () => {
  const { id } = await addServer({ readFrom: 'everything' })
  await fetchOnce(id)
  expect(await db.inboxMail.count()).toBe(2)
  await db.incomingServer.update({ where: { id }, data: { readFrom: 'new_only' } })
  shop().later(hours)
  await changeToAnna(id)
  deliverToAnna('Wanted')
  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1 })
  shop().microsoft.mailboxes.rebuild(
    shop().microsoft.mailboxes.folder(anna(), 'INBOX') ?? expect.fail('There is no INBOX.'),
  )
  shop().later(hours)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 0, lastFailure: null })
})
