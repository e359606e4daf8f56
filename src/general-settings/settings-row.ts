import { type Changes, changesOf, secretChange } from '../activity/changes.ts'
import { SavedMeanwhile } from '../errors.ts'
import type { GeneralSettings as Row } from '../storage/generated/client.ts'
import type { SettingsInput } from './settings-form.ts'
import { generalSettingsTexts } from './texts.ts'

/** The table has one row. */
export const settingsId = 'general'

/** Before the first save: everything empty, version 0. */
export function nothingYet(now: Date): Row {
  return {
    id: settingsId,
    customEmailServers: false,
    aliasDomain: null,
    catchAllDomain: null,
    defaultFromName: null,
    defaultFromAddress: null,
    clientId: null,
    sealedClientSecret: null,
    clientSecretTail: null,
    clientSecretSetAt: null,
    clientSecretSetBy: null,
    clientSecretValidUntil: null,
    sealedFormerClientSecret: null,
    clientSecretProvenAt: null,
    clientSecretFailure: null,
    tenant: null,
    version: 0,
    updatedAt: now,
    updatedBy: null,
  }
}

type TracedInput = Omit<SettingsInput, 'confirmClientId' | 'version'>

/** The page adds the time, on the reader's clock. */
export function savedMeanwhile(row: Row): SavedMeanwhile {
  const at = row.updatedAt.toISOString()

  return new SavedMeanwhile(generalSettingsTexts.savedMeanwhile(row.updatedBy ?? '–', at))
}

/** What the activity tells of a change. */
export const settingsFields = [
  'customEmailServers',
  'defaultFromName',
  'defaultFromAddress',
  'aliasDomain',
  'catchAllDomain',
  'clientId',
  'clientSecretValidUntil',
  'tenant',
] as const

/** What changed; the secret only as a word. */
export function trace(before: Row, input: TracedInput): Changes {
  const secret = input.clientId ? (input.clientSecret ?? undefined) : null

  return {
    ...changesOf(before, input, settingsFields),
    ...secretChange('clientSecret', before.sealedClientSecret, secret),
  }
}
