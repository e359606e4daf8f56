import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useFolder } from '../folder.ts'
import { sendConfirmation } from '../mounting/order-mail.ts'
import { addSettings } from '../outbox/shop.ts'
import { useApi } from './api.ts'

const db = useDatabase()
const api = useApi(db)
const folder = useFolder()
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** What follows an option of a curl command in single quotes. */
function given(option: string): string {
  return new RegExp(`${option} '([^']+)'`).exec(readme)?.[1] ?? ''
}

test('the mails of the README are taken as they stand there', async () => {
  await addSettings(db)
  const json = await api.post(given('-d'), { 'idempotency-key': 'order-1042' })
  const form = new FormData()
  form.append('mail', given('-F').replace('mail=', ''))
  form.append('file', new Blob(['%PDF']), 'catalogue.pdf')
  const headers = { authorization: `Bearer ${api.token}` }
  const asForm = await fetch(`${await api.url()}/mail`, { method: 'POST', headers, body: form })

  expect([json.status, asForm.status]).toEqual([202, 202])
  const mails = await db.outboxMail.findMany()
  expect(mails.map(({ subject }) => subject).sort()).toEqual(['Catalogue', 'Your order 1042'])
})

test('the mail in process is taken, and the same order again is the same mail', async () => {
  await addSettings(db)
  const order = { id: '1042', email: 'kundin@example.com', invoice: join(folder.path, 'invoice.pdf') }
  await writeFile(order.invoice, '%PDF')
  const first = await sendConfirmation(api.mail, order)

  expect(await sendConfirmation(api.mail, order)).toEqual({ ...first, repeated: true })
})
