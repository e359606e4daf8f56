import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { wireMail } from '../../src/mail.ts'
import { mailAdmin } from '../../src/plugin.ts'
import { settingsSchema } from '../../src/settings.ts'
import { useDatabase } from '../database.ts'
import { ada, testSecrets } from '../host.ts'
import { createLogBook, dump, findCanaries, type Place } from '../main-job/canaries.ts'
import type { HtmlPage } from '../main-job/html-page.ts'
import { openHttpAdmin } from '../main-job/http-admin.ts'
import { useMailroom } from '../main-job/mailroom.ts'
import { addShop, ids } from '../web/rows.ts'
import { inviteOwner, openOwner, titleOf, travel } from './owner.ts'

const log = createLogBook()
const db = useDatabase()
const mailroom = useMailroom(db, { logTo: log.stream })

test('the secret of a link is in no row, no line of the log and no page after the first', async () => {
  const places: Place[] = []
  const pages: HtmlPage[] = []
  const admin = await openHttpAdmin(mailroom)
  const { link } = await inviteOwner(admin, mailroom)
  const value = link.split('/').at(-1) ?? ''
  const owner = openOwner(mailroom, { onAnswer: (page) => pages.push(page) })
  places.push(...(await dump(db, 'when it was made')))
  const result = await owner.open(await travel(owner, mailroom, link))
  expect(titleOf(result)).toBe('Connected')
  await owner.open(link)
  places.push(...(await dump(db, 'when it was used')), { name: 'the log', text: log.lines.join('') })
  for (const { url, headers, html } of pages.filter(({ url: one }) => !one.startsWith(link)))
    places.push({ name: new URL(url).pathname, text: `${url}${JSON.stringify(headers)}${html}` })

  expect(pages.length).toBeGreaterThan(5)
  expect(log.lines.join('')).toContain('/mail/invitations/sign-ins/:id/result')
  expect(findCanaries([{ name: 'secret', value }], places)).toEqual([])
})

test('a host that logs every address does not log this one, and the link has the host’s path in it', async () => {
  await addShop(db)
  const book = createLogBook()
  const app = Fastify({ logger: { level: 'info', stream: book.stream } })
  const settings = settingsSchema.parse({ PUBLIC_URL: 'https://shop.example' })
  const mail = wireMail({
    settings,
    database: { db, kind: 'embedded', applied: [], check: async () => {}, close: async () => {} },
    secrets: testSecrets,
    log: app.log,
    now: () => new Date(),
  })
  await app.register(mailAdmin, {
    mail,
    path: '/backend/mail',
    authenticate: async (request, reply) => {
      if (!request.headers['x-admin']) await reply.code(401).send('who are you?')
    },
    currentAdmin: () => ada,
  })
  const made = await app.inject({
    method: 'POST',
    url: '/backend/mail/invitations',
    headers: {
      'x-admin': 'ada',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: `outgoingServer=${ids.outgoing}`,
  })
  const [link = ''] = /https:\/\/shop\.example\/backend\/mail\/invitations\/[\w-]{43}/.exec(made.body) ?? []
  const path = new URL(link).pathname

  const start = await app.inject({ url: path })
  const head = await app.inject({ url: path, method: 'HEAD' })
  await app.close()

  expect([made.statusCode, start.statusCode, head.statusCode]).toEqual([200, 200, 200])
  expect(start.body).toContain('action="/backend/mail/invitations/sign-ins"')
  expect(book.lines.join('')).toContain('/backend/mail/invitations')
  expect(book.lines.join('')).not.toContain(link.split('/').at(-1))
})
