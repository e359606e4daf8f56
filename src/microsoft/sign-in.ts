import { z } from 'zod'
import type { Cause } from '../failures/causes.ts'
import type { Failure } from '../failures/failure.ts'
import { parseFailure } from '../failures/stored-failure.ts'
import type { OutlookAccount, OutlookSignIn } from '../storage/generated/client.ts'
import type { Identity } from './id-token.ts'
import { type Need, needsIn, works } from './outlook-account.ts'

/** Where Microsoft sends the browser back to, below the public address. */
export const callbackPath = '/microsoft_outlook/confirm'
/** A sign-in must be finished, and a wrong account decided on, within this time. */
export const signInMs = 10 * 60 * 1000

/** How a trip to Microsoft ended; each has its result page. */
const outcomes = [
  'connected',
  'denied',
  'admin-approval',
  'wrong-account',
  'missing-scope',
  'no-refresh-token',
  'run-out',
  'secret',
  'busy',
  'other',
] as const
export type Outcome = (typeof outcomes)[number]

/** Why an account is the wrong one: it has another address, or it is another account than the working one. */
export type Mismatch = 'other-address' | 'other-identity'

export interface OutcomeDetail {
  failure?: Failure | undefined
  /** The address that signed in instead. */
  got?: string | undefined
  mismatch?: Mismatch | undefined
  missing?: Need[] | undefined
}

/** The choices on the wrong-account page, besides signing in again. */
export const decisions = ['shared-mailbox', 'use-as-username'] as const
export type Decision = (typeof decisions)[number]

const outcomeOfCause: Partial<Record<Cause, Outcome>> = {
  'consent-refused': 'denied',
  'admin-approval-needed': 'admin-approval',
  'wrong-account': 'wrong-account',
  'scope-missing': 'missing-scope',
  'permission-missing': 'missing-scope',
  'no-refresh-token': 'no-refresh-token',
  'sign-in-run-out': 'run-out',
  // Said of a code, these mean that it is of no use any more.
  'sign-in-expired': 'run-out',
  'sign-in-withdrawn': 'run-out',
  'reconnect-needed': 'run-out',
  'client-secret-expired': 'secret',
  'client-secret-wrong': 'secret',
  'credentials-missing': 'secret',
  'secret-unreadable': 'secret',
  'microsoft-busy': 'busy',
  'microsoft-silent': 'busy',
  'too-many-requests': 'busy',
  'timed-out': 'busy',
  'port-blocked': 'busy',
  'connection-refused': 'busy',
  'connection-broken': 'busy',
  'network-unreachable': 'busy',
  'server-name-unknown': 'busy',
  'dns-silent': 'busy',
}

export function outcomeOf(cause: Cause): Outcome {
  return outcomeOfCause[cause] ?? 'other'
}

type Known = Pick<
  OutlookAccount,
  'tenantId' | 'objectId' | 'clientId' | 'lastSuccessAt' | 'lastFailureAt' | 'lastFailure'
>

/**
 * Whether tokens of this account may be stored for the mailbox without asking. The account that was connected before
 * may, whatever its address: it is the mailbox itself, or an admin said once that it is shared. A working connection
 * is never replaced by another account unasked.
 */
export function mismatchOf(
  identity: Identity,
  mailbox: string,
  { existing, clientId, now }: { existing: Known | null; clientId: string; now: Date },
): Mismatch | undefined {
  if (isSame(existing, identity)) return undefined
  if (!identity.addresses.includes(mailbox)) return 'other-address'

  return isWorking(existing, clientId, now) ? 'other-identity' : undefined
}

/** Whoever comes by an invitation connects that mailbox with its own account: a shared one is an admin's decision. */
export function mismatchOfOwner(
  identity: Identity,
  mailbox: string,
  known: Parameters<typeof mismatchOf>[2],
): Mismatch | undefined {
  return identity.signInName === mailbox ? mismatchOf(identity, mailbox, known) : 'other-address'
}

/**
 * Which tokens to use for a server that takes the account's own mailbox as its user name. The mailbox may be connected
 * already, for other servers: then a working connection that is wide enough stays, and fresh tokens replace it only when
 * they take nothing away. `neither`: only a new, wider sign-in serves all of them.
 */
export function tokensFor(
  need: Need,
  {
    existing,
    others,
    redeemed,
    clientId,
    now,
  }: {
    existing: (Known & Pick<OutlookAccount, 'scopes'>) | null
    /** What the mailbox's other servers need. */
    others: readonly Need[]
    redeemed: { identity: Identity; scopes: readonly string[] }
    clientId: string
    now: Date
  },
): 'existing' | 'fresh' | 'neither' {
  const connectedFor = needsIn(existing?.scopes ?? [])
  const working = isWorking(existing, clientId, now)
  if (working && connectedFor.has(need)) return 'existing'
  const fresh = needsIn(redeemed.scopes)
  const isEnough = [need, ...others, ...connectedFor].every((one) => fresh.has(one))

  return isEnough && (!working || isSame(existing, redeemed.identity)) ? 'fresh' : 'neither'
}

function isSame(existing: Known | null, { tenantId, objectId }: Identity): boolean {
  return existing?.tenantId === tenantId && existing.objectId === objectId
}

function isWorking(existing: Known | null, clientId: string, now: Date): boolean {
  return existing !== null && existing.clientId === clientId && works(existing, now)
}

const parameter = z.string().max(4096).optional().catch(undefined)
const callbackQuery = z.object({
  state: parameter,
  code: parameter,
  error: parameter,
  error_description: z.string().optional().catch(undefined),
  error_subcode: parameter,
  admin_consent: parameter,
})
export type CallbackQuery = z.output<typeof callbackQuery>

/** The parameters of the way back; repeated or oversized ones count as absent. */
export function parseCallback(query: unknown): CallbackQuery {
  return callbackQuery.safeParse(query).data ?? callbackQuery.parse({})
}

const storedDetail = z.object({
  failure: z.unknown(),
  got: z.string().optional(),
  mismatch: z.enum(['other-address', 'other-identity']).optional(),
  missing: z.array(z.enum(['send', 'read'])).optional(),
})

export function detailOf(row: Pick<OutlookSignIn, 'outcomeDetail'>): OutcomeDetail {
  const { failure, ...rest } = storedDetail.partial().safeParse(row.outcomeDetail).data ?? {}

  return { ...rest, failure: parseFailure(failure) }
}

/** The outcome as a result page shows it: a trip that was never finished has run out, until then it is open. */
export function shownOutcome(
  row: Pick<OutlookSignIn, 'outcome' | 'usedAt' | 'expiresAt' | 'sealedPending' | 'invitationId'>,
  now: Date,
): Outcome | 'open' {
  const stored = outcomes.find((outcome) => outcome === row.outcome)
  const couldDecide = row.invitationId === null
  if (stored === 'wrong-account' && couldDecide && !mayDecide(row, now)) return 'run-out'
  if (stored) return stored

  return row.usedAt === null && row.expiresAt > now ? 'open' : 'run-out'
}

/** True while tokens of another account wait for the admin's word. */
export function mayDecide(row: Pick<OutlookSignIn, 'usedAt' | 'sealedPending'>, now: Date): boolean {
  return row.sealedPending !== null && row.usedAt !== null && now.getTime() - row.usedAt.getTime() < signInMs
}
