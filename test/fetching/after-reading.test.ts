import { expect, test } from 'vitest'
import { createAfterReading } from '../../src/fetching/after-reading.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const hours = 60 * 60

const flags = () =>
  shop()
    .inbox()
    .mails.map((mail) => [...mail.flags])
const inArchive = () => shop().microsoft.mailboxes.folder(shop().account, 'Archive')?.mails.length
const unfinished = () => db.inboxMail.count({ where: { afterReading: { not: 'leave' } } })

test('stored mails are marked as read when the admin wishes it', async () => {
  const { id } = await shop().addServer({ afterReading: 'mark_read' })
  await shop().fetch(id)

  await expect.poll(flags).toEqual([['\\Seen'], ['\\Seen']])
  expect(await unfinished()).toBe(0)
})

test('stored mails are moved when the admin wishes it, and new ones after them', async () => {
  const { id } = await shop().addServer({ afterReading: 'move', moveToFolder: 'Archive' })
  const worker = shop().worker()
  await shop().fetch(id, worker)
  expect([shop().inbox().mails.length, inArchive()]).toEqual([0, 2])
  await shop().microsoft.idling(shop().account)
  shop().deliver('Third')

  await expect.poll(inArchive, { timeout: 10_000 }).toBe(3)
  expect(await db.inboxMail.count()).toBe(3)
  expect(await unfinished()).toBe(0)
})

test('what a process left unmarked is marked by the next one, and nothing is stored twice', async () => {
  const { id } = await shop().addServer({ afterReading: 'mark_read' })
  const dying = shop().worker({
    log: { error: () => {} },
    reached(point) {
      if (point === 'stored') throw new Error('gone')
    },
  })
  await dying.tick()
  await expect.poll(unfinished, { timeout: 10_000 }).toBe(2)
  await dying.stop()
  expect(flags()).toEqual([[], []])
  shop().later(hours)

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 0, lastFailure: null })
  expect(flags()).toEqual([['\\Seen'], ['\\Seen']])
  expect([await db.inboxMail.count(), await unfinished()]).toEqual([2, 0])
})

test('mail is never moved to the folder it is read from, where it would be new again without end', async () => {
  const { id } = await shop().addServer({ folder: 'Inbox', afterReading: 'move', moveToFolder: 'INBOX' })

  expect(await shop().fetch(id)).toMatchObject({ lastNew: 2, lastFailure: null })
  expect(
    shop()
      .inbox()
      .mails.map(({ uid }) => uid),
  ).toEqual([1, 2])
})

test('a folder to move to that is not there stops no mail from coming in, and is told', async () => {
  const { id } = await shop().addServer({ afterReading: 'move', moveToFolder: 'Nowhere' })

  expect(await shop().fetch(id)).toMatchObject({ lastFailure: { cause: 'folder-missing' } })
  expect(await db.inboxMail.count()).toBe(2)
  shop().deliver('Third')
  shop().later(hours)
  await shop().fetch(id)
  expect(await db.inboxMail.count()).toBe(3)
  expect(shop().inbox().mails).toHaveLength(3)
})

test('what is left under a number the folder no longer has does not open the mailbox for changes', async () => {
  const { id } = await shop().addServer({})
  await shop().fetch(id)
  await db.inboxMail.updateMany({ data: { afterReading: 'mark_read', uidValidity: 1n } })
  const opened = { serverId: id, folder: 'INBOX' }
  const afterReading = createAfterReading(db)

  expect(await afterReading.isUnfinished(id, 'INBOX')).toBe(false)
  const { uidValidity } = await db.folderCursor.findUniqueOrThrow({ where: { serverId_folder: opened } })
  await db.inboxMail.updateMany({ data: { uidValidity } })
  expect(await afterReading.isUnfinished(id, 'INBOX')).toBe(true)
  expect(await afterReading.isUnfinished(id, 'Archive')).toBe(false)
})
