import { describe, expect, test } from 'vitest'
import type { Point } from '../../src/fetching/folder-reading.ts'
import { useDatabase } from '../database.ts'
import { dovecotIsAvailable } from '../dovecot.ts'
import { needs } from '../needs.ts'
import { type Box, useBoxes } from './boxes.ts'

const hours = 60 * 60
const days = 24 * hours
const soon = { timeout: 15_000, interval: 20 }

describe.runIf(needs('Dovecot 2.3', dovecotIsAvailable()))('staying with a mailbox on a real Dovecot', () => {
  const db = useDatabase()
  const boxes = useBoxes(db)

  const unfinished = () => db.inboxMail.count({ where: { afterReading: { not: 'leave' } } })

  /** What another program sees of the mailbox, and what is stored, whenever a worker comes by a point. */
  function watched(box: Box) {
    const seen: { point: Point; stored: number; inInbox: number; unread: number }[] = []
    async function reached(point: Point): Promise<void> {
      const { prints, unread } = await box.look()
      seen.push({ point, stored: await db.inboxMail.count(), inInbox: prints.length, unread })
    }

    return { seen, reached }
  }

  test('a mail that is delivered while the mailbox is idle is stored without waiting for the next poll', async () => {
    const { shop, microsoft, door, add, worker } = boxes()
    const box = await add()
    await box.deliver('First')
    await shop.fetch(box.id, worker())
    await expect.poll(() => door.idling(), soon).toBe(1)
    const { nextAt } = await shop.lastRun(box.id)
    const signIns = microsoft.calls.introspect
    await box.deliver('Just arrived')

    await expect.poll(() => db.inboxMail.count(), soon).toBe(2)
    expect(shop.now().getTime()).toBeLessThan(nextAt.getTime())
    expect(microsoft.calls.introspect).toBe(signIns)
    expect(await box.stored()).toEqual((await box.look()).prints)
  })

  test('before the token ends a new session takes over, and only one', async () => {
    const { shop, microsoft, door, add, worker } = boxes()
    const box = await add({ everyMinutes: 60 })
    await box.deliver('First')
    const reader = worker({ leaseSeconds: days })
    await shop.fetch(box.id, reader)
    await expect.poll(() => door.idling(), soon).toBe(1)
    const signIns = microsoft.calls.introspect
    shop.later(56 * 60)
    await shop.fetch(box.id, reader)
    await reader.tick()
    await expect.poll(() => door.idling(), soon).toBe(1)
    await box.deliver('In the new session')

    await expect.poll(() => db.inboxMail.count(), soon).toBe(2)
    expect(microsoft.calls.introspect).toBe(signIns + 1)
    expect(await shop.lastRun(box.id)).toMatchObject({ failures: 0, lastFailure: null })
  })

  test('reading leaves the mailbox as it was', async () => {
    const { shop, add, worker } = boxes()
    const box = await add()
    await box.deliver('First')
    await shop.fetch(box.id, worker())

    expect(await box.look()).toMatchObject({ unread: 1 })
  })

  test('stored mails are marked as read, and none before it is stored', async () => {
    const { shop, add, worker } = boxes()
    const box = await add({ afterReading: 'mark_read' })
    for (const no of [1, 2, 3]) await box.deliver(`Mail ${no}`)
    const { seen, reached } = watched(box)

    expect(await shop.fetch(box.id, worker({ reached }))).toMatchObject({ lastNew: 3, lastFailure: null })
    expect(seen).toEqual([
      { point: 'fetched', stored: 0, inInbox: 3, unread: 3 },
      { point: 'stored', stored: 3, inInbox: 3, unread: 3 },
    ])
    expect(await box.look()).toMatchObject({ unread: 0, prints: await box.stored() })
    expect(await unfinished()).toBe(0)
  })

  test('stored mails are moved, and none before it is stored; new ones after them', async () => {
    const { shop, door, add, worker } = boxes()
    const box = await add({ afterReading: 'move', moveToFolder: 'Archive' })
    for (const no of [1, 2, 3]) await box.deliver(`Mail ${no}`)
    const { seen, reached } = watched(box)
    const contents = async (folder: string) =>
      (await box.look(folder)).prints.map((one) => one.split(' ')[1]).toSorted()
    const before = await contents('INBOX')
    const reader = worker({ reached })
    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastNew: 3, lastFailure: null })
    expect(seen).toEqual([
      { point: 'fetched', stored: 0, inInbox: 3, unread: 3 },
      { point: 'stored', stored: 3, inInbox: 3, unread: 3 },
    ])
    expect([await contents('INBOX'), await contents('Archive')]).toEqual([[], before])
    await expect.poll(() => door.idling(), soon).toBe(1)
    await box.deliver('Fourth')

    await expect.poll(() => contents('Archive'), soon).toHaveLength(4)
    await expect.poll(unfinished, soon).toBe(0)
    const stored = (await box.stored()).map((one) => one.split(' ')[1]).toSorted()
    expect(stored).toEqual(await contents('Archive'))
  })

  test('what a process moved without noting it down is moved once, and disturbs nothing', async () => {
    const { shop, add, worker } = boxes()
    const box = await add({ afterReading: 'move', moveToFolder: 'Archive' })
    for (const no of [1, 2, 3]) await box.deliver(`Mail ${no}`)
    const first = worker()
    await shop.fetch(box.id, first)
    await first.stop()
    await db.inboxMail.updateMany({ data: { afterReading: 'move' } })
    await box.deliver('Fourth')
    shop.later(hours)

    expect(await shop.fetch(box.id, worker())).toMatchObject({ lastNew: 1, lastFailure: null })
    expect((await box.look('Archive')).prints).toHaveLength(4)
    expect([await db.inboxMail.count(), await unfinished()]).toEqual([4, 0])
  })
})
