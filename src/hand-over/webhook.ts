import type { Poster } from '../network/post.ts'
import type { ReceivedJson } from './received-json.ts'
import { signatureOf } from './signature.ts'
import { judge, type WebhookAnswer } from './webhook-answer.ts'
import type { Webhook } from './webhook-state.ts'

/** What a webhook is sent. */
export type WebhookBody = ReceivedJson & {
  /** True for the sample that an admin sends to try the address. */
  isTest: boolean
}

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

  return judge(await post(url, headers, body), url, now())
}
