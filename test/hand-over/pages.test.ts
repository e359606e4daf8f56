import { expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { contentOf } from '../web/mounted.ts'
import { useReceiver } from './receiver.ts'
import { handOverOf, receive, statesOf } from './shop.ts'

const db = useDatabase()
const receiver = useReceiver()
const settings = {
  MAIL_ALLOW_NETS: '127.0.0.0/8 ::1/128',
  MAIL_ALLOW_PORTS: '1 2 3',
}
const host = useHost({ db, settings })
const path = '/mail/inbox/settings'
const fields = { webhookUrl: 'https://shop.example.com/mail', retentionDays: '30', version: '0' }

const secretIn = (body: string) => /mailroom_hook_[\w-]{43}/.exec(body)?.[0]

test('saving an address makes a secret, shown this once and stored nowhere in the clear', async () => {
  const saved = await host.post(path, fields)
  const secret = secretIn(saved.body) ?? 'none'
  expect(saved.status).toBe(200)
  expect(secret).toMatch(/^mailroom_hook_/)
  const again = await host.post(path, { ...fields, version: '1' })
  expect(again).toMatchObject({ status: 303, location: `${path}?done=saved` })

  const page = await host.get(path)
  const rows = await contentOf(db)
  expect(page.body).toContain('value="https://shop.example.com/mail"')
  for (const place of [page.body, again.body, rows]) expect(place).not.toContain(secret)
  const replaced = await host.post(`${path}/secret`, { version: '2' })
  expect(secretIn(replaced.body)).not.toBe(secret)
  expect(await db.activityEntry.count({ where: { adminId: 'ada' } })).toBe(3)
})

test('addresses that are not encrypted, inside, or on odd ports are refused, and stay typed', async () => {
  const wrong = [
    ...[
      'http://shop.example.com/',
      'https://10.0.0.1/',
      'https://169.254.169.254/',
      'https://shop.example.com:22/',
    ],
    ...[
      'https://u:p@shop.example.com/',
      'ftp://shop.example.com/',
      'shop',
      'http://localhost:9999/',
      'https://[fd00::1]/',
    ],
  ]
  for (const webhookUrl of wrong) {
    const answer = await host.post(path, { ...fields, webhookUrl })
    expect(answer.status, webhookUrl).toBe(422)
    expect(answer.body).toContain('Enter an address like')
  }
  for (const retentionDays of ['0', '3651', '1.5', '', 'viele'])
    expect((await host.post(path, { ...fields, retentionDays })).status, retentionDays).toBe(422)
  const onLoopback = { ...fields, webhookUrl: 'http://localhost:3/' }
  expect((await host.post(path, onLoopback)).status).toBe(200)
})

test('who saves what someone else saved meanwhile sees both', async () => {
  await host.post(path, fields)
  const late = await host.post(path, { ...fields, retentionDays: '60' })

  expect(late.status).toBe(409)
  expect(late.body).toContain('Ada Admin saved these settings meanwhile')
  expect(late.body).toContain('value="60"')
  expect((await host.post(path, { ...fields, retentionDays: '60', version: '1' })).status).toBe(303)
})

test('a test event tells how it went; six in ten minutes are enough', async () => {
  expect((await host.post(`${path}/test`)).status).toBe(422)
  await host.post(path, { ...fields, webhookUrl: 'http://localhost:1/' })
  const tested = await host.post(`${path}/test`)
  expect(tested.body).toMatch(/The test failed after \d+ ms/)
  expect(tested.body).toContain('could not be reached')
  for (let no = 1; no < 6; no++) await host.post(`${path}/test`)

  expect((await host.post(`${path}/test`)).status).toBe(429)
  expect(receiver.calls).toEqual([])
})

test('the page says that mail is kept, why a webhook is off, and hands failed mails over again', async () => {
  const ids = await receive(db, 'eins', 'zwei')
  expect((await host.get(path)).body).toContain('is kept for the backend')
  await host.post(path, fields)
  const text = { en: 'The webhook answered 500.', de: 'x' }
  const webhookFailure = { cause: 'webhook-refuses', code: '500' }
  await db.inboxSettings.updateMany({ data: { webhookOffSince: new Date(), webhookFailure } })
  await db.inboxMail.updateMany({ data: { handOver: 'failed', handOverTries: 6, handOverReason: { text } } })
  const page = await host.get(path)
  expect(page.body).toMatch(/switched off on .*The webhook did not take the email.*How to fix it.*>500\b/s)
  expect(page.body).toContain('The webhook answered 500.')
  expect(page.body).toContain('Hand over again: eins')

  await host.post(`/mail/inbox/${ids[0]}/hand-over`)
  expect(await statesOf(db, ids)).toEqual(['waiting 0', 'failed 6'])
  expect((await host.post(`${path}/hand-overs`, { since: 'gestern' })).status).toBe(422)
  await host.post(`${path}/hand-overs`, { since: '24.11.2026' })
  expect(await statesOf(db, ids)).toEqual(['waiting 0', 'waiting 0'])
})

test('a viewer sees the state, no buttons, and no query of the address', async () => {
  await host.post(path, { ...fields, webhookUrl: 'https://shop.example.com/mail?key=Geheim' })
  const { body } = await host.get(path, vic)

  expect(body).toContain('https://shop.example.com/mail?…')
  expect(body).not.toContain('Geheim')
  expect((await host.post(path, fields, vic)).status).toBe(403)
})

test('who saves over what another admin saved meanwhile is told by whom, at once', async () => {
  await host.post(path, fields)
  const asked = Date.now()
  const late = await host.post(path, fields)

  expect(late.status).toBe(409)
  expect(late.body).toContain('Ada')
  expect(Date.now() - asked).toBeLessThan(4500)
})

test('what the program of the shop says about a mail may quote it: viewers read only that there was an error', async () => {
  const [id] = await receive(db, 'Nur fürs Team')
  const shop = handOverOf(db)
  shop.handle(() => {
    throw new Error('cannot parse: Meine Kontonummer')
  })
  await shop.handOverDue()

  for (const page of ['/mail/inbox', `/mail/inbox/${id}`, path]) {
    expect((await host.get(page)).body, page).toContain('Meine Kontonummer')
    const forViewers = (await host.get(page, vic)).body
    expect(forViewers, page).toMatch(
      /The shop(&#39;|’|')s program reported an error\.|hat einen Fehler gemeldet\./,
    )
    expect(forViewers, page).not.toContain('Meine Kontonummer')
  }
})
