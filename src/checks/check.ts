import { z } from 'zod'
import type { Failure } from '../failures/failure.ts'
import { storedFailure } from '../failures/stored-failure.ts'

const checkIds = [
  'public-address',
  'clock',
  'dns',
  'smtp',
  'imap',
  'sign-in-host',
  'proxy',
  'keys',
  'worker',
  'database',
  'disk',
  'node',
  'spf',
  'dkim',
  'dmarc',
  'mx',
  'domain',
] as const
export type CheckId = (typeof checkIds)[number]

export const findingIds = [
  'fine',
  'too-slow',
  'broke',
  'failed',
  'address-not-https',
  'address-differs',
  'clock-off',
  'clock-unknown',
  'name-unknown',
  'name-unanswered',
  'proxy-looks-up',
  'no-proxy',
  'keys-closed',
  'no-worker',
  'database-silent',
  'disk-low',
  'node-old',
  'dns-unanswered',
  'spf-missing',
  'spf-twice',
  'spf-not-microsoft',
  'spf-too-many',
  'spf-open',
  'spf-broken',
  'dkim-missing',
  'dkim-elsewhere',
  'dmarc-missing',
  'dmarc-twice',
  'dmarc-broken',
  'dmarc-none',
  'dmarc-no-reports',
  'mx-elsewhere',
  'mx-missing',
  'domain-of-microsoft',
  'domain-of-freemailer',
] as const
export type FindingId = (typeof findingIds)[number]

/** `info` is worth knowing and no problem. */
const states = ['running', 'ok', 'info', 'warn', 'err', 'not_run'] as const

const record = z.object({
  type: z.enum(['TXT', 'CNAME']),
  name: z.string(),
  /** Absent where only Microsoft knows it. */
  value: z.string().exactOptional(),
})
/** What to enter at whoever hosts the domain's DNS. */
export type DnsRecord = z.output<typeof record>

const outcome = z.object({
  state: z.enum(states),
  finding: z.enum(findingIds).exactOptional(),
  /** Facts that read in any language, as an address or a record. */
  evidence: z.array(z.string()).exactOptional(),
  /** For the sentence of the finding. */
  fact: z.string().exactOptional(),
  records: z.array(record).exactOptional(),
  failure: storedFailure.exactOptional(),
})
export type Outcome = Omit<z.output<typeof outcome>, 'failure'> & { failure?: Failure }

const check = outcome.extend({ id: z.enum(checkIds), subject: z.string().exactOptional() })
/** One check; `subject` is the sending domain, the host, or the selector it is about. */
export type Check = Outcome & { id: CheckId; subject?: string }

/** Checks as a row stores them; none when the row is older than their present form. */
export function parseChecks(json: unknown): Check[] {
  return z.array(check).safeParse(json).data ?? []
}

/** The same without `undefined`, as the column takes it. */
export function checksJson(checks: readonly Check[]) {
  return JSON.parse(JSON.stringify(checks)) as object[]
}

/** After the end nothing runs any more. */
export function settledChecks(checks: readonly Check[]): Check[] {
  return checks.map((each) => (each.state === 'running' ? { ...each, state: 'not_run' } : each))
}
