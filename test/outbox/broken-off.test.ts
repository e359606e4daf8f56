import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { addPasswordServer, useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)

// biome-ignore format: a table, one break in one line
const rows = [
  // how it breaks, class, state at once, copies so far, state in the end, copies in the end
  ['before-354', 'repeatable', 'waiting', 0, 'sent', 1],
  ['before-354', 'once', 'waiting', 0, 'sent', 1],
  ['mid-body', 'repeatable', 'retry', 0, 'sent', 1],
  ['mid-body', 'once', 'attention', 0, 'attention', 0],
  ['after-dot', 'repeatable', 'retry', 1, 'sent', 2],
  ['after-dot', 'once', 'attention', 1, 'attention', 1],
  ['hang-after-dot', 'repeatable', 'retry', 1, 'sent', 2],
  ['hang-after-dot', 'once', 'attention', 1, 'attention', 1],
  ['451-after-dot', 'repeatable', 'retry', 0, 'sent', 1],
  ['451-after-dot', 'once', 'retry', 0, 'sent', 1],
  ['250-then-reset', 'repeatable', 'sent', 1, 'sent', 1],
  ['250-then-reset', 'once', 'sent', 1, 'sent', 1],
] as const

test.each(rows)(
  'R3: broken off %s, a mail of class %s is %s with %i at the server, and in the end %s with %i',
  async (how, kind, atOnce, copies, inTheEnd, copiesInTheEnd) => {
    await addPasswordServer(db, shop().microsoft.passwords.smtp.port, 'Sandbox-2026')
    await shop().send({ to: 'kundin@example.com', subject: 'Gutschein', text: 'Danke!', class: kind })
    const worker = shop().worker({ silenceMs: 300 })
    shop().microsoft.breakNext(how)
    await worker.deliverDue()
    expect(await shop().states()).toEqual([atOnce])
    expect(shop().microsoft.received).toHaveLength(copies)
    expect(await db.sendingPause.count()).toBe(how === 'before-354' ? 1 : 0)

    shop().later(3600)
    await worker.deliverDue()
    expect(await shop().states()).toEqual([inTheEnd])
    expect(shop().microsoft.received).toHaveLength(copiesInTheEnd)
    expect(await db.sendingPause.count()).toBe(0)
    expect(await db.sendingSlot.count()).toBeLessThanOrEqual(1)
  },
)
