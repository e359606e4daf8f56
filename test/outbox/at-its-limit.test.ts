import { expect, test } from 'vitest'
import { createMailList } from '../../src/outbox/mail-list.ts'
import { rowOf } from '../../src/outbox/mail-row.ts'
import { useDatabase } from '../database.ts'
import { useShop } from './shop.ts'

const db = useDatabase()
const shop = useShop(db)
const reader = { admin: undefined, locale: 'en', timeZone: 'UTC', theme: undefined } as const

test('while an account is at its limit, its mails say when it may send again, and not "now"', async () => {
  const { id } = await shop().send({ to: 'kundin@example.com', subject: 'Ihre Bestellung', text: 'Danke!' })
  const now = new Date(Date.now() + 1000)
  const freeAt = new Date(now.getTime() + 15 * 60_000)
  await db.outboxMail.update({ where: { id }, data: { accountKey: 'account' } })
  await db.sendingBudget.create({ data: { key: 'account', paceAt: now, freeAt } })

  const { mails } = await createMailList(db).list({ query: '' })
  const [row] = mails.map((mail) => rowOf(mail, reader, now))
  expect(row?.next?.at?.iso).toBe(freeAt.toISOString())
  const [later] = mails.map((mail) => rowOf(mail, reader, freeAt))
  expect(later?.next?.words).toBe('now')
})
