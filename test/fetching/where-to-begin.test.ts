import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { mail } from '../microsoft-365/mailboxes.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60
const days = 24 * hours
const ada = { id: 'ada', name: 'Ada' }
const soon = { timeout: 10_000, interval: 10 }

const anna = () => shop().microsoft.accounts.anna
const ago = (seconds: number) => new Date(shop().now().getTime() - seconds * 1000)

/** One mailbox under two names. */
function deliverToBoth(subject: string): void {
  const [from, to] = ['Clara <clara@kunden.example>', shop().account.address]
  const source = mail({ from, to, subject, date: shop().now(), text: 'Hallo' })
  for (const account of [shop().account, anna()]) shop().microsoft.mailboxes.deliver(account, source)
}

/** As an admin does it who resets the confirmation, changes the user name, and tests and confirms again. */
async function changeToAnna(id: string): Promise<void> {
  const username = anna().address
  const { outlookAccountId } = await shop().addServer({ username, confirmedAt: null })
  const changed = { username, outlookAccountId, confirmedAt: shop().now(), updatedAt: shop().now() }
  await db.incomingServer.update({ where: { id }, data: { ...changed, version: { increment: 1 } } })
}

/** Of a mailbox whose first mails are older than anyone wants. */
async function addServer(readFrom: 'new_only' | 'last_7_days') {
  for (const account of [shop().account, anna()]) shop().microsoft.mailboxes.of(account)
  shop().later(20 * days)

  return shop().addServer({ readFrom })
}

async function fetchOnce(id: string) {
  const worker = shop().worker()
  const run = await shop().fetch(id, worker)
  await worker.stop()

  return run
}

/** Breaks off where the mails are listed, after the cursor was saved. */
async function failAfterBegin(id: string) {
  let searches = 0
  shop().microsoft.interference.before = (command) => {
    if (command === 'UID SEARCH' && ++searches > 2)
      shop().microsoft.endImapSessions('Connection is closed. 13')
  }
  const run = await fetchOnce(id)
  shop().microsoft.interference.reset()
  expect(run.lastFailure).not.toBeNull()
  expect(await db.folderCursor.count()).toBe(1)

  return run
}

function rebuild(): void {
  shop().microsoft.mailboxes.rebuild(shop().inbox())
  shop().later(hours)
}

/** Gives the last mail of the mailbox a date of its own, as one that was moved there. */
function redate(receivedAt: Date): void {
  Object.assign(shop().inbox().mails.at(-1) ?? expect.fail(), { receivedAt })
}

/** Resolves when all that was asked for is looked through. */
async function fetchAgain(id: string, since: Date): Promise<number> {
  const worker = shop().worker({ leaseSeconds: 10 * days })
  const told = await worker.actions.fetchAgain(id, since, 'UTC', ada)
  await expect.poll(async () => (await db.folderCursor.findFirst())?.againFromUid, soon).toBeNull()
  await worker.stop()

  return told
}

test('an old mail that was moved into the folder makes no older ones wanted when it is numbered anew', async () => {
  const { id } = await addServer('new_only')
  shop().deliver('Wanted')
  await fetchOnce(id)
  shop().later(hours)
  shop().deliver('Moved here from the archive')
  redate(ago(90 * days))
  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1 })
  rebuild()

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 0, lastFailure: null })
  expect((await shop().subjects()).toSorted()).toEqual(['Moved here from the archive', 'Wanted'])
})

test('where only new mail is wanted and none was read yet, a new numbering brings no older mail', async () => {
  const { id } = await addServer('new_only')
  expect(await failAfterBegin(id)).toMatchObject({ lastSuccessAt: null })
  shop().deliver('New')
  rebuild()

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1, lastFailure: null })
  expect(await shop().subjects()).toEqual(['New'])
})

test('under another user name the last seven days begin no later than mail was last read', async () => {
  const { id } = await addServer('last_7_days')
  await fetchOnce(id)
  shop().later(hours)
  deliverToBoth('Came while nothing was fetched')
  shop().later(10 * days)
  await changeToAnna(id)

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1, lastFailure: null })
  expect(await shop().subjects()).toEqual(['Came while nothing was fetched'])
})

test('looking once more through some days neither doubles nor loses mail of a mailbox whose new name is not read yet', async () => {
  const { id } = await addServer('new_only')
  deliverToBoth('Stored under the former name')
  expect(await fetchOnce(id)).toMatchObject({ lastNew: 1 })
  shop().later(60)
  deliverToBoth('Came before the change')
  shop().later(3 * days)
  deliverToBoth('Came before the change, too')
  await changeToAnna(id)
  await failAfterBegin(id)

  await fetchAgain(id, ago(days))

  expect(await shop().subjects()).toEqual([
    'Stored under the former name',
    'Came before the change',
    'Came before the change, too',
  ])
})

test.each([-8, 13])(
  'mails since a day all come from a server whose days are %i hours from UTC',
  async (zone) => {
    shop().inbox()
    shop().later(20 * days)
    const day = new Date(Math.floor(shop().now().getTime() / (days * 1000)) * days * 1000)
    shop().deliver('Three in the morning')
    redate(new Date(day.getTime() + 3 * hours * 1000))
    shop().deliver('The evening before')
    redate(new Date(day.getTime() - 3 * hours * 1000))
    shop().later(4 * days)
    const { id } = await shop().addServer({ readFrom: 'new_only' })
    await fetchOnce(id)
    shop().microsoft.interference.zone = zone

    expect(await fetchAgain(id, day)).toBe(1)
    expect(await shop().subjects()).toEqual(['Three in the morning'])
  },
)

test('a mail whose date the server leaves out once is among those of the last seven days', async () => {
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  shop().later(6 * days)
  const { id } = await shop().addServer({ readFrom: 'last_7_days' })
  let left = 1
  shop().microsoft.interference.withholds = (uid, what) => uid === 3 && what === 'row' && left-- > 0

  expect(await fetchOnce(id)).toMatchObject({ lastNew: 5, lastFailure: null })
})

test.each(['body', 'row'] as const)(
  'a mail whose %s the server has never given out keeps its place when only later days are asked for again',
  async (part) => {
    const { id } = await shop().addServer()
    shop().deliver('Never given out')
    redate(ago(30 * days))
    shop().deliver('Lately')
    shop().microsoft.interference.withholds = (uid, what) => uid === 3 && what === part
    for (let times = 1; times <= 3; times++) {
      await fetchOnce(id)
      shop().later(hours)
    }
    expect(await db.inboxMail.count()).toBe(4)
    await db.inboxMail.updateMany({ where: { uid: 3 }, data: { state: 'attention' } })

    await fetchAgain(id, ago(days))

    expect(await db.inboxMail.count({ where: { uid: 3 } })).toBe(1)
  },
)
