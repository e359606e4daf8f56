import { beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../database.ts'
import { useReceiver } from '../hand-over/receiver.ts'
import { isFromMailroom } from '../hand-over/verify.ts'
import { useHost, vic } from '../host.ts'
import { createRows } from './shop.ts'

const minuteMs = 60_000
const db = useDatabase()
const receiver = useReceiver()
const clock = { now: new Date('2026-11-24T12:00:00Z') }
const host = useHost({
  db,
  settings: {
    MAIL_ALLOW_NETS: '127.0.0.0/8 ::1/128',
    // Known once it listens.
    get MAIL_ALLOW_PORTS() {
      return new URL(receiver.url).port
    },
  },
  now: () => clock.now,
})
const rows = createRows(db)

beforeEach(async () => {
  clock.now = rows.at
  await rows.switchOn()
})

const tell = async (changes: object) => db.alertSettings.create({ data: { locale: 'en', ...changes } })
const look = async (times = 1) => {
  for (let time = 0; time < times; time++) {
    await host.mail.alerts.tick()
    clock.now = new Date(clock.now.getTime() + minuteMs)
  }
}
const broken = { cause: 'password-wrong' }
const alertMails = () =>
  db.outboxMail.findMany({
    where: { idempotencyKey: { startsWith: 'alert:' } },
    include: { recipients: true },
    orderBy: { createdAt: 'asc' },
  })

test('an alert leaves through a server that works, ahead of other mail', async () => {
  await tell({ recipients: ['maria@mein-shop.example', 'jo@mein-shop.example'] })
  await rows.pause(await rows.outgoing('orders'), broken)
  const failed = { lastFailureAt: rows.at, lastFailure: { cause: 'sign-in-expired' } }
  await rows.outgoing('anna', await rows.account('anna@mein-shop.example', failed))
  const works = await rows.outgoing('works')

  await look()

  const mails = await alertMails()
  expect(mails).toHaveLength(2)
  for (const mail of mails)
    expect(mail).toMatchObject({
      forcedServerId: works,
      fromAddress: 'works@mein-shop.example',
      priority: 0,
      recipients: [{ address: 'maria@mein-shop.example' }, { address: 'jo@mein-shop.example' }],
    })
})

test('while no server works the notice waits; when one works again only the end of the outage is told', async () => {
  await tell({ recipients: ['maria@mein-shop.example'] })
  const only = await rows.outgoing('orders')
  await rows.pause(only, broken)
  await look(3)
  expect(await alertMails()).toEqual([])
  expect(await db.alertNotice.findFirst()).toMatchObject({ state: 'waiting', problem: 'no-server' })

  await db.sendingPause.deleteMany()
  await look(8)

  expect((await alertMails()).map(({ subject }) => subject).at(-1)).toBe(
    '[Mailroom] Over: “orders” has stopped sending',
  )
})

test('without an address entered, the administrators who sign in here are told', async () => {
  for (const [name, role] of [
    ['ada', 'admin'],
    ['vic', 'viewer'],
  ] as const)
    await db.user.create({
      data: {
        ...{ id: crypto.randomUUID(), name, email: `${name}@mein-shop.example`, passwordHash: 'x', role },
        createdAt: rows.at,
      },
    })
  await tell({})
  await rows.outgoing('works')
  await rows.outboxMail('attention')

  await look()

  expect((await alertMails()).flatMap(({ recipients }) => recipients.map(({ address }) => address))).toEqual([
    'ada@mein-shop.example',
  ])
})

/** Saves the form with this webhook, and answers its secret. */
async function enterWebhook(): Promise<string> {
  const form = { recipients: '', locale: 'en', webhookUrl: receiver.url, version: '0' }
  const { body } = await host.post('/mail/alerts', form)

  return /mailroom_hook_[\w-]{43}/.exec(body)?.[0] ?? 'none'
}

test('the webhook gets the outage signed, again and again with the same id until it takes it', async () => {
  const secret = await enterWebhook()
  receiver.answer = (answer) => void answer.writeHead(500).end()
  await rows.pause(await rows.outgoing('orders'), broken)
  await look()
  receiver.answer = (answer) => void answer.writeHead(204).end()
  await look(4)

  const [first, second, ...more] = receiver.calls
  expect(more).toEqual([])
  expect(second?.headers['x-mailroom-id']).toBe(first?.headers['x-mailroom-id'])
  const signature = String(second?.headers['x-mailroom-signature'])
  const signedAt = Number(/t=(\d+)/.exec(signature)?.[1]) * 1000
  expect(isFromMailroom(secret, signature, second?.body ?? '', signedAt)).toBe(true)
  expect(JSON.parse(second?.body ?? '')).toMatchObject({
    event: 'outage',
    kind: 'outgoing-server',
    title: { en: '“orders” has stopped sending', de: '„orders“ sendet nicht mehr' },
    servers: ['orders'],
    until: null,
  })
})

test('a webhook that never answers holds up no mail', async () => {
  await enterWebhook()
  receiver.answer = () => {}
  await rows.pause(await rows.outgoing('orders'), broken)

  const telling = host.mail.alerts.tick()
  await expect.poll(() => receiver.calls.length).toBe(1)
  // The work of the others goes on meanwhile.
  await host.mail.outbox.deliverDue()
  await host.mail.inbox.processDue()
  await telling

  expect(await db.alertNotice.findFirst()).toMatchObject({ state: 'waiting', problem: 'webhook-failed' })
})

test('the secret of the webhook is shown once and kept sealed', async () => {
  const secret = await enterWebhook()
  const { body } = await host.get('/mail/alerts')

  expect(secret).toMatch(/^mailroom_hook_/)
  expect(body).not.toContain(secret)
  expect(
    JSON.stringify([await db.alertSettings.findMany(), await db.activityEntry.findMany()], big),
  ).not.toContain(secret)
})

test('the page says what is wrong, who is told, and what was told', async () => {
  await tell({ recipients: ['maria@mein-shop.example'] })
  await rows.outgoing('works')
  await rows.pause(await rows.outgoing('orders'), broken)
  await look()

  const en = await host.get('/mail/alerts')
  expect(en.body).toContain('“orders” has stopped sending')
  expect(en.body).toContain('Told by email now: maria@mein-shop.example')
  expect(en.body).toContain('Handed to the outbox')
  const viewer = await host.get('/mail/alerts', vic)
  expect(viewer.body).not.toContain('Send a test alert')
})

test('the button sends a test on every channel, but not without end', async () => {
  await enterWebhook()
  await rows.outgoing('works')
  for (let time = 0; time < 6; time++)
    expect(await host.post('/mail/alerts/test')).toMatchObject({ status: 303 })

  expect(receiver.calls.map(({ body }) => JSON.parse(body).event)).toEqual(Array(6).fill('test'))
  expect((await host.post('/mail/alerts/test')).status).toBe(429)
})

test('addresses that are none are told at the field, and stay typed', async () => {
  const form = { recipients: 'maria@mein-shop.example\nmaria', locale: 'en', webhookUrl: '', version: '0' }
  const answer = await host.post('/mail/alerts', form)

  expect(answer.status).toBe(422)
  expect(answer.body).toContain('“maria” is no email address.')
  expect(answer.body).toContain('maria@mein-shop.example\nmaria</textarea>')
})

function big(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
