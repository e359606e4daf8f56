import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { textOf, textsOf } from '../microsoft-365/imap/command.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60
const days = 24 * hours

/** Ends the connection when this is asked of the third mail. */
function endAt(isAsked: (items: string[]) => boolean): void {
  shop().microsoft.interference.before = (command, [set, items]) => {
    if (command !== 'UID FETCH' || !isAsked(textsOf(items))) return
    const has = textOf(set)
      .split(',')
      .some((range) => {
        const [first = 0, last = first] = range.split(':').map(Number)

        return first <= 3 && 3 <= last
      })
    if (has) shop().microsoft.endImapSessions('Connection is closed. 13')
  }
}

test('a mail that ends the connection when its size is asked for keeps the others back for hours, not for ever', async () => {
  const { id } = await shop().addServer()
  for (let no = 3; no <= 5; no++) shop().deliver(`Mail ${no}`)
  endAt((items) => items.includes('RFC822.SIZE'))
  const worker = shop().worker({ leaseSeconds: 10 * days })
  for (let times = 1; times <= 15; times++) {
    await shop().fetch(id, worker)
    shop().later(hours)
  }
  expect(await db.inboxMail.count()).toBe(2)
  await shop().fetch(id, worker)
  shop().later(hours)
  await shop().fetch(id, worker)

  expect(
    await db.inboxMail.findMany({ select: { uid: true, isTruncated: true }, orderBy: { uid: 'asc' } }),
  ).toEqual([1n, 2n, 3n, 4n, 5n].map((uid) => ({ uid, isTruncated: uid === 3n })))
})

test('of a long mail that breaks off nothing is left behind', async () => {
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  shop().deliver('Long', 'x'.repeat(3_000_000))
  shop().microsoft.interference.cutAfter = 1_700_000

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: expect.any(Object) })
  expect(await db.inboxChunk.count()).toBe(0)
})
