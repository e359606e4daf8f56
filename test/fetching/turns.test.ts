import { expect, test } from 'vitest'
import { createReadingTurns } from '../../src/fetching/reading-turns.ts'
import { useDatabase } from '../database.ts'
import { textsOf } from '../microsoft-365/imap/command.ts'
import { patient, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const soon = { timeout: 10_000, interval: 10 }
const unhurried = { ...patient, silenceMs: 60_000, answerMs: 60_000 }

/** The first four mails that are asked for never come; answers how many were. */
function stallFour(): () => number {
  let stalled = 0
  shop().microsoft.interference.before = async (command, [, items]) => {
    if (command !== 'UID FETCH' || !textsOf(items).some((item) => item.startsWith('BODY'))) return
    if (stalled < 4) await new Promise<void>(() => void stalled++)
  }

  return () => stalled
}

test('R21: four mail servers that are slow keep no other mailbox waiting for longer than half a minute', async () => {
  const stalled = stallFour()
  const worker = shop().worker({ limits: unhurried, leaseSeconds: 3600 })
  for (const _ of [1, 2, 3, 4]) await shop().addServer()
  await worker.tick()
  await expect.poll(stalled, soon).toBe(4)
  const { anna } = shop().microsoft.accounts
  const { id } = await shop().addServer({ username: anna.address })
  const idling = async () => {
    await worker.tick()

    return shop().microsoft.mailboxes.folder(anna, 'INBOX')?.watchers.size
  }
  await expect.poll(idling, soon).toBe(1)
  shop().later(31)
  await worker.tick()

  // Not what the last run added: the next one may be quicker than whoever asks.
  await expect.poll(() => db.inboxMail.count({ where: { serverId: id } }), soon).toBe(2)
  expect(await db.inboxMail.count()).toBe(2)
})

/** Places for mailboxes of any name, and what became of their turns. */
function turns() {
  const clock = { ms: 0 }
  const { placeOf, review } = createReadingTurns(() => new Date(clock.ms))
  const log: string[] = []
  const { signal } = new AbortController()
  function begin(mailbox: string, place = placeOf({ mailbox, lane: 'usual', signal, inLine: () => {} })) {
    let end = () => {}
    const ended = new Promise<void>((go) => {
      end = go
    })
    const done = place.run(async () => {
      log.push(mailbox)
      await ended
    })

    return {
      place,
      async end() {
        end()
        await done
      },
    }
  }

  return { clock, review, placeOf, begin, log }
}

test('a mailbox that was slow begins its next turn among the slow ones', async () => {
  const { clock, begin, log } = turns()
  const slow = [...'abcde'].map((name) => begin(name))
  await expect.poll(() => log, soon).toHaveLength(4)
  clock.ms += 31_000
  for (const one of slow.slice(0, 4)) await one.end()
  await expect.poll(() => log, soon).toHaveLength(5)
  clock.ms += 31_000
  await slow[4]?.end()
  for (const [no, { place }] of slow.entries()) begin(`${no} again`, place)
  await expect.poll(() => log, soon).toHaveLength(9)
  begin('quick')

  await expect
    .poll(() => log, soon)
    .toEqual([...'abcde', '0 again', '1 again', '2 again', '3 again', 'quick'])
})

test('more slow ones than there are places for share them piece by piece', async () => {
  const { clock, review, begin, log } = turns()
  const first = [...'abcd'].map((name) => begin(name))
  await expect.poll(() => log, soon).toHaveLength(4)
  clock.ms += 31_000
  review()
  const second = [...'efgh'].map((name) => begin(name))
  await expect.poll(() => log, soon).toHaveLength(8)
  clock.ms += 31_000
  review()
  begin('quick')
  const resting = second[0]?.place.rest()
  await expect.poll(() => log, soon).toEqual([...'abcdefgh', 'quick'])
  void first[0]?.place.rest()

  await resting
})

test('a mailbox in line is left out as soon as it is stopped', async () => {
  const { begin, placeOf, log } = turns()
  const first = [...'abcd'].map((name) => begin(name))
  const stopping = new AbortController()
  const place = placeOf({ mailbox: 'e', lane: 'usual', signal: stopping.signal, inLine: () => {} })
  const stopped = expect(place.run(async () => log.push('e'))).rejects.toThrow('stopped')
  stopping.abort(new Error('stopped'))
  await stopped
  begin('f')
  await first[0]?.end()

  await expect.poll(() => log, soon).toEqual([...'abcdf'])
})
