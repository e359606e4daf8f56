import { beforeEach, describe, expect, test } from 'vitest'
import { wireMail } from '../../src/mail.ts'
import { useDatabase } from '../database.ts'
import { testSecrets, useHost } from '../host.ts'
import { createRows } from './shop.ts'

const minuteMs = 60_000
const db = useDatabase()
const clock = { now: new Date('2026-11-24T12:00:00Z') }
const host = useHost({ db, now: () => clock.now })
const rows = createRows(db)
const later = (ms: number) => {
  clock.now = new Date(clock.now.getTime() + ms)
}

beforeEach(async () => {
  clock.now = rows.at
  await rows.switchOn()
  await db.alertSettings.create({ data: { recipients: ['maria@mein-shop.example'], locale: 'en' } })
  await rows.outgoing('works')
})

/** What the admins were told, in order. */
async function told(): Promise<string[]> {
  const mails = await db.outboxMail.findMany({
    where: { idempotencyKey: { startsWith: 'alert:' } },
    orderBy: { createdAt: 'asc' },
  })

  return mails.map(({ subject }) => subject)
}

async function look(times = 1, everyMs = minuteMs): Promise<void> {
  for (let time = 0; time < times; time++) {
    await host.mail.alerts.tick()
    later(everyMs)
  }
}

interface Outage {
  begin: () => Promise<void>
  end: () => Promise<unknown>
  title: string
}

const expired = { cause: 'client-secret-expired' }
const unpause = () => db.sendingPause.deleteMany()

const outages: Record<string, Outage> = {
  'the client secret has expired': {
    begin: async () => rows.pause(await rows.outgoing('orders'), expired),
    end: unpause,
    title: 'The client secret has expired',
  },
  'a mailbox has to be reconnected': {
    begin: async () => {
      const failed = { lastFailureAt: rows.at, lastFailure: { cause: 'sign-in-expired' } }
      await rows.outgoing('anna', await rows.account('anna@mein-shop.example', failed))
    },
    end: () => db.outlookAccount.updateMany({ data: { lastSuccessAt: new Date('2026-11-24T13:00:00Z') } }),
    title: 'Mail through anna@mein-shop.example has stopped',
  },
  'a server refuses': {
    begin: async () => rows.pause(await rows.outgoing('orders'), { cause: 'password-wrong' }),
    end: unpause,
    title: '“orders” has stopped sending',
  },
  'a port is blocked': {
    begin: async () => {
      const blocked = { cause: 'port-blocked', host: 'smtp.office365.com', port: 587 }
      await rows.pause(await rows.outgoing('orders'), blocked, '', new Date('2026-11-24T11:00:00Z'))
    },
    end: unpause,
    title: 'Port 587 is blocked',
  },
  'a sender is refused': {
    begin: async () => rows.pause(await rows.outgoing('orders'), { cause: 'from-refused' }, 'info@x.example'),
    end: unpause,
    title: 'Mail from info@x.example is refused',
  },
  'fetching fails': {
    begin: async () => {
      const failing = {
        failingSince: rows.at,
        lastFailureAt: rows.at,
        lastFailure: { cause: 'folder-missing' },
      }
      await rows.incoming('replies', failing)
    },
    end: () => db.fetching.updateMany({ data: { failingSince: null, lastSuccessAt: clock.now } }),
    title: 'Mail is not fetched through “replies”',
  },
  'nothing was fetched for too long': {
    begin: async () =>
      void (await rows.incoming('replies', { lastSuccessAt: new Date('2026-11-24T11:00:00Z') })),
    end: () => db.fetching.updateMany({ data: { lastSuccessAt: new Date('2026-11-24T18:00:00Z') } }),
    title: 'Mail is not fetched through “replies”',
  },
  'a mail needs a decision': {
    begin: () => rows.outboxMail('attention'),
    end: () => db.outboxMail.deleteMany({ where: { state: 'attention' } }),
    title: '1 email needs your decision',
  },
  'a received mail could not be read': {
    begin: () => rows.inboxMail(),
    end: () => db.inboxMail.deleteMany(),
    title: '1 email that came in could not be read',
  },
  'the backend does not take received mail': {
    begin: async () => {
      const off = { webhookUrl: 'https://shop.example/x', webhookOffSince: rows.at }
      await db.inboxSettings.create({ data: off })
    },
    end: () => db.inboxSettings.updateMany({ data: { webhookOffSince: null } }),
    title: 'Received mail does not reach shop.example',
  },
}

describe.each(Object.entries(outages))('when %s', (_, { begin, end, title }) => {
  test('the admins are told once, and once when it is over', async () => {
    await look()
    expect(await told()).toEqual([])
    await begin()

    await look(3)
    expect(await told()).toEqual([`[Mailroom] ${title}`])
    await end()
    await look(8)

    expect(await told()).toEqual([`[Mailroom] ${title}`, `[Mailroom] Over: ${title}`])
    expect(await db.alert.count({ where: { openKey: { not: null } } })).toBe(0)
  })
})

test('what heals by itself within minutes is no outage', async () => {
  await rows.pause(await rows.outgoing('orders'), { cause: 'microsoft-busy' })

  await look(14)
  expect(await told()).toEqual([])
  await look(3)
  expect(await told()).toHaveLength(1)
})

test('an outage that comes and goes within minutes is one', async () => {
  const server = await rows.outgoing('orders')
  for (let time = 0; time < 4; time++) {
    await rows.pause(server, { cause: 'password-wrong' })
    await look(2)
    await unpause()
    await look(2)
  }

  expect(await told()).toHaveLength(1)
})

test('everything that stands still for the same reason is one outage, with all servers in it', async () => {
  for (const name of ['one', 'two', 'three']) await rows.pause(await rows.outgoing(name), expired)
  await rows.incoming('replies', { failingSince: rows.at, lastFailure: expired })

  await look(2)

  const [alert, ...others] = await db.alert.findMany()
  expect(others).toEqual([])
  expect(alert?.trouble).toMatchObject({ servers: ['one', 'replies', 'three', 'two'] })
})

test.each(['proxy-unreachable', 'proxy-wants-sign-in'])(
  'a proxy is one outage (%s), whichever servers are behind it',
  async (cause) => {
    const behind = (host: string) => ({ cause, host, port: 587, proxy: 'proxy.example:3128' })
    const since = new Date('2026-11-24T11:00:00Z')
    await rows.pause(await rows.outgoing('orders'), behind('smtp.office365.com'), '', since)
    await rows.pause(await rows.outgoing('news'), behind('mail.hoster.example'), '', since)
    await rows.incoming('replies', {
      failingSince: since,
      lastFailure: behind('outlook.office365.com'),
    })

    await look()

    const [alert, ...others] = await db.alert.findMany()
    expect(others).toEqual([])
    expect(alert?.trouble).toMatchObject({
      subject: 'proxy.example:3128',
      servers: ['news', 'orders', 'replies'],
    })
  },
)

test('each reminder of the secret’s end comes once: after 30, 14, 7 and 1 day, and when it is over', async () => {
  await rows.switchOn({ clientSecretValidUntil: new Date('2026-12-30') })

  await look(40, 24 * 60 * minuteMs)

  expect((await told()).filter((subject) => subject.includes('secret'))).toEqual(
    ['30 days', '14 days', '7 days', '1 day'].map(
      (left) => `[Mailroom] The client secret expires in ${left}`,
    ),
  )
})

test('a night without any process is told in the morning, and that it is over', async () => {
  await look(2)
  later(9 * 60 * minuteMs)

  await look(8)

  const title = 'Mail stood still: Mailroom was not running'
  expect(await told()).toEqual([`[Mailroom] ${title}`, `[Mailroom] Over: ${title}`])
})

test('while custom email servers are off nobody is bothered', async () => {
  await rows.pause(await rows.outgoing('orders'), expired)
  await db.generalSettings.updateMany({ data: { customEmailServers: false } })

  await look(3)

  expect(await db.alert.count()).toBe(0)
})

test('two processes that watch tell once', async () => {
  await rows.pause(await rows.outgoing('orders'), { cause: 'password-wrong' })
  const other = wireMail({
    settings: host.mail.settings,
    database: host.mail.database,
    secrets: testSecrets,
    log: host.mail.log,
    now: () => clock.now,
  })

  for (let time = 0; time < 3; time++) {
    await Promise.all([host.mail.alerts.tick(), other.alerts.tick()])
    later(minuteMs)
  }

  expect(await told()).toHaveLength(1)
})
