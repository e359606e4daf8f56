import { z } from 'zod'
import type { Failure } from '../failures/failure.ts'
import { storedFailure } from '../failures/stored-failure.ts'

export type Protocol = 'smtp' | 'imap'
export type SignInWith = 'outlook' | 'password'

const stepIds = [
  'dns',
  'tcp',
  'tls',
  'capabilities',
  'token',
  'auth',
  'sender',
  'recipient',
  'folder',
  'header',
  'end',
] as const
export type StepId = (typeof stepIds)[number]

/** How long each step may take, in milliseconds, and the whole test. */
export type Timeouts = Record<StepId | 'whole', number>

export const defaultTimeouts: Timeouts = {
  dns: 5_000,
  tcp: 10_000,
  tls: 10_000,
  capabilities: 10_000,
  token: 10_000,
  auth: 15_000,
  sender: 15_000,
  recipient: 15_000,
  folder: 15_000,
  header: 15_000,
  end: 5_000,
  whole: 45_000,
}

const stepEvidence = z.object({
  addresses: z.array(z.string()).exactOptional(),
  /** Our own DNS does not know the name; the proxy looks it up. */
  lookedUpByProxy: z.boolean().exactOptional(),
  /** The proxy on the way, as `proxy.example:3128`. */
  proxy: z.string().exactOptional(),
  /** False: this connection is not encrypted, because the server is set up so. */
  encrypted: z.boolean().exactOptional(),
  tlsVersion: z.string().exactOptional(),
  certificateName: z.string().exactOptional(),
  certificateUntil: z.string().exactOptional(),
  /** What the server lets one sign in with, as `XOAUTH2`. */
  mechanisms: z.array(z.string()).exactOptional(),
  /** The largest mail the server takes, in bytes. */
  size: z.number().exactOptional(),
  tokenUntil: z.string().exactOptional(),
  /** The last answer of the server as a number, without its words. */
  code: z.string().exactOptional(),
  /** The first sign-in was refused; this is the result with a token fetched afresh. */
  retried: z.boolean().exactOptional(),
  sender: z.string().exactOptional(),
  recipient: z.string().exactOptional(),
  folder: z.string().exactOptional(),
  count: z.number().exactOptional(),
  uidValidity: z.string().exactOptional(),
  /** Whether the mail that was looked at has a subject; never the subject itself. */
  subject: z.boolean().exactOptional(),
})

/** What a step found out: facts without words, so that they read in any language. Times are ISO 8601. */
export type StepEvidence = z.output<typeof stepEvidence>

export type StepState = 'waiting' | 'running' | 'passed' | 'failed' | 'not_run'

export interface Step {
  id: StepId
  state: StepState
  ms?: number
  evidence?: StepEvidence
  failure?: Failure
}

/** The steps of a test, in order. A server with a password has no access token to get. */
export function stepsOf(protocol: Protocol, signInWith: SignInWith): StepId[] {
  const token = signInWith === 'outlook' ? (['token'] as const) : []
  const own = protocol === 'smtp' ? (['sender', 'recipient'] as const) : (['folder', 'header'] as const)

  return ['dns', 'tcp', 'tls', 'capabilities', ...token, 'auth', ...own, 'end']
}

export function waitingSteps(ids: readonly StepId[]): Step[] {
  return ids.map((id) => ({ id, state: 'waiting' }))
}

/** After the end nothing waits and nothing runs any more. */
export function settledSteps(steps: readonly Step[]): Step[] {
  return steps.map((step) =>
    step.state === 'waiting' || step.state === 'running' ? { ...step, state: 'not_run' } : step,
  )
}

const storedSteps = z.array(
  z.object({
    id: z.enum(stepIds),
    state: z.enum(['waiting', 'running', 'passed', 'failed', 'not_run']),
    ms: z.number().exactOptional(),
    evidence: stepEvidence.exactOptional(),
    failure: storedFailure.exactOptional(),
  }),
)

/** Steps as a row stores them; none when the row is older than their present form. */
export function parseSteps(json: unknown): Step[] {
  return storedSteps.safeParse(json).data ?? []
}
