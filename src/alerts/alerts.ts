import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { TooMany } from '../errors.ts'
import type { GeneralSettings } from '../general-settings/general-settings.ts'
import type { Guard } from '../network/guard.ts'
import { createPoster } from '../network/post.ts'
import type { Send } from '../outbox/send.ts'
import type { OutgoingServers } from '../outgoing-servers/outgoing-servers.ts'
import type { Database } from '../storage/database.ts'
import type { Secrets } from '../storage/secrets.ts'
import { createAlertSettings } from './alert-settings.ts'
import { createCarriers } from './carriers.ts'
import { createNotices } from './notices.ts'
import { alertPageTexts } from './page-texts.ts'
import { createTroubles } from './troubles.ts'
import { createWatch } from './watch.ts'

const mostTests = 6
const withinMs = 10 * 60_000
const mostShown = 20
const testSent = 'alert-settings.test-sent'

interface Needs {
  db: Database
  secrets: Secrets
  generalSettings: GeneralSettings
  outgoingServers: OutgoingServers
  send: Send
  guard: Guard
  ca: string | undefined
  log: FastifyBaseLogger
  now: () => Date
  /** Where browsers reach Mailroom, without a slash at the end. */
  publicUrl: string
}

export type Alerts = ReturnType<typeof createAlerts>

/** Says it when mail stops, and when it goes on. */
export function createAlerts(needs: Needs) {
  const { db, secrets, generalSettings, outgoingServers: servers, publicUrl, now } = needs
  let pagesUrl = `${publicUrl}/mail`
  const settings = createAlertSettings({ db, secrets, now })
  const troubles = createTroubles({ db, now })
  const watch = createWatch({ db, settings, troubles, now })
  const notices = createNotices({
    ...needs,
    settings,
    carriers: createCarriers({ db, servers, settings: generalSettings.get, now }),
    post: createPoster(needs),
    pagesUrl: () => pagesUrl,
  })

  /** For the background, every minute. Its failures are the runner's to log: no other job waits for this one. */
  async function tick(): Promise<void> {
    await watch.look()
    await notices.deliverDue()
  }

  /** Tells everyone entered, at once. Throws TooMany. */
  async function test(by: Admin): Promise<void> {
    const at = now()
    const since = new Date(at.getTime() - withinMs)
    const where = { what: testSent, adminId: by.id, at: { gt: since } } as const
    if ((await db.activityEntry.count({ where })) >= mostTests)
      throw new TooMany(alertPageTexts.tooManyTests, new Date(at.getTime() + withinMs))
    const channels = await settings.channels()
    await db.$transaction([
      db.alertNotice.createMany({
        data: channels.map((channel) => ({
          ...{ id: randomUUID(), kind: 'test' as const, channel, createdAt: at, nextAt: at },
        })),
      }),
      db.activityEntry.create({ data: activityEntry(by, at, { what: testSent }) }),
    ])
    await notices.deliverDue()
  }

  /** For the page: outages that are over, and what was told, the latest first. */
  async function history() {
    const [past, told] = await Promise.all([
      db.alert.findMany({ where: { openKey: null }, orderBy: { openedAt: 'desc' }, take: mostShown }),
      db.alertNotice.findMany({
        orderBy: { createdAt: 'desc' },
        take: mostShown,
        include: { alert: true },
      }),
    ])

    return { past, told }
  }

  return {
    settings,
    troubles,
    tick,
    test,
    history,
    /** The path below which a host mounted the pages, for links in what is told. */
    mountedAt(path: string): void {
      pagesUrl = publicUrl + path
    },
  }
}
