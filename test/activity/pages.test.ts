import { expect, test } from 'vitest'
import { activityEntry, type Deed } from '../../src/activity/activity.ts'
import { deedTexts, whats } from '../../src/activity/deeds.ts'
import { invitedBy, invitedPrefix } from '../../src/activity/invited-by.ts'
import type { Admin } from '../../src/admin.ts'
import { useDatabase } from '../database.ts'
import { ada, useHost, vic } from '../host.ts'
import { addServer, inGerman, outlook } from '../outgoing-servers/form.ts'

const db = useDatabase()
const host = useHost({ db, now: () => new Date('2026-11-24T12:00:00Z') })
const root = '/mail/activity'
const noon = new Date('2026-11-24T11:00:00Z')

function write(deed: Deed, { by = ada, at = noon }: { by?: Admin; at?: Date } = {}) {
  return db.activityEntry.create({ data: activityEntry(by, at, deed) })
}

/** The visible words of each row. */
async function rows(query = '', as = ada): Promise<string[]> {
  return rowsIn((await host.get(root + query, as)).body)
}

function rowsIn(body: string): string[] {
  const table = /<tbody>([\s\S]*)<\/tbody>/.exec(body)?.[1] ?? ''

  return [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => wordsOf(row))
}

function wordsOf(html: string): string {
  return html
    .replace(/<span class="vh">[^<]*<\/span>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

test('says that nothing was done yet, to a viewer as well', async () => {
  for (const admin of [ada, vic]) expect((await host.get(root, admin)).body).toContain('Nothing was done yet')
})

test('tells who changed which fields of a server from what to what, in the words of its form', async () => {
  const id = await addServer(host, '/mail/outgoing-servers', outlook)
  const { name, version } = await db.outgoingServer.findUniqueOrThrow({ where: { id } })
  await host.post(`/mail/outgoing-servers/${id}`, {
    ...{ name, version: String(version), priority: '3', signInWith: 'password', username: 'shop' },
    ...{ password: 'correct horse', host: 'mail.example.com', port: '465', encryption: 'tls' },
  })

  const [changed = '', added = ''] = await rows()
  expect(changed).toMatch(/^Outgoing server changed /)
  expect(changed).toContain('Sign in with: Outlook account (Microsoft 365) → User name and password')
  expect(changed).toContain('Encryption: STARTTLS → TLS')
  expect(changed).toContain('Priority: 10 → 3')
  expect(changed).toContain('Password: set')
  expect(changed).toContain('Ada Admin 24 Nov 2026, 13:00')
  expect(added).toContain('SMTP server: smtp.office365.com')
  expect((await host.get(root)).body).toContain(`<a href="/mail/outgoing-servers/${id}">${name}</a>`)
})

test('tells a change of general settings in German, and of the secret only that it was replaced', async () => {
  const form = { customEmailServers: 'on', clientId: '00001111-aaaa-2222-bbbb-3333cccc4444' }
  const secrets = ['first-SECRET-value~1', 'other-SECRET-value~2']
  for (const [version, clientSecret = ''] of secrets.entries())
    await host.post('/mail/general-settings', { ...form, version: String(version), clientSecret })

  const [second = '', first = ''] = rowsIn((await inGerman(host, root)).body)
  expect(first).toContain('Allgemeine Einstellungen gespeichert Allgemeine Einstellungen')
  expect(first).toContain('Benutzerdefinierte E-Mail-Server: aus → an')
  expect(first).toContain('Client-Secret: hinterlegt')
  expect(second).toContain('Client-Secret: ersetzt')
  expect(second).not.toContain('Client-ID')
})

test('has a sentence for all that is ever written down', async () => {
  await db.activityEntry.createMany({
    data: whats.map((what) => activityEntry(ada, noon, { what, subjectId: 'gone' })),
  })

  const shown = [...(await rows()), ...(await rows('?before=3'))].join('\n')
  for (const what of whats) expect(shown).toContain(deedTexts[what].en)
})

test('links to no server that is gone, and shows what another version wrote as it stands', async () => {
  await write({ what: 'outgoing-server.removed', subject: 'Old one', subjectId: crypto.randomUUID() })
  const data = { at: noon, adminId: 'x', adminName: '<b>X</b>', what: 'thing.of-tomorrow', detail: [1] }
  await db.activityEntry.create({ data: { ...data, changes: 'nonsense' } })
  const { body } = await host.get(root)

  expect(body).toContain('&lt;b&gt;X&lt;/b&gt;')
  expect(await rows()).toEqual([
    expect.stringMatching(/^thing\.of-tomorrow –/),
    expect.stringMatching(/^Outgoing server deleted Old one/),
  ])
  expect(body).not.toContain('/mail/outgoing-servers/')
})

test('chooses by person, area, day on the clock of the reader, and words in either language', async () => {
  const owner = (no: number) => ({ id: `${invitedPrefix}${no}`, name: invitedBy('Ada Admin') })
  await write({ what: 'user.added', subject: 'midnight' }, { at: new Date('2026-11-23T23:00:00Z') })
  await write({ what: 'outbox-mail.cancelled', subject: 'evening' }, { at: new Date('2026-11-23T22:59:59Z') })
  await write({ what: 'invitation.used', subject: 'a@example.com' }, { by: owner(1) })
  await write({ what: 'invitation.used', subject: 'b@example.com' }, { by: owner(2) })
  await write({ what: 'outgoing-server.archived', subject: 'Orders' }, { by: vic })
  const subjects = async (query: string) =>
    (await rows(query)).map((row) => /midnight|evening|[ab]@example.com|Orders/.exec(row)?.[0])

  expect(await subjects('?person=vic')).toEqual(['Orders'])
  expect(await subjects('?person=invited')).toEqual(['b@example.com', 'a@example.com'])
  expect(await subjects('?area=outbox')).toEqual(['evening'])
  expect(await subjects('?from=24.11.26&area=users')).toEqual(['midnight'])
  expect(await subjects('?to=2026-11-23')).toEqual(['evening'])
  expect(await subjects('?from=24.11.2026&to=24.11.2026&q=user%20midn')).toEqual(['midnight'])
  expect(await subjects('?q=archiviert')).toEqual(['Orders'])
  expect(await subjects('?q=ARCHIVED%20ord')).toEqual(['Orders'])
  expect(await subjects('?q=%22%25%27')).toEqual([])
  expect((await host.get(`${root}?q=nobody`)).body).toContain('No entry fits this choice')
  const { body } = await host.get(root)
  expect(body.match(/<option value="(invited|vic|ada)"/g)).toHaveLength(3)
  expect(body).toContain('the mailbox’s owner by invitation (from Ada Admin)')
})

test('keeps a day that is none, says so at its field, and still shows the rest', async () => {
  await write({ what: 'user.added', subject: 'Grace' })
  const { status, body } = await host.get(`${root}?from=31.02.2026&to=x%22`)

  expect(status).toBe(422)
  expect(body.match(/Enter a date like 24\.11\.2026/g)).toHaveLength(4)
  expect(body).toContain('value="31.02.2026"')
  expect(body).toContain('value="x&quot;"')
  expect(body).toContain('Grace')
})

test('turns the pages, each with all that was chosen in its address', async () => {
  for (let no = 1; no <= 51; no++) await write({ what: 'user.added', subject: `Person ${no}.` })
  await write({ what: 'invitation.made', subject: 'elsewhere' })
  const choice = 'person=ada&area=users&from=24.11.2026&q=person'
  const { body } = await host.get(`${root}?${choice}`)
  const older = /href="([^"]*before=\d+[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''

  expect(older).toContain(`${choice}&before=`)
  expect(await rows(`?${choice}`)).toHaveLength(50)
  expect((await host.get(older)).body).toContain('Person 1.')
  expect((await host.get(older)).body).not.toContain('Older entries')
  expect((await host.get(`${root}?person=a&person=b&area=x&before=-1&as=exe`)).status).toBe(200)
})

test('says that the chain is intact once it was checked, and which entry was changed in the database', async () => {
  await write({ what: 'user.added', subject: 'Grace' })
  expect((await host.get(root)).body).toContain('The chain was not checked yet.')
  expect(await host.post(`${root}/checks`)).toMatchObject({ status: 303, location: root })
  expect(wordsOf((await host.get(root)).body)).toContain(
    'Chain intact, checked 24 Nov 2026, 13:00 (1 entry). It was begun 24 Nov 2026, 13:00.',
  )

  await db.$executeRaw`ALTER TABLE "ActivityEntry" DISABLE TRIGGER USER`
  await db.activityEntry.updateMany({ data: { subject: 'Eve' } })
  await db.$executeRaw`ALTER TABLE "ActivityEntry" ENABLE TRIGGER USER`
  await host.post(`${root}/checks`)
  expect((await host.get(root, vic)).body).toContain('Entry 1 was changed in the database.')
})

test('lets a viewer look at everything and check nothing', async () => {
  await write({ what: 'user.added', subject: 'Grace' })

  expect(await rows('', vic)).toHaveLength(1)
  expect((await host.get(root, vic)).body).not.toContain('Check now')
  expect((await host.post(`${root}/checks`, {}, vic)).status).toBe(403)
})
