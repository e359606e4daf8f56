import { activityEntry } from '../activity/activity.ts'
import type { Failure } from '../failures/failure.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import { reasonOf, type WebhookFailure } from './webhook-answer.ts'

export const settingsId = 'inbox'
export const secretPlace = `InboxSettings.webhookSecret:${settingsId}`

/** It is switched off after so many failures in a row, if they took at least an hour. */
const mostFailures = 10
const failingMs = 60 * 60_000
/** Up to so many failures in a row, the next mail is still tried at once. */
const failuresAtOnce = 2
const shortestPause = 60
const longestPause = 600

interface Needs {
  db: Database
  secrets: Pick<Secrets, 'open'>
  now: () => Date
}

export interface Webhook {
  url: URL
  secret: string
  /** Of the settings: what is noted about an older address does not count. */
  version: number
}

export type WebhookState = ReturnType<typeof createWebhookState>

/** How the webhook does, counted over all processes. */
export function createWebhookState({ db, secrets, now }: Needs) {
  /** Undefined when there is none, or nothing may be posted now. Throws SecretUnreadable. */
  async function ready(): Promise<Webhook | undefined> {
    const row = await find()
    if (row?.webhookOffSince || (row?.webhookNextAt && row.webhookNextAt > now())) return undefined

    return open(row)
  }

  /** Whether or not it may be used now. */
  async function configured(): Promise<Webhook | undefined> {
    return open(await find())
  }

  /** There is an address, off or not: mails are for it and for nobody else. */
  async function exists(): Promise<boolean> {
    return Boolean((await find())?.webhookUrl)
  }

  function find() {
    return db.inboxSettings.findUnique({ where: { id: settingsId } })
  }

  function open(row: Awaited<ReturnType<typeof find>>): Webhook | undefined {
    if (!row?.webhookUrl || !row.sealedWebhookSecret) return undefined

    return {
      url: new URL(row.webhookUrl),
      secret: secrets.open(row.sealedWebhookSecret, secretPlace),
      version: row.version,
    }
  }

  async function succeeded({ version }: Webhook): Promise<void> {
    await db.inboxSettings.updateMany({
      where: { id: settingsId, version, webhookFailures: { gt: 0 }, webhookOffSince: null },
      data: soundWebhook,
    })
  }

  /** Answers whether it was switched off over this. */
  async function failed({ version }: Webhook, { failure, isGone, wait }: WebhookFailure): Promise<boolean> {
    const at = now()
    const stored = JSON.stringify(failure)
    return db.$transaction(async (tx) => {
      const [row] = await tx.$queryRaw<{ failures: number; since: Date }[]>`
        UPDATE "InboxSettings" SET "webhookFailures" = "webhookFailures" + 1,
          "webhookFailingSince" = coalesce("webhookFailingSince", ${at}), "webhookFailure" = ${stored}::jsonb
        WHERE "id" = ${settingsId} AND "version" = ${version} AND "webhookOffSince" IS NULL
        RETURNING "webhookFailures" AS failures, "webhookFailingSince" AS since`
      if (!row) return false
      const isOver = isGone || failedLongEnough(row, at)
      const pause = Math.max(wait, pauseAfter(row.failures))
      await tx.inboxSettings.update({
        where: { id: settingsId },
        data: isOver ? { webhookOffSince: at } : { webhookNextAt: new Date(at.getTime() + pause * 1000) },
      })
      if (isOver) await note(tx, at, failure)

      return isOver
    })
  }

  return { ready, configured, exists, succeeded, failed }
}

/** Columns of a webhook nothing bad is known of. */
export const soundWebhook = {
  webhookOffSince: null,
  webhookFailures: 0,
  webhookFailingSince: null,
  webhookNextAt: null,
} as const

function failedLongEnough({ failures, since }: { failures: number; since: Date }, at: Date): boolean {
  return failures >= mostFailures && at.getTime() - since.getTime() >= failingMs
}

function pauseAfter(failures: number): number {
  if (failures <= failuresAtOnce) return 0

  return Math.min(shortestPause * 2 ** (failures - failuresAtOnce - 1), longestPause)
}

async function note(tx: Prisma.TransactionClient, at: Date, failure: Failure): Promise<void> {
  const itself = { id: 'mailroom', name: 'Mailroom' }
  await tx.activityEntry.create({
    data: activityEntry(itself, at, {
      what: 'inbox-settings.webhook-switched-off',
      detail: { reason: reasonOf(failure).en },
    }),
  })
}
