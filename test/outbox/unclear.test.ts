import { expect, test } from 'vitest'
import { describeOnBothDatabases } from '../postgres.ts'
import { addServer, loseDatabase, useShop } from './shop.ts'

const order = { to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' }

describeOnBothDatabases('when nobody knows whether a mail arrived', (db) => {
  const shop = useShop(db)

  test('R11: acceptance that could not be saved sends a repeatable mail again, and asks about one of class once', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const { id } = await shop().send(order)
    await shop().send({ ...order, class: 'once' })
    await shop().worker({ reached: loseDatabase }).deliverDue()
    expect(await shop().states()).toEqual(['sending', 'sending'])

    shop().later(181)
    await shop().deliver()
    expect(await shop().states()).toEqual(['sent', 'attention'])
    const copies = shop().microsoft.received.map(({ source }) => source.toString())
    const [first, second, ...more] = copies.filter((source) => source.includes(id))
    expect(more).toEqual([])
    expect(withoutId(first)).toBe(withoutId(second))
    expect(copies).toHaveLength(3)
  })

  test('R4: who lost the lease writes nothing any more', async () => {
    await addServer(db, { port: shop().microsoft.smtp.port })
    const { id } = await shop().send(order)
    const steals = async (point: string) => {
      if (point === 'admitted')
        await db.outboxMail.update({ where: { id }, data: { leaseNo: { increment: 1 } } })
    }
    await shop().worker({ reached: steals }).deliverDue()

    expect(await shop().states()).toEqual(['sending'])
    expect(shop().microsoft.received).toEqual([])
    expect(await db.sendingPause.count()).toBe(0)
  })
})

/** Exchange gives each copy a Message-ID of its own. */
function withoutId(source = ''): string {
  return source.replace(/^Message-ID:.*$/m, '')
}
