import { causes, isCause } from '../failures/causes.ts'
import type { OutlookAccount, SignInPurpose } from '../storage/generated/client.ts'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
/** A success counts for this long; after it only a new one proves anything. */
const provenMs = 24 * hourMs
/** Microsoft forgets a sign-in after 90 days without renewal. */
export const refreshTokenMs = 90 * dayMs
const warnAfterMs = 60 * dayMs

/** What a mailbox may be used for; each is one permission at Microsoft. */
export type Need = 'send' | 'read'

const permissions = { send: 'SMTP.Send', read: 'IMAP.AccessAsUser.All' } as const

export interface TokenState {
  state: 'valid' | 'unchecked' | 'expiring' | 'expired' | 'none' | 'pending'
  /** Until when signing in again must have happened; only with `expiring`. */
  by?: Date
}

type Checked = Pick<OutlookAccount, 'lastSuccessAt' | 'lastFailureAt'> & { lastFailure: unknown }

/**
 * The badge of a connection, from its last real success or failure and never from the mere presence of a token. An open
 * sign-in shows only where no connection works, so that a trip broken off does not hide that mail still leaves.
 */
export function tokenState(
  account: Checked | null | undefined,
  pendingSignIn: boolean,
  now: Date,
): TokenState {
  const state = account ? storedState(account, now) : ({ state: 'none' } as const)
  const broken = state.state === 'none' || state.state === 'expired'

  return broken && pendingSignIn ? { state: 'pending' } : state
}

/** When Microsoft forgets the sign-in if it is not renewed before. */
export function endsAt({ lastSuccessAt }: Pick<OutlookAccount, 'lastSuccessAt'>): Date {
  return new Date(lastSuccessAt.getTime() + refreshTokenMs)
}

/** True while nothing says that Microsoft would refuse the stored tokens. */
export function works(account: Checked, now: Date): boolean {
  return storedState(account, now).state !== 'expired'
}

function storedState(account: Checked, now: Date): TokenState {
  const failed = account.lastFailureAt !== null && account.lastFailureAt >= account.lastSuccessAt
  const ageMs = now.getTime() - account.lastSuccessAt.getTime()
  if (ageMs > refreshTokenMs || (failed && failedForGood(account.lastFailure))) return { state: 'expired' }
  if (ageMs > warnAfterMs) return { state: 'expiring', by: endsAt(account) }

  return { state: failed || ageMs > provenMs ? 'unchecked' : 'valid' }
}

/** True for a stored failure that only a new sign-in heals. */
export function failedForGood(failure: unknown): boolean {
  const cause = typeof failure === 'object' && failure && 'cause' in failure ? failure.cause : undefined

  return typeof cause === 'string' && isCause(cause) && causes[cause].reconnect === true
}

/** The permissions to ask Microsoft for. `prefix` names the resource and differs between clouds. */
export function scopesFor(purpose: SignInPurpose, prefix: string): string[] {
  return needsOf(purpose).map((need) => prefix + permissions[need])
}

export function needsOf(purpose: SignInPurpose): Need[] {
  return purpose === 'both' ? ['send', 'read'] : [purpose]
}

export function purposeOf(needs: ReadonlySet<Need>): SignInPurpose {
  if (needs.size > 1) return 'both'

  return needs.has('read') ? 'read' : 'send'
}

/** What the granted permissions allow; Microsoft may write them with other capitals or resource names. */
export function needsIn(scopes: readonly string[]): Set<Need> {
  const granted = scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1).toLowerCase())

  return new Set(needsOf('both').filter((need) => granted.includes(permissions[need].toLowerCase())))
}

/** What was asked for and not granted. */
export function missingNeeds(purpose: SignInPurpose, scopes: readonly string[]): Need[] {
  const granted = needsIn(scopes)

  return needsOf(purpose).filter((need) => !granted.has(need))
}

/** Mailboxes are compared as Microsoft does: capitals make no difference. */
export function sameAddress(one: string | null, other: string): boolean {
  return one !== null && mailboxOf(one) === mailboxOf(other)
}

export function mailboxOf(address: string): string {
  return address.trim().toLowerCase()
}
