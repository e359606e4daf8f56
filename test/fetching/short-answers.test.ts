import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { rawMail, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const long = 1_500_000
const short = 100_000

/** The third mail, with its bytes as the server has them. */
async function deliver(bytes: number, claimedSize?: number) {
  const { id } = await shop().addServer({ readFrom: 'new_only' })
  shop().deliver('Answered in parts', 'x'.repeat(bytes))
  const mail = shop().inbox().mails.at(-1) ?? expect.fail()
  Object.assign(mail, claimedSize === undefined ? {} : { claimedSize })

  return { id, source: mail.source }
}

/** Of what is asked for from here on comes so much, as often as told. */
function answer(bytes: (wanted: number, start: number) => number, times = Number.POSITIVE_INFINITY): void {
  let left = times
  shop().microsoft.interference.gives = (uid, wanted, start) => {
    const given = Math.min(wanted, bytes(wanted, start))
    if (uid !== 3 || given === wanted || left-- <= 0) return wanted

    return given
  }
}

async function expectWhole(source: Buffer): Promise<void> {
  const mail = await db.inboxMail.findFirstOrThrow({ where: { uid: 3 } })
  expect(mail).toMatchObject({ size: source.length, isTruncated: false })
  expect((await rawMail(db, mail.id)).equals(source)).toBe(true)
}

async function expectNotGivenOut(id: string): Promise<void> {
  expect(await shop().fetch(id)).toMatchObject({ lastFailure: { cause: 'mail-not-given-out' } })
  expect(await db.inboxMail.count({ where: { uid: 3 } })).toBe(0)
  expect(await db.inboxChunk.count()).toBe(0)
}

test.each([
  ['a long mail in its first piece', long, (_: number, start: number) => (start === 0 ? 100_000 : long)],
  ['a long mail in its middle', long, (_: number, start: number) => (start === 512 * 1024 ? 10 : long)],
  ['a short mail', short, () => 1000],
])('%s that is answered with less than was asked for comes whole', async (_, bytes, given) => {
  const { id, source } = await deliver(bytes)
  answer(given, 1)

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: null })
  await expectWhole(source)
})

test.each([
  ['long', long],
  ['short', short],
])('a %s mail whose answers are all small comes whole', async (_, bytes) => {
  const { id, source } = await deliver(bytes)
  answer(() => 20_000)

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: null })
  await expectWhole(source)
})

test.each([
  ['long', long],
  ['short', short],
])(
  'a %s mail that comes empty, though the server says OK, is not stored as an empty one',
  async (_, bytes) => {
    const { id } = await deliver(bytes)
    answer(() => 0)

    await expectNotGivenOut(id)
  },
)

test.each([
  ['long', long, 600_000],
  ['short', short + 100_000, 50_000],
])('a %s mail that ends long before its size is not stored as if it were whole', async (_, bytes, end) => {
  const { id } = await deliver(bytes)
  answer((_wanted, start) => Math.max(0, end - start))

  await expectNotGivenOut(id)
})

test('a mail that drips byte by byte is given up, so that it does not take for ever', async () => {
  const { id } = await deliver(long)
  answer(() => 1)

  await expectNotGivenOut(id)
})

test.each([
  ['long', long, 'nothing'],
  ['short', short, 'nothing'],
  ['long', long, 'NIL'],
  ['short', short, 'NIL'],
])(
  'a %s mail that is shorter than Exchange estimates is whole, whatever is answered behind its end (%$)',
  async (_, bytes, behind) => {
    const { id, source } = await deliver(bytes, Math.round(bytes * 1.4))
    let asked = 0
    const times = bytes === long ? 3 : 1
    shop().microsoft.interference.withholds = (uid, what) =>
      behind === 'NIL' && uid === 3 && what === 'body' && ++asked > times

    expect(await shop().fetch(id)).toMatchObject({ lastFailure: null })
    await expectWhole(source)
  },
)
