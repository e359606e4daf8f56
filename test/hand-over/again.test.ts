import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { ada, handOverOf, later, receive, statesOf } from './shop.ts'

const db = useDatabase()
const host = useHost({ db })

const deeds = () => db.activityEntry.findMany({ orderBy: { id: 'asc' } })

test('an admin hands over on purpose what the shop has already: it comes again under its id', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const shop = handOverOf(db)
  const got: string[] = []
  shop.handle(({ id }) => void got.push(id))
  await shop.handOverDue()
  await shop.mails.again(ids[0] ?? '', ada)
  await shop.handOverDue()

  expect(got).toEqual([...ids, ids[0]])
  expect(await deeds()).toMatchObject([
    { what: 'inbox-mail.handed-over-again', subject: null, subjectId: ids[0], adminName: 'Ada Admin' },
  ])
})

test('everything that failed comes again in its old order, and it is noted at each mail', async () => {
  const ids = await receive(db, 'eins', 'zwei', 'drei', 'vier')
  const failed = ids.slice(0, 3)
  await db.inboxMail.updateMany({
    where: { id: { in: failed } },
    data: { handOver: 'failed', handOverTries: 6 },
  })
  const clock = { now: later(1) }
  const shop = handOverOf(db, { clock })
  const got: string[] = []
  shop.handle(({ id }) => void got.push(id))
  expect(await shop.mails.allFailedSince(later(60), ada)).toBe(0)
  expect(await shop.mails.allFailedSince(new Date(0), ada)).toBe(3)
  await shop.handOverDue()

  expect(got).toEqual([ids[3], ...failed])
  const noted = (await deeds()).filter(({ what }) => what === 'inbox-mail.handed-over-again')
  expect(noted.map(({ subjectId }) => subjectId)).toEqual(failed)
})

test('a backend that fetches gets it again too, though it was beyond it', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  const shop = handOverOf(db)
  const first = await shop.pulled.list(undefined, 50)
  const { next } = await shop.pulled.list(first.next, 50)
  expect(await statesOf(db, ids)).toEqual(['done 0', 'done 0'])
  await shop.mails.again(ids[0] ?? '', ada)
  const again = await shop.pulled.list(next, 50)

  expect(again.mails.map(({ id }) => id)).toEqual([ids[0]])
  await shop.pulled.list(again.next, 50)
  expect(new Set(await statesOf(db, ids))).toEqual(new Set(['done 0']))
})

test('the page of a mail has the button and tells who pressed it; a viewer has none', async () => {
  const [id = ''] = await receive(db, 'eins')
  const path = `/mail/inbox/${id}`
  const shop = handOverOf(db)
  shop.handle(() => {})
  await shop.handOverDue()
  expect((await host.get(path)).body).toContain('The shop has this email already.')
  expect((await host.get(path, vic)).body).not.toContain(`action="${path}/hand-over"`)
  expect((await host.post(`${path}/hand-over`, {}, vic)).status).toBe(403)
  expect(await host.post(`${path}/hand-over`)).toMatchObject({
    status: 303,
    location: `${path}?done=handed-over-again`,
  })

  expect((await host.get(path)).body).toContain('Ada Admin had it handed over again')
  expect(await statesOf(db, [id])).toEqual(['waiting 0'])
})
