import { expect, test } from 'vitest'
import { activityEntry, type Deed } from '../../src/activity/activity.ts'
import { createGeneralSettings } from '../../src/general-settings/general-settings.ts'
import { disownAccounts } from '../../src/microsoft/disown-accounts.ts'
import { useDatabase } from '../database.ts'
import { ada, testSecrets, useHost, vic } from '../host.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })
const noon = new Date('2026-11-24T11:00:00Z')
const file = async (query: string, as = ada) => (await host.get(`/mail/activity/export?${query}`, as)).body

function write(deed: Deed, at = noon) {
  return db.activityEntry.create({ data: activityEntry(ada, at, deed) })
}

test('the file for a spreadsheet has every entry, and no cell is a formula', async () => {
  await write({ what: 'outgoing-server.archived', subject: '=HYPERLINK("http://x.example")' })
  await write({ what: 'general-settings.saved', changes: { aliasDomain: { before: null, after: '+1' } } })

  const csv = await file('as=csv')

  expect(csv.trim().split('\r\n')).toHaveLength(3)
  expect(csv).toContain('Ada Admin')
  for (const cell of csv.split(/[;\r\n]/)) expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t]/)
})

test('the file for programs holds what is stored, and what the filters leave', async () => {
  await write({ what: 'outgoing-server.archived', subject: 'Orders', subjectId: 'id-1' })
  await write({ what: 'general-settings.saved' }, new Date('2026-10-01T12:00:00Z'))

  const all = JSON.parse(await file('as=json', vic))
  expect(all).toHaveLength(2)
  expect(all).toContainEqual({
    ...{ id: expect.any(String), at: noon.toISOString(), person: { id: 'ada', name: 'Ada Admin' } },
    ...{ what: 'outgoing-server.archived', subject: 'Orders', subjectId: 'id-1' },
    ...{ detail: null, changes: null },
  })
  expect(JSON.parse(await file('as=json&area=outgoing-servers'))).toHaveLength(1)
  expect(JSON.parse(await file('as=json&from=2026-11-01'))).toHaveLength(1)
  expect(await file('as=json&q=nobody')).toBe('[]\n')
})

test('more entries than a page are all there', async () => {
  const data = Array.from({ length: 1200 }, (_, no) =>
    activityEntry(ada, noon, { what: 'outgoing-server.archived', subject: `Server ${no}` }),
  )
  await db.activityEntry.createMany({ data })

  expect(JSON.parse(await file('as=json'))).toHaveLength(1200)
})

test('T94: a change whose entry cannot be written does not happen', async () => {
  const settings = createGeneralSettings({ db, secrets: testSecrets, now: () => noon, disownAccounts })
  // An id that PostgreSQL cannot store, and that stands in the entry alone.
  const nameless = { ...ada, id: 'ada\u0000' }
  const { version } = await settings.get()
  const input = {
    ...{ version, customEmailServers: true, aliasDomain: null, catchAllDomain: null, defaultFromName: null },
    ...{ defaultFromAddress: 'info@mein-shop.example', clientId: null, clientSecret: null },
    ...{ clientSecretValidUntil: null, tenant: null, confirmClientId: false },
  }

  await expect(settings.save(input, nameless)).rejects.toThrow()

  expect(await settings.get()).toMatchObject({ version: 0, customEmailServers: false })
  expect(await db.activityEntry.count()).toBe(0)
})
