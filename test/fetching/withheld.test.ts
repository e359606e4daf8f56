import { expect, test } from 'vitest'
import { forgetEmptyPlaces } from '../../src/fetching/empty-places.ts'
import { readMail } from '../../src/inbox/mime.ts'
import { createProcessing } from '../../src/inbox/processing.ts'
import { createRawMail } from '../../src/inbox/raw-mail.ts'
import { inboxTexts } from '../../src/inbox/texts.ts'
import { useDatabase } from '../database.ts'
import { secrets, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60
const days = 24 * hours

/** What is asked about this mail is answered without it, and with OK: as often as told. */
function withhold(withheld: number, of: 'body' | 'row', times = Number.POSITIVE_INFINITY): void {
  let left = times
  shop().microsoft.interference.withholds = (uid, what) => uid === withheld && what === of && left-- > 0
}

const stored = () =>
  db.inboxMail.findMany({ select: { uid: true, isTruncated: true }, orderBy: { uid: 'asc' } })
const whole = (...uids: bigint[]) => uids.map((uid) => ({ uid, isTruncated: false }))

test.each(['body', 'row'] as const)(
  'a mail whose %s the server left out once is asked for again',
  async (what) => {
    const { id } = await shop().addServer()
    for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
    withhold(3, what, 1)

    expect(await shop().fetch(id)).toMatchObject({ lastNew: 5, lastFailure: null })
    expect(await stored()).toEqual(whole(1n, 2n, 3n, 4n, 5n))
  },
)

test.each(['body', 'row'] as const)(
  'a mail whose %s the server always leaves out is never passed over in silence',
  async (what) => {
    const { id } = await shop().addServer()
    for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
    withhold(3, what)
    const worker = shop().worker({ leaseSeconds: 10 * days })
    for (let times = 1; times <= 2; times++) {
      expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: { cause: 'mail-not-given-out' } })
      shop().later(hours)
    }
    expect(await shop().fetch(id, worker)).toMatchObject({ lastFailure: null })
    expect(await stored()).toEqual([...whole(1n, 2n), { uid: 3n, isTruncated: true }, ...whole(4n, 5n)])
    await read()

    expect(await db.inboxMail.findFirst({ where: { uid: 3 } })).toMatchObject({
      state: 'attention',
      reason: { text: { ...inboxTexts.notGivenOut } },
    })
  },
)

test('a mail the server has never given out comes when it is asked for again, once, and is counted anew', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  withhold(3, 'body')
  const worker = shop().worker({ leaseSeconds: 10 * days })
  for (let times = 1; times <= 3; times++) {
    await shop().fetch(id, worker)
    shop().later(hours)
  }
  await read()
  shop().microsoft.interference.withholds = () => false

  await worker.actions.fetchAgain(id, new Date(0), 'UTC', { id: 'ada', name: 'Ada' })
  await shop().fetch(id, worker)

  expect(await stored()).toEqual(whole(1n, 2n, 3n, 4n, 5n))
  expect(await db.suspectMail.count()).toBe(0)
})

test('a mail the server has not given out stays where it is, and keeps its place when only later ones are asked for', async () => {
  const { id } = await shop().addServer({ afterReading: 'move', moveToFolder: 'Archive' })
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  withhold(3, 'body')
  const worker = shop().worker({ leaseSeconds: 10 * days })
  for (let times = 1; times <= 3; times++) {
    await shop().fetch(id, worker)
    shop().later(hours)
  }
  expect(await db.inboxMail.findFirst({ where: { uid: 3 } })).toMatchObject({ afterReading: 'leave' })
  await read()

  await db.$transaction((tx) =>
    tx.incomingServer
      .findUniqueOrThrow({ where: { id } })
      .then((server) => forgetEmptyPlaces(tx, server, [4, 5])),
  )

  expect(await db.inboxMail.count({ where: { uid: 3 } })).toBe(1)
})

test('a mail that is left out because it was removed meanwhile is no failure', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  shop().microsoft.interference.withholds = (uid, what) => {
    if (uid !== 4 || what !== 'body') return false
    shop().microsoft.mailboxes.remove(shop().inbox(), new Set([4]))

    return true
  }

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 4, lastFailure: null })
  expect(await stored()).toEqual(whole(1n, 2n, 3n, 5n))
})

test('a long mail whose second piece is left out is not stored without it', async () => {
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  shop().deliver('Long', 'x'.repeat(1_500_000))
  let asked = 0
  shop().microsoft.interference.withholds = (uid, what) => uid === 3 && what === 'body' && ++asked > 1

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: { cause: 'mail-not-given-out' } })
  expect(await db.inboxMail.count({ where: { uid: 3 } })).toBe(0)
  expect(await db.inboxChunk.count()).toBe(0)
})

test('a server that answers NIL behind the end of a mail has given out all of it', async () => {
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  shop().deliver('Long')
  const long = shop().inbox().mails.at(-1)
  const source = Buffer.concat([long?.source ?? Buffer.alloc(0), Buffer.alloc(1024 * 1024, 'x')])
  Object.assign(long ?? {}, { source: source.subarray(0, 512 * 1024) })
  let asked = 0
  shop().microsoft.interference.withholds = (uid, what) => uid === 3 && what === 'body' && ++asked > 1

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: null })
  expect(await db.inboxMail.findFirst({ where: { uid: 3 } })).toMatchObject({
    size: 512 * 1024,
    isTruncated: false,
  })
})

async function read(): Promise<void> {
  const { rawOf } = createRawMail({ db, secrets })
  const parser = { parseReceived: async () => ({ mail: await readMail(Buffer.alloc(0)) }) }
  const { processDue } = createProcessing({ db, rawOf, parser, now: shop().now, log: console })
  await processDue()
}
