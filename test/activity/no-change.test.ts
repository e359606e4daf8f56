import { beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost } from '../host.ts'
import { formWith } from '../main-job/html-page.ts'
import { contentOf } from '../web/mounted.ts'
import { addShop, ids } from '../web/rows.ts'
import { withoutEntries } from './full.ts'

const db = useDatabase()
const now = new Date('2026-11-24T12:00:00Z')
const host = useHost({ db, now: () => now })
const outgoing = `/mail/outgoing-servers/${ids.outgoing}`
const incoming = `/mail/incoming-servers/${ids.incoming}`

beforeEach(async () => {
  await addShop(db)
  await db.inboxMail.updateMany({ data: { handOver: 'failed', handOverAt: now } })
})

/** Forms as their pages give them, with what is typed. */
test.each<[page: string, button: string, typed: Record<string, string>]>([
  ['/mail/outgoing-servers/new', 'Save', { username: 'new@x.example' }],
  [outgoing, 'Save', { name: 'Other' }],
  [outgoing, 'Archive', {}],
  [`${outgoing}/removal`, 'Delete', {}],
  ['/mail/incoming-servers/new', 'Save', { username: 'new@x.example' }],
  [incoming, 'Save', { name: 'Other' }],
  [incoming, 'Archive', {}],
  [`${incoming}/removal`, 'Delete', {}],
  [`/mail/outlook-accounts/${ids.account}/disconnection`, 'Disconnect', {}],
  ['/mail/general-settings', 'Save', { aliasDomain: 'mein-shop.example' }],
  ['/mail/alerts', 'Save', { recipients: 'it@mein-shop.example' }],
  ['/mail/api-tokens', 'Create token', { name: 'Till' }],
  [`/mail/api-tokens/${ids.apiToken}/revocation`, 'Revoke', {}],
  ['/mail/inbox/settings', 'Save', { retentionDays: '30' }],
  [`/mail/inbox/${ids.inboxMail}`, 'Hand over again', {}],
  [`/mail/outbox/${ids.mail}`, 'Cancel', {}],
  [`/mail/outbox/${ids.mail}`, 'Send', {}],
])('T94: without its entry nothing is done: %s, %s', async (path, button, typed) => {
  const { body, status } = await host.get(path)
  const { action, values } = formWith({ url: path, status, headers: {}, html: body }, button)
  const before = await contentOf(db)
  await withoutEntries(db, async () => {
    expect((await host.post(action, { ...values, ...typed })).status).toBe(500)
  })

  expect(await contentOf(db)).toBe(before)
})
