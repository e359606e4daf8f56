import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { textOf, textsOf } from '../microsoft-365/imap/command.ts'
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

test('a mail that ends the connection when its size is asked for keeps the others back for hours, not for ever, whichever process reads it', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  endAt((items) => items.includes('RFC822.SIZE'))
  for (let times = 1; times <= 15; times++) await fetchInNewProcess(id)
  expect(await db.inboxMail.count()).toBe(2)
  await fetchInNewProcess(id)
  await fetchInNewProcess(id)

  expect(await stored()).toEqual([1n, 2n, 3n, 4n, 5n].map((uid) => ({ uid, isTruncated: uid === 3n })))
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
