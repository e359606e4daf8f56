import { activityEntry } from '../activity/activity.ts'
import { changesOf, secretChange } from '../activity/changes.ts'
import type { Admin } from '../admin.ts'
import { SavedMeanwhile } from '../errors.ts'
import { newWebhookSecret } from '../hand-over/signature.ts'
import type { Locale } from '../language/text.ts'
import type { Database } from '../storage/database.ts'
import type { NoticeChannel, AlertSettings as Row } from '../storage/generated/client.ts'
import type { Secrets } from '../storage/secrets.ts'
import { alertTexts } from './texts.ts'

const id = 'alerts'
const secretPlace = `AlertSettings.webhookSecret:${id}`

export interface AlertSettingsInput {
  recipients: string[]
  locale: Locale
  webhookUrl: string | null
  version: number
}

interface Needs {
  db: Database
  secrets: Secrets
  now: () => Date
}

export type AlertSettings = ReturnType<typeof createAlertSettings>

/** Who is told when mail stops. */
export function createAlertSettings({ db, secrets, now }: Needs) {
  /** Before the first save: the administrators who sign in here, as the first of them reads, and no webhook. */
  async function get() {
    const { sealedWebhookSecret, id: _id, ...shown } = await row()
    const first = shown.version === 0 ? await firstAdmin() : undefined

    return { ...shown, ...first, hasSecret: sealedWebhookSecret !== null, toldByMail: await recipients() }
  }

  async function firstAdmin() {
    const admin = await db.user.findFirst({
      where: { role: 'admin' },
      orderBy: { createdAt: 'asc' },
      select: { locale: true, timeZone: true },
    })

    return admin ?? undefined
  }

  async function row(): Promise<Row> {
    return (await db.alertSettings.findUnique({ where: { id } })) ?? nothingYet(now())
  }

  /** Addresses that alerts go to: those entered, otherwise the administrators who sign in here. */
  async function recipients(): Promise<string[]> {
    const entered = (await row()).recipients
    if (entered.length > 0) return entered
    const admins = await db.user.findMany({ where: { role: 'admin' }, select: { email: true } })

    return admins.map(({ email }) => email).sort()
  }

  /** Where alerts are posted to, with the secret in the clear; undefined when nowhere. */
  async function webhook(): Promise<{ url: URL; secret: string } | undefined> {
    const { webhookUrl, sealedWebhookSecret } = await row()
    if (!webhookUrl || !sealedWebhookSecret) return undefined

    return { url: new URL(webhookUrl), secret: secrets.open(sealedWebhookSecret, secretPlace) }
  }

  async function channels(): Promise<NoticeChannel[]> {
    const [to, { webhookUrl }] = await Promise.all([recipients(), row()])

    return [...(to.length > 0 ? (['mail'] as const) : []), ...(webhookUrl ? (['webhook'] as const) : [])]
  }

  /**
   * Saves the form. Answers the secret of the webhook when one was made, the only time it can be seen. `timeZone` is the
   * saving admin's: alerts tell their times in it. Throws SavedMeanwhile.
   */
  async function save(
    { version, ...input }: AlertSettingsInput,
    timeZone: string,
    by: Admin,
  ): Promise<{ secret: string | undefined }> {
    const before = await row()
    const secret = input.webhookUrl && !before.sealedWebhookSecret ? newWebhookSecret() : undefined
    const at = now()
    await db.$transaction(async (tx) => {
      await tx.alertSettings.createMany({ data: [{ id, updatedAt: at }], skipDuplicates: true })
      const { count } = await tx.alertSettings.updateMany({
        where: { id, version },
        data: {
          ...input,
          ...(secret ? { sealedWebhookSecret: secrets.seal(secret, secretPlace) } : {}),
          ...{ timeZone, version: { increment: 1 }, updatedAt: at, updatedBy: by.name },
        },
      })
      if (count === 0) throw new SavedMeanwhile(alertTexts.savedMeanwhile(before.updatedBy ?? '–'))
      const changes = {
        ...changesOf(traced(before), traced(input), ['recipients', 'locale', 'webhookUrl']),
        ...secretChange('webhookSecret', before.sealedWebhookSecret, secret),
      }
      await tx.activityEntry.create({
        data: activityEntry(by, at, { what: 'alert-settings.saved', changes }),
      })
    })

    return { secret }
  }

  /** Notes that a process looks just now; answers when one did before. */
  async function watched(): Promise<Date | undefined> {
    const { watchedAt } = await row()
    await db.alertSettings.upsert({
      where: { id },
      create: { id, watchedAt: now() },
      update: { watchedAt: now() },
    })

    return watchedAt ?? undefined
  }

  return { get, recipients, webhook, channels, save, watched }
}

/** Of the webhook only the host: its query may let someone in. */
function traced({ recipients, locale, webhookUrl }: Pick<Row, 'recipients' | 'locale' | 'webhookUrl'>) {
  return { recipients: recipients.join(', '), locale, webhookUrl: webhookUrl && new URL(webhookUrl).host }
}

function nothingYet(updatedAt: Date): Row {
  return {
    ...{ id, recipients: [], locale: 'de', timeZone: 'Europe/Berlin', webhookUrl: null },
    ...{ sealedWebhookSecret: null, watchedAt: null, version: 0, updatedAt, updatedBy: null },
  }
}
