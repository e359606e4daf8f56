import { activityEntry } from '../activity/activity.ts'
import type { Admin } from '../admin.ts'
import { RemoteFailure, RuleBroken } from '../errors.ts'
import type { Cause } from '../failures/causes.ts'
import { diagnose } from '../failures/diagnose.ts'
import { titleOf } from '../failures/explain.ts'
import type { Database } from '../storage/database.ts'
import type { Prisma, GeneralSettings as Row } from '../storage/generated/client.ts'
import { type Secrets, SecretUnreadable } from '../storage/secrets.ts'
import {
  createSecretVerdicts,
  newSecret,
  noSecret,
  ofAnotherApp,
  openFormer,
  type SecretStanding,
  type SecretState,
  secretPlace,
  secretState,
} from './client-secret.ts'
import type { SettingsInput } from './settings-form.ts'
import { nothingYet, savedMeanwhile, settingsId, trace } from './settings-row.ts'
import { generalSettingsTexts } from './texts.ts'

const id = settingsId

/** What Mailroom needs to talk to Microsoft in the shop's name. */
export interface OutlookCredentials {
  clientId: string
  clientSecret: string
  /** A directory ID or domain; `common` when the app is open to every organisation. */
  tenant: string
  /** What is known about the secret, for whoever hears what Microsoft says to it. */
  standing?: SecretStanding
}

/** General settings without the secret itself. */
export type ShownSettings = Omit<Row, 'sealedClientSecret' | 'sealedFormerClientSecret' | 'id'> & {
  hasClientSecret: boolean
  secretState: SecretState
  /** The one before is still stored beside it. */
  hasFormerSecret: boolean
}

interface Needs {
  db: Database
  secrets: Secrets
  now: () => Date
  /** Accounts of another app registration have to connect again. */
  disownAccounts: (tx: Prisma.TransactionClient, clientId: string | null, at: Date) => Promise<void>
}

export type GeneralSettings = ReturnType<typeof createGeneralSettings>

export function createGeneralSettings({ db, secrets, now, disownAccounts }: Needs) {
  /** Reads the settings; before the first save they are all empty, version 0. */
  async function get(): Promise<ShownSettings> {
    const row = (await find()) ?? nothingYet(now())
    const { sealedClientSecret, sealedFormerClientSecret, id: _id, ...shown } = row

    return {
      ...shown,
      hasClientSecret: sealedClientSecret !== null,
      hasFormerSecret: sealedFormerClientSecret !== null,
      secretState: secretState(row),
    }
  }

  /**
   * Saves the form. Throws SavedMeanwhile when someone else saved since it was loaded, RuleBroken when a secret has no
   * client ID, or when a change of the client ID cuts off accounts, or its removal the credentials, and is not confirmed.
   */
  async function save(input: SettingsInput, by: Admin): Promise<void> {
    const before = (await find()) ?? nothingYet(now())
    if (before.version !== input.version) throw savedMeanwhile(before)
    await mayUseClientId(before, input)

    await db.$transaction(async (tx) => {
      await tx.generalSettings.createMany({ data: [{ id }], skipDuplicates: true })
      const { count } = await tx.generalSettings.updateMany({
        where: { id, version: input.version },
        data: { ...changes(before, input, by), version: { increment: 1 } },
      })
      if (count === 0) throw savedMeanwhile(before)
      if (before.clientId !== input.clientId) await disownAccounts(tx, input.clientId, now())
      await tx.activityEntry.create({
        data: activityEntry(by, now(), { what: 'general-settings.saved', changes: trace(before, input) }),
      })
    })
  }

  /** The credentials in the clear, for the one call that needs them. Throws RemoteFailure when there are none. */
  async function outlookCredentials(): Promise<OutlookCredentials> {
    const row = await find()
    if (!row?.clientId || !row.sealedClientSecret) throw failure('credentials-missing')

    return {
      clientId: row.clientId,
      clientSecret: openSecret(row.sealedClientSecret),
      tenant: row.tenant ?? 'common',
      standing: {
        state: secretState(row),
        setAt: row.clientSecretSetAt,
        former: openFormer(row, secrets),
      },
    }
  }

  async function hasCredentials(): Promise<boolean> {
    const row = await find()

    return Boolean(row?.clientId && row.sealedClientSecret)
  }

  /** The sender of the system's own mail; none while custom email servers are off. */
  async function defaultFrom(): Promise<string | null> {
    const row = await find()

    return row?.customEmailServers ? row.defaultFromAddress : null
  }

  /** False when the stored secret cannot be opened with the keys in use. */
  async function secretIsReadable(): Promise<boolean> {
    const row = await find()
    try {
      if (row?.sealedClientSecret) secrets.open(row.sealedClientSecret, secretPlace)
      return true
    } catch (error) {
      if (error instanceof SecretUnreadable) return false
      throw error
    }
  }

  function find(): Promise<Row | null> {
    return db.generalSettings.findUnique({ where: { id } })
  }

  function openSecret(sealed: string): string {
    try {
      return secrets.open(sealed, secretPlace)
    } catch (cause) {
      throw failure('secret-unreadable', cause)
    }
  }

  async function mayUseClientId(before: Row, input: SettingsInput): Promise<void> {
    if (!input.clientId && input.clientSecret)
      throw new RuleBroken(generalSettingsTexts.clientIdMissing, { field: 'clientId' })
    if (input.confirmClientId || !before.clientId || before.clientId === input.clientId) return
    const accounts = await db.outlookAccount.count({ where: { clientId: before.clientId } })
    const t = generalSettingsTexts
    if (!input.clientId) throw new RuleBroken(t.credentialsRemoval(accounts), { field: 'confirmClientId' })
    if (accounts > 0) throw new RuleBroken(t.clientIdChange(accounts), { field: 'confirmClientId' })
  }

  function changes(before: Row, input: SettingsInput, by: Admin) {
    const { clientSecret, confirmClientId: _, version: __, ...plain } = input
    const of = { before, clientId: input.clientId, by: by.name, at: now(), secrets }

    return {
      ...plain,
      ...(before.clientId === input.clientId ? {} : ofAnotherApp),
      ...(clientSecret ? newSecret(clientSecret, of) : {}),
      ...(input.clientId ? {} : noSecret),
      updatedAt: now(),
      updatedBy: by.name,
    }
  }

  const secretVerdicts = createSecretVerdicts(db, now)

  return { get, save, outlookCredentials, hasCredentials, defaultFrom, secretIsReadable, secretVerdicts }
}

function failure(cause: Cause, error?: unknown): RemoteFailure {
  const judged = diagnose({ kind: 'mailroom', cause })

  return new RemoteFailure(titleOf(cause), judged, { cause: error })
}
