import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { textOf, textsOf } from '../microsoft-365/imap/command.ts'
import { CommandFailed } from '../microsoft-365/imap/session.ts'
import { patient, secrets, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60
const soon = { timeout: 10_000, interval: 10 }

/** Ends the connection when this is asked of the third mail. */
function endAt(isAsked: (items: string[]) => boolean): void {
  shop().microsoft.interference.before = (command, [set, items]) => {
    if (command !== 'UID FETCH' || !isAsked(textsOf(items))) return
    if (isIn(textOf(set), 3)) shop().microsoft.endImapSessions('Connection is closed. 13')
  }
}

function isIn(set: string, uid: number): boolean {
  return set.split(',').some((range) => {
    const [first = 0, last = first] = range.split(':').map(Number)

    return first <= uid && uid <= last
  })
}

async function fetchInNewProcess(id: string): Promise<void> {
  const worker = shop().worker()
  await shop().fetch(id, worker)
  await worker.stop()
  shop().later(hours)
}

const stored = () =>
  db.inboxMail.findMany({ select: { uid: true, isTruncated: true }, orderBy: { uid: 'asc' } })

test('a mail that ends the connection when its size is asked for keeps the others back for a while, not for ever, whichever process reads it', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  endAt((items) => items.includes('RFC822.SIZE'))
  for (let times = 1; times <= 15; times++) await fetchInNewProcess(id)
  expect(await db.inboxMail.count()).toBe(2)
  await fetchInNewProcess(id)
  await fetchInNewProcess(id)

  expect(await stored()).toEqual([1n, 2n, 3n, 4n, 5n].map((uid) => ({ uid, isTruncated: uid === 3n })))
})

/** Until this many mails are stored, each time when it is due; answers the waits between the tries, in seconds. */
async function fetchUntil(id: string, mails: number, mostTries: number): Promise<number[]> {
  const waits: number[] = []
  while (waits.length < mostTries) {
    const worker = shop().worker()
    const { nextAt } = await shop().fetch(id, worker)
    await worker.stop()
    if ((await db.inboxMail.count()) >= mails) break
    waits.push((nextAt.getTime() - shop().now().getTime()) / 1000)
    shop().later(Math.max(0, waits.at(-1) ?? 0))
  }

  return waits
}

test('a mail that ends the connection while others can be read keeps them back for less than an hour, in few tries', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  endAt((items) => items.some((item) => item.startsWith('BODY')))
  const waits = await fetchUntil(id, 5, 20)

  expect(await stored()).toEqual([1n, 2n, 3n, 4n, 5n].map((uid) => ({ uid, isTruncated: uid === 3n })))
  expect(Math.max(...waits)).toBeLessThan(4 * 60)
  expect(Math.min(...waits)).toBeGreaterThan(5)
  expect(waits.reduce((sum, wait) => sum + wait)).toBeLessThan(hours)
})

test('a server that ends the connection whichever mail is read is asked less and less often, and no mail is blamed soon', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  shop().microsoft.interference.before = (command, [, items]) => {
    if (command === 'UID FETCH' && textsOf(items).some((item) => item.startsWith('BODY')))
      shop().microsoft.endImapSessions('Connection is closed. 13')
  }
  const waits = await fetchUntil(id, 1, 12)

  expect(await stored()).toEqual([])
  expect(waits.at(-1)).toBeGreaterThan(20 * 60)
})

test('a mail is not blamed because the server asks for patience, however often', async () => {
  const { id } = await shop().addServer()
  await shop().fetch(id)
  shop().deliver('In time')
  shop().deliver('Later')
  shop().microsoft.interference.before = (command, [set]) => {
    if (command === 'UID FETCH' && isIn(textOf(set), 3))
      throw new CommandFailed('BAD Request is throttled. Suggested Backoff Time: 1 milliseconds')
  }
  await fetchUntil(id, 3, 18)
  expect((await stored()).map(({ uid }) => uid)).toEqual([1n, 2n])
  shop().microsoft.interference.reset()

  expect(await fetchUntil(id, 4, 3)).toEqual([])
  expect((await stored()).every(({ isTruncated }) => !isTruncated)).toBe(true)
})

test('of a long mail that breaks off nothing is left behind', async () => {
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  shop().deliver('Long', 'x'.repeat(3_000_000))
  shop().microsoft.interference.cutAfter = 1_700_000

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: expect.any(Object) })
  expect(await db.inboxChunk.count()).toBe(0)
})

test('R16: a mail with which the process ends each time is given up after three processes, and keeps no other back', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  // Nothing comes of it ever, nor does the process: to the database it is as dead as after kill -9.
  let ended = 0
  shop().microsoft.interference.before = (command, [set, items]) => {
    if (command !== 'UID FETCH' || !textsOf(items).some((item) => item.startsWith('BODY'))) return
    if (!isIn(textOf(set), 3)) return
    ended += 1

    return new Promise<void>(() => {})
  }
  for (let times = 1; times <= 4; times++) {
    await shop()
      .worker({ limits: { ...patient, silenceMs: 120_000, answerMs: 120_000 } })
      .tick()
    await expect.poll(() => ended, soon).toBe(times)
    shop().later(hours)
  }
  expect((await stored()).map(({ uid }) => uid)).toEqual([1n, 2n])

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: null })
  expect(await stored()).toEqual([1n, 2n, 3n, 4n, 5n].map((uid) => ({ uid, isTruncated: uid === 3n })))
})

test('a mail over which Mailroom itself stumbles is given up in the end, and keeps no other back', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  const third = shop().inbox().mails[2]?.source.toString() ?? ''
  const stumbling = {
    ...secrets,
    sealBytes(bytes: Uint8Array, place: string) {
      if (Buffer.from(bytes).toString() === third) throw new TypeError('a mistake of ours')

      return secrets.sealBytes(bytes, place)
    },
  }
  const worker = shop().worker({ secrets: stumbling, log: { error: () => {} } })
  for (let isRead = false; !isRead; shop().later(hours)) {
    await worker.tick()
    const run = () => shop().lastRun(id)
    await expect
      .poll(async () => (await run()).holder === null || (await run()).lastSuccessAt, soon)
      .toBeTruthy()
    isRead = (await run()).lastSuccessAt !== null
  }

  expect(await stored()).toEqual([1n, 2n, 3n, 4n, 5n].map((uid) => ({ uid, isTruncated: uid === 3n })))
})
