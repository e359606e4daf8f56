import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { dovecotIsAvailable } from '../dovecot.ts'
import { needs } from '../needs.ts'
import { type Box, useBoxes } from './boxes.ts'

const hours = 60 * 60
const asksForMail = /UID FETCH .*BODY/

describe.runIf(needs('Dovecot 2.3', dovecotIsAvailable()))('a mailbox on a real Dovecot that changes', () => {
  const db = useDatabase()
  const boxes = useBoxes(db)

  const maildir = (box: Box) => boxes().dovecot.maildir(box.address)

  /** What Dovecot knows about the numbers of its mails; it makes them anew from the files. */
  async function forgetNumbers(box: Box): Promise<void> {
    const names = await readdir(maildir(box))
    for (const name of names.filter((one) => /^dovecot(-uidlist|\.index)/.test(one)))
      await rm(join(maildir(box), name))
  }

  /** As in a backup of an earlier day: the numbers from this one on were never given out. */
  async function forgetLastNumbers(box: Box, from: number): Promise<void> {
    const path = join(maildir(box), 'dovecot-uidlist')
    const list = await readFile(path, 'latin1')
    await forgetNumbers(box)
    const [head = '', ...known] = list.split('\n')
    const kept = known.filter((line) => Number.parseInt(line, 10) < from)
    await writeFile(path, [head.replace(/ N\d+/, ` N${from}`), ...kept, ''].join('\n'), 'latin1')
    await chmod(path, 0o666)
  }

  async function removeMails(box: Box, range: string): Promise<void> {
    const client = await box.open('to change')
    await client.messageDelete(range, { uid: true })
    await client.logout()
  }

  async function deliverMany(box: Box, many: number): Promise<void> {
    for (let no = 1; no <= many; no++) await box.deliver(`Mail ${no}`)
  }

  const ids = async () => (await db.inboxMail.findMany({ select: { id: true } })).map(({ id }) => id)

  test('R8: a mailbox of 500 mails that is numbered anew adds its new mails and nothing else', async () => {
    const { shop, add, worker } = boxes()
    const box = await add()
    await deliverMany(box, 500)
    const reader = worker()
    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastNew: 500 })
    await reader.stop()
    const [before, { uidValidity }] = [await ids(), await box.look()]
    await removeMails(box, '1,77')
    await forgetNumbers(box)
    await box.deliver('New one')
    await box.deliver('New two')
    shop.later(hours)

    expect(await shop.fetch(box.id, worker())).toMatchObject({ lastNew: 2, lastFailure: null })
    const now = await box.look()
    expect(now.uidValidity).not.toBe(uidValidity)
    expect(now.prints).toHaveLength(500)
    const stored = await box.stored()
    expect(stored).toHaveLength(502)
    expect(stored).toEqual(expect.arrayContaining(now.prints))
    expect(await ids()).toEqual(expect.arrayContaining(before))
  })

  test.each([2, 5])(
    'R8: numbers that are given out a second time hide none of %i new mails',
    async (many) => {
      const { shop, add, worker } = boxes()
      const box = await add()
      await deliverMany(box, 10)
      const reader = worker()
      await shop.fetch(box.id, reader)
      await reader.stop()
      await removeMails(box, '8:10')
      await forgetLastNumbers(box, 8)
      for (let no = 1; no <= many; no++) await box.deliver(`Under a number that was in use ${no}`)
      const { prints } = await box.look()
      shop.later(hours)
      expect(await shop.fetch(box.id, worker())).toMatchObject({ lastNew: many, lastFailure: null })

      const stored = await box.stored()
      expect(stored).toEqual(expect.arrayContaining(prints))
      expect(stored).toHaveLength(10 + many)
    },
  )

  test('R8: mails that another program removes while they are read are passed over, and no other', async () => {
    const { shop, door, add, worker } = boxes()
    const box = await add()
    await deliverMany(box, 60)
    let asked = 0
    door.plan.before = async (command) => {
      if (asksForMail.test(command) && ++asked === 1) await removeMails(box, '4,5,50,60')
    }

    expect(await shop.fetch(box.id, worker())).toMatchObject({ lastNew: 56, lastFailure: null })
    const { prints } = await box.look()
    expect(prints).toHaveLength(56)
    expect(await box.stored()).toEqual(prints)
  })

  test('R8: a folder that is deleted and made again adds its new mails and nothing else', async () => {
    const { shop, dovecot, add, worker } = boxes()
    const box = await add({ folder: 'Shop' })
    const client = await box.open('to change')
    const letters = Array.from({ length: 40 }, (_, no) => `Subject: Letter ${no}\r\n\r\nHello ${no}\r\n`)
    async function make(mails: string[]): Promise<void> {
      await client.mailboxCreate('Shop')
      for (const one of mails) await client.append('Shop', one)
    }
    await make(letters)
    const reader = worker()
    expect(await shop.fetch(box.id, reader)).toMatchObject({ lastNew: 40 })
    await reader.stop()
    const before = await ids()
    // A session of Dovecot that has a deleted folder open takes the next one of that name for deleted, too.
    await expect.poll(() => dovecot.sessions(box.address), { timeout: 10_000 }).toBe(1)
    await client.mailboxDelete('Shop')
    await make([...letters.slice(5).toReversed(), 'Subject: New\r\n\r\nNew\r\n'])
    await client.logout()
    shop.later(hours)

    expect(await shop.fetch(box.id, worker())).toMatchObject({ lastNew: 1, lastFailure: null })
    const { prints } = await box.look('Shop')
    expect(prints).toHaveLength(36)
    expect(await box.stored()).toHaveLength(41)
    expect(await box.stored()).toEqual(expect.arrayContaining(prints))
    expect(await ids()).toEqual(expect.arrayContaining(before))
  })
})
