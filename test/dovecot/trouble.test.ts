import { chmod, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseFailure } from '../../src/failures/stored-failure.ts'
import { createProcessing } from '../../src/inbox/processing.ts'
import { createRawMail } from '../../src/inbox/raw-mail.ts'
import { useDatabase } from '../database.ts'
import { dovecotIsAvailable } from '../dovecot.ts'
import { secrets } from '../fetching/shop.ts'
import { theParser } from '../inbox/shop.ts'
import { needs } from '../needs.ts'
import { type Box, useBoxes } from './boxes.ts'

const hours = 60 * 60
const days = 24 * hours
const asksForMail = /UID FETCH .*BODY/
const soon = { timeout: 15_000, interval: 20 }
/** More parts than anybody needs. */
const bomb = `Subject: Bomb\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\n\r\n'.repeat(3000)}--x--\r\n`

describe.runIf(needs('Dovecot 2.3', dovecotIsAvailable()))(
  'one bad mail, or one bad mailbox, on a real Dovecot',
  () => {
    const db = useDatabase()
    const boxes = useBoxes(db)

    test('R16: a mail that Dovecot cannot read is given a place in the end, and the others are whole', async () => {
      const { shop, dovecot, add, worker } = boxes()
      const box = await add()
      for (let no = 1; no <= 6; no++) await box.deliver(`Mail ${no}`)
      const { prints } = await box.look()
      const reader = worker({ leaseSeconds: 1000 * days })
      await lock(dovecot.maildir(box.address), 'Subject: Mail 3')
      // It ends the connection over such a mail, which also happens by chance: many times before the mail is to blame.
      while ((await shop.fetch(box.id, reader)).lastFailure !== null) shop.later(hours)

      const place = await db.inboxMail.findFirst({ where: { isTruncated: true } })
      const others = prints.filter((one) => !one.startsWith(`${place?.uid} `))
      expect(others).toHaveLength(5)
      const stored = await box.stored()
      expect(stored.filter((one) => !one.startsWith(`${place?.uid} `))).toEqual(others)
      expect(stored).toHaveLength(6)
    })

    test('R16: a mail that is a bomb needs attention, and the others are processed', async () => {
      const { shop, dovecot, add, worker } = boxes()
      const box = await add()
      await box.deliver('Before')
      await dovecot.deliver(box.address, bomb)
      await box.deliver('After')
      await shop.fetch(box.id, worker())
      const { prints } = await box.look()
      expect(await box.stored()).toEqual(prints)
      const processing = createProcessing({
        db,
        rawOf: createRawMail({ db, secrets }).rawOf,
        parser: theParser(),
        now: shop.now,
        log: console,
      })
      await processing.processDue()

      const mails = await db.inboxMail.findMany({ select: { subject: true, state: true } })
      expect(mails).toHaveLength(3)
      expect(mails).toEqual(
        expect.arrayContaining([
          { subject: 'Before', state: 'processed' },
          { subject: 'Bomb', state: 'attention' },
          { subject: 'After', state: 'processed' },
        ]),
      )
    })

    test('R21: while some mailboxes drip, the others are read', async () => {
      const { shop, door, dovecot, add, worker } = boxes()
      const slow = [await add(), await add(), await add()]
      const quick = [await add({ port: dovecot.port }), await add({ port: dovecot.port })]
      const all = [...slow, ...quick]
      for (const { deliver } of all) for (let no = 1; no <= 60; no++) await deliver(`Mail ${no}`)
      door.plan.before = (command) => {
        if (asksForMail.test(command)) door.plan.dripMs = 20
      }
      const reader = worker({ limits: { silenceMs: 4000, answerMs: 4000, slowest: 2 ** 30 } })
      await reader.tick()
      for (const { stored } of quick) await expect.poll(stored, soon).toHaveLength(60)
      expect(await failedOf(slow)).toEqual([])
      await expect.poll(() => failedOf(slow), soon).toEqual(slow.map(() => 'timed-out'))
      door.reset()
      shop.later(hours)
      await reader.tick()

      for (const { stored, look } of all) {
        const { prints } = await look()
        await expect.poll(stored, soon).toEqual(prints)
      }
    })

    async function failedOf(some: Box[]): Promise<unknown[]> {
      const runs = await db.fetching.findMany({ where: { serverId: { in: some.map(({ id }) => id) } } })

      return runs.flatMap(({ lastFailure }) => parseFailure(lastFailure)?.cause ?? [])
    }

    /** The file of a mail becomes one that Dovecot may not read, as on a broken disk. */
    async function lock(maildir: string, subject: string): Promise<void> {
      for (const folder of ['new', 'cur'])
        for (const name of await readdir(join(maildir, folder))) {
          const path = join(maildir, folder, name)
          if ((await readFile(path, 'utf8')).includes(`${subject}\n`)) await chmod(path, 0)
        }
    }
  },
)
