import { activityEntry } from '../activity/activity.ts'
import { type Changes, changesOf, secretChange } from '../activity/changes.ts'
import type { What } from '../activity/deeds.ts'
import type { Admin } from '../admin.ts'
import { RuleBroken, SavedMeanwhile } from '../errors.ts'
import type { Database } from '../storage/database.ts'
import { Prisma, type InboxSettings as Row } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import { newWebhookSecret } from './signature.ts'
import { handOverTexts } from './texts.ts'
import { secretPlace, settingsId, soundWebhook } from './webhook-state.ts'

const id = settingsId
const usualDays = 90

/** Without the secret itself. */
export type ShownInboxSettings = Omit<Row, 'sealedWebhookSecret' | 'id'> & { hasSecret: boolean }

export interface InboxSettingsInput {
  webhookUrl: string | null
  retentionDays: number
  version: number
}

interface Needs {
  db: Database
  secrets: Pick<Secrets, 'seal'>
  now: () => Date
}

type Transaction = Prisma.TransactionClient

export type InboxSettings = ReturnType<typeof createInboxSettings>

/** What an admin decides about mail that comes in. */
export function createInboxSettings({ db, secrets, now }: Needs) {
  /** Before the first save: no webhook, 90 days, version 0. */
  async function get(): Promise<ShownInboxSettings> {
    const { sealedWebhookSecret, id: _id, ...shown } = (await find()) ?? nothingYet(now())

    return { ...shown, hasSecret: sealedWebhookSecret !== null }
  }

  function find() {
    return db.inboxSettings.findUnique({ where: { id } })
  }

  /**
   * Saves the form, and switches the webhook on. Answers the secret when one was made, the only time it can be seen.
   * Throws SavedMeanwhile.
   */
  async function save(
    { version, ...input }: InboxSettingsInput,
    by: Admin,
  ): Promise<{ secret: string | undefined }> {
    const before = (await find()) ?? nothingYet(now())
    const secret = input.webhookUrl && !before.sealedWebhookSecret ? newWebhookSecret() : undefined
    await change(before, version, by, {
      data: { ...input, ...sealed(secret) },
      what: 'inbox-settings.saved',
      changes: { ...traceOf(before, input), ...secretTrace(before, secret) },
    })

    return { secret }
  }

  /** A new secret instead of the one in use, which counts no longer. Throws SavedMeanwhile and RuleBroken. */
  async function replaceSecret(version: number, by: Admin): Promise<{ secret: string }> {
    const before = (await find()) ?? nothingYet(now())
    if (!before.webhookUrl) throw new RuleBroken(handOverTexts.noWebhook)
    const secret = newWebhookSecret()
    await change(before, version, by, {
      data: sealed(secret),
      what: 'inbox-settings.webhook-secret-replaced',
      changes: secretTrace(before, secret),
    })

    return { secret }
  }

  interface Change {
    data: Prisma.InboxSettingsUpdateManyMutationInput
    what: What
    changes: Changes
  }

  async function change(before: Row, version: number, by: Admin, { data, what, changes }: Change) {
    const at = now()
    await db.$transaction(async (tx) => {
      await tx.inboxSettings.createMany({ data: [{ id, updatedAt: at }], skipDuplicates: true })
      const { count } = await tx.inboxSettings.updateMany({
        where: { id, version },
        data: { ...data, ...sound, version: { increment: 1 }, updatedAt: at, updatedBy: by.name },
      })
      if (count === 0) {
        const saved = await tx.inboxSettings.findUnique({ where: { id } })
        throw new SavedMeanwhile(handOverTexts.savedMeanwhile(saved?.updatedBy ?? before.updatedBy ?? '–'))
      }
      await releaseWaiting(tx, at)
      await tx.activityEntry.create({ data: activityEntry(by, at, { what, changes }) })
    })
  }

  /** A test went well: what waits for the webhook goes there now. */
  async function switchOn(version: number, by: Admin): Promise<void> {
    const at = now()
    await db.$transaction(async (tx) => {
      const where = { id, version, webhookFailures: { gt: 0 } }
      const { count } = await tx.inboxSettings.updateMany({ where, data: sound })
      if (count === 0) return
      await releaseWaiting(tx, at)
      await tx.activityEntry.create({
        data: activityEntry(by, at, { what: 'inbox-settings.webhook-switched-on' }),
      })
    })
  }

  /** What failed before may have failed for what was just changed: it is tried anew, and at once. */
  async function releaseWaiting(tx: Transaction, at: Date): Promise<void> {
    await tx.$executeRaw`UPDATE "InboxMail" SET "handOverAt" = ${at}, "handOverTries" = 0
      WHERE "handOver" = 'waiting' AND "handOverTries" > 0
        AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())`
  }

  function sealed(secret: string | undefined): { sealedWebhookSecret?: string } {
    return secret === undefined ? {} : { sealedWebhookSecret: secrets.seal(secret, secretPlace) }
  }

  return { get, save, replaceSecret, switchOn }
}

const sound = { ...soundWebhook, webhookFailure: Prisma.DbNull }

function nothingYet(now: Date): Row {
  return {
    id,
    webhookUrl: null,
    sealedWebhookSecret: null,
    webhookOffSince: null,
    webhookFailures: 0,
    webhookFailingSince: null,
    webhookFailure: null,
    webhookNextAt: null,
    retentionDays: usualDays,
    version: 0,
    updatedAt: now,
    updatedBy: null,
  }
}

/** Of the address only the host: its query may let someone in. */
function traceOf(before: Row, input: Omit<InboxSettingsInput, 'version'>): Changes {
  const host = (url: string | null) => url && new URL(url).host
  const webhookUrl = { before: host(before.webhookUrl), after: host(input.webhookUrl) }

  return {
    ...(before.webhookUrl === input.webhookUrl ? {} : { webhookUrl }),
    ...changesOf(before, input, ['retentionDays']),
  }
}

function secretTrace({ sealedWebhookSecret }: Row, secret: string | undefined): Changes {
  return secretChange('webhookSecret', sealedWebhookSecret, secret)
}
