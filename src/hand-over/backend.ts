import type { FastifyBaseLogger } from 'fastify'
import type { Inbox } from '../inbox/inbox.ts'
import type { Guard } from '../network/guard.ts'
import { createPoster } from '../network/post.ts'
import type { Database } from '../storage/database.ts'
import type { KeyRing } from '../storage/secrets.ts'
import { createDestination } from './destination.ts'
import { createHandOver, type HandOverNeeds } from './hand-over.ts'
import { createHandedMails } from './handed-mails.ts'
import { createInboxSettings } from './inbox-settings.ts'
import { createPulledMails } from './pulled-mails.ts'
import { createTestEvent } from './test-event.ts'
import { createWebhookState } from './webhook-state.ts'

interface Needs extends Pick<HandOverNeeds, 'leaseSeconds' | 'reached'> {
  db: Database
  secrets: KeyRing
  guard: Guard
  ca: string | undefined
  inbox: Pick<Inbox, 'forBackend'>
  now: () => Date
  log: Pick<FastifyBaseLogger, 'error'>
}

export type BackendHandOver = ReturnType<typeof createBackendHandOver>

/** Received mail on its way to the backend: to its handler, to its webhook, or kept until it is fetched. */
export function createBackendHandOver(needs: Needs) {
  const { db, now } = needs
  let api: string | undefined
  const webhook = createWebhookState(needs)
  const post = createPoster(needs)
  const { destination, handle, hasHandler } = createDestination({ ...needs, webhook, post, api: () => api })
  const { handOverDue, wake, stop } = createHandOver({ ...needs, inbox: needs.inbox.forBackend, destination })
  const stored = createInboxSettings(needs)

  return {
    handle,
    hasHandler,
    handOverDue,
    wake,
    stop,
    /** Somebody takes received mail: a handler, a webhook, or a program that has fetched some. */
    async isTaken(): Promise<boolean> {
      if (hasHandler() || (await webhook.exists())) return true

      return (await db.inboxMail.findFirst({ where: { handOver: 'done' }, select: { id: true } })) !== null
    },
    settings: {
      ...stored,
      async save(...given: Parameters<typeof stored.save>) {
        const saved = await stored.save(...given)
        wake()

        return saved
      },
    },
    sendTest: createTestEvent({ ...needs, webhook, settings: stored, post, wake }),
    mails: createHandedMails({ db, now, wake }),
    pulled: createPulledMails({
      db,
      now,
      isForPulling: async () => !hasHandler() && !(await webhook.exists()),
    }),
    /** Tells where the HTTP interface is, for the addresses of attachments. */
    apiAt(url: string): void {
      api = url
    },
  }
}
