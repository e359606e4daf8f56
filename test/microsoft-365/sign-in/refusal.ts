import { randomUUID } from 'node:crypto'

export interface Wording {
  error: string
  code: number
  text: string
  status?: number
  suberror?: string
  retryAfterSeconds?: number
}

/** Microsoft says no: as JSON from the token endpoint, as a page in the browser, or as parameters on the way back. */
export class Refusal extends Error {
  readonly wording: Wording

  constructor(wording: Wording) {
    super(`AADSTS${wording.code}: ${wording.text}`)
    this.wording = wording
  }
}

export function asJson({ wording, message }: Refusal, now: Date, correlationId: string) {
  const ids = { traceId: randomUUID(), timestamp: timestamp(now) }

  return {
    error: wording.error,
    // Parts are separated by blanks since about 2024, by CRLF before.
    error_description: `${message} Trace ID: ${ids.traceId} Correlation ID: ${correlationId} Timestamp: ${ids.timestamp}`,
    error_codes: [wording.code],
    timestamp: ids.timestamp,
    trace_id: ids.traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${wording.code}`,
    ...(wording.suberror ? { suberror: wording.suberror } : {}),
  }
}

/** `2026-11-24 15:00:00Z` */
export function timestamp(now: Date): string {
  return `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`
}
