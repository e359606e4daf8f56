import type { GeneralSettings as Row } from '../storage/generated/client.ts'
import type { SettingsInput } from './settings-form.ts'

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

/** What changed, for the activity log; the secret only as a word. */
export function trace(before: Row, input: SettingsInput): Record<string, string> {
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
