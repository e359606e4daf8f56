import { beforeEach, expect, test } from 'vitest'
import { explainAnswer } from '../../src/api/answers.ts'
import { useDatabase } from '../database.ts'
import { useApi } from './api.ts'

const db = useDatabase()
const api = useApi(db)
const ids = {
  orders: '00000000-0000-4000-8000-000000000001',
  domain: '00000000-0000-4000-8000-000000000002',
  bulk: '00000000-0000-4000-8000-000000000003',
}
const explain = (from: string) => api.ask({ url: `/shop-mail/explain?from=${encodeURIComponent(from)}` })

/** A server for orders, one for the rest of the domain, one for every sender. */
async function addServers(): Promise<void> {
  const at = new Date('2026-11-24T09:00:00Z')
  const row = (id: string, name: string, priority: number, fromFilter: string) => ({
    ...{ id, name, priority, fromFilter },
    signInWith: 'password' as const,
    host: 'mail.mein-shop.example',
    port: 587,
    encryption: 'starttls' as const,
    connectionChangedAt: at,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'Ada Admin',
  })
  await db.outgoingServer.createMany({
    data: [
      row(ids.orders, 'Orders', 3, 'orders@mein-shop.example'),
      row(ids.domain, 'Domain', 1, 'mein-shop.example'),
      row(ids.bulk, 'Bulk', 2, ''),
    ],
  })
}

beforeEach(async () => {
  await db.generalSettings.create({
    data: {
      defaultFromName: 'Mein Shop',
      defaultFromAddress: 'info@mein-shop.example',
      aliasDomain: 'mein-shop.example',
    },
  })
})

test('tells the server, the addresses used, and why not another server', async () => {
  await addServers()
  const { status, json } = await explain('Kurt <kurt@customer.example>')

  expect(status).toBe(200)
  expect(explainAnswer.parse(json)).toEqual({
    from: { name: 'Kurt', address: 'kurt@customer.example' },
    step: '2b',
    server: { id: ids.domain, name: 'Domain' },
    fromUsed: { name: 'Kurt', address: 'info@mein-shop.example' },
    replyTo: { name: 'Kurt', address: 'kurt@customer.example' },
    envelopeFrom: 'bounce@mein-shop.example',
    entry: 'mein-shop.example',
    warning: null,
    needsSendAs: [],
    passedOver: [
      { id: ids.bulk, name: 'Bulk', reason: 'only-every-sender' },
      { id: ids.orders, name: 'Orders', reason: 'does-not-fit' },
    ],
    passedOverInAll: 2,
  })
})

test('answers null where no server sends', async () => {
  const { json } = await explain('a@b.example')

  expect(explainAnswer.parse(json)).toMatchObject({
    step: '5',
    server: null,
    fromUsed: null,
    envelopeFrom: null,
    passedOver: [],
  })
})

test('tells what is wrong with a From; without one it is about the default From', async () => {
  expect(await explain('nobody')).toMatchObject({
    status: 422,
    json: {
      error: {
        field: 'from',
        message: 'Enter one address, like info@mein-shop.de or Mein Shop <info@mein-shop.de>',
      },
    },
  })
  expect((await api.ask({ url: '/shop-mail/explain' })).json).toMatchObject({
    from: { name: 'Mein Shop', address: 'info@mein-shop.example' },
  })
})
