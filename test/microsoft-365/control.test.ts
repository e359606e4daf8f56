import { afterAll, beforeEach, expect, test } from 'vitest'
import { createBrowser } from './browser.ts'
import { startMicrosoft365 } from './microsoft-365.ts'

const microsoft = await startMicrosoft365({ mailroomUrl: 'http://localhost:3000' })
const browser = createBrowser(microsoft.ca)
const nowhere = 'https://nowhere.example'

beforeEach(() => {
  microsoft.reset()
})

afterAll(async () => {
  await browser.close()
  await microsoft.close()
})

test('the page names what has to be copied and where Mailroom is', async () => {
  const page = await show()

  expect(page.text).toContain(microsoft.app.clientId)
  expect(page.text).toContain(microsoft.app.clientSecret)
  expect(page.text).toContain(microsoft.app.tenantId)
  expect(page.text).toContain('orders@mein-shop.example')
  expect(page.text).toContain('<a href="http://localhost:3000">')
})

test('a fault is switched on and off by buttons', async () => {
  const inGerman = await show()
  await post('/faults/revoked-token', { turn: 'on' })
  const on = microsoft.faults.isOn('revoked-token')
  const page = await show('en')
  await post('/faults/revoked-token', { turn: 'off' })

  expect(inGerman.text).toContain('Keine Störung ist eingeschaltet.')
  expect(on).toBe(true)
  expect(page.text).toContain('On: 1')
  expect(microsoft.faults.isOn('revoked-token')).toBe(false)
})

test('every fault has a button and a line on what to expect, in both languages', async () => {
  const pages = await Promise.all([show('de'), show('en')])

  for (const { id, title, expect: expected } of microsoft.faults.all) {
    expect(pages[0]?.text).toContain(`action="/faults/${id}"`)
    expect(title.de && title.en && expected.de && expected.en).toBeTruthy()
  }
})

test('a mail can be delivered to a mailbox', async () => {
  const { page } = { page: await show('en') }

  await browser.press(page, 'Deliver a mail', nowhere)

  expect(microsoft.mailboxes.folder(microsoft.accounts.orders, 'INBOX')?.mails).toHaveLength(3)
})

test('reset puts everything back', async () => {
  microsoft.faults.on('slow')
  microsoft.setSlowness(0)
  microsoft.accounts.orders.disabled = true
  const added = microsoft.accounts.add({ address: 'New@mein-shop.example' })

  await post('/reset', {})

  expect(microsoft.faults.isOn('slow')).toBe(false)
  expect(microsoft.accounts.orders.disabled).toBe(false)
  expect(microsoft.accounts.find(added.address)).toBeUndefined()
})

test('other sites can neither post to it nor reach it by another name', async () => {
  const posted = await fetch(`${microsoft.controlUrl}/faults/slow`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  })

  expect(posted.status).toBe(403)
  expect(microsoft.faults.isOn('slow')).toBe(false)
})

test('Dovecot learns whose token it is, in each way it can ask', async () => {
  const token = microsoft.accessTokenFor('orders@mein-shop.example')
  const sendOnly = microsoft.accessTokenFor('orders@mein-shop.example', [
    'https://outlook.office.com/SMTP.Send',
  ])
  const url = microsoft.introspectionUrl

  const byQuery = await answerOf(fetch(`${url}?token=${token}`))
  const byForm = await answerOf(fetch(url, { method: 'POST', body: new URLSearchParams({ token }) }))
  const byHeader = await answerOf(fetch(url, { headers: { authorization: `Bearer ${token}` } }))
  const refused = await answerOf(fetch(`${url}?token=${sendOnly}`))

  expect(byQuery).toMatchObject({ active: true, username: 'orders@mein-shop.example' })
  expect([byForm, byHeader]).toEqual([byQuery, byQuery])
  expect(refused).toEqual({ active: false })
})

async function show(language = 'de') {
  const response = await fetch(microsoft.controlUrl, { headers: { 'accept-language': language } })

  return { status: response.status, url: `${microsoft.controlUrl}/`, text: await response.text() }
}

function post(path: string, form: Record<string, string>) {
  return browser.go(`${microsoft.controlUrl}${path}`, nowhere, new URLSearchParams(form))
}

async function answerOf(asked: Promise<Response>): Promise<unknown> {
  return (await asked).json()
}
