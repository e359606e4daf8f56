import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
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
})
