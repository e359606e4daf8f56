import { diagnose } from '../failures/diagnose.ts'
import { titleOf } from '../failures/explain.ts'
import type { Failure } from '../failures/failure.ts'
import { type Text, text } from '../language/text.ts'
import { type PostResult, portOf } from '../network/post.ts'

const longestWait = 24 * 60 * 60

export interface WebhookFailure {
  failure: Failure
  /** It said itself that it is gone for good. */
  isGone: boolean
  /** Seconds it wishes to be left alone. */
  wait: number
}

export type WebhookAnswer = { ok: true; status: number } | ({ ok: false } & WebhookFailure)

/** What an answer means, or that there is none. */
export function judge(result: PostResult, url: URL, now: Date): WebhookAnswer {
  if ('failure' in result) return { ok: false, failure: result.failure, isGone: false, wait: 0 }
  const { status, retryAfter } = result
  if (status >= 200 && status < 300) return { ok: true, status }
  const place = { host: url.hostname, port: portOf(url) }
  const failure = diagnose({ kind: 'network', stage: 'webhook', code: String(status), ...place })

  return { ok: false, failure, isGone: failure.cause === 'webhook-gone', wait: secondsIn(retryAfter, now) }
}

/** In one sentence, as it is noted at the mail. */
export function reasonOf({ cause, code }: Failure): Text {
  const { en, de } = titleOf(cause)
  const detail = code === undefined ? '' : ` (${code})`

  return text(en + detail, de + detail)
}

/** Retry-After: seconds or a date (RFC 9110, 10.2.3), at most a day. */
function secondsIn(value: string | undefined, now: Date): number {
  if (value === undefined) return 0
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000

  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), longestWait) : 0
}
