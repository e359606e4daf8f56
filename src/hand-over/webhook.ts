import type { Text } from '../language/text.ts'
import type { Poster, PostResult } from '../network/post.ts'
import type { ReceivedJson } from './received-json.ts'
import { signatureOf } from './signature.ts'
import { handOverTexts } from './texts.ts'
import type { Webhook } from './webhook-state.ts'

const longestWait = 24 * 60 * 60

/** What a webhook is sent. */
export type WebhookBody = ReceivedJson & {
  /** True for the sample that an admin sends to try the address. */
  isTest: boolean
}

export type WebhookAnswer =
  | { ok: true; status: number }
  | { ok: false; status: number | undefined; reason: Text; isGone: boolean; wait: number }

/** One signed request, and what its answer means. `id` is the same for every try. */
export async function callWebhook(
  { url, secret }: Pick<Webhook, 'url' | 'secret'>,
  content: WebhookBody,
  { post, now }: { post: Poster; now: () => Date },
): Promise<WebhookAnswer> {
  const body = JSON.stringify(content)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Mailroom',
    'x-mailroom-id': content.id,
    'x-mailroom-signature': signatureOf(secret, body, now()),
  }

  return judge(await post(url, headers, body), now())
}

function judge(result: PostResult, now: Date): WebhookAnswer {
  if ('failed' in result)
    return { ok: false, status: undefined, reason: handOverTexts.notAnswered(result.failed), ...usual }
  const { status, retryAfter } = result
  if (status >= 200 && status < 300) return { ok: true, status }

  return {
    ok: false,
    status,
    reason: reasonOf(status),
    isGone: status === 410,
    wait: secondsIn(retryAfter, now),
  }
}

const usual = { isGone: false, wait: 0 }

function reasonOf(status: number): Text {
  if (status === 410) return handOverTexts.gone

  return status >= 300 && status < 400 ? handOverTexts.redirected(status) : handOverTexts.refused(status)
}

/** Retry-After: seconds or a date (RFC 9110, 10.2.3), at most a day. */
function secondsIn(value: string | undefined, now: Date): number {
  if (value === undefined) return 0
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000

  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), longestWait) : 0
}
