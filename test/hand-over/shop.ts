import type { Admin } from '../../src/admin.ts'
import { createDestination } from '../../src/hand-over/destination.ts'
import { createHandOver, type HandOverNeeds } from '../../src/hand-over/hand-over.ts'
import { createHandedMails } from '../../src/hand-over/handed-mails.ts'
import { createInboxSettings } from '../../src/hand-over/inbox-settings.ts'
import { createPulledMails } from '../../src/hand-over/pulled-mails.ts'
import { createWebhookState } from '../../src/hand-over/webhook-state.ts'
import { createRawMail } from '../../src/inbox/raw-mail.ts'
import { createGuard, type Lookup } from '../../src/network/guard.ts'
import { createPoster } from '../../src/network/post.ts'
import type { Database } from '../../src/storage/database.ts'
import { at, mailWith, processingOf, secrets, storeMail, theParser } from '../inbox/shop.ts'

export const ada: Admin = { id: 'ada', name: 'Ada Admin' }

export interface Clock {
  now: Date
}

interface Options extends Partial<HandOverNeeds> {
  clock?: Clock
  allowNets?: string[]
  ports?: number[]
  timeoutMs?: number
  handlerMs?: number
  ca?: string
  lookup?: Lookup
}

/** What hands over the mails of this database; `failures` is what it logged. */
export function handOverOf(db: Database, options: Options = {}) {
  const {
    clock = { now: at },
    allowNets = ['127.0.0.0/8', '::1/128'],
    ports = [],
    timeoutMs = 2000,
  } = options
  const failures: unknown[] = []
  const log = { error: (entry: unknown) => failures.push(entry) }
  const now = () => clock.now
  const lookup = options.lookup ? { lookup: options.lookup } : {}
  const webhook = createWebhookState({ db, secrets, now })
  const { rawOf } = createRawMail({ db, secrets })
  const parser = theParser()
  const { destination, handle, hasHandler } = createDestination({
    webhook,
    post: createPoster({
      guard: createGuard({ allowNets, allowPorts: ports, ...lookup }),
      ca: options.ca,
      timeoutMs,
    }),
    api: () => 'https://shop.example/api',
    now,
    log,
    ...(options.handlerMs === undefined ? {} : { handlerMs: options.handlerMs }),
  })
  const handOver = createHandOver({
    db,
    inbox: {
      rawOf,
      read: (id) => parser.parseReceived(rawOf(id)),
      attachment: (id, no) => parser.attachmentOf(rawOf(id), no),
    },
    destination,
    now,
    log,
    ...options,
  })

  return {
    ...handOver,
    handle,
    failures,
    settings: createInboxSettings({ db, secrets, now }),
    mails: createHandedMails({ db, now, wake: () => {} }),
    pulled: createPulledMails({
      db,
      now,
      isForPulling: async () => !hasHandler() && !(await webhook.exists()),
    }),
  }
}

/** Stores and processes mails with these subjects; answers their ids in that order. */
export async function receive(db: Database, ...subjects: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const subject of subjects) {
    ids.push(await storeMail(db, mailWith({ Subject: subject, 'Message-ID': `<${subject}@example.com>` })))
    await processingOf(db).processDue()
  }

  return ids
}

/** With a webhook at this address; answers its secret. */
export async function setWebhook(
  { settings }: ReturnType<typeof handOverOf>,
  webhookUrl: string,
): Promise<string> {
  const { version } = await settings.get()
  const { secret } = await settings.save({ webhookUrl, retentionDays: 90, version }, ada)

  return secret ?? ''
}

export function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** In the order of the ids. */
export async function statesOf(db: Database, ids: readonly string[]) {
  const rows = await db.inboxMail.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, handOver: true, handOverTries: true },
  })
  const states = new Map(rows.map(({ id, handOver, handOverTries }) => [id, `${handOver} ${handOverTries}`]))

  return ids.map((id) => states.get(id))
}

export function later(minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000)
}
