import { z } from 'zod'
import type { Evidence, IdentityEvidence, NetworkEvidence } from '../failures/failure.ts'
import { proxyTroubleIn } from '../network/proxy-trouble.ts'
import type { Answer } from './network-client.ts'

const longestText = 500
const longestRetrySeconds = 3600
const deepestCause = 6

/** RFC 6749, 5.2, and what Microsoft adds to it. */
const refusal = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
  suberror: z.string().optional(),
  trace_id: z.string().optional(),
  correlation_id: z.string().optional(),
})

/** Everything else happened once the connection stood. */
const stages: Record<string, NetworkEvidence['stage']> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'tcp',
  EHOSTUNREACH: 'tcp',
  ENETUNREACH: 'tcp',
  UND_ERR_CONNECT_TIMEOUT: 'tcp',
  EPROTO: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
}

/** What a token answer says against us; undefined when it is a good one. */
export function evidenceOfAnswer(url: string, answer: Answer): Evidence | undefined {
  const body = parseJson(answer.text)
  const parsed = refusal.safeParse(body)
  if (parsed.success) return evidenceOfRefusal(parsed.data, answer)
  if (answer.status === 429 || answer.status >= 500) return busy(answer)
  if (body === undefined || answer.status >= 400) return notTheProtocol(url, answer)

  return undefined
}

/** The error parameters of the redirect back from Microsoft's sign-in page (RFC 6749, 4.1.2.1). */
export function evidenceOfRedirect(query: {
  error: string
  error_description?: string | undefined
  error_subcode?: string | undefined
}): IdentityEvidence {
  const text = clean(query.error_description ?? '')

  return {
    kind: 'identity',
    error: clean(query.error),
    codes: codesIn(text),
    ...(text ? { text } : {}),
    ...(query.error_subcode ? { suberror: clean(query.error_subcode) } : {}),
    ...idsIn(text),
  }
}

/** No answer at all: the first code in the chain of causes tells why. */
export function evidenceOfSilence(url: string, error: unknown): NetworkEvidence {
  const code = causeCode(error)
  const { hostname, port } = new URL(url)
  const target = { host: hostname, port: Number(port || 443) }
  const trouble = proxyTroubleIn(error)

  return trouble ? trouble.evidence(target) : { kind: 'network', stage: stageOf(code), code, ...target }
}

function evidenceOfRefusal(body: z.output<typeof refusal>, answer: Answer): IdentityEvidence {
  const text = clean(body.error_description ?? '')
  const ids = idsIn(text)
  const traceId = body.trace_id ?? ids.traceId
  const correlationId = body.correlation_id ?? ids.correlationId

  return {
    kind: 'identity',
    error: clean(body.error),
    codes: body.error_codes ?? codesIn(text),
    httpStatus: answer.status,
    ...(text ? { text } : {}),
    ...(body.suberror ? { suberror: clean(body.suberror) } : {}),
    ...(traceId ? { traceId: clean(traceId) } : {}),
    ...(correlationId ? { correlationId: clean(correlationId) } : {}),
    ...retryAfter(answer),
  }
}

function busy(answer: Answer): IdentityEvidence {
  return {
    kind: 'identity',
    error: 'temporarily_unavailable',
    codes: [],
    httpStatus: answer.status,
    ...retryAfter(answer),
  }
}

/** A proxy's or hotel network's page instead of Microsoft's JSON. */
function notTheProtocol(url: string, answer: Answer): NetworkEvidence {
  const { hostname, port } = new URL(url)

  return {
    kind: 'network',
    stage: 'http',
    code: answer.status >= 400 ? `HTTP_${answer.status}` : 'BAD_BODY',
    host: hostname,
    port: Number(port || 443),
  }
}

function retryAfter({ headers }: Answer): { retryAfterSeconds?: number } {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)

  return seconds > 0 ? { retryAfterSeconds: Math.min(Math.ceil(seconds), longestRetrySeconds) } : {}
}

function codesIn(text: string): number[] {
  return [...text.matchAll(/AADSTS(\d{4,10})/g)].map((match) => Number(match[1]))
}

function idsIn(text: string): { traceId?: string; correlationId?: string } {
  const traceId = /Trace ID: ([\w-]{1,64})/.exec(text)?.[1]
  const correlationId = /Correlation ID: ([\w-]{1,64})/.exec(text)?.[1]

  return { ...(traceId ? { traceId } : {}), ...(correlationId ? { correlationId } : {}) }
}

/** Words from outside: no control characters, never long enough to hide anything in. */
function clean(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longestText)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function stageOf(code: string): NetworkEvidence['stage'] {
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.startsWith('CERT_')) return 'tls'

  return stages[code] ?? 'http'
}

function causeCode(error: unknown): string {
  let current = error
  for (let depth = 0; depth < deepestCause && current instanceof Error; depth++) {
    // A time-out is a DOMException whose `code` is the number 23.
    if (current.name === 'TimeoutError') return 'ETIMEDOUT'
    if ('code' in current && typeof current.code === 'string') return current.code
    current = current.cause
  }

  return error instanceof Error ? error.name : 'UNKNOWN'
}
