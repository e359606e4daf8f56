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

/** What changed, for the activity log; the secret only as a word. */
export function trace(before: Row, input: TracedInput): Record<string, string> {
  const fields = [
    'aliasDomain',
    'catchAllDomain',
    'defaultFromName',
    'defaultFromAddress',
    'clientId',
    'tenant',
  ] as const
  const changed = fields.filter((field) => before[field] !== input[field])
  const entries = changed.map((field) => [field, `${before[field] ?? '–'} → ${input[field] ?? '–'}`] as const)

  return {
    ...Object.fromEntries(entries),
    ...(before.customEmailServers === input.customEmailServers
      ? {}
      : { customEmailServers: input.customEmailServers ? 'on' : 'off' }),
    ...(input.clientSecret ? { clientSecret: 'replaced' } : {}),
  }
}
