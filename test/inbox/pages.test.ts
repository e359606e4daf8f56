import { afterAll, expect, test } from 'vitest'
import { inboxTexts } from '../../src/inbox/texts.ts'
import { useDatabase } from '../database.ts'
import { useHost, vic } from '../host.ts'
import { addSentMail, addServer, at, mailWith, processed, storeMail } from './shop.ts'

const db = useDatabase()
const host = useHost({ db, now: () => at })
afterAll(() => host.mail.inbox.stop())

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** With a text, HTML, a picture in it and a file. */
const full = (html: string, filename = 'Rechnung.pdf') =>
  mailWith(
    { 'MIME-Version': '1.0', 'Content-Type': 'multipart/related; boundary=b' },
    [
      '--b',
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Der Text <b>selbst</b>',
      '--a',
      'Content-Type: text/html; charset=utf-8',
      '',
      html,
      '--a--',
      '--b',
      'Content-Type: image/png',
      'Content-Transfer-Encoding: base64',
      'Content-ID: <logo@shop>',
      '',
      pixel,
      '--b',
      'Content-Type: text/html',
      `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      '',
      '<script>alert(1)</script>',
      '--b--',
    ].join('\r\n'),
  )

const ask = (url: string, headers: Record<string, string> = {}) =>
  host.app.inject({ url, headers: { 'x-admin': 'ada', host: 'localhost:3000', ...headers } })

test('the list shows from whom, where it belongs, and how far it is; filters and the search narrow it', async () => {
  const serverId = await addServer(db)
  await processed(db, mailWith({ Subject: 'Wo bleibt mein Paket?' }), { serverId })
  await storeMail(db, mailWith(), {
    state: 'attention',
    subject: 'Kaputt',
    reason: { text: { en: 'Too large.', de: 'Zu groß.' } },
  })

  const all = (await host.get('/mail/inbox')).body
  expect(all).toContain('Wo bleibt mein Paket?')
  expect(all).toContain('Kundin')
  expect(all).toContain('Waiting for the shop')
  expect(all).toContain('Too large.')
  expect(all).toContain('All (2)')
  expect(all).toContain('Needs attention (1)')
  expect(all).toContain('Waiting for the shop (1)')
  expect(all).toContain('Hand-over failed (0)')
  expect((await host.get('/mail/inbox?state=attention')).body).not.toContain('Paket')
  expect((await host.get('/mail/inbox?handOver=waiting')).body).not.toContain('Kaputt')
  expect((await host.get(`/mail/inbox?server=${serverId}`)).body).not.toContain('Kaputt')
  expect((await host.get('/mail/inbox?q=paket')).body).toContain('Wo bleibt mein Paket?')
  expect((await host.get('/mail/inbox?q=nirgends')).body).toContain('Nothing found for')
  expect((await host.get('/mail/inbox?state=x&before=x&server=x&handOver=x')).status).toBe(200)
})

test('an empty inbox says what is missing', async () => {
  expect((await host.get('/mail/inbox')).body).toContain('there is no incoming server')
  const serverId = await addServer(db)
  expect((await host.get('/mail/inbox')).body).toContain('no incoming server is confirmed')
  await db.incomingServer.update({ where: { id: serverId }, data: { confirmedAt: at } })
  const { body } = await host.get('/mail/inbox')
  expect(body).toContain('No emails yet')
  expect(body).not.toContain('note--warn')
})

test('the inbox says that nobody takes its mails over, until somebody does', async () => {
  const serverId = await addServer(db)
  await db.incomingServer.update({ where: { id: serverId }, data: { confirmedAt: at } })
  const { id } = await processed(db, mailWith(), { serverId })
  const notes = async () => (await host.get('/mail/inbox')).body.match(/Nobody takes these emails over yet/g)
  expect(await notes()).toHaveLength(1)
  await db.inboxSettings.create({ data: { id: 'inbox', webhookUrl: 'https://shop.example/mail' } })
  expect(await notes()).toBeNull()
  await db.inboxSettings.deleteMany()
  await processed(db, mailWith(), { serverId })
  await db.inboxMail.update({ where: { id }, data: { handOver: 'done' } })

  expect(await notes()).toBeNull()
})

test('no page grows with the table: fifty mails, then the next page', async () => {
  for (let n = 0; n < 51; n++)
    await storeMail(db, '', { subject: `Mail number ${n}`, fetchedAt: new Date(Date.UTC(2026, 10, 1, 0, n)) })

  const first = await host.get('/mail/inbox')
  expect(first.body).not.toContain('Mail number 0<')
  const older = /href="(\/mail\/inbox\?before=[^"]+)"/.exec(first.body)?.[1] ?? ''
  const second = await host.get(older)
  expect(second.body).toContain('Mail number 0<')
  expect(second.body).not.toContain('Mail number 1<')
})

test('one mail shows who wrote it, its text first, its attachments as downloads, and its history', async () => {
  const { id } = await processed(db, full('<p>Formatiert</p>'))

  const { body } = await host.get(`/mail/inbox/${id}`)
  expect(body).toContain('&quot;Kundin&quot; &lt;kundin@example.com&gt;')
  expect(body).toContain('Der Text &lt;b&gt;selbst&lt;/b&gt;')
  expect(body).not.toContain('<iframe')
  expect(body).toContain('Rechnung.pdf')
  expect(body).toContain('Show formatted')
  expect(body).toContain('Sorted: Default (nothing else fitted)')
  expect(body).toContain('Message-ID: &lt;frage-1@example.com&gt;')
})

test('the formatted mail comes in a frame of its own, which a policy binds', async () => {
  const { id } = await processed(
    db,
    full(
      '<p onclick="x()">Hallo<script>x()</script></p><img src="cid:logo@shop"><img src="https://track.example/a.png">',
    ),
  )

  const page = await ask(`/mail/inbox/${id}?show=formatted`)
  expect(page.body).toContain(
    `sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" title="Formatted email" src="/mail/inbox/${id}/body"`,
  )
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'.*; frame-src 'self'$/)
  const frame = await ask(`/mail/inbox/${id}/body`)
  expect(frame.headers).toMatchObject({
    'content-security-policy':
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'SAMEORIGIN',
  })
  expect(frame.body).toContain(`<p>Hallo</p><img src="data:image/png;base64,${pixel}" />`)
  expect(frame.body).not.toContain('track.example')
})

test('images from the internet load after a click on the page, and only then', async () => {
  const { id } = await processed(
    db,
    full('<img src="https://track.example/a.png"><img src="http://track.example/b.png">'),
  )
  const wished = `/mail/inbox/${id}/body?images=1`

  const asked = await ask(wished, { 'sec-fetch-site': 'same-origin' })
  expect(asked.headers['content-security-policy']).toContain('img-src data: https:;')
  expect(asked.body).toContain('https://track.example/a.png')
  expect(asked.body).not.toContain('b.png')
  const lured = await ask(wished, { 'sec-fetch-site': 'cross-site' })
  expect(lured.headers['content-security-policy']).toContain('img-src data:;')
  expect(lured.body).not.toContain('track.example')
  const page = await ask(`/mail/inbox/${id}?show=formatted&images=1`, { 'sec-fetch-site': 'cross-site' })
  expect(page.body).not.toContain('images=1"></iframe>')
})

test('attachments and the original are saved and never shown', async () => {
  const { id } = await processed(db, full('<p>x</p>', '../Größe "1".html'))

  const { headers, body } = await ask(`/mail/inbox/${id}/attachments/1`)
  expect(body).toContain('<script>alert(1)</script>')
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="Gr__e _1_.html"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20_1_.html`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  })
  expect((await ask(`/mail/inbox/${id}/attachments/9`)).statusCode).toBe(404)
  expect((await ask(`/mail/inbox/${id}/attachments/x`)).statusCode).toBe(404)
  const raw = await ask(`/mail/inbox/${id}/raw`)
  expect(raw.body).toBe(full('<p>x</p>', '../Größe "1".html'))
  expect(raw.headers['content-disposition']).toContain(`filename="${id}.eml"`)
})

test('T72: a file name can neither add a header, nor leave its folder, nor hide its ending', async () => {
  const names = [
    '../../x.html',
    'x\r\nSet-Cookie: a=b',
    'rechnung\u202Efdp.exe',
    '..\\..\\boot.ini',
    'x";evil="',
  ]
  for (const name of names) {
    const { id } = await processed(db, full('<p>x</p>', name))
    const { headers } = await ask(`/mail/inbox/${id}/attachments/1`)
    const disposition = String(headers['content-disposition'])

    expect(headers['set-cookie'], name).toBeUndefined()
    expect(disposition, name).toMatch(/^attachment; filename="[\w .()-]+"; filename\*=UTF-8''[\w.%!~-]+$/)
    expect(decodeURIComponent(disposition), name).not.toMatch(/[/\\\r\n\u202e]/)
    expect(headers['content-type'], name).toBe('application/octet-stream')
  }
})

test('a mail that needs attention says why, can be downloaded, and be read again', async () => {
  const reason = { text: { en: 'The email was not read: it took too long.', de: 'Zu lange.' } }
  const id = await storeMail(db, mailWith(), { state: 'attention', reason })

  const { body } = await host.get(`/mail/inbox/${id}`)
  expect(body).toContain('it took too long')
  expect(body).toContain(`/mail/inbox/${id}/raw`)
  expect((await host.post(`/mail/inbox/${id}/reading`)).location).toContain(`/mail/inbox/${id}?done=`)
  expect(await db.inboxMail.findUnique({ where: { id } })).toMatchObject({ state: 'new' })
  expect(await db.activityEntry.findFirst({ where: { subjectId: id } })).toMatchObject({ adminId: 'ada' })
})

const notGivenOut = { text: { ...inboxTexts.notGivenOut } }
const tooLarge = { text: { ...inboxTexts.tooLarge(40_000_000) } }

test('a mail of which nothing is kept offers nothing to download or to read again, and says where it is', async () => {
  const id = await storeMail(db, '', {
    isTruncated: true,
    size: 5000,
    state: 'attention',
    reason: notGivenOut,
  })

  const { body } = await host.get(`/mail/inbox/${id}`)
  expect(body).toContain('Fetch again since')
  expect(body).toContain('Nothing of this email is kept here.')
  expect(body).not.toMatch(/Read again|Nothing is lost|\/raw"|header is kept/)
})

test('a mail of which the header alone is kept offers that header, and no reading again', async () => {
  const size = 40_000_000
  const id = await storeMail(db, mailWith(), {
    isTruncated: true,
    size,
    state: 'attention',
    reason: tooLarge,
  })

  const { body } = await host.get(`/mail/inbox/${id}`)
  expect(body).toContain('Download the header (.eml)')
  expect(body).toContain(`/mail/inbox/${id}/raw"`)
  expect(body).toContain('Open it in the mailbox itself')
  expect(body).not.toMatch(/Read again|Nothing is lost|Download the original/)
})

test('a mail and the sent one it is about lead to each other', async () => {
  const sent = await addSentMail(db)
  const { id } = await processed(db, mailWith({ Subject: 'Re: Rechnung', 'In-Reply-To': sent.messageId }))

  expect((await host.get(`/mail/inbox/${id}`)).body).toContain(
    `href="/mail/outbox/${sent.id}">Rechnung 4711</a>`,
  )
  const outbox = (await host.get(`/mail/outbox/${sent.id}`)).body
  expect(outbox).toContain(`href="/mail/inbox/${id}">Re: Rechnung</a>`)
  expect(outbox).toContain('Reply')
})

test('a viewer sees that a mail is there, but nothing of what stands in it', async () => {
  const { id } = await processed(db, full('<p>Formatiert</p>'))

  const { body } = await host.get(`/mail/inbox/${id}?show=formatted`, vic)
  expect(body).toContain('Frage')
  expect(body).not.toMatch(/Der Text|Rechnung\.pdf|Message-ID: |<iframe/)
  for (const part of ['body', 'raw', 'attachments/0'])
    expect((await host.get(`/mail/inbox/${id}/${part}`, vic)).status, part).toBe(403)
  expect((await host.post(`/mail/inbox/${id}/reading`, {}, vic)).status).toBe(403)
})

test('a mail whose stored bytes cannot be opened any more is told, and its page still opens', async () => {
  const { id } = await processed(db, mailWith())
  await db.inboxMail.update({ where: { id }, data: { sealedRaw: Buffer.from('broken') } })

  const page = await host.get(`/mail/inbox/${id}`)
  expect(page.status).toBe(200)
  expect(page.body).toContain('The text cannot be shown now')
  expect((await host.get(`/mail/inbox/${id}/raw`)).status).toBeGreaterThanOrEqual(400)
})
