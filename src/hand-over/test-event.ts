import { randomUUID } from 'node:crypto'
import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { RuleBroken, TooMany } from '../errors.ts'
import type { Poster } from '../network/post.ts'
import type { Database } from '../storage/database.ts'
import type { InboxSettings } from './inbox-settings.ts'
import { handOverTexts } from './texts.ts'
import { callWebhook, type WebhookBody } from './webhook.ts'
import type { WebhookAnswer } from './webhook-answer.ts'
import type { WebhookState } from './webhook-state.ts'

/** A page of ours must not become a means to knock at many doors. */
const mostTests = 6
const withinMs = 10 * 60_000
const what = 'inbox-settings.test-sent'

interface Needs {
  db: Database
  webhook: WebhookState
  settings: Pick<InboxSettings, 'switchOn'>
  post: Poster
  now: () => Date
  /** Something may be handed over now. */
  wake: () => void
}

export type TestedWebhook = WebhookAnswer & { ms: number }

/** Sends a sample to the webhook. One that arrives switches the webhook on again. Throws RuleBroken and TooMany. */
export function createTestEvent({ db, webhook, settings, post, now, wake }: Needs) {
  return async function sendTest(by: Admin): Promise<TestedWebhook> {
    const to = await webhook.configured()
    if (!to) throw new RuleBroken(handOverTexts.noWebhook)
    await count(by, to.url.host)
    const start = performance.now()
    const answer = await callWebhook(to, sample(now()), { post, now })
    const ms = Math.round(performance.now() - start)
    if (answer.ok) await settings.switchOn(to.version, by)
    if (answer.ok) wake()

    return { ...answer, ms }
  }

  async function count(by: Admin, host: string): Promise<void> {
    const at = now()
    const recent = await db.activityEntry.findMany({
      where: { what, adminId: by.id, at: { gt: new Date(at.getTime() - withinMs) } },
      orderBy: { at: 'asc' },
      select: { at: true },
    })
    const [oldest] = recent
    if (oldest && recent.length >= mostTests)
      throw new TooMany(handOverTexts.tooManyTests, new Date(oldest.at.getTime() + withinMs))
    await db.activityEntry.create({ data: activityEntry(by, at, { what, detail: { host } }) })
  }
}

function sample(at: Date): WebhookBody {
  const customer = { name: 'Erika Muster', address: 'erika@example.com' }

  return {
    isTest: true,
    id: randomUUID(),
    server: null,
    folder: 'INBOX',
    fetchedAt: at.toISOString(),
    messageId: '<test@example.com>',
    subject: 'Test',
    date: at.toISOString(),
    from: customer,
    isAutomatic: false,
    to: [{ name: null, address: 'info@example.com' }],
    cc: [],
    replyTo: [],
    text: 'This is a test event of Mailroom.',
    html: null,
    route: { kind: 'default_route', name: null, outboxMailId: null, inReplyTo: null },
    deliveryReport: null,
    attachments: [],
    rawUrl: null,
  }
}
