import type { Failure } from '../failures/failure.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import { secretState } from '../general-settings/client-secret.ts'
import type { GeneralSettings } from '../storage/generated/client.ts'
import type { Trouble } from './trouble.ts'

const dayMs = 24 * 60 * 60_000
/** On these days before its end a client secret is spoken of. */
const reminderDays = [1, 7, 14, 30] as const

const common = { servers: [], path: '/general-settings' }

/** A secret that Microsoft refuses, and one that runs out soon. */
export function secretTroubles(settings: GeneralSettings, now: Date): Trouble[] {
  return [...refused(settings, now), ...runsOut(settings, now)]
}

function refused(settings: GeneralSettings, now: Date): Trouble[] {
  const failure: Failure | undefined = parseFailure(settings.clientSecretFailure)
  if (secretState(settings) !== 'refused' || !failure) return []
  // While the one before stands in, mail goes on.
  const kind = settings.sealedFormerClientSecret ? 'new-secret' : 'app-registration'

  return [{ ...common, kind, key: kind, since: settings.clientSecretSetAt ?? now, failure }]
}

/** Each reminder is a trouble of its own, so that each is told once. Microsoft tells nobody; an admin entered the day. */
function runsOut({ clientSecretValidUntil: until }: GeneralSettings, now: Date): Trouble[] {
  if (!until) return []
  const days = Math.max(0, Math.ceil((until.getTime() - now.getTime()) / dayMs))
  const reminder = reminderDays.find((one) => days <= one)
  if (reminder === undefined) return []
  const key = `secret-expires:${until.toISOString().slice(0, 10)}:${reminder}`

  return [{ ...common, kind: 'secret-expires', key, since: now, days }]
}
