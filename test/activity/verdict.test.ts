import { expect, test } from 'vitest'
import { activityEntry } from '../../src/activity/activity.ts'
import { createActivity } from '../../src/activity/entries.ts'
import { verdict } from '../../src/activity/verdict.ts'
import { StartProblem } from '../../src/storage/start-problem.ts'
import { useDatabase } from '../database.ts'
import { ada, testSecrets } from '../host.ts'

const at = new Date('2026-11-24T10:00:00Z')
const db = useDatabase()
const log = { info: () => {}, error: () => {} }
/** As each run of the command makes it: it has seen nothing before. */
const activity = () => createActivity({ db, secrets: testSecrets, log, now: () => at })

async function write(...subjects: string[]): Promise<void> {
  for (const subject of subjects)
    await db.activityEntry.create({ data: activityEntry(ada, at, { what: 'user.added', subject }) })
}

async function asOwner(work: () => Promise<unknown>): Promise<void> {
  const tables = ['ActivityEntry', 'ActivityLink']
  for (const table of tables) await db.$executeRawUnsafe(`ALTER TABLE "${table}" DISABLE TRIGGER USER`)
  await work()
  for (const table of tables) await db.$executeRawUnsafe(`ALTER TABLE "${table}" ENABLE TRIGGER USER`)
}

test('verify-activity finds nothing wrong while nothing was done', async () => {
  expect(await verdict(activity())).toEqual({ text: 'There is no activity yet.', isBroken: false })
})

test('verify-activity prints the head of an intact chain, and takes it back the next time', async () => {
  await write('a', 'b', 'c')
  const first = await verdict(activity())
  expect(first.text).toMatch(/^Chain intact: 3 entries, linked since 2026-11-24T10:00:00\.000Z\./)
  expect(first.isBroken).toBe(false)

  await write('d')
  expect(await verdict(activity(), headIn(first.text))).toMatchObject({ isBroken: false })
})

test('verify-activity names the entry that was changed, and how many before it are as they were', async () => {
  await write('a', 'b', 'c')
  await verdict(activity())
  await asOwner(() => db.activityEntry.updateMany({ where: { subject: 'b' }, data: { subject: 'Eve' } }))

  expect(await verdict(activity())).toEqual({
    text: 'The activity is NOT as it was written. Entry 2 was changed.\nEntries before it that are: 1.',
    isBroken: true,
  })
})

test('T93: verify-activity tells by the head kept elsewhere that the last ten entries were cut off', async () => {
  await write(...Array.from({ length: 15 }, (_, no) => `no ${no}`))
  const { text } = await verdict(activity())
  await asOwner(async () => {
    await db.activityLink.deleteMany({ where: { no: { gt: 5n } } })
    await db.activityEntry.deleteMany({ where: { id: { gt: 5n } } })
  })

  expect(await verdict(activity())).toMatchObject({ isBroken: false })
  const found = await verdict(activity(), headIn(text))
  expect(found.isBroken).toBe(true)
  expect(found.text).toContain('Entries at its end were taken away.')
})

test.each(['', '15', '15:short', `x:${'a'.repeat(43)}`, `15:${'a'.repeat(43)};`])(
  'verify-activity refuses %j, which is the head of no chain, before it looks',
  async (head) => {
    await write('a')
    await expect(verdict(activity(), head)).rejects.toThrow(StartProblem)
    expect(await db.activityLink.count()).toBe(0)
  },
)

function headIn(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1)
}
